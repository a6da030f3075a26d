"""The card of a dataset: README.md with the header that Hugging Face datasets reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from stance.data.auditing.text import NOTHING_FOUND, audit_sections
from stance.data.building.config import CardText, DatasetConfig
from stance.data.building.examples import ALL
from stance.data.building.markdown import figure, heading, plain, table
from stance.records.agreement import AgreementReport
from stance.records.audit import Audit
from stance.records.dataset import DatasetRecord, TaskCounts
from stance.records.imports import ImportReport

_MAX_LABELS = 40
"""Labels listed in a table; the others are counted."""


@dataclass(frozen=True, slots=True)
class CardContent:
    """All that a card tells."""

    config: DatasetConfig
    record: DatasetRecord
    audits: Mapping[str, Audit]
    """Task to its audit."""
    agreement: AgreementReport | None
    imported: ImportReport | None
    """None where the dataset was not imported by us."""
    plots: Sequence[str]
    """Pictures, relative to the dataset folder."""
    rebuild: str
    """The command that makes the dataset again."""


def render_card(content: CardContent) -> str:
    """Return the card as Markdown with a YAML header; all that comes from data is escaped."""
    card = content.config.card
    sections = [
        _header(content.config, content.record),
        heading(1, card.title),
        card.summary,
        *_stamps(content.record),
        *_glance(content),
        *_warnings(content.audits),
        *_load(content.record),
        *_tasks(content),
        *_agreement(content.agreement),
        *_imported(content.imported),
        *_texts(card),
        *_rebuild(content),
    ]
    return "\n\n".join(section.strip("\n") for section in sections if section) + "\n"


def _header(config: DatasetConfig, record: DatasetRecord) -> str:
    card = config.card
    fields = {
        "pretty_name": card.title,
        "language": list(card.languages),
        # Hugging Face knows licences by short names only; what the source says stands in the text.
        "license": "other",
        "license_name": card.licence,
        "tags": ["stance", "framing", "news"],
        "configs": [
            {
                "config_name": name,
                "data_files": [
                    # Hugging Face keeps the name "all" for itself.
                    {"split": "folds" if part == ALL else part, "path": path}
                    for part, path in task.files.items()
                ],
            }
            for name, task in record.tasks.items()
        ],
    }
    return f"---\n{yaml.safe_dump(fields, sort_keys=False, allow_unicode=True).rstrip()}\n---"


def _stamps(record: DatasetRecord) -> Iterator[str]:
    if record.stamps:
        stamps = "; ".join(map(plain, record.stamps))
        yield f"> **Every result on this split has to say: {stamps}.**"


def _glance(content: CardContent) -> Iterator[str]:
    record = content.record
    yield heading(2, "At a glance")
    rows = [
        ["documents", f"{record.n_documents:,}"],
        ["annotations (raw votes)", f"{record.n_annotations:,}"],
        ["documents with gold", f"{record.n_gold:,}"],
        ["items left undecided", f"{record.n_undecided:,}"],
        [
            "near-duplicates",
            f"{record.n_in_clusters:,} documents in {record.n_clusters:,} clusters, never cut by our splits",
        ],
        ["paragraphs of sites taken out", f"{record.n_repeated_paragraphs:,}"],
        ["label schema", record.label_schema],
        ["fingerprint", f"`{record.fingerprint[:16]}`"],
    ]
    if record.lock is not None:
        rows.append(["locked test part", f"`{record.lock[:16]}`"])
    yield table(["", ""], rows)


def _warnings(audits: Mapping[str, Audit]) -> Iterator[str]:
    found = {task: audit.warnings for task, audit in audits.items() if audit.warnings}
    yield heading(2, "Before you train")
    if not found:
        yield NOTHING_FOUND
    for task, warnings in found.items():
        lines = "\n".join(f"- {plain(warning)}" for warning in warnings)
        yield f"**{plain(task)}**\n\n{lines}"


def _load(record: DatasetRecord) -> Iterator[str]:
    yield heading(2, "Load it")
    first = next(iter(record.tasks), "")
    yield (
        "Nothing of stance is needed to read it:\n\n```python\nfrom datasets import load_dataset\n\n"
        f'dataset = load_dataset("path/to/this/folder", "{first}")\n```'
    )


def _tasks(content: CardContent) -> Iterator[str]:
    for name, task in content.record.tasks.items():
        plan = content.config.tasks[name]
        yield heading(2, f"Task: {name}")
        if plan.description:
            yield plan.description
        parts = ", ".join(f"{part} {n:,}" for part, n in task.n_by_part.items())
        folds = f", in {content.record.n_folds} folds (column `fold`)" if content.record.n_folds else ""
        yield f"{task.n_examples:,} examples: {parts}{folds}."
        yield _label_table(task)
        if task.left_out:
            lines = [f"- {plain(reason)}: {n:,}" for reason, n in task.left_out.items()]
            yield "Gold labels without an example:\n\n" + "\n".join(lines)
        for plot in content.plots:
            if plot.startswith(f"plots/{name}-"):
                yield f"![{plain(plot)}]({plot})"
        if name in content.audits:
            yield from audit_sections(content.audits[name])


def _label_table(task: TaskCounts) -> str:
    ranked = sorted(task.n_by_label.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    parts = list(task.n_by_part)
    totals = {part: sum(counts.get(part, 0) for _, counts in ranked) for part in parts}
    rows = [
        [plain(label), *(_with_share(counts.get(part, 0), totals[part]) for part in parts)]
        for label, counts in ranked[:_MAX_LABELS]
    ]
    if len(ranked) > _MAX_LABELS:
        rows.append([f"{len(ranked) - _MAX_LABELS} more labels", *("" for _ in parts)])
    return table(["label", *parts], rows)


def _with_share(n: int, total: int) -> str:
    return f"{n:,} ({n / total:.0%})" if total else f"{n:,}"


def _agreement(report: AgreementReport | None) -> Iterator[str]:
    if report is None:
        return
    yield heading(2, "Agreement of the annotators")
    yield "The ceiling for any model; 95 % bootstrap intervals over documents."
    if report.questions:
        rows = [
            [
                plain(question.question),
                question.level,
                f"{question.n_items:,}",
                f"{question.n_annotators:,}",
                _with_interval(question.alpha.value, question.alpha.interval),
                f"{question.unanimous:.0%}" if question.unanimous is not None else "",
            ]
            for question in report.questions
        ]
        yield table(["question", "level", "items", "annotators", "alpha", "unanimous"], rows)
    if report.layers:
        rows = [
            [
                plain(f"{layer.layer}/{spans.label}" if spans.label else layer.layer),
                f"{layer.n_documents:,}",
                _with_interval(spans.token_alpha.value, spans.token_alpha.interval),
                figure(spans.exact_f1.value),
                figure(spans.overlap_f1.value),
                figure(spans.token_f1.value),
            ]
            for layer in report.layers
            for spans in (layer.whole, *layer.labels)
        ]
        yield table(["spans", "documents", "token alpha", "exact F1", "overlap F1", "token F1"], rows)


def _with_interval(value: float | None, interval: tuple[float, float] | None) -> str:
    shown = figure(value)
    return f"{shown} ({interval[0]:.2f} – {interval[1]:.2f})" if interval else shown


def _imported(report: ImportReport | None) -> Iterator[str]:
    if report is None:
        return
    yield heading(2, "What the import did")
    repaired = sum(report.offsets.n_repaired.values())
    yield (
        f"Format `{plain(report.format)}`, cleaning `{report.cleaning}`: {report.n_records:,} records, "
        f"{report.n_documents:,} documents, {report.n_annotations:,} annotations. Spans: "
        f"{report.offsets.n_ok:,} right as delivered, {repaired:,} repaired, {report.offsets.n_unproven:,} "
        f"without a text to prove them by, {report.offsets.n_rejected:,} rejected."
    )
    rows = [
        [plain(reason), plain(what), f"{n:,}"]
        for reason, counts in report.n_losses.items()
        for what, n in counts.items()
    ]
    if rows:
        yield table(["not in the dataset because", "what", "n"], rows)
        yield "Each is listed in `losses.jsonl`."


def _texts(card: CardText) -> Iterator[str]:
    yield heading(2, "Sources and licence")
    yield _listed(card.sources)
    yield f"Licence, as the source states it: {card.licence}."
    yield heading(2, "Intended use")
    yield card.intended_use
    if card.limitations:
        yield heading(2, "Limitations")
        yield _listed(card.limitations)
    if card.citation:
        yield heading(2, "Citation")
        yield card.citation


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _rebuild(content: CardContent) -> Iterator[str]:
    yield heading(2, "Make it again")
    yield f"```sh\n{content.rebuild}\n```"
    yield (
        f"Made with stance {content.record.stance_version}, seed {content.config.seed}; the whole "
        "configuration is in `dataset.json`. The same configuration and sources give the same fingerprint."
    )
