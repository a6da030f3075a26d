"""An audit as text for the terminal and the card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stance.records.audit import Audit, GroupLabels, GroupOverlap, Probe, TextOverlap

_MAX_LABELS = 8
_MAX_VALUES = 12


def render_audit(audit: Audit) -> str:
    """Return the audit as Markdown: warnings first, then the tables they come from."""
    return "\n".join(_lines(audit)) + "\n"


def _lines(audit: Audit) -> Iterator[str]:
    yield f"## Audit of {audit.task}"
    yield ""
    yield f"{audit.n_examples:,} examples from {audit.n_documents:,} documents; seed {audit.seed}."
    yield ""
    yield from (f"- **{warning}**" for warning in audit.warnings or ["nothing to warn of was found"])
    yield ""
    yield from _table(
        ("part", "documents", "examples", "labels"),
        [(p.part, f"{p.n_documents:,}", f"{p.n_examples:,}", _counted(p.labels)) for p in audit.parts],
    )
    clusters = audit.clusters
    yield (
        f"Near-duplicates: {clusters.n_clusters} clusters with {clusters.n_documents} documents, the biggest "
        f"with {clusters.biggest}; {clusters.n_cut} of them on both sides of a cut."
    )
    yield ""
    yield from _table(
        ("held out", "documents", "80 % in one learned from", "share a sentence", "highest containment"),
        [_text_row(texts) for texts in audit.leakage.texts],
    )
    yield from _table(
        ("group", "held out", "values", "learned from too", "documents affected"),
        [_group_row(overlap) for overlap in audit.leakage.groups],
    )
    if audit.probes is not None:
        yield f"Shortcuts: {audit.probes.evaluation}; {audit.probes.n_examples:,} examples measured."
        yield ""
        yield from _table(
            ("known alone", "macro-F1", "95 % interval", "values", "unseen"),
            [_probe_row(probe) for probe in audit.probes.results],
        )
        for name, reason in audit.probes.skipped.items():
            yield f"Not probed: {name} ({reason})."
        yield ""
    for group in audit.labels:
        yield from _label_lines(group)


def _text_row(texts: TextOverlap) -> tuple[str, ...]:
    highest = "-" if texts.max_containment is None else f"{texts.max_containment:.2f}"
    return (
        texts.held_out,
        f"{texts.n_documents:,}",
        f"{texts.n_near}",
        _share(texts.n_sharing, texts.n_documents),
        highest,
    )


def _group_row(overlap: GroupOverlap) -> tuple[str, ...]:
    return (
        overlap.group,
        overlap.held_out,
        f"{overlap.n_values:,}",
        _share(overlap.n_shared, overlap.n_values),
        _share(overlap.n_affected, overlap.n_documents),
    )


def _probe_row(probe: Probe) -> tuple[str, ...]:
    return (
        probe.name,
        "-" if probe.macro_f1 is None else f"{probe.macro_f1:.3f}",
        "-" if probe.low is None or probe.high is None else f"{probe.low:.3f} to {probe.high:.3f}",
        "" if probe.n_values is None else f"{probe.n_values:,}",
        "" if probe.unseen is None else f"{probe.unseen:.0%}",
    )


def _label_lines(group: GroupLabels) -> Iterator[str]:
    association = "" if group.association is None else f", Cramér's V {group.association:.2f}"
    about = f" (label {group.most_dependent})" if group.most_dependent else ""
    yield f"Labels by {group.group}: {group.n_values} values{association}{about}."
    yield ""
    labels = list(dict.fromkeys(label for value in group.values for label in value.shares))[:_MAX_LABELS]
    rows = [
        (value.value, f"{value.n_examples:,}", *(f"{value.shares[label]:.2f}" for label in labels))
        for value in group.values[:_MAX_VALUES]
    ]
    yield from _table((group.group, "examples", *labels), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(map(_cell, head))} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)
    yield ""


def _cell(text: str) -> str:
    # A bar or a line break in a group's name would break the table.
    return " ".join(text.replace("|", "\\|").split())


def _share(n: int, n_all: int) -> str:
    return f"{n:,} ({n / n_all:.0%})" if n_all else "0"


def _counted(labels: dict[str, int]) -> str:
    biggest = sorted(labels.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{label} {n:,}" for label, n in biggest[:_MAX_LABELS])
    return told + (f", {len(biggest) - _MAX_LABELS} more" if len(biggest) > _MAX_LABELS else "")
