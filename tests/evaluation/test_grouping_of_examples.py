import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.evaluation.grouping import Draws, group_examples
from stance.records.example import LabelExample


def test_examples_that_share_a_document_or_a_group_are_in_one_group(made):
    # 0 and 1 share a document, 1 and 2 an event; 3 has an event of its own, 4 none.
    examples = [
        made.example(0, "a", doc="d1", groups={"event": None}),
        made.example(1, "a", doc="d1", groups={"event": "flood"}),
        made.example(2, "a", doc="d2", groups={"event": "flood"}),
        made.example(3, "a", doc="d3", groups={"event": "vote"}),
        made.example(4, "a", doc="d4", groups={"event": None}),
    ]
    grouping = group_examples(examples, ("event",))
    assert grouping.group_of.tolist() == [0, 0, 0, 1, 2]
    assert (grouping.n, grouping.group_by, grouping.notes) == (3, ("event",), ())


def test_groups_nobody_knows_leave_documents_and_a_note(made):
    examples = [made.example(n, "a", doc=f"d{n // 2}", groups={"event": None}) for n in range(4)]
    grouping = group_examples(examples, ("event",))
    assert (grouping.n, grouping.group_by) == (2, ("document",))
    assert grouping.notes == ("event is known of no example: it groups nothing",)


def test_several_groups_join_and_near_duplicates_can_be_one(made):
    examples = [
        made.example(0, "a", cluster="c1", groups={"claim": "x", "perspective": "p"}),
        made.example(1, "a", cluster="c2", groups={"claim": "y", "perspective": "p"}),
        made.example(2, "a", cluster="c2", groups={"claim": "z", "perspective": "q"}),
    ]
    assert group_examples(examples, ("claim", "perspective")).group_of.tolist() == [0, 0, 1]
    assert group_examples(examples, ("cluster",)).group_of.tolist() == [0, 1, 1]


def test_a_group_that_does_not_exist_is_refused_with_a_suggestion(made):
    with pytest.raises(ConfigError, match=r"evaluation\.group_by.*Did you mean outlet\?"):
        group_examples([made.example(0, "a", groups={"outlet": "post"})], ("outlets",))


def test_sums_of_draws_count_a_group_as_often_as_it_was_drawn(made):
    grouping = group_examples([made.example(n, "a", doc=f"d{n // 2}") for n in range(6)], ("document",))
    draws = Draws.of(grouping, seed=1, n_resamples=20)
    # Groups have sums 1, 5, 9 of the numbers 0 to 5.
    by_group = grouping.summed(np.arange(6)[:, None])
    assert by_group[:, 0].tolist() == [1, 5, 9]
    assert draws.sums(by_group)[:, 0].tolist() == (draws.counts @ np.array([1, 5, 9])).tolist()
    weights = np.concatenate(list(draws.weights(grouping, np.arange(6))))
    assert (weights @ np.arange(6)).tolist() == draws.sums(by_group)[:, 0].tolist()
    only = np.array([2])
    assert draws.sums(by_group[only], only)[:, 0].tolist() == (9 * draws.counts[:, 2]).tolist()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 3)), min_size=1))
def test_every_document_lies_in_one_group_and_every_resample_draws_as_many(given_):
    examples = [
        LabelExample(
            example_id=f"e{n}",
            doc_id=f"d{doc}",
            text="x",
            start=0,
            end=1,
            part="all",
            cluster=f"d{doc}",
            groups={"event": None if event is None else f"v{event}"},
            labels=[],
        )
        for n, (doc, event) in enumerate(given_)
    ]
    grouping = group_examples(examples, ("event",))
    pairs = {(each.doc_id, group) for each, group in zip(examples, grouping.group_of, strict=True)}
    assert len(pairs) == len({doc for doc, _ in pairs})
    draws = Draws.of(grouping, seed=3, n_resamples=5)
    assert draws.counts.sum(axis=1).tolist() == ([grouping.n] * 5 if grouping.n > 1 else [])
