"""Pairs of a span and an anchor it may belong to, such as a content and a cue, described by numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import Batch, Ints
from stance.records.annotation import Attribution

_GAPS: Final = np.array([0, 1, 2, 4, 8, 16, 32])
_REACH: Final = 3
"""Most sentences between a span and its anchor."""
_NONE: Final = -1

PAIR_FEATURES: Final = (
    *(f"anchor before by {gap}" for gap in (*_GAPS.tolist(), "more")),
    *(f"anchor behind by {gap}" for gap in (*_GAPS.tolist(), "more")),
    "same sentence",
    "anchor in later sentence",
    "anchor in earlier sentence",
    "same paragraph",
    "anchors between",
    "spans of the label between",
    "other spans between",
    "several anchors in reach",
    "nearest anchor",
    "nearest anchor before",
    "nearest anchor behind",
    "nearest span of the anchor",
    "linked by rule",
    "span linked by rule to another",
    "anchor linked by rule to another",
)
"""What is told of a pair, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """Spans without gaps over the tokens of a batch, in reading order."""

    label: Ints
    first: Ints
    """Row of the first token, among the tokens in sequences."""
    last: Ints
    """Row behind the last token."""

    def subset(self, kept: Ints) -> Stretches:
        """Return some of the stretches, by index in reading order."""
        return Stretches(self.label[kept], self.first[kept], self.last[kept])


@dataclass(frozen=True, slots=True)
class RuleRelations:
    """Numbers of the relations found by rule, per token in sequences; -1 where there is none."""

    cue: Ints
    source: Ints
    """First token of the source of the relation, per token of its cue and of the source."""
    content: Ints

    @classmethod
    def of(cls, batch: Batch, attributions: Sequence[Sequence[Attribution]]) -> RuleRelations:
        """Return the relations of the outermost level that have a source."""
        columns = [np.full(int(batch.first_token[-1]), _NONE, dtype=np.int64) for _ in range(3)]
        cue, source, content = columns
        number = 0
        for document, base, found in zip(
            batch.documents, batch.first_token.tolist(), attributions, strict=False
        ):
            for attribution in found:
                if attribution.level or not attribution.source:
                    continue
                number += 1
                speaker = (
                    base + document.tokens_in(attribution.source[0].start, attribution.source[0].end).start
                )
                for column, spans, value in (
                    (cue, attribution.cue, number),
                    (source, [*attribution.cue, *attribution.source], speaker),
                    (content, attribution.content, number),
                ):
                    for span in spans:
                        inside = document.tokens_in(span.start, span.end)
                        column[base + inside.start : base + inside.stop] = value
        return cls(*(column[batch.tokens] for column in columns))

    def linked(self, label: str, spans: Stretches, anchors: Stretches) -> tuple[Ints, Ints]:
        """Return per span and per anchor of each pair the relation it is in, -1 for none."""
        if label == "source":
            return self.source[spans.first], self.source[anchors.first]
        return np.maximum(self.content[spans.first], self.content[spans.last - 1]), self.cue[anchors.first]


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of spans of one label with anchors within reach, ordered by span."""

    span: Ints
    """Index among the spans of the label."""
    anchor: Ints
    """Index among the anchors."""
    features: NDArray[np.float64]
    """Per pair the columns of `PAIR_FEATURES`."""

    @classmethod
    def of(
        cls,
        batch: Batch,
        spans: Stretches,
        anchors: Stretches,
        others: Stretches,
        *,
        label: str,
        rules: RuleRelations,
    ) -> Pairs:
        """Return the pairs.

        Args:
            batch: the documents.
            spans: of the label.
            anchors: in the same documents.
            others: stretches of neither.
            label: of the spans, by name: it tells which role of rule relations to look at.
            rules: what the rules found.
        """
        document = np.searchsorted(batch.first_token, batch.tokens, side="right")
        begin = np.searchsorted(batch.sentence[anchors.first], batch.sentence[spans.first] - _REACH)
        end = np.searchsorted(batch.sentence[anchors.first], batch.sentence[spans.last - 1] + _REACH, "right")
        n = np.maximum(end - begin, 0)
        span = np.repeat(np.arange(len(n)), n)
        anchor = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + np.repeat(begin, n)
        same = document[spans.first[span]] == document[anchors.first[anchor]]
        span, anchor = span[same], anchor[same]
        some, any_ = spans.subset(span), anchors.subset(anchor)
        gap = np.where(
            any_.first >= some.last, any_.first - some.last, np.minimum(any_.last - some.first, 0) - 1
        )
        columns = [
            *_gap_columns(gap),
            *_sentence_columns(batch, some, any_),
            *(_n_between(some, any_, marks) > 0 for marks in (anchors, spans, others)),
            *_rank_columns(gap, span, anchor),
            *_rule_columns(rules.linked(label, some, any_)),
        ]
        return cls(span, anchor, np.stack(columns, axis=1).astype(np.float64))


def _gap_columns(gap: Ints) -> list[NDArray[np.bool_]]:
    distance = np.searchsorted(_GAPS, np.where(gap < 0, -gap - 1, gap))
    return [
        (distance == number) & ((gap >= 0) == behind)
        for behind in (False, True)
        for number in range(len(_GAPS) + 1)
    ]


def _sentence_columns(batch: Batch, spans: Stretches, anchors: Stretches) -> list[NDArray[np.bool_]]:
    of_anchor = batch.sentence[anchors.first]
    first, last = batch.sentence[spans.first], batch.sentence[spans.last - 1]
    return [
        (of_anchor >= first) & (of_anchor <= last),
        of_anchor > last,
        of_anchor < first,
        batch.sequence[anchors.first] == batch.sequence[spans.first],
    ]


def _n_between(spans: Stretches, anchors: Stretches, marks: Stretches) -> Ints:
    low, high = np.minimum(spans.first, anchors.first), np.maximum(spans.first, anchors.first)
    below = np.searchsorted(marks.first, low, side="right")
    n: Ints = np.maximum(np.searchsorted(marks.first, high, side="left") - below, 0)
    return n


def _rank_columns(gap: Ints, span: Ints, anchor: Ints) -> list[NDArray[np.bool_]]:
    distance = np.where(gap < 0, -gap - 1, gap)
    far = np.iinfo(np.int64).max
    return [
        np.bincount(span, minlength=1)[span] > 1,
        distance == _least(distance, span)[span],
        (gap < 0) & (distance == _least(np.where(gap < 0, distance, far), span)[span]),
        (gap >= 0) & (distance == _least(np.where(gap >= 0, distance, far), span)[span]),
        distance == _least(distance, anchor)[anchor],
    ]


def _least(values: Ints, group: Ints) -> Ints:
    least = np.full(int(group.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, group, values)
    return least


def _rule_columns(linked: tuple[Ints, Ints]) -> list[NDArray[np.bool_]]:
    of_span, of_anchor = linked
    both = (of_span == of_anchor) & (of_span != _NONE)
    return [both, (of_span != _NONE) & ~both, (of_anchor != _NONE) & ~both]
