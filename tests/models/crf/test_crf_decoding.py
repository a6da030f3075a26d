"""Best paths and probabilities against all paths written out."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.models.crf.decode import Lattice, Packed, best_labels
from stance.models.crf.spans import Kinds, stretches

N_TAGS = 3


def scored_paths(emissions, transitions):
    for path in itertools.product(range(len(transitions)), repeat=len(emissions)):
        score = sum(emissions[row, tag] for row, tag in enumerate(path))
        yield path, score + sum(transitions[a, b] for a, b in itertools.pairwise(path))


def sequences(seed, lengths):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(sum(lengths), N_TAGS)), rng.normal(size=(N_TAGS, N_TAGS))


@given(st.integers(0, 10_000), st.lists(st.integers(1, 5), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_the_best_path_is_the_best_of_all_paths(seed, lengths):
    emissions, transitions = sequences(seed, lengths)
    found = best_labels(emissions, transitions, Packed.of(np.array(lengths)))
    start = 0
    for length in lengths:
        rows = emissions[start : start + length]
        best = max(scored_paths(rows, transitions), key=lambda scored: scored[1])[0]
        assert tuple(found[start : start + length]) == best
        start += length


@given(st.integers(0, 10_000), st.lists(st.integers(1, 5), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_marginals_are_sums_over_all_paths(seed, lengths):
    emissions, transitions = sequences(seed, lengths)
    marginals = Lattice.of(emissions, transitions, Packed.of(np.array(lengths))).marginals()
    expected = np.zeros_like(emissions)
    start = 0
    for length in lengths:
        paths = list(scored_paths(emissions[start : start + length], transitions))
        total = sum(np.exp(score) for _, score in paths)
        for path, score in paths:
            for row, tag in enumerate(path):
                expected[start + row, tag] += np.exp(score) / total
        start += length
    assert marginals == pytest.approx(expected)


@given(st.integers(0, 10_000), st.integers(1, 5), st.data())
@settings(max_examples=30, deadline=None)
def test_confidence_is_the_share_of_paths_with_just_that_span(seed, length, data):
    # Tags: 0 outside, 1 begins, 2 goes on. A second sequence stands behind and must not matter.
    first = data.draw(st.integers(0, length - 1))
    last = data.draw(st.integers(first + 1, length))
    emissions, transitions = sequences(seed, [length, 2])
    kinds = Kinds((0,))
    lattice = Lattice.of(emissions, transitions, Packed.of(np.array([length, 2])))
    label = np.array([0])
    found = lattice.stretches(
        np.array([first]),
        np.array([last]),
        opening=kinds.tags_of(label, going_on=np.array([False])),
        inside=kinds.tags_of(label, going_on=np.array([True])),
    )
    paths = list(scored_paths(emissions[:length], transitions))
    wanted = (1, *[2] * (last - first - 1))
    share = sum(
        np.exp(score)
        for path, score in paths
        if path[first:last] == wanted and (last == length or path[last] != 2)
    ) / sum(np.exp(score) for _, score in paths)
    assert found[0] == pytest.approx(share)


def test_no_sequences_have_no_labels():
    nothing = Packed.of(np.zeros(0, dtype=np.int64))
    assert len(best_labels(np.zeros((0, 3)), np.zeros((3, 3)), nothing)) == 0


def test_a_tag_that_goes_on_after_nothing_begins_a_span():
    # O I-a I-a | I-a (new sequence) B-b: spans 1-3, 3-4, 4-5
    tags, sequence = np.array([0, 2, 2, 2, 3]), np.array([0, 0, 0, 1, 1])
    first, last = stretches(tags, sequence)
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [(1, 3), (3, 4), (4, 5)]


def test_kinds_of_one_label_become_one_in_coarse_tags():
    # Kinds 0 and 1 are of label 0, kind 2 of label 1: tags 1-4 become 1, 2, 1, 2 and 5, 6 become 3, 4.
    assert Kinds((0, 0, 1)).coarse(np.arange(7)).tolist() == [0, 1, 2, 1, 2, 3, 4]
