"""The block of `key: value` lines between two `---` at the top of a text file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stance.data.strict_yaml import parse_yaml
from stance.errors import ConfigError, InputError

_MAX_CHARACTERS = 64_000
_OPENING = re.compile(r"\s*---[ \t]*\r?\n(?=[A-Za-z_][\w -]{0,60}:(?:\s|$))")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


def split_front_matter(text: str, *, where: str) -> tuple[Mapping[str, Any], str]:
    r"""Return the fields of a text's front matter, empty without one, and the text after it.

    A text that begins with `---` but no `key:` line, or never closes the block, has no front matter.

    Raises:
        InputError: `parse_error` when the block is no valid YAML mapping, has anchors or is above 64,000
            characters.

    >>> split_front_matter("---\ntitle: Mayor quits\n---\nHe left.", where="a.md")
    ({'title': 'Mayor quits'}, 'He left.')
    """
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return {}, text
    block = text[opening.end() : closing.start()]
    first_line = 1 + text.count("\n", 0, opening.end())
    try:
        fields = parse_yaml(block, where=where, first_line=first_line, max_characters=_MAX_CHARACTERS)
    except ConfigError as error:
        raise InputError(
            error.where, reason="parse_error", expected=error.expected, found=error.found, action=error.action
        ) from None
    if not isinstance(fields, dict):
        raise InputError(
            where,
            reason="parse_error",
            expected="key: value lines in the front matter",
            found=f"{fields!r:.60}",
            action="Fix the block between the --- lines, or remove it.",
        )
    return fields, text[closing.end() :]
