"""The tagger: token labels by a conditional random field, joined into spans and linked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from stance.models.crf.decode import Lattice, Packed, best_labels
from stance.models.crf.emissions import Scorer
from stance.models.crf.features import Columns
from stance.models.crf.outcome import Found, taggings_of
from stance.models.crf.pairs import RuleRelations, Stretches
from stance.models.crf.reading import read_input
from stance.models.crf.spans import stretches
from stance.models.crf.state import CrfParts, parts_from, state_of
from stance.models.trained import ModelState, Tagging, TagInput
from stance.records.label_set import LabelSet

_MAX_TOKENS = 60_000
"""Tokens tagged at once: enough for numpy to be quick, few enough to keep memory small."""


class CrfTagger:
    """Marks spans in documents and links them; one linear chain over the tokens of each paragraph.

    Args:
        parts: weights and all else that was learned.
        label_set: labels of the spans.
    """

    def __init__(self, parts: CrfParts, label_set: LabelSet) -> None:
        self._parts = parts
        self._label_set = label_set
        self._scorer = Scorer(parts.space, parts.weights, parts.kinds.n_tags)

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
        emissions = self._scorer.scores(columns) + self._parts.offsets
        packed = Packed.of(lengths)
        kinds = self._parts.kinds
        tags = kinds.coarse(best_labels(emissions, self._parts.transitions, packed))
        first, last = stretches(tags, columns.batch.sequence)
        labels = (tags[first] - 1) // 2
        lattice = Lattice.of(emissions, self._parts.transitions, packed)
        confidence = lattice.stretches(
            first,
            last,
            opening=kinds.tags_of(labels, going_on=tags[first] % 2 == 0),
            inside=kinds.tags_of(labels, going_on=np.ones(len(labels), dtype=np.bool_)),
        )
        return Found(columns, Stretches(labels, first, last), confidence)

    def state(self) -> ModelState:
        """Return the model as plain data."""
        return state_of(self._parts, self._label_set.labels)

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
