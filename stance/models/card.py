"""The card of a model: README.md of its folder, for whoever finds it without us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import yaml

from stance.data.building.markdown import figure, heading, plain, table
from stance.records.model import Evaluation, ModelRecord
from stance.records.report import LabelRow, Metric

_MAX_ROWS: Final = 40
"""Labels and metrics listed in a table; the others are counted."""
_PURPOSE: Final = {
    "labels": "It judges texts: for each it gives a probability per label.",
    "spans": "It marks the words of a text that have one of its labels, and links what belongs together.",
}
_LIMITS: Final = (
    "It was made for news in the language and genre of its training data; elsewhere it is untested.",
    "It answers how a text frames its subject, not whether what the text says is true.",
    "Use it to find and count over many articles and read what it found. On one text, one writer or one "
    "outlet alone its answer is no evidence.",
)
_LOADING: Final = {
    "labels": """from stance.models.trained import TextInput

inputs = [TextInput("The mayor slammed the reckless plan.")]
probabilities = loaded.model.predict(inputs)  # columns: loaded.record.label_set.labels
print(loaded.model.decide(probabilities))""",
    "spans": """from stance.models.trained import TagInput

text = "The bridge is safe, the mayor said."
print(loaded.model.tag([TagInput(text, units=((0, len(text)),))]))  # units: headline and sentences""",
}


def render_model_card(record: ModelRecord) -> str:
    """Return the card as Markdown with a YAML header; all that comes from data is escaped."""
    sections = [
        _header(record),
        heading(1, record.name),
        *_summary(record),
        *_evaluation(record.evaluation),
        *_limits(record),
        *_loading(record),
        *_origin(record),
    ]
    return "\n\n".join(section.strip("\n") for section in sections) + "\n"


def _header(record: ModelRecord) -> str:
    fields = {
        "library_name": "stance",
        "pipeline_tag": "text-classification" if record.kind == "labels" else "token-classification",
        "tags": ["stance", "framing", "news"],
    }
    return f"---\n{yaml.safe_dump(fields, sort_keys=False).rstrip()}\n---"


def _summary(record: ModelRecord) -> Iterator[str]:
    yield (
        f"A model of family {plain(record.family)} for the task **{plain(record.task)}**, trained on "
        f"{record.n_examples:,} examples of the dataset {plain(record.dataset)}. {_PURPOSE[record.kind]}"
    )
    labels = record.label_set.labels
    more = f" and {len(labels) - _MAX_ROWS} more" if len(labels) > _MAX_ROWS else ""
    choice = ""
    if record.kind == "labels":
        choice = " A text has exactly one." if record.label_set.exclusive else " A text may have several."
    yield f"Labels: {', '.join(map(plain, labels[:_MAX_ROWS]))}{more}.{choice}"
    if record.stamps:
        yield f"> **Every result of this model has to say: {'; '.join(map(plain, record.stamps))}.**"


def _evaluation(evaluation: Evaluation | None) -> Iterator[str]:
    yield heading(2, "How well it does")
    if evaluation is None:
        yield "It was not evaluated: nothing is known of how often it is right. Do not report its results."
        return
    yield (
        f"Protocol: {plain(evaluation.protocol).rstrip('.')}. Measured on "
        f"{evaluation.n_examples:,} held-out examples in {evaluation.n_groups:,} groups, "
        f"{_counted(len(evaluation.seeds), 'seed')}; 95 % intervals by drawing whole groups."
    )
    if evaluation.gain is not None:
        gain = evaluation.gain
        interval = "" if gain.low is None else f" [{figure(gain.low)}, {figure(gain.high)}]"
        yield (
            f"**Gain over the best shortcut ({plain(gain.over)}): {gain.value:+.3f}{interval}: "
            f"{plain(gain.verdict)}.**"
        )
    yield table(["metric", "value", "95 % interval"], _metric_rows(evaluation))
    if evaluation.ceiling:
        people = ", ".join(f"{plain(name)} {figure(value)}" for name, value in evaluation.ceiling.items())
        yield f"Agreement of people on these labels: {people}."
    yield heading(2, "How far to rely on each label")
    yield table(
        ["label", "gold", "precision", "recall", "F1", "95 % interval", "agreement", "tier"],
        [_label_row(row) for row in evaluation.labels[:_MAX_ROWS]],
    )
    if len(evaluation.labels) > _MAX_ROWS:
        yield f"{len(evaluation.labels) - _MAX_ROWS} labels more stand in model.json."


def _metric_rows(evaluation: Evaluation) -> list[Sequence[str]]:
    primary = evaluation.primary
    # The metric to look at first also stands first.
    ordered = sorted(evaluation.metrics, key=lambda metric: metric.name != primary)
    rows = [_metric_row(plain(metric.name), metric) for metric in ordered[:_MAX_ROWS]]
    for baseline in evaluation.baselines:
        for metric in baseline.metrics:
            if metric.name == primary:
                name = f"{plain(primary)} without the model: {plain(baseline.name)}"
                rows.append(_metric_row(name, metric))
    return rows


def _metric_row(name: str, metric: Metric) -> Sequence[str]:
    return name, figure(metric.value), _interval(metric)


def _label_row(row: LabelRow) -> Sequence[str]:
    return (
        plain(row.label),
        f"{row.n_gold:,}",
        figure(row.precision),
        figure(row.recall),
        figure(row.f1.value),
        _interval(row.f1),
        figure(row.alpha),
        row.tier,
    )


def _interval(metric: Metric) -> str:
    return "–" if metric.low is None else f"{figure(metric.low)} to {figure(metric.high)}"


def _limits(record: ModelRecord) -> Iterator[str]:
    notes = record.evaluation.notes if record.evaluation else []
    yield heading(2, "Limits")
    yield "\n".join(f"- {line}" for line in (*_LIMITS, *map(plain, notes)))


def _loading(record: ModelRecord) -> Iterator[str]:
    yield heading(2, "Load it")
    yield (
        "```python\nfrom pathlib import Path\n\nfrom stance.models.store import load_model\n"
        f'{_LOADING[record.kind].partition(chr(10))[0]}\n\nloaded = load_model(Path("path/to/this/folder"))\n'
        f"{_LOADING[record.kind].partition(chr(10) * 2)[2]}\n```"
    )
    yield "Loading runs no code of this folder, and refuses it when a file is not the one that was saved."


def _origin(record: ModelRecord) -> Iterator[str]:
    yield heading(2, "How it was made")
    state = {True: " with changes", False: "", None: ""}[record.dirty]
    rows = [
        ("made on", plain(record.created)),
        ("dataset", f"{plain(record.dataset)}, fingerprint {record.fingerprint[:16]}"),
        ("label schema", plain(record.label_schema)),
        ("seed", str(record.seed)),
        ("stance", plain(record.stance_version)),
        ("code", "not under version control" if record.commit is None else plain(record.commit) + state),
        (
            "libraries",
            ", ".join(f"{plain(n)} {plain(v)}" for n, v in sorted(record.libraries.items())) or "–",
        ),
        ("model", record.sha256[:16]),
    ]
    yield table(["", ""], rows)
    settings = msgspec.json.encode(record.settings).decode()
    yield f"Settings of the training: {plain(settings)}"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
