"""The tagger: token labels by a conditional random field, joined into spans and linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import Batch, Ints
from stance.models.crf.decode import Lattice, Packed, best_labels
from stance.models.crf.emissions import Scorer, TemplateWeights
from stance.models.crf.features import Columns, FeatureSpace
from stance.models.crf.linking import Linker
from stance.models.crf.pairs import RuleRelations, Stretches
from stance.models.crf.reading import read_input
from stance.models.crf.spans import enders, stretches
from stance.models.crf.state import CrfParts, parts_from, state_of
from stance.models.trained import ModelState, TagInput, Tagging
from stance.records.example import MarkedLink
from stance.records.label_set import LabelSet
from stance.records.prediction import PredictedSpan

_MAX_TOKENS = 60_000
"""Tokens tagged at once: enough for numpy to be quick, few enough to keep memory small."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a batch, by token."""

    columns: Columns
    spans: Stretches
    confidence: NDArray[np.float64]
    """Per span, the probability that just these tokens are a span of its label."""


class CrfTagger:
    """Marks spans in documents and links them; one linear chain over the tokens of each paragraph.

    Args:
        parts: weights and all else that was learned.
        label_set: labels of the spans.
    """

    def __init__(self, parts: CrfParts, label_set: LabelSet) -> None:
        self._parts = parts
        self._label_set = label_set
        self._scorer = Scorer(parts.space, parts.weights, 1 + 2 * len(label_set.labels))

    @property
    def label_set(self) -> LabelSet:
        """Labels of the spans."""
        return self._label_set

    def tag(self, inputs: Sequence[TagInput]) -> list[Tagging]:
        """Return one tagging per document, the same for any batch it comes in.

        A span that a link joins to the same anchor as another of its label is one with it, in several pieces.
        """
        taggings: list[Tagging] = []
        documents = [read_input(given) for given in inputs]
        begin, size = 0, 0
        for end, document in enumerate(documents, 1):
            size += len(document.tokens)
            if size >= _MAX_TOKENS or end == len(documents):
                taggings += self._tag(self._parts.space.columns(documents[begin:end]))
                begin, size = end, 0
        return taggings

    def find(self, columns: Columns) -> Found:
        """Return the spans in a batch that is laid out in columns already."""
        lengths = np.bincount(columns.batch.sequence)
        emissions = self._scorer.scores(columns)
        packed = Packed.of(lengths)
        tags = best_labels(emissions, self._parts.transitions, packed)
        first, last = stretches(tags, columns.batch.sequence)
        labels = (tags[first] - 1) // 2
        lattice = Lattice.of(emissions, self._parts.transitions, packed)
        confidence = lattice.stretches(first, last, tags, then=enders(labels, emissions.shape[1]))
        return Found(columns, Stretches(labels, first, last), confidence)

    def state(self) -> ModelState:
        """Return the model as plain data."""
        return state_of(self._parts)

    @classmethod
    def from_state(cls, state: ModelState, label_set: LabelSet) -> Self:
        """Return the model that gave a state; BundleError when the state is none of this family."""
        return cls(parts_from(state, label_set), label_set)

    def _tag(self, columns: Columns) -> list[Tagging]:
        if not len(columns.batch.slots):
            return [Tagging([]) for _ in columns.batch.documents]
        found = self.find(columns)
        links: list[tuple[str, int, int]] = []
        if self._parts.linker is not None:
            rules = RuleRelations.of(columns.batch, columns.attributions)
            links = self._parts.linker.links(columns.batch, found.spans, rules)
        return taggings_of(found, links, self._label_set.labels)


def taggings_of(found: Found, links: Sequence[tuple[str, int, int]], labels: Sequence[str]) -> list[Tagging]:
    """Return spans and links per document.

    Args:
        found: in the batch.
        links: label, anchor and span of each, by index among the spans found.
        labels: of the spans, by number.
    """
    batch = found.columns.batch
    leader = _leaders(found.spans, links)
    taggings = [Tagging([]) for _ in batch.documents]
    owner = (np.searchsorted(batch.first_token, batch.tokens[found.spans.first], side="right") - 1).tolist()
    starts, ends = _offsets(batch, found.spans)
    names: dict[int, str] = {}
    of_index: dict[int, PredictedSpan] = {}
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        confidence = float(found.confidence[index])
        into = of_index.get(leader[index])
        if into is not None:
            merged = PredictedSpan(
                id=into.id,
                label=into.label,
                starts=[*into.starts, start],
                ends=[*into.ends, end],
                confidence=min(into.confidence, confidence),
            )
            spans = taggings[owner[index]].spans
            spans[int(into.id[1:]) - 1] = merged
            of_index[leader[index]] = merged
            names[index] = into.id
            continue
        spans = taggings[owner[index]].spans
        span = PredictedSpan(
            id=f"T{len(spans) + 1}",
            label=labels[int(found.spans.label[index])],
            starts=[start],
            ends=[end],
            confidence=confidence,
        )
        spans.append(span)
        of_index[index] = span
        names[index] = span.id
    for label, anchor, span_index in links:
        link = MarkedLink(label=label, src=names[anchor], dst=names[span_index])
        document_links = taggings[owner[anchor]].links
        if link not in document_links:
            document_links.append(link)
    return taggings
