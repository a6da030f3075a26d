"""Everything from which labels can be guessed without reading the text as a model does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from stance.data.auditing.guessing import (
    Guess,
    Rows,
    guess_by_chance,
    guess_by_text,
    guess_by_value,
    tenths,
)
from stance.data.auditing.label_table import LabelTable, numbered
from stance.data.duplicates.shingles import n_words
from stance.data.splitting.groups import CUTS, DOCUMENT
from stance.records.example import LabelExample

MAJORITY = "majority"
ShortcutKind = Literal["constant", "group", "length", "text"]
SHORTCUT_KINDS: Mapping[str, ShortcutKind] = {
    MAJORITY: "constant",
    "random": "constant",
    "length": "length",
    "headline": "text",
    "target text": "text",
    "text without target": "text",
}
_MAX_SAME = 0.9
"""Share of examples whose text is the headline from which a headline probe would only read the text."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One thing from which labels are guessed."""

    name: str
    guess: Callable[[Rows, Rows], Guess]
    """From rows to learn from and rows to guess for."""
    values: Rows | None = None
    """Number of the group of each example; None where it is no group."""
    n_values: int | None = None
    """Different groups that are known."""

    @property
    def kind(self) -> ShortcutKind:
        """What sort of thing it is."""
        return SHORTCUT_KINDS.get(self.name, "group")

    def unseen(self, rounds: Sequence[tuple[Rows, Rows]]) -> float | None:
        """Return the share of held-out examples whose group was not learned from; None for what is no group.

        Args:
            rounds: rows learned from and rows held out, one or several times.
        """
        if self.values is None:
            return None
        unseen = [~np.isin(self.values[held_out], self.values[learned]) for learned, held_out in rounds]
        return float(np.concatenate(unseen).mean())


def find_shortcuts(
    examples: Sequence[LabelExample], table: LabelTable, headlines: Mapping[str, str], *, seed: int
) -> tuple[list[Shortcut], dict[str, str]]:
    """Return the shortcuts there are for some examples, and the reason for each that there is not.

    Constants, every group, the headline, the target without the text and the text without the target, and
    the length.

    Args:
        examples: to learn from and to guess for.
        table: their labels.
        headlines: document id to headline, for documents that have one.
        seed: of the random guesses.
    """
    has, exclusive = table.has, table.is_exclusive
    rng = np.random.default_rng(seed)
    same = np.zeros(len(examples), dtype=np.intp)
    sizes = np.array([n_words(example.text) for example in examples], dtype=np.intp)

    def by_value(values: Callable[[Rows], Rows]) -> Callable[[Rows, Rows], Guess]:
        return lambda learned, held_out: guess_by_value(
            values(learned), has, learned, held_out, exclusive=exclusive
        )

    def by_text(texts: Sequence[str]) -> Callable[[Rows, Rows], Guess]:
        return lambda learned, held_out: guess_by_text(texts, has, learned, held_out, exclusive=exclusive)

    found = [
        Shortcut(MAJORITY, by_value(_always(same))),
        Shortcut(
            "random",
            lambda learned, held_out: guess_by_chance(has, learned, held_out, exclusive=exclusive, rng=rng),
        ),
    ]
    known = {name for e in examples for name, value in e.groups.items() if value is not None}
    for name in sorted(known - CUTS - {DOCUMENT}):
        names = [example.groups.get(name) for example in examples]
        values = numbered(names)
        found.append(Shortcut(name, by_value(_always(values)), values, len({*names} - {None})))
    texts = {
        "headline": [headlines.get(example.doc_id, "") for example in examples],
        "target text": [example.target or "" for example in examples],
    }
    skipped = {name: reason for name, of in texts.items() if (reason := _why_not(examples, of)) is not None}
    if "target text" not in skipped:
        texts["text without target"] = [example.text for example in examples]
    found += [Shortcut(name, by_text(of)) for name, of in texts.items() if name not in skipped]
    found.append(Shortcut("length", by_value(lambda learned: tenths(sizes, learned))))
    return found, skipped


def _always(values: Rows) -> Callable[[Rows], Rows]:
    return lambda learned: values


def _why_not(examples: Sequence[LabelExample], texts: Sequence[str]) -> str | None:
    """Return why a probe on these texts would tell nothing, None when it would."""
    if len(set(texts)) < 2:
        return "there is one for all" if any(texts) else "there is none"
    n_same = sum(example.text == text for example, text in zip(examples, texts, strict=True))
    return "it is the whole text" if n_same > _MAX_SAME * len(examples) else None
