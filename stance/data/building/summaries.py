"""What a command on a dataset did, as text for a terminal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from stance.data.building.results import Built
from stance.data.writing import WriteReport
from stance.records.decision import AdjudicationReport


def describe_adjudication(report: AdjudicationReport) -> str:
    """Return how many documents have gold, what was decided and why, and what is left open."""
    lines = [
        f"{report.n_documents:,} documents with gold, by {report.rule.method}, from {report.n_annotators:,} "
        "annotators"
    ]
    for kind, reasons in report.n_by_reason.items():
        told = ", ".join(f"{reason.replace('_', ' ')} {n:,}" for reason, n in reasons.items())
        lines.append(f"  {kind:<10} {told}")
    if report.without_votes:
        lines.append(f"{len(report.without_votes):,} documents without votes")
    if report.losses:
        lines.append(f"{len(report.losses):,} decisions do not fit the label schema; see adjudication.json")
    if report.n_undecided:
        lines.append(f"{report.n_undecided:,} items are undecided: write them out with --review FILE")
    return "\n".join(lines)


def describe_build(built: Built, folder: Path) -> str:
    """Return the counts of a dataset that was built, and what its audit warns of."""
    record = built.record
    lines = [
        f"{record.name}: {record.n_documents:,} documents, {record.n_annotations:,} annotations, "
        f"{record.n_gold:,} with gold, {record.n_undecided:,} items undecided",
        f"near-duplicates: {record.n_in_clusters:,} documents in {record.n_clusters:,} clusters; "
        f"paragraphs of sites taken out: {record.n_repeated_paragraphs:,}",
    ]
    for name, task in record.tasks.items():
        parts = ", ".join(f"{part} {n:,}" for part, n in task.n_by_part.items())
        folds = f" in {record.n_folds} folds" if record.n_folds else ""
        lines.append(f"task {name}: {task.n_examples:,} examples ({parts}{folds})")
        lines += [f"  left out: {reason}, {n:,}" for reason, n in task.left_out.items()]
        lines += [f"  ! {warning}" for warning in built.audits[name].warnings]
    lines.append(f"fingerprint {record.fingerprint[:16]}; read {folder / 'README.md'}")
    return "\n".join(lines)


def describe_export(report: WriteReport) -> str:
    """Return what was written, and what the format could not hold."""
    lines = [f"{report.n_documents:,} documents with {report.n_annotations:,} annotations written:"]
    lines += [f"  {path}" for path in report.files[:5]]
    if len(report.files) > 5:
        lines.append(f"  and {len(report.files) - 5:,} more files")
    for (reason, what), n in sorted(Counter((loss.reason, loss.what) for loss in report.losses).items()):
        lines.append(f"not written, {reason.replace('_', ' ')}: {what} {n:,}")
    return "\n".join(lines)
