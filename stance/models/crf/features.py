"""Documents to numbers: per token and feature template one key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import Batch, Ints
from stance.models.crf.positions import FIRST, N_VALUES, place_columns
from stance.models.crf.rule_columns import N_RULE_VALUES, RuleLayer, rule_columns
from stance.models.crf.templates import Template
from stance.models.crf.word_attributes import WORD_ATTRIBUTES, Vocabulary, word_values
from stance.records.annotation import Attribution
from stance.text.parse import ParsedDocument

_LEXICAL = {"left_cue": "low", "right_cue": "low"}
"""Columns that hold values of an attribute of words."""
_REMEMBERED = 50_000
"""Most words whose numbers are kept."""
ATTRIBUTES: tuple[str, ...] = (*WORD_ATTRIBUTES, *_LEXICAL, *N_VALUES, *N_RULE_VALUES)
"""All that a template may name."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Attributes of the tokens of a batch."""

    batch: Batch
    forms: Ints
    """Per slot the row of its word in `words`; 0 for the edge."""
    words: Ints
    """Per distinct word, its values of `WORD_ATTRIBUTES`; row 0 is the edge."""
    others: dict[str, Ints]
    """Per slot the value of every attribute that is not one of words alone."""
    attributions: list[list[Attribution]]
    """Per document what the rules found; empty where they were not asked."""

    def at(self, attribute: str, distance: int) -> Ints:
        """Return the value of an attribute per token in sequences, of a neighbour at a distance."""
        slots = self.batch.slots + distance if distance else self.batch.slots
        if attribute in self.others:
            return self.others[attribute][slots]
        return self.words[:, WORD_ATTRIBUTES.index(attribute)][self.forms[slots]]


class FeatureSpace:
    """All values of attributes a model knows.

    Args:
        vocabularies: per attribute of words its values.
        rules: layers of rules whose findings are attributes too.
    """

    def __init__(self, vocabularies: Mapping[str, Sequence[str]], rules: Sequence[RuleLayer]) -> None:
        self.vocabularies = {name: Vocabulary(vocabularies[name]) for name in WORD_ATTRIBUTES}
        self.rules = tuple(rules)
        self._rows: dict[str, list[int]] = {}
        self._numbers = tuple(self.vocabularies[name].number for name in WORD_ATTRIBUTES)

    @classmethod
    def of(
        cls, documents: Iterable[ParsedDocument], *, min_count: int, rules: Sequence[RuleLayer]
    ) -> FeatureSpace:
        """Return the space of values that stand in documents at least so often."""
        counts: dict[str, int] = {}
        for document in documents:
            for word in document.tokens.words:
                counts[word] = counts.get(word, 0) + 1
        per_attribute: list[dict[str, int]] = [{} for _ in WORD_ATTRIBUTES]
        for word, n in counts.items():
            for values, value in zip(per_attribute, word_values(word), strict=True):
                if value:
                    values[value] = values.get(value, 0) + n
        kept = {
            name: sorted(value for value, n in values.items() if n >= min_count)
            for name, values in zip(WORD_ATTRIBUTES, per_attribute, strict=True)
        }
        return cls(kept, rules)

    def n_values(self, attribute: str) -> int:
        """Return how many numbers an attribute has, those for none and for the edge included."""
        if attribute in N_VALUES:
            return N_VALUES[attribute] + FIRST
        if attribute in N_RULE_VALUES:
            return N_RULE_VALUES[attribute] + FIRST
        return len(self.vocabularies[_LEXICAL.get(attribute, attribute)])

    def word_row(self, word: str) -> list[int]:
        """Return the numbers of the values of a word; those of many words are remembered."""
        row = self._rows.get(word)
        if row is None:
            row = [number(value, 0) for number, value in zip(self._numbers, word_values(word), strict=True)]
            if len(self._rows) < _REMEMBERED:
                self._rows[word] = row
        return row

    def columns(self, documents: Sequence[ParsedDocument]) -> Columns:
        """Return the attributes of documents."""
        batch = Batch.of(documents)
        forms, words = self._forms(batch)
        tokens = forms[batch.slots]

        def of_words(attribute: str) -> Ints:
            return words[:, WORD_ATTRIBUTES.index(attribute)][tokens]

        found, attributions = rule_columns(batch, self.rules)
        others = {
            name: batch.padded(values, Vocabulary.EDGE)
            for name, values in (place_columns(batch, of_words) | found).items()
        }
        return Columns(batch, forms, words, others, attributions)

    def _forms(self, batch: Batch) -> tuple[Ints, Ints]:
        distinct: dict[str, int] = {}
        number = distinct.setdefault
        ids = [
            number(word, len(distinct) + 1) for document in batch.documents for word in document.tokens.words
        ]
        rows = [[Vocabulary.EDGE] * len(WORD_ATTRIBUTES), *map(self.word_row, distinct)]
        every = np.array(ids, dtype=np.int64)
        return batch.padded(every[batch.tokens], 0), np.array(rows, dtype=np.int64)

    def keys(self, template: Template, columns: Columns) -> NDArray[np.int64]:
        """Return per token the key of a template's value; -1 where an attribute has none.

        The key of a template of one part is the attribute's number; others count through all combinations.
        """
        keys = np.zeros(len(columns.batch.slots), dtype=np.int64)
        absent = np.zeros(len(keys), dtype=np.bool_)
        for attribute, distance in template.parts:
            values = columns.at(attribute, distance)
            absent |= values == 0
            keys = keys * self.n_values(attribute) + values
        return np.where(absent, -1, keys)

    def n_keys(self, template: Template) -> int:
        """Return how many keys a template may have."""
        n = 1
        for attribute, _ in template.parts:
            n *= self.n_values(attribute)
        return n
