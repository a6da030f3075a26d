"""YAML without its dangers: no anchors, no tags, no duplicate keys, bounded size and depth."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

from stance.errors import ConfigError

_MAX_DEPTH = 20


class _StrictLoader(yaml.CSafeLoader):
    """A safe loader that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping of a node."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen if isinstance(key, yaml.ScalarNode) else False:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is given twice", key.start_mark
                )
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse_yaml(text: str, *, where: str, first_line: int = 1, max_characters: int = 1_000_000) -> object:
    """Return what a YAML text holds, in plain Python values.

    Args:
        text: one document.
        where: name of the file, for errors.
        first_line: number of the text's first line in that file.
        max_characters: longest text accepted.

    Raises:
        ConfigError: not valid YAML, too long, deeper than 20 levels, or with anchors, aliases or
            duplicate keys.

    >>> parse_yaml("a: [1, 2]", where="x.yaml")
    {'a': [1, 2]}
    """
    if len(text) > max_characters:
        raise _refuse(where, f"at most {max_characters:,} characters", f"{len(text):,}", "Shorten it.")
    try:
        _refuse_dangers(text, where, first_line)
        loader = _StrictLoader(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        found = error.problem or "something else"
        raise _refuse(
            f"{where}:{line}", "valid YAML", found, "Fix the line; quote values that hold ': '."
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        # Dates such as 2024-13-45 fail with ValueError.
        raise _refuse(where, "valid YAML", str(error), "Fix the value or put it in quotes.") from None


def _refuse_dangers(text: str, where: str, first_line: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        line = f"{where}:{first_line + (mark.line if mark else 0)}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _refuse(
                line, "plain values", "an anchor or alias (& or *)", "Write the value out, or quote it."
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise _refuse(line, f"at most {_MAX_DEPTH} levels", "deeper nesting", "Flatten it.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _refuse(where: str, expected: str, found: str, action: str) -> ConfigError:
    return ConfigError(where, expected=expected, found=found, action=action)
