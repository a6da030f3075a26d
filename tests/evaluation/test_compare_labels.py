import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import ConfigError, InvariantError
from stance.evaluation.compare import compare
from stance.records.comparison import Comparison
from stance.records.label_set import LabelSet

AB = LabelSet(labels=("a", "b"), exclusive=True)


@pytest.fixture
def compared(made):
    def of(gold, first, second, **more):
        examples, one = made.pairs(gold, first, AB)
        return compare(
            examples,
            one,
            made.pairs(gold, second, AB)[1],
            label_set=AB,
            settings=made.settings("accuracy", **more),
        )

    return of


def difference(comparison, name="accuracy"):
    return next(each for each in comparison.metrics if each.name == name)


def test_a_system_does_not_differ_from_itself(compared):
    found = compared("abab" * 5, "aabb" * 5, "aabb" * 5)
    accuracy = difference(found)
    assert (accuracy.value, accuracy.p, accuracy.low) == (0, 1, None)
    assert found.verdict.startswith("first and second cannot be told apart")


def test_a_clear_difference_is_told_with_interval_and_p(compared):
    # Right on 40 of 40 against 20 of 40: .5. An exchange of the 20 examples that differ is as far from 0 only
    # if all go one way: 2 in 2^20, so no exchange of 10,000 is expected to; p = 1/10,001.
    found = compared("ab" * 20, "ab" * 20, "ab" * 10 + "ba" * 10, n_resamples=200)
    accuracy = difference(found)
    assert (accuracy.first, accuracy.second, accuracy.value) == (1, 0.5, 0.5)
    assert accuracy.p == pytest.approx(1 / 10_001)
    assert 0.3 < accuracy.low < 0.5 < accuracy.high < 0.7
    assert found.verdict.startswith("first is better than second: first has accuracy 0.500 higher (+0.")
    assert found.verdict.endswith("p < 0.0001")


def test_p_is_exact_for_few_groups(compared):
    # Three examples differ, all for the first: of the 2^3 exchanges two are as extreme: p = 1/4.
    found = compared("aaaa", "aaaa", "bbba")
    assert difference(found).p == pytest.approx(0.25, abs=0.02)
    assert found.verdict.startswith("first and second cannot be told apart")


def test_sentences_of_one_document_are_exchanged_together(made):
    # All twelve differ, but in two documents: of the 2^2 exchanges two are as extreme.
    examples = [made.example(n, "a", doc=f"d{n // 6}") for n in range(12)]
    one = [made.prediction(n, "a", label_set=AB) for n in range(12)]
    other = [made.prediction(n, "b", label_set=AB) for n in range(12)]
    found = compare(examples, one, other, label_set=AB, settings=made.settings("accuracy"))
    assert (found.n_groups, found.group_by) == (2, ["document"])
    assert difference(found).p == pytest.approx(0.5, abs=0.02)


def test_p_values_of_a_table_are_corrected_for_its_length(compared):
    found = compared("ab" * 20, "ab" * 20, "ab" * 10 + "ba" * 10)
    tested = [each for each in found.metrics if each.p is not None]
    # All are as small as 10,000 exchanges can tell, so each is multiplied by their number.
    assert [each.p for each in tested] == pytest.approx([1 / 10_001] * len(tested))
    assert difference(found).p_holm == pytest.approx(len(tested) / 10_001)
    untested = {each.name for each in found.metrics} - {each.name for each in tested}
    assert untested == {"average_precision", "precision_at_80_recall", "ece"}


def test_for_errors_the_lower_one_is_better(made):
    examples, sure = made.pairs("ab" * 20, "ab" * 20, AB, sure=0.9)
    unsure = made.pairs("ab" * 20, "ab" * 20, AB, sure=0.6)[1]
    found = compare(
        examples, sure, unsure, label_set=AB, settings=made.settings("brier"), names=("new", "old")
    )
    # .01 against .16.
    assert difference(found, "brier").value == pytest.approx(-0.15)
    assert found.verdict.startswith("new is better than old: new has brier 0.150 lower")


def test_slices_are_compared_in_a_table_of_their_own(made):
    examples = [made.example(n, "a", groups={"outlet": "post" if n < 25 else "star"}) for n in range(50)]
    one = [made.prediction(n, "a", label_set=AB) for n in range(50)]
    other = [made.prediction(n, "b" if n < 25 else "a", label_set=AB) for n in range(50)]
    found = compare(
        examples, one, other, label_set=AB, settings=made.settings("accuracy", slices=("outlet",))
    )
    of_outlet = {each.value: each.difference for each in found.slices}
    assert (of_outlet["post"].value, of_outlet["star"].value) == (1, 0)
    assert of_outlet["post"].p_holm == pytest.approx(2 / 10_001)
    assert of_outlet["star"].p_holm == 1


def test_a_part_in_one_group_cannot_be_tested(made):
    examples = [made.example(n, "a", groups={"outlet": "post" if n < 25 else f"o{n % 2}"}) for n in range(50)]
    one = [made.prediction(n, "a", label_set=AB) for n in range(50)]
    other = [made.prediction(n, "b", label_set=AB) for n in range(50)]
    found = compare(
        examples,
        one,
        other,
        label_set=AB,
        settings=made.settings("accuracy", slices=("outlet",), group_by=("outlet",)),
    )
    of_outlet = {each.value: each.difference for each in found.slices}
    assert (of_outlet["post"].value, of_outlet["post"].p, of_outlet["post"].low) == (1, None, None)


def test_rules_with_one_seed_stand_beside_a_model_with_several(made):
    examples = [made.example(n, "a") for n in range(4)]
    model = [
        made.prediction(n, label, label_set=AB, seed=seed)
        for seed, labels in ((1, "aaaa"), (2, "aabb"))
        for n, label in enumerate(labels)
    ]
    rules = [made.prediction(n, "b", label_set=AB) for n in range(4)]
    for first, second, expected in ((model, rules, 0.75), (rules, model, -0.75)):
        found = compare(examples, first, second, label_set=AB, settings=made.settings("accuracy"))
        assert difference(found).value == pytest.approx(expected)


def test_different_numbers_of_seeds_are_refused(made):
    examples = [made.example(0, "a")]
    two, three = ([made.prediction(0, "a", label_set=AB, seed=seed) for seed in range(n)] for n in (2, 3))
    with pytest.raises(InvariantError, match="as many of one as of the other.*found 2 and 3"):
        compare(examples, two, three, label_set=AB, settings=made.settings())


def test_what_does_not_exist_is_refused(made, compared):
    with pytest.raises(ConfigError, match=r"evaluation\.group_by"):
        compared("ab", "ab", "ab", group_by=("outlet",))
    examples, one = made.pairs("ab", "ab", AB)
    with pytest.raises(InvariantError, match="predictions of second.*none for 1 ids"):
        compare(examples, one, one[:1], label_set=AB, settings=made.settings())


def test_a_comparison_can_be_written_and_read_back(compared):
    found = compared("abab", "aabb", "abbb")
    assert msgspec.json.decode(msgspec.json.encode(found), type=Comparison) == found


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from("ab")] * 3), min_size=2, max_size=8))
def test_turning_the_systems_around_turns_the_difference_around(made, cases):
    gold, first, second = zip(*cases, strict=True)
    examples, one = made.pairs(gold, first, AB)
    other = made.pairs(gold, second, AB)[1]
    there = compare(examples, one, other, label_set=AB, settings=made.settings())
    back = compare(examples, other, one, label_set=AB, settings=made.settings())
    for each, turned in zip(there.metrics, back.metrics, strict=True):
        assert (each.first, each.second) == (turned.second, turned.first)
        assert each.p == pytest.approx(turned.p, abs=0.03)
