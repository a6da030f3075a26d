"""What a build writes beside the examples: its record, audits, agreement, plots and the card."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from stance.data.building.card import CardContent, render_card
from stance.data.building.config import DatasetConfig
from stance.data.building.plots import plot_labels, plot_lengths
from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.data.duplicates.shingles import n_words
from stance.data.imports.summary import load_import_report
from stance.records.agreement import AgreementReport
from stance.records.audit import Audit
from stance.records.codec import encode_json
from stance.records.dataset import DatasetRecord
from stance.records.document import Record
from stance.records.example import Example
from stance.records.imports import Loss


@dataclass(frozen=True, slots=True)
class Built:
    """A dataset that was built."""

    config: DatasetConfig
    record: DatasetRecord
    audits: Mapping[str, Audit]
    """Task to its audit."""
    agreement: AgreementReport | None
    """None where no two people judged the same thing."""
    losses: Sequence[Loss]
    """Marks and answers that went with a paragraph of the site."""


def write_results(place: DatasetFolder, built: Built, tasks: Mapping[str, Sequence[Example]]) -> None:
    """Write dataset.json, audit.jsonl, agreement.json, build-losses.jsonl, plots and the card."""
    _write_json(place.dataset, built.record)
    write_lines(place.audits, built.audits.values())
    write_lines(place.build_losses, built.losses)
    place.agreement.unlink(missing_ok=True)
    if built.agreement is not None:
        _write_json(place.agreement, built.agreement)
    content = CardContent(
        config=built.config,
        record=built.record,
        audits=built.audits,
        agreement=built.agreement,
        imported=load_import_report(place) if place.import_report.is_file() else None,
        plots=_draw(place, built, tasks),
        rebuild=f"stance data build configs/datasets/{built.config.name}.yaml",
    )
    place.card.write_text(render_card(content), encoding="utf-8")


def _write_json(path: Path, record: Record) -> None:
    path.write_bytes(msgspec.json.format(encode_json(record), indent=2) + b"\n")


def _draw(place: DatasetFolder, built: Built, tasks: Mapping[str, Sequence[Example]]) -> list[str]:
    folder = place.path / "plots"
    shutil.rmtree(folder, ignore_errors=True)
    drawn: list[str] = []
    for name, examples in tasks.items():
        labels, lengths = f"plots/{name}-labels.png", f"plots/{name}-lengths.png"
        plot_labels(built.record.tasks[name].n_by_label, place.path / labels, title=f"{name}: labels by part")
        words: dict[str, list[int]] = {}
        for example in examples:
            words.setdefault(example.part, []).append(n_words(example.text))
        plot_lengths(words, place.path / lengths, title=f"{name}: length of the texts by part")
        drawn += [labels, lengths]
    return drawn
