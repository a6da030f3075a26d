"""The card of a model tells what it is, how far to rely on it, and hides nothing of what was measured."""

import re

import msgspec
import pytest

from stance.models.card import render_model_card
from stance.models.store import save_model
from stance.records.model import Evaluation
from stance.records.report import Baseline, Gain, LabelRow, Metric

EVALUATION = Evaluation(
    protocol="5 folds grouped by document, each held out once",
    n_examples=900,
    n_groups=300,
    seeds=[1, 2],
    primary="macro_f1",
    metrics=[
        Metric(name="accuracy", value=0.7, low=0.65, high=0.75),
        Metric(name="macro_f1", value=0.6123, low=0.58, high=0.64),
    ],
    labels=[
        LabelRow(
            label="moral",
            n_gold=120,
            n_predicted=100.5,
            precision=0.5,
            recall=None,
            f1=Metric(name="f1", value=0.45, low=0.4, high=0.5),
            alpha=0.31,
            tier="experimental",
        )
    ],
    baselines=[
        Baseline(
            name="outlet",
            kind="group",
            metrics=[Metric(name="macro_f1", value=0.6), Metric(name="accuracy", value=0.1)],
        )
    ],
    gain=Gain(over="outlet", value=0.0123, low=-0.01, high=0.03, verdict="not distinguishable from outlet"),
    ceiling={"alpha": 0.4},
    notes=["label other was left out of the mean"],
)


@pytest.fixture
def card(model_record):
    return render_model_card(msgspec.structs.replace(model_record, evaluation=EVALUATION))


def row(card: str, name: str) -> list[str]:
    line = next(line for line in card.splitlines() if line.startswith(f"| {name} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_primary_metric_stands_first_with_its_interval(card):
    assert row(card, "macro_f1") == ["macro_f1", "0.612", "0.580 to 0.640"]
    assert card.index("| macro_f1 ") < card.index("| accuracy ")


def test_shortcuts_stand_beside_the_model_and_the_gain_above_both(card):
    assert row(card, "macro_f1 without the model: outlet")[1:] == ["0.600", "–"]
    gain = (
        "**Gain over the best shortcut (outlet): +0.012 [-0.010, 0.030]: not distinguishable from outlet.**"
    )
    assert gain in card
    assert card.index(gain) < card.index("| macro_f1 ")


def test_each_label_has_its_agreement_and_tier(card):
    assert row(card, "moral") == [
        "moral",
        "120",
        "0.500",
        "–",
        "0.450",
        "0.400 to 0.500",
        "0.310",
        "experimental",
    ]
    assert "Agreement of people on these labels: alpha 0.400." in card


def test_what_was_measured_on_is_told(card):
    assert "Protocol: 5 folds grouped by document, each held out once. Measured on 900 held-out" in card
    assert "in 300 groups, 2 seeds;" in card


def test_stamps_limits_and_notes_are_told(card):
    assert "> **Every result of this model has to say: ungrouped: event.**" in card
    assert "- label other was left out of the mean" in card


def test_how_it_was_made_is_told(card):
    assert row(card, "code")[1] == "0" * 40 + " with changes"
    assert row(card, "dataset")[1] == "invented, fingerprint ffffffffffffffff"
    assert row(card, "libraries")[1] == "numpy 2.0.0"


def test_a_model_that_was_not_evaluated_says_so(model_record):
    card = render_model_card(model_record)
    assert "It was not evaluated" in card
    assert "Gain" not in card


def test_nothing_from_data_becomes_markup(model_record):
    evil = "<script>alert(1)</script>|`x`[a](http://evil)\n# heading"
    labels = [msgspec.structs.replace(EVALUATION.labels[0], label=evil)]
    evaluation = msgspec.structs.replace(EVALUATION, labels=labels, notes=[evil], protocol=evil)
    label_set = msgspec.structs.replace(model_record.label_set, labels=(evil,))
    record = msgspec.structs.replace(
        model_record,
        name=evil,
        dataset=evil,
        task=evil,
        stamps=[evil],
        settings={"x": evil},
        commit=evil,
        libraries={evil: evil},
        label_set=label_set,
        evaluation=evaluation,
    )
    card = render_model_card(record)
    assert "<script" not in card
    assert not re.search(r"(?<!\\)\[a\]\(", card)
    assert "\n# heading" not in card


def test_many_labels_are_counted_rather_than_listed(model_record):
    labels = tuple(f"label{number}" for number in range(50))
    rows = [msgspec.structs.replace(EVALUATION.labels[0], label=label) for label in labels]
    record = msgspec.structs.replace(
        model_record,
        label_set=msgspec.structs.replace(model_record.label_set, labels=labels),
        evaluation=msgspec.structs.replace(EVALUATION, labels=rows),
    )
    card = render_model_card(record)
    # 40 are listed of 50.
    assert "label39 and 10 more. A text has exactly one." in card
    assert "10 labels more stand in model.json." in card


def test_the_code_of_the_card_loads_the_model(tiny_model, model_record, tmp_path, capsys):
    save_model(tiny_model, tmp_path / "model", model_record)
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", card, re.DOTALL)[1]
    exec(code.replace("path/to/this/folder", str(tmp_path / "model")), {})
    # The tiny model gives .5 to economic and less to all others.
    assert capsys.readouterr().out == "[['economic']]\n"


def test_a_tagger_is_shown_how_to_tag(model_record):
    card = render_model_card(msgspec.structs.replace(model_record, kind="spans"))
    assert "loaded.model.tag([TagInput(" in card
    assert "pipeline_tag: token-classification" in card
    compile(re.search(r"```python\n(.*?)```", card, re.DOTALL)[1], "card", "exec")
