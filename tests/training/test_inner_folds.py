"""Inner folds keep together what belongs together, and are never fewer than two without need."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.records.example import LabelExample
from stance.training.inner_folds import cut_inner_folds, inner_folds


def example(number, *, doc=None, cluster=None, outlet=None, label="a"):
    doc = doc or f"d{number}"
    return LabelExample(
        example_id=f"e{number:03}",
        doc_id=doc,
        text="The toll rose.",
        start=0,
        end=14,
        part="train",
        cluster=cluster or doc,
        groups={"document": doc, "outlet": outlet},
        labels=[label],
    )


def test_labels_are_spread_evenly():
    examples = [example(n, label="ab"[n % 4 == 0]) for n in range(40)]
    folds = inner_folds(examples, group_by=["document"], n_folds=5, seed=1)
    # 30 a and 10 b over 5 folds.
    assert Counter(zip(folds, (e.labels[0] for e in examples), strict=True)) == {
        **{(fold, "a"): 6 for fold in range(5)},
        **{(fold, "b"): 2 for fold in range(5)},
    }


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([None, "x", "y", "z"])),
        min_size=1,
        max_size=40,
    ),
    st.integers(2, 6),
    st.integers(0, 3),
)
def test_there_are_no_gaps_and_two_folds_wherever_there_are_two_examples(rows, n_folds, seed):
    examples = [example(n, doc=f"d{d}", cluster=f"c{c}", outlet=o) for n, (d, c, o) in enumerate(rows)]
    cut = cut_inner_folds(examples, group_by=["outlet"], n_folds=n_folds, seed=seed)
    assert set(cut.fold_of) == set(range(cut.n_folds))
    assert min(2, len(examples)) <= cut.n_folds <= n_folds
    if not any("cut through" in note for note in cut.notes):
        for group in (
            lambda e: e.doc_id,
            lambda e: f"cluster {e.cluster}",
            lambda e: e.groups["outlet"] or e.example_id,
        ):
            folds_of = Counter(group(e) for e, _ in set_of(examples, cut.fold_of, group))
            assert max(folds_of.values()) == 1


def set_of(examples, folds, group):
    """Return one example per group and fold."""
    return {(group(e), fold): (e, fold) for e, fold in zip(examples, folds, strict=True)}.values()


def test_the_order_of_examples_has_no_effect():
    examples = [example(n, outlet=f"o{n % 7}", label="ab"[n % 3 == 0]) for n in range(50)]
    folds = inner_folds(examples, group_by=["outlet"], n_folds=3, seed=2)
    backwards = inner_folds(examples[::-1], group_by=["outlet"], n_folds=3, seed=2)
    assert backwards[::-1] == folds


def test_few_groups_make_few_folds_and_a_note():
    examples = [example(n, outlet=f"o{n % 3}") for n in range(12)]
    cut = cut_inner_folds(examples, group_by=["outlet"], n_folds=5, seed=1)
    assert cut.n_folds == 3
    assert cut.notes == ["3 inner folds in place of 5: there are too few groups to cut apart"]


def test_one_group_is_cut_by_documents():
    examples = [example(n, doc=f"d{n // 2}", outlet="o") for n in range(8)]
    cut = cut_inner_folds(examples, group_by=["outlet"], n_folds=4, seed=1)
    assert cut.n_folds == 4
    assert all(cut.fold_of[n] == cut.fold_of[n + 1] for n in range(0, 8, 2))
    assert cut.notes == ["inner folds cut through outlet: all examples hang together by it"]


def test_one_document_is_cut_by_examples():
    cut = cut_inner_folds([example(n, doc="d") for n in range(6)], group_by=["document"], n_folds=3, seed=1)
    assert Counter(cut.fold_of) == {0: 2, 1: 2, 2: 2}
    assert "cut through documents" in cut.notes[0]


def test_a_group_that_outweighs_all_others_is_one_fold():
    examples = [example(n, outlet="big" if n < 98 else f"o{n}") for n in range(100)]
    cut = cut_inner_folds(examples, group_by=["outlet"], n_folds=5, seed=1)
    assert len(set(cut.fold_of[:98])) == 1
    assert cut.n_folds >= 2


def test_one_example_has_one_fold():
    assert inner_folds([example(0)], group_by=["document"], n_folds=5, seed=1) == [0]


@pytest.mark.parametrize(("examples", "n_folds"), [([], 5), ([example(0), example(1)], 1)])
def test_nothing_to_cut_is_refused(examples, n_folds):
    with pytest.raises(ConfigError, match="inner folds"):
        inner_folds(examples, group_by=["document"], n_folds=n_folds, seed=1)


def test_a_group_nobody_has_is_refused_with_a_suggestion():
    with pytest.raises(ConfigError, match="Did you mean 'outlet'"):
        inner_folds([example(0), example(1)], group_by=["outlets"], n_folds=2, seed=1)
