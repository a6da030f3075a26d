"""Scores as flat rows: dotted name, value, interval and the count the value rests on."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from stance.records.analysis import Analysis
from stance.records.scores import Scores

Scalar = str | int | float | bool | None

_NOT_ROWS = frozenset({"schema", "intervals"})


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One number of one article."""

    name: str
    """Dotted, as in `Scores.intervals` and in the header of `scores.csv`."""
    value: Scalar
    low: float | None
    high: float | None
    n: int | None
    """What the value rests on, in units of `counted`; None when the value is itself a count."""
    counted: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The few numbers shown for an article in lists."""

    n_words: int
    token_share: float | None
    distinct_sources: int | None
    effective_sources: float | None
    balance: float | None
    toward: str | None
    """Side with the greater weight in `balance`; None when even or undefined."""
    author_loaded: float | None
    """Types of framing cue in the author's voice per 1,000 words."""
    author_loaded_interval: tuple[float, float] | None
    primary_frame: str | None


def flatten_scores(scores: Scores) -> dict[str, Scalar]:
    """Return the scores under dotted names, in the order of the record; lists become one text."""
    flat: dict[str, Scalar] = {}
    for name, value in msgspec.to_builtins(scores).items():
        if name not in _NOT_ROWS:
            _flatten_into(flat, name, value)
    return flat


def _flatten_into(flat: dict[str, Scalar], name: str, value: object) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten_into(flat, f"{name}.{key}", inner)
    elif isinstance(value, list):
        flat[name] = " ".join(str(inner) for inner in value)
    elif value is None or isinstance(value, str | int | float):
        flat[name] = value


def score_rows(scores: Scores) -> list[ScoreRow]:
    """Return all scores as rows, in the order of the record."""
    rows = []
    for name, value in flatten_scores(scores).items():
        low, high = scores.intervals.get(name, (None, None))
        n, counted = _basis(scores, name, value)
        rows.append(ScoreRow(name, value, low, high, n, counted))
    return rows


def _basis(scores: Scores, name: str, value: Scalar) -> tuple[int | None, str]:
    if not isinstance(value, float):
        return None, ""
    layer, _, rest = name.partition(".")
    if layer == "tone":
        tone = scores.tone.get(rest.rpartition(".")[0])
        return (tone.fav + tone.unf if tone else None), "contents"
    if layer == "frames":
        return scores.n_units, "units"
    if layer == "loaded":
        return _cues_behind(scores, rest), "cues"
    if rest == "sentence_ratio":
        return scores.n_body_sentences, "sentences"
    if rest == "token_share":
        return scores.n_words, "words"
    return scores.n_core_attributions, "attributions"


def _cues_behind(scores: Scores, name: str) -> int | None:
    by_voice = scores.loaded.by_voice if scores.loaded else {}
    for voice in ("author", "source_indirect", "source_direct"):
        if voice in name:
            return by_voice.get(voice, 0)
    return scores.n_cues


def headline(analysis: Analysis) -> Headline:
    """Return the few numbers shown for an article in lists."""
    scores = analysis.scores
    said, loaded, frames = scores.attribution, scores.loaded, scores.frames
    weights = said.balance_count if said else {}
    balance = weights.get("balance")
    return Headline(
        n_words=scores.n_words,
        token_share=said.token_share if said else None,
        distinct_sources=said.distinct_sources if said else None,
        effective_sources=said.effective_sources if said else None,
        balance=balance,
        toward=_heavier_side(weights) if balance else None,
        author_loaded=loaded.per_1000_author_types if loaded else None,
        author_loaded_interval=scores.intervals.get("loaded.per_1000_author_types"),
        primary_frame=frames.primary if frames else None,
    )


def _heavier_side(weights: dict[str, float | None]) -> str | None:
    sides = {
        side: weight or 0.0 for side, weight in weights.items() if side not in {"balance", "none", "both"}
    }
    return max(sides, key=lambda side: sides[side]) if sides else None
