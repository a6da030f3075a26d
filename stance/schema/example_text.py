"""Examples of a label schema cut into what is marked and what is not."""

from __future__ import annotations

from collections.abc import Iterator

from stance.schema.records import Example

SPAN = "span"
"""Role of marked words that have no role of their own."""


def marked_pieces(example: Example) -> list[tuple[str, str | None]]:
    """Return the example's text in pieces, each with the role it is marked with, None where it is not.

    Words are looked for from the left; of overlapping ones the first stays.

    >>> marked_pieces(Example(text="A heartless act.", span="heartless"))
    [('A ', None), ('heartless', 'span'), (' act.', None)]
    """
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for start, end, role in sorted(_places(example)):
        if start >= at:
            pieces += [(example.text[at:start], None), (example.text[start:end], role)]
            at = end
    return [piece for piece in [*pieces, (example.text[at:], None)] if piece[0]]


def expected_labels(example: Example) -> list[tuple[str, str]]:
    """Return value set and expected label of each judgement, several labels joined by " + "."""
    return [
        (values, label if isinstance(label, str) else " + ".join(label))
        for values, label in example.labels.items()
    ]


def _places(example: Example) -> Iterator[tuple[int, int, str]]:
    given = [(SPAN, [example.span])] if example.span and example.span != example.text else []
    for role, spans in [*given, *example.roles.items()]:
        at = 0
        for words in spans:
            start = example.text.find(words, at)
            if start >= 0:
                at = start + len(words)
                yield start, at, role
