from collections import Counter
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.data.splitting.joining import SplitItem
from stance.data.splitting.splits import Split, SplitPlan, assign, split, split_items
from stance.errors import ConfigError
from stance.records.example import LabelExample

HOLDOUT = SplitPlan(kind="holdout", seed=1)


def items(n, *, labels=("yes", "no"), **groups):
    """n documents; groups are functions from the document's number to its group."""
    return [
        SplitItem(
            f"d{number:03}",
            f"d{number:03}",
            {name: group(number) for name, group in groups.items()},
            frozenset({labels[number % len(labels)]}),
        )
        for number in range(n)
    ]


def sizes(result: Split) -> Counter:
    return Counter(result.side_of(doc_id) for doc_id in result.part_of)


def refusal(some, plan):
    with pytest.raises(ConfigError) as caught:
        split(some, plan)
    return str(caught.value)


@st.composite
def grouped_items(draw):
    n = draw(st.integers(8, 60))
    names = st.sampled_from([f"g{i}" for i in range(12)])
    return [
        SplitItem(
            f"d{draw(st.integers(0, n))}" if draw(st.booleans()) else f"d{number}",
            f"c{draw(st.integers(0, 2 * n))}",
            {"event": draw(names), "outlet": draw(names)},
            draw(st.frozensets(st.sampled_from("abc"))),
        )
        for number in range(n)
    ]


@settings(max_examples=150, deadline=None)
@given(
    grouped_items(),
    st.integers(0, 2**32),
    st.sampled_from([(), ("event",), ("outlet",)]),
    st.sampled_from(["holdout", "folds"]),
    st.randoms(),
)
def test_nothing_that_belongs_together_is_ever_cut(some, seed, group_by, kind, shuffler):
    parts = {"train": 0.5, "test": 0.5}
    plan = SplitPlan(
        kind=kind, seed=seed, group_by=group_by, n_folds=2 if kind == "folds" else None, parts=parts
    )
    try:
        result = split(some, plan)
    except ConfigError as error:
        # Chained groups may leave a single piece, which must be said.
        assert "pieces" in str(error)  # noqa: PT017
        return
    assert result.part_of.keys() == {item.doc_id for item in some}
    assert (result.fold_of.keys() == result.part_of.keys()) == (kind == "folds")
    for key in (lambda i: i.cluster, *(lambda i, g=g: i.groups[g] for g in group_by)):
        sides = {}
        for item in some:
            sides.setdefault(key(item), set()).add(result.side_of(item.doc_id))
        assert all(len(found) == 1 for found in sides.values())
    shuffled = list(some)
    shuffler.shuffle(shuffled)
    assert split(shuffled, plan) == result


def test_shares_are_met_exactly_where_documents_stand_alone():
    assert sizes(split(items(100), HOLDOUT)) == {"train": 80, "dev": 10, "test": 10}


def test_labels_are_spread_evenly_over_folds():
    # 30 documents of "rare" among 300: 6 in each of 5 folds, and 54 of the others.
    some = items(300, labels=("rare", *["common"] * 9))
    result = split(some, SplitPlan(kind="folds", n_folds=5, seed=3))
    found = Counter((result.fold_of[item.doc_id], *item.labels) for item in some)
    assert found == {(fold, label): n for fold in range(5) for label, n in (("rare", 6), ("common", 54))}


def test_sets_of_labels_are_spread_within_groups():
    labels = ("a", "b", "c")
    some = [
        replace(item, labels=frozenset(label for n, label in enumerate(labels) if number % (n + 2) == 0))
        for number, item in enumerate(items(600, event=lambda n: f"e{n // 4}"))
    ]
    result = split(some, SplitPlan(kind="folds", n_folds=5, seed=1, group_by=("event",)))
    for label in labels:
        held = Counter(result.fold_of[item.doc_id] for item in some if label in item.labels)
        total = sum(held.values())
        # A fold's share of a label is within two points of a fifth.
        assert all(abs(held[fold] / total - 0.2) < 0.02 for fold in range(5)), (label, held)
    assert set(sizes(result).values()) <= set(range(112, 129))


def test_without_stratification_labels_have_no_effect():
    plan = msgspec.structs.replace(HOLDOUT, stratify=False)
    other = [replace(item, labels=frozenset()) for item in items(50)]
    assert split(items(50), plan) == split(other, plan)


def test_another_seed_gives_another_split():
    other = msgspec.structs.replace(HOLDOUT, seed=2)
    assert split(items(100), HOLDOUT).part_of != split(items(100), other).part_of


def test_unknown_groups_are_refused_unless_allowed_by_name_and_then_stamped():
    some = items(40, event=lambda n: None if n % 4 == 0 else f"e{n}")
    plan = SplitPlan(kind="holdout", seed=1, group_by=("event",))
    message = refusal(some, plan)
    assert "'event'" in message
    assert "10 of 40 documents, such as d000" in message
    assert "allow_null" in message
    allowed = split(some, msgspec.structs.replace(plan, allow_null=("event",)))
    assert allowed.stamps == ["ungrouped: event (10 of 40 documents)"]
    # Not known is not a group: these ten documents are on their own.
    assert allowed.n_pieces == 40


def test_a_group_no_document_has_is_refused_with_a_suggestion():
    message = refusal(items(10, outlet=str), SplitPlan(kind="holdout", seed=1, group_by=("outlets",)))
    assert "Did you mean 'outlet'?" in message


def test_groups_that_chain_everything_together_are_refused_with_the_sizes():
    # Each outlet writes on every topic: both together join all 40 documents; alone each has 4 or 10 pieces.
    some = items(40, outlet=lambda n: f"o{n % 4}", topic=lambda n: f"t{n // 4}")
    plan = SplitPlan(kind="folds", n_folds=4, seed=1, group_by=("outlet", "topic"))
    message = refusal(some, plan)
    assert "1 pieces, the biggest with 40 of 40 examples (100%)" in message
    assert "outlet 25% in 4 pieces, topic 10% in 10 pieces" in message
    assert split(some, msgspec.structs.replace(plan, group_by=("outlet",))).biggest_piece == 10


def test_a_part_that_would_stay_empty_is_refused():
    assert "leave" in refusal(items(4), HOLDOUT)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "folds"}, "n_folds"),
        ({"n_folds": 3}, "no n_folds"),
        ({"kind": "given"}, "the group that holds the part"),
        ({"given": "part"}, "no given"),
        ({"kind": "folds", "n_folds": 2, "time": "date"}, "time for kind holdout only"),
        ({"parts": {"train": 0.8, "test": 0.1}}, "sum to 1"),
        ({"parts": {"train": 1.0}}, "two parts"),
        ({"parts": {"train": 0.5, "validation": 0.5}}, "validation"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(changes, told):
    assert told in refusal(items(20), msgspec.structs.replace(HOLDOUT, **changes))


def test_a_plan_without_a_seed_or_with_an_unknown_key_is_refused():
    with pytest.raises(msgspec.ValidationError, match="seed"):
        msgspec.convert({"kind": "holdout"}, SplitPlan)
    with pytest.raises(msgspec.ValidationError, match="folds"):
        msgspec.convert({"kind": "holdout", "seed": 1, "folds": 3}, SplitPlan)
    plan = msgspec.convert({"kind": "folds", "seed": 1, "n_folds": 5, "group_by": ["event"]}, SplitPlan)
    assert plan.group_by == ("event",)


def test_nothing_to_split_is_refused():
    assert "at least one example" in refusal([], HOLDOUT)


def test_given_parts_are_taken_over_and_renamed():
    some = items(6, part=lambda n: ("train", "rw_dev", "rw_test")[n % 3])
    plan = SplitPlan(kind="given", seed=1, given="part", rename={"rw_dev": "dev", "rw_test": "test"})
    assert sizes(split(some, plan)) == {"train": 2, "dev": 2, "test": 2}
    assert "rw_dev, rw_test" in refusal(some, msgspec.structs.replace(plan, rename={}))


def test_given_folds_are_honoured_even_where_they_cut_a_cluster():
    some = [replace(item, cluster="same") for item in items(10, fold=lambda n: str(n % 5 + 1))]
    result = split(some, SplitPlan(kind="given", seed=1, given="fold", n_folds=5))
    # Folds 1 to 5 of the source are our 0 to 4.
    assert result.fold_of == {item.doc_id: int(item.groups["fold"]) - 1 for item in some}
    assert result.biggest_piece == 10


def test_given_parts_that_are_missing_double_or_miscounted_are_refused():
    plan = SplitPlan(kind="given", seed=1, given="fold", n_folds=5)
    assert "d003" in refusal(items(10, fold=lambda n: None if n == 3 else str(n % 5)), plan)
    assert "5 folds" in refusal(items(10, fold=lambda n: str(n % 4)), plan)
    twice = [replace(item, doc_id="d") for item in items(2, fold=str)]
    assert "one part per document" in refusal(twice, plan)


def test_a_cut_by_time_puts_every_part_after_the_one_before():
    some = items(30, date=lambda n: f"2024-01-{n // 3 + 1:02}")
    plan = SplitPlan(kind="holdout", seed=1, time="date", parts={"test": 0.2, "train": 0.6, "dev": 0.2})
    result = split(some, plan)
    dates = {}
    for item in some:
        dates.setdefault(result.part_of[item.doc_id], set()).add(item.groups["date"])
    # Ten days of three documents each: 6, 2 and 2 days.
    assert [len(dates[part]) for part in ("train", "dev", "test")] == [6, 2, 2]
    assert max(dates["train"]) < min(dates["dev"]) <= max(dates["dev"]) < min(dates["test"])


def test_a_cut_by_time_keeps_what_belongs_together_and_says_when_it_cannot():
    some = items(10, date=lambda n: f"2024-01-{n + 1:02}")
    plan = SplitPlan(kind="holdout", seed=1, time="date", parts={"train": 0.5, "test": 0.5})
    # A copy of the first article on the sixth day ties days 1 to 6 together.
    tied = [replace(item, cluster="x") if item.doc_id in ("d000", "d005") else item for item in some]
    assert sizes(split(tied, plan)) == {"train": 6, "test": 4}
    chained = [replace(item, cluster="x") if item.doc_id in ("d000", "d009") else item for item in some]
    assert "10 of 10 examples hang together from 2024-01-01 to 2024-01-10" in refusal(chained, plan)
    undated = [*some, SplitItem("late", "late", {"date": "in May"})]
    assert "'in May' for late" in refusal(undated, plan)


def test_examples_get_the_part_of_their_document():
    examples = [
        LabelExample(
            example_id=f"d{n}#{target}",
            doc_id=f"d{n}",
            text="The dam holds.",
            start=0,
            end=14,
            part="all",
            cluster=f"d{n}",
            groups={},
            labels=["favor"],
        )
        for n in range(10)
        for target in ("dam", "mayor")
    ]
    some = split_items({"stance": examples})
    assert some[0].labels == {"stance/favor"}
    result = split(some, HOLDOUT)
    assert all(example.part == result.part_of[example.doc_id] for example in assign(examples, result))
    assert sizes(result) == {"train": 8, "dev": 1, "test": 1}
