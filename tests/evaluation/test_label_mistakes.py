import pytest

from stance.evaluation.abstaining import choose_threshold
from stance.evaluation.joining import Gold, join
from stance.evaluation.mistakes import worst_mistakes


@pytest.fixture
def mistakes(made):
    def of(examples, predictions, label_set, n=100):
        gold = Gold.of(examples, label_set)
        return worst_mistakes(gold, join(gold, predictions, system="model"), n=n)

    return of


def test_the_most_confident_mistakes_come_first_and_right_answers_not_at_all(made, mistakes):
    label_set = made.exclusive("a", "b")
    examples = [made.example(n, "a") for n in range(4)]
    predictions = [
        made.prediction(n, label, label_set=label_set, sure=sure)
        for n, (label, sure) in enumerate([("b", 0.6), ("a", 0.9), ("b", 0.9), ("b", 0.7)])
    ]
    found = mistakes(examples, predictions, label_set)
    assert [(each.example_id, each.confidence) for each in found] == [
        ("e00002", pytest.approx(0.9)),
        ("e00003", pytest.approx(0.7)),
        ("e00000", pytest.approx(0.6)),
    ]
    assert (found[0].gold, found[0].predicted) == (["a"], ["b"])
    assert len(mistakes(examples, predictions, label_set, n=2)) == 2


def test_a_mistake_is_what_most_seeds_get_wrong(made, mistakes):
    # Example 0 wrong in two of three seeds, example 1 in one; confidence (.9 + .9 + 0) / 3.
    label_set = made.exclusive("a", "b")
    examples = [made.example(n, "a") for n in range(2)]
    answers = {1: "bb", 2: "ba", 3: "aa"}
    predictions = [
        made.prediction(n, label, label_set=label_set, seed=seed, sure=0.9)
        for seed, labels in answers.items()
        for n, label in enumerate(labels)
    ]
    (found,) = mistakes(examples, predictions, label_set)
    assert (found.example_id, found.predicted) == ("e00000", ["b"])
    assert found.confidence == pytest.approx(0.6)


def sure_of_b(made, votes, label_set):
    """Twelve clear examples, and one with gold a of which the model is as sure of b as of any b."""
    examples = [made.example(n, "ab"[n % 2]) for n in range(12)]
    predictions = [made.prediction(n, "ab"[n % 2], label_set=label_set, sure=0.8) for n in range(12)]
    examples.append(made.example(12, "a", votes=votes))
    predictions.append(made.prediction(12, "b", label_set=label_set, sure=0.95))
    return examples, predictions


@pytest.mark.parametrize(
    ("votes", "suspect"), [({"a": 3, "b": 2}, True), ({"a": 4, "b": 1}, False), ({}, True)]
)
def test_a_label_is_suspect_where_the_model_is_sure_and_the_votes_were_split(made, mistakes, votes, suspect):
    label_set = made.exclusive("a", "b")
    (found,) = mistakes(*sure_of_b(made, votes, label_set), label_set)
    assert found.suspect is suspect


def test_an_unsure_mistake_is_no_reason_to_suspect_the_label(made, mistakes):
    label_set = made.exclusive("a", "b")
    examples, predictions = sure_of_b(made, {"a": 3, "b": 2}, label_set)
    predictions[-1] = made.prediction(12, "b", label_set=label_set, sure=0.6)
    (found,) = mistakes(examples, predictions, label_set)
    assert not found.suspect


def test_a_wrong_set_tells_its_surest_wrong_label_and_where_the_target_stands(made, mistakes):
    # Gold a; predicted b and c with .7 each: against a .3, so deciding against it has confidence .7 too.
    label_set = made.several("a", "b", "c")
    examples = [made.example(0, "a", target="words", target_start=5, target_end=10)]
    (found,) = mistakes(examples, [made.prediction(0, "b", "c", label_set=label_set, sure=0.7)], label_set)
    assert (found.predicted, found.confidence) == (["b", "c"], pytest.approx(0.7))
    assert found.text[found.target_start : found.target_end] == "words"


def test_a_long_text_is_cut_and_a_target_beyond_the_cut_is_not_placed(made, mistakes):
    label_set = made.exclusive("a", "b")
    text = "x" * 1500 + " dam"
    examples = [made.example(0, "a", text=text, target="dam", target_start=1501, target_end=1504)]
    (found,) = mistakes(examples, [made.prediction(0, "b", label_set=label_set)], label_set)
    assert (len(found.text), found.target, found.target_start) == (1000, "dam", None)


def test_a_threshold_is_chosen_for_the_wanted_share_of_errors(made):
    # Of four, the one with .6 is wrong: at most a tenth wrong needs .7 and decides three.
    label_set = made.exclusive("a", "b")
    examples = [made.example(n, "a") for n in range(4)]
    predictions = [
        made.prediction(n, label, label_set=label_set, sure=sure)
        for n, (label, sure) in enumerate([("a", 0.9), ("a", 0.8), ("a", 0.7), ("b", 0.6)])
    ]
    chosen = choose_threshold(examples, predictions, label_set=label_set, max_risk=0.1)
    assert (chosen.threshold, chosen.coverage, chosen.risk) == (pytest.approx(0.7), 0.75, 0)
