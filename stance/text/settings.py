"""Every threshold of reading and cleaning, in one place."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class CleaningSettings:
    """Limits and thresholds of the cleaner; the defaults fit English news."""

    max_bytes: int = 20_000_000
    """Largest file or record line that is read."""
    max_characters: int = 200_000
    """Longest article that is cleaned, in code points of the raw text; about 30,000 words."""
    max_headline_words: int = 30
    """Longest first line without a final stop that is a headline."""
    max_sentence_headline_words: int = 20
    """Longest first line with a final stop that is a headline."""
    min_deck_words: int = 4
    max_deck_words: int = 45
    max_subhead_words: int = 12
    max_related_lines: int = 12
    """Lines after "Read also:" that may be titles of other articles."""
    min_duplicate_tokens: int = 12
    """Shorter paragraphs, such as a repeated "No comment", are never near-duplicates."""
    min_duplicate_jaccard: float = 0.8
    """Of word 3-grams, 0 to 1."""
    min_duplicate_containment: float = 0.9
    """Of word 3-grams, 0 to 1."""
    default_language: str = "en"
    """Language of an article whose delivery names none."""

    def sha256(self) -> str:
        """Return a fingerprint: equal settings, equal fingerprint."""
        return _fingerprint(self)


@functools.cache
def _fingerprint(settings: CleaningSettings) -> str:
    return hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode()).hexdigest()
