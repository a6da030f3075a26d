"""Which attributes of which neighbours make one feature of a token."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stance.errors import ConfigError
from stance.models.crf.batch import EDGE_SLOTS

_PART = re.compile(r"([a-z_]+)(?:\[([+-]?[0-9])\])?")


@dataclass(frozen=True, slots=True)
class Template:
    """One attribute of a token or of a neighbour, or several of them together."""

    name: str
    parts: tuple[tuple[str, int], ...]
    """Attribute and distance of the neighbour in tokens, negative to the left."""

    @classmethod
    def of(cls, name: str, known: Sequence[str]) -> Template:
        """Return the template of a name such as "low[-1]|low" (the words before a token and in it).

        Raises:
            ConfigError: the name cannot be read, or names an attribute that is not known.
        """
        parts: list[tuple[str, int]] = []
        for part in name.split("|"):
            match = _PART.fullmatch(part)
            if not match or match[1] not in known or abs(int(match[2] or 0)) > EDGE_SLOTS:
                raise ConfigError(
                    f"feature template {name!r}",
                    expected=f"attributes ({', '.join(known)}), each with a distance of up to {EDGE_SLOTS} "
                    'tokens in brackets, joined by "|"',
                    found=part,
                    action="Correct the template.",
                )
            parts.append((match[1], int(match[2] or 0)))
        return cls(name, tuple(parts))


def _window(attribute: str, *distances: int) -> list[str]:
    return [f"{attribute}[{d:+d}]" if d else attribute for d in distances]


PLAIN_TEMPLATES: tuple[str, ...] = (
    *_window("low", -3, -2, -1, 0, 1, 2, 3),
    *_window("suffix", -1, 0, 1),
    "prefix",
    *_window("shape", -2, -1, 0, 1, 2),
    *_window("class", -3, -2, -1, 0, 1, 2, 3),
    *_window("verb", -3, -2, -1, 0, 1, 2, 3),
    *_window("quotation", -2, -1, 0, 1, 2),
    "low[-1]|low",
    "low|low[+1]",
    "class[-1]|class|class[+1]",
    "shape[-1]|shape|shape[+1]",
    "from_start",
    "to_end",
    "behind_quotation",
    "before_quotation",
    "behind_quotation|shape",
    "left_distance",
    "right_distance",
    "left_cue",
    "right_cue",
    "left_cue|left_distance",
    "right_cue|right_distance",
    "left_distance|shape",
    "right_distance|shape",
    "sentence",
    "sentence|quotation",
    "sentence|from_start",
    "left_distance|right_distance",
    "paragraph",
    "paragraph|from_start",
)
"""Features of the text alone."""

ATTRIBUTION_RULE_TEMPLATES: tuple[str, ...] = (
    *_window("rule", -2, -1, 0, 1, 2),
    "rule[-1]|rule",
    "rule|rule[+1]",
    "rule_confidence",
    "rule|low",
    "rule|shape",
    "rule|verb",
    "rule|sentence",
    "rule|quotation",
    "rule|class",
    *_window("nested_rule", -1, 0, 1),
)
CUE_RULE_TEMPLATES: tuple[str, ...] = (
    *_window("rule_cue", -2, -1, 0, 1, 2),
    *_window("rule_cue_strength", -1, 0, 1),
    "rule_cue|low",
)
