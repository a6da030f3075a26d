"""What an import did, read back and told in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from stance.data.dataset_folder import DatasetFolder
from stance.errors import InputError, ResourceMissingError
from stance.records.imports import ImportReport, LossReason

_MEANING: Final[dict[LossReason, tuple[str, str]]] = {
    "offsets_rejected": (
        "the text at the offsets is not the covered text",
        "Check that texts and annotations belong to the same export.",
    ),
    "offsets_ambiguous": (
        "several ways of counting fit and disagree",
        "Export the covered text of each span too, or name the tool's way of counting.",
    ),
    "text_dropped_by_cleaning": (
        "cleaning takes out words of the span",
        "Import with cleaning none to keep every text as delivered.",
    ),
    "unknown_label": ("the label is not in the label set", "Map the label, or add it to the set."),
    "not_this_schema": ("does not fit the label schema, and stays as delivered", "Complete the labels."),
    "empty_span": ("the span covers nothing", "Mend it in the tool, or leave it."),
    "broken_reference": ("refers to something that is not there", "See what was lost before it."),
    "unreadable_record": ("the record cannot be read", "Correct the record and import again."),
    "duplicate_record": ("was there before", "Nothing, if it is the same; else give each an id of its own."),
    "cancelled": ("the annotator took it back", "Nothing."),
    "unsupported": ("has no place in a dataset", "Nothing."),
}
_MOST_LAYERS = 12


def load_import_report(folder: DatasetFolder) -> ImportReport:
    """Return the report of the import that filled a dataset folder.

    Raises:
        ResourceMissingError: the folder has none.
        InputError: it cannot be read.
    """
    path: Path = folder.import_report
    if not path.is_file():
        raise ResourceMissingError(
            str(path),
            expected="the report of an import",
            found="no such file",
            action="Give a folder made by stance data import.",
        )
    try:
        return msgspec.json.decode(path.read_bytes(), type=ImportReport)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(
            str(path),
            reason="parse_error",
            expected="the report of an import",
            found=str(error),
            action="Import again.",
        ) from error


def describe_import(report: ImportReport) -> str:
    """Return a text for the terminal: what came through, how offsets were proven, what was lost and why."""
    return "\n".join([*_counts(report), *_offsets(report), *_layers(report), *_losses(report)])


def _counts(report: ImportReport) -> Iterator[str]:
    yield (
        f"{report.n_documents:,} documents and {report.n_annotations:,} annotations "
        f"from {report.n_records:,} texts ({report.format}, cleaning {report.cleaning})"
    )


def _offsets(report: ImportReport) -> Iterator[str]:
    proof = report.offsets
    n_repaired = sum(proof.n_repaired.values())
    if not (proof.n_ok or proof.n_unproven or n_repaired or proof.n_rejected):
        return
    how = ", ".join(f"{name} {n:,}" for name, n in sorted(proof.n_repaired.items()))
    yield (
        f"Spans: {proof.n_ok:,} right as delivered, {n_repaired:,} repaired{f' ({how})' if how else ''}, "
        f"{proof.n_unproven:,} without a covered text to prove them, {proof.n_rejected:,} rejected"
    )


def _layers(report: ImportReport) -> Iterator[str]:
    ordered = sorted(report.n_by_layer.items(), key=lambda entry: (-entry[1], entry[0]))
    if not ordered:
        return
    yield ""
    yield "Came through"
    yield from (f"  {n:>9,}  {kind}" for kind, n in ordered[:_MOST_LAYERS])
    if len(ordered) > _MOST_LAYERS:
        n_others = sum(n for _, n in ordered[_MOST_LAYERS:])
        yield f"  {n_others:>9,}  of {len(ordered) - _MOST_LAYERS} other kinds"


def _losses(report: ImportReport) -> Iterator[str]:
    yield ""
    if not report.n_losses:
        yield "Nothing was lost."
        return
    yield "Lost (each one with its place in losses.jsonl)"
    for reason, (meaning, action) in _MEANING.items():
        by_what = report.n_losses.get(reason)
        if not by_what:
            continue
        yield f"  {sum(by_what.values()):>9,}  {reason}: {meaning}. {action}"
        most = sorted(by_what.items(), key=lambda entry: (-entry[1], entry[0]))
        yield from (f"  {n:>17,}  {what}" for what, n in most[:_MOST_LAYERS])
        if len(most) > _MOST_LAYERS:
            n_others = sum(n for _, n in most[_MOST_LAYERS:])
            yield f"  {n_others:>17,}  of {len(most) - _MOST_LAYERS} other kinds"
