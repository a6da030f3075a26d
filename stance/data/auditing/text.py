"""An audit as text for the terminal and the card."""

from __future__ import annotations

from collections.abc import Iterator

from stance.data.building.markdown import heading, plain, table
from stance.records.audit import Audit, GroupLabels, GroupOverlap, Probe, TextOverlap

NOTHING_FOUND = "The audit found no leak between parts and no shortcut to the labels."
_MAX_LABELS = 8
_MAX_VALUES = 12


def render_audit(audit: Audit) -> str:
    """Return the audit as Markdown: warnings first, then the tables they come from."""
    warnings = "\n".join(f"- {plain(warning)}" for warning in audit.warnings)
    sections = [
        heading(2, f"Audit of {audit.task}"),
        f"{audit.n_examples:,} examples from {audit.n_documents:,} documents; seed {audit.seed}.",
        warnings or NOTHING_FOUND,
        *audit_sections(audit),
    ]
    return "\n\n".join(sections)


def audit_sections(audit: Audit) -> Iterator[str]:
    """Yield the tables of an audit under headings of the third level."""
    if audit.probes is not None:
        yield heading(3, "Shortcuts: how well labels can be told without reading")
        yield table(
            ("known alone", "macro-F1", "95 % interval", "values", "unseen"),
            [_probe_row(probe) for probe in audit.probes.results],
        )
        yield f"Measured on {plain(audit.probes.evaluation)}. A model has to beat the best of them."
        skipped = [f"{plain(name)} ({plain(reason)})" for name, reason in audit.probes.skipped.items()]
        if skipped:
            yield f"Not probed: {', '.join(skipped)}."
    yield heading(3, "What held-out examples share with those learned from")
    clusters = audit.clusters
    yield (
        f"Near-duplicates: {clusters.n_clusters} clusters with {clusters.n_documents} documents, the biggest "
        f"with {clusters.biggest}; {clusters.n_cut} of them on both sides of a cut."
    )
    yield table(
        ("held out", "documents", "80 % in one learned from", "share a sentence", "highest containment"),
        [_text_row(texts) for texts in audit.leakage.texts],
    )
    groups = [_group_row(overlap) for overlap in audit.leakage.groups if overlap.n_documents]
    if groups:
        yield table(("group", "held out", "values", "learned from too", "documents affected"), groups)
    for group in audit.labels:
        yield from _label_sections(group)


def _text_row(texts: TextOverlap) -> tuple[str, ...]:
    highest = "-" if texts.max_containment is None else f"{texts.max_containment:.2f}"
    return (
        plain(texts.held_out),
        f"{texts.n_documents:,}",
        f"{texts.n_near}",
        _share(texts.n_sharing, texts.n_documents),
        highest,
    )


def _group_row(overlap: GroupOverlap) -> tuple[str, ...]:
    return (
        plain(overlap.group),
        plain(overlap.held_out),
        f"{overlap.n_values:,}",
        _share(overlap.n_shared, overlap.n_values),
        _share(overlap.n_affected, overlap.n_documents),
    )


def _probe_row(probe: Probe) -> tuple[str, ...]:
    return (
        plain(probe.name),
        "-" if probe.macro_f1 is None else f"{probe.macro_f1:.3f}",
        "-" if probe.low is None or probe.high is None else f"{probe.low:.3f} to {probe.high:.3f}",
        "" if probe.n_values is None else f"{probe.n_values:,}",
        "" if probe.unseen is None else f"{probe.unseen:.0%}",
    )


def _label_sections(group: GroupLabels) -> Iterator[str]:
    yield heading(3, f"Labels by {group.group}")
    association = "" if group.association is None else f", Cramér's V {group.association:.2f}"
    about = f" (label {plain(group.most_dependent)})" if group.most_dependent else ""
    yield f"{group.n_values:,} values{association}{about}."
    labels = list(dict.fromkeys(label for value in group.values for label in value.shares))[:_MAX_LABELS]
    rows = [
        (plain(value.value), f"{value.n_examples:,}", *(f"{value.shares[label]:.2f}" for label in labels))
        for value in group.values[:_MAX_VALUES]
    ]
    yield table((plain(group.group), "examples", *map(plain, labels)), rows)


def _share(n: int, n_all: int) -> str:
    return f"{n:,} ({n / n_all:.0%})" if n_all else "0"
