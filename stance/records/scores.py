"""Article-level scores: numbers about one article computed from one annotation.

Names and formulas follow section "Article-level scores" of the documentation; every density is per
1,000 words, every balance lies in [-1, 1]. None means undefined for this article (never 0).
"""

from __future__ import annotations

from typing import Final, Literal

from stance.records.document import Record

SCORES_FORMAT: Final = "stance.scores/1.0.0"


class AttributionScores(Record, frozen=True, kw_only=True):
    """Who speaks, how much, and how evenly.

    Balances map each side to its weight, "none" to that of sources without a side, and "balance" to
    (W_P - W_Q) / (W_P + W_Q), where P is the alphabetically first of the two sides that speak most. With
    fewer than two sides, "both" keeps a key of its own and "balance" is None.
    """

    sentence_ratio: float | None
    token_share: float | None
    unattributed_sentences: list[str]
    per_1000_words: float | None
    distinct_sources: int
    effective_sources: float | None
    inverse_simpson: float | None
    source_counts: dict[str, int]
    naming: dict[str, int]
    speech: dict[str, int]
    verb_class: dict[str, int]
    balance_count: dict[str, float | None]
    balance_content_tokens: dict[str, float | None]
    balance_quoted_tokens: dict[str, float | None]
    balance_position: dict[str, float | None]
    balance_lede5: dict[str, float | None]
    one_sidedness: float | None
    first_other_side_rank: int | None
    first_contradiction_rank: int | None
    headline_attribution_drop: bool
    verb_stance: dict[str, float]
    proposition_credence: dict[str, float]


class LoadedScores(Record, frozen=True, kw_only=True):
    """Framing cues per voice, direction and side."""

    per_1000_author_types: float | None
    per_1000_author_tokens: float | None
    per_1000_source_indirect_types: float | None
    per_1000_source_direct_types: float | None
    per_1000_informational: float | None = None
    """Of informational bias, which no other density counts; None when no cue of that type is marked."""
    author_direction_per_1000: dict[str, float]
    author_direction: dict[str, int]
    naming_alignment: dict[str, int]
    naming_alignment_balance: float | None
    by_type: dict[str, int]
    by_voice: dict[str, int]


class FrameScores(Record, frozen=True, kw_only=True):
    """Frames by position-weighted and plain share of units, and generic frame questions."""

    salience: dict[str, float]
    unit_share: dict[str, float]
    primary: str | None
    generic: dict[str, float]


class Tone(Record, frozen=True, kw_only=True):
    """Favorable against unfavorable contents about one target."""

    fav: int
    unf: int
    tone: float | None
    janis_fadner: float | None


class Scores(Record, frozen=True, kw_only=True):
    """All article-level scores of one annotation. A layer that was not annotated gives None."""

    schema: Literal["stance.scores/1.0.0"] = SCORES_FORMAT
    n_words: int
    n_units: int
    n_body_sentences: int
    n_core_attributions: int | None
    n_eventualities: int | None
    n_cues: int | None
    attribution: AttributionScores | None
    loaded: LoadedScores | None
    frames: FrameScores | None
    tone: dict[str, Tone]
    intervals: dict[str, tuple[float, float]] = {}
    """Dotted score name to its 95 % bootstrap interval over units; only for rule and model output, and only
    for scores that the resamples tell something about."""
    flags: list[str] = []
    """Warnings such as "too_short"."""
