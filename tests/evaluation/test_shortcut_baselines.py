import pytest

from stance.data.auditing.shortcuts import probe_shortcuts
from stance.evaluation.label_report import evaluate_labels
from stance.evaluation.shortcut_baselines import baseline_kind, shortcut_predictions


@pytest.fixture
def folded(made):
    """Forty examples in two folds; the outlet tells the label of most, and one outlet is in fold 0 only."""
    return [
        made.example(
            n,
            "biased" if (n % 4 == 0) != (n % 7 == 0) else "neutral",
            fold=n // 4 % 2,
            text="word " * (5 + n % 9),
            groups={"outlet": "late" if n in (1, 3) else f"o{n % 4}", "event": None},
        )
        for n in range(40)
    ]


@pytest.fixture
def label_set(made):
    return made.exclusive("biased", "neutral")


def predicted(examples, label_set, seed=1):
    found = {}
    for fold in (0, 1):
        train = [each for each in examples if each.fold != fold]
        held_out = [each for each in examples if each.fold == fold]
        of_fold = shortcut_predictions(train, held_out, {}, label_set=label_set, fold=fold, seed=seed)
        for name, predictions in of_fold.items():
            found.setdefault(name, []).extend(predictions)
    return found


def test_baselines_score_as_the_probes_of_the_audit_do(made, folded, label_set):
    found = predicted(folded, label_set)
    probes = probe_shortcuts(folded, {}, seed=1)
    report = evaluate_labels(
        folded,
        found["outlet"],
        label_set=label_set,
        settings=made.settings(),
        context=made.context,
        baselines=found,
    )
    beside = {each.name: each.metrics[0].value for each in report.baselines}
    # Chance draws anew in every fold.
    told = {probe.name: probe.macro_f1 for probe in probes.results if probe.name != "random"}
    assert {name: beside[name] for name in told} == pytest.approx(told)
    assert report.gain.over == "outlet"
    assert report.gain.verdict == "not distinguishable from outlet"


def test_a_group_that_was_not_learned_from_gets_the_majority(folded, label_set):
    late = {p.example_id: p.labels for p in predicted(folded, label_set)["outlet"]}
    # Outlet "late" is held out whole with fold 0; of fold 1 most are neutral.
    assert late["e00001"] == late["e00003"] == ["neutral"]


def test_labels_of_held_out_examples_are_never_looked_at(made, folded, label_set):
    def turned(each):
        other = "neutral" if each.labels == ["biased"] else "biased"
        return made.example(
            int(each.example_id[1:]), other, fold=each.fold, text=each.text, groups=each.groups
        )

    train, held_out = folded[:20], folded[20:]
    plain = shortcut_predictions(train, held_out, {}, label_set=label_set, seed=1)
    assert plain == shortcut_predictions(
        train, [turned(each) for each in held_out], {}, label_set=label_set, seed=1
    )


def test_order_does_not_matter_and_probabilities_are_those_of_what_was_learned(folded, label_set):
    train, held_out = folded[:20], folded[20:]
    found = shortcut_predictions(train, held_out, {}, label_set=label_set, seed=1)
    assert found == shortcut_predictions(train[::-1], held_out[::-1], {}, label_set=label_set, seed=1)
    share = sum(each.labels == ["biased"] for each in train) / 20
    assert [p.probabilities["biased"] for p in found["majority"]] == pytest.approx([share] * 20)
    for predictions in found.values():
        assert [p.example_id for p in predictions] == [each.example_id for each in held_out]
        assert all(sum(p.probabilities.values()) == pytest.approx(1) for p in predictions)


def test_target_without_text_and_text_without_target_are_measured_for_targets(made):
    label_set = made.exclusive("favor", "against")
    examples = [
        made.example(
            n,
            "favor" if n % 2 else "against",
            target=f"{'dam' if n % 2 else 'road'} number {n % 5}",
            text=f"The plan of town {n}.",
        )
        for n in range(60)
    ]
    found = shortcut_predictions(examples[:40], examples[40:], {}, label_set=label_set, seed=1)
    gold = [each.labels for each in examples[40:]]
    assert [p.labels for p in found["target text"]] == gold
    assert [p.labels for p in found["text without target"]] != gold
    assert "headline" not in found


def test_a_label_no_training_example_has_is_still_a_column(made):
    label_set = made.several("a", "b", "c")
    examples = [made.example(n, *(["a"] if n % 2 else ["b"])) for n in range(10)] + [made.example(10)]
    found = shortcut_predictions(examples[:6], examples[6:], {}, label_set=label_set, seed=1)
    assert all(list(p.probabilities) == ["a", "b", "c"] for p in found["majority"])
    assert all("c" not in p.labels for name in found for p in found[name])


def test_kinds_of_baselines_follow_from_their_names(folded):
    kinds = {name: baseline_kind(name, folded) for name in ("majority", "length", "outlet", "word list")}
    assert kinds == {"majority": "constant", "length": "length", "outlet": "group", "word list": "rules"}
