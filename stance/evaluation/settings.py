"""What an evaluation is asked for, and what its report has to name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import msgspec

from stance.records.agreement import AgreementReport
from stance.records.audit import Probes

Natural = Annotated[int, msgspec.Meta(ge=0)]


class EvaluationSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to measure; the same settings give the same report, byte for byte."""

    primary: str
    """Name of the metric to look at first, as in the report: "macro_f1", "content exact f1", ..."""
    seed: int
    """Of the bootstrap and of all baselines that draw."""
    group_by: tuple[str, ...] = ("document",)
    """What the intervals draw, one group or several together: "document", "cluster" or names in `groups`."""
    slices: tuple[str, ...] = ()
    """Groups to measure apart, such as "outlet", and "length"."""
    positive: str | None = None
    """Label that average precision looks for in tasks of two labels; None: the one that is rarer in gold."""
    n_resamples: Annotated[int, msgspec.Meta(ge=1)] = 1000
    n_mistakes: Natural = 100
    """Most mistakes listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What a report names besides its numbers."""

    name: str
    """Of the experiment or model."""
    task: str
    dataset: str
    fingerprint: str
    """Of the dataset."""
    stamps: tuple[str, ...] = ()
    """What must stand beside every number, such as "ungrouped: event"."""
    protocol: str
    """On what was trained and on what measured, in a sentence."""
    agreement: AgreementReport | None = None
    """Of the dataset's annotators: the ceiling; None where it is not known."""
    probes: Probes | None = None
    """Shortcuts measured by the audit; None for tasks of spans."""
    question: str | None = None
    """What the agreement report calls the question behind the task; None: as the task is called."""
    label_names: Mapping[str, str] = field(default_factory=dict)
    """What annotators were shown to the label of the task, where the two differ."""
