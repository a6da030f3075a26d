"""Whether an annotation holds together and fits its document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from stance.invariants.problems import Problem, repeated_ids
from stance.invariants.spans import SpanChecker
from stance.invariants.voice import cue_voice, is_quoted_throughout
from stance.records.annotation import (
    Annotation,
    Attribution,
    AttributionType,
    Cue,
    CueType,
    Naming,
    Speech,
    StanceLabel,
    VerbClass,
)
from stance.records.document import Document
from stance.text.quotations import Quotation, find_quotations
