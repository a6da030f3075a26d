"""brat standoff: the records of an `.ann` file, before anything is made of them.

The format is described at https://brat.nlplab.org/standoff.html. Two things of real files go beyond it:
covered texts that hold raw line ends, so that a record runs over several lines, and a byte order mark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from stance.data.tools.standoff_lines import PIECE, SHAPES, refused, standoff_records


@dataclass(frozen=True, slots=True)
class TextBound:
    """A labeled span (`T`)."""

    id: str
    type: str
    pieces: tuple[tuple[int, int], ...]
    """Half-open, in reading order, in the counting of the tool; start may equal end."""
    covered: tuple[str, ...] | None
    """What each piece is said to cover, line ends mostly shown as spaces; None where the lengths of the
    pieces do not add up to the text given."""
    text: str
    """The covered text as written, pieces joined by a space."""
    line: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation (`R`) with its arguments as (role, id)."""

    id: str
    type: str
    arguments: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Event:
    """An event (`E`) with the text-bound that triggers it and its arguments as (role, id)."""

    id: str
    type: str
    trigger: str
    arguments: tuple[tuple[str, str], ...]
    """Roles as written: of several arguments of a role, the later ones carry a number."""
    line: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute (`A`, formerly `M`) of another record; a flag has no value."""

    id: str
    name: str
    target: str
    value: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Normalization:
    """A reference of another record to an entry of a resource (`N`)."""

    id: str
    type: str
    target: str
    entry: str
    """"resource:entry"."""
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """A note on another record (`#`)."""

    id: str
    type: str
    target: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Records that mean the same (`*`)."""

    type: str
    members: tuple[str, ...]
    line: int


AnyRecord = TextBound | Relation | Event | Attribute | Normalization | Note | Equivalence


@dataclass(frozen=True, slots=True)
class Standoff:
    """All records of one `.ann` file, each kind in the order of the file."""

    text_bounds: tuple[TextBound, ...] = ()
    relations: tuple[Relation, ...] = ()
    events: tuple[Event, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    normalizations: tuple[Normalization, ...] = ()
    notes: tuple[Note, ...] = ()
    equivalences: tuple[Equivalence, ...] = ()


def parse_standoff(content: str, where: str) -> Standoff:
    r"""Return the records of an `.ann` file; whether ids refer to anything is not looked at.

    Args:
        content: the file as decoded, line ends untouched.
        where: name of the file, for error messages.

    Raises:
        InputError: a line is no record, or an id of a span, relation or event stands twice.

    >>> parse_standoff("T1\tPerson 0 3;8 11\tAnn Lee\n", "a.ann").text_bounds[0].covered
    ('Ann', 'Lee')
    """
    records: dict[type[AnyRecord], list[AnyRecord]] = {}
    seen: dict[str, int] = {}
    for number, line in standoff_records(content.removeprefix("\ufeff"), where):
        record = _parsed(line, number, where)
        records.setdefault(type(record), []).append(record)
        if isinstance(record, TextBound | Relation | Event) and seen.setdefault(record.id, number) != number:
            raise refused(
                f"{where}:{number}",
                "an id used once",
                f"{record.id}, which also stands in line {seen[record.id]}",
            )
    return Standoff(*(tuple(records.get(kind, ())) for kind in _KINDS))  # type: ignore[arg-type]


def _parsed(line: str, number: int, where: str) -> AnyRecord:
    kind = line[0]
    identifier, *fields = line.split("\t", 2)
    try:
        return _PARSERS[kind](identifier, fields, number)
    except (ValueError, IndexError) as error:
        raise refused(f"{where}:{number}", SHAPES[kind], repr(line[:80])) from error


def _text_bound(identifier: str, fields: list[str], line: int) -> TextBound:
    described, text = fields
    kind, _, offsets = described.partition(" ")
    pieces = [_piece(piece) for piece in offsets.split(";")]
    covered = _divided(text, pieces)
    order = sorted(range(len(pieces)), key=pieces.__getitem__)
    return TextBound(
        identifier,
        _named(kind),
        tuple(pieces[index] for index in order),
        None if covered is None else tuple(covered[index] for index in order),
        text,
        line,
    )


def _piece(written: str) -> tuple[int, int]:
    match = PIECE.fullmatch(written)
    if match is None or int(match.group(1)) > int(match.group(2)):
        raise ValueError(written)
    return int(match.group(1)), int(match.group(2))


def _divided(text: str, pieces: list[tuple[int, int]]) -> list[str] | None:
    if len(pieces) == 1:
        return [text]
    total = sum(end - start + 1 for start, end in pieces) - 1
    # Four bytes a step for code points, two for the UTF-16 code units that Java and JavaScript count.
    for encoding, step in (("utf-32-le", 4), ("utf-16-le", 2)):
        encoded = text.encode(encoding, "surrogatepass")
        if len(encoded) == step * total:
            ends = accumulate(step * (end - start + 1) for start, end in pieces)
            lengths = [step * (end - start) for start, end in pieces]
            parts = [encoded[end - step - n : end - step] for end, n in zip(ends, lengths, strict=True)]
            return [part.decode(encoding, "surrogatepass") for part in parts]
    return None


def _relation(identifier: str, fields: list[str], line: int) -> Relation:
    kind, *arguments = fields[0].split()
    if len(arguments) < 2:
        raise ValueError(fields[0])
    return Relation(identifier, kind, _arguments(arguments), line)


def _event(identifier: str, fields: list[str], line: int) -> Event:
    head, *arguments = fields[0].split()
    ((kind, trigger),) = _arguments([head])
    return Event(identifier, kind, trigger, _arguments(arguments), line)


def _arguments(written: list[str]) -> tuple[tuple[str, str], ...]:
    split = [argument.rpartition(":") for argument in written]
    return tuple((_named(role), _named(target)) for role, _, target in split)


def _attribute(identifier: str, fields: list[str], line: int) -> Attribute:
    name, target, *value = "\t".join(fields).split(" ", 2)
    return Attribute(identifier, _named(name), _named(target.strip()), value[0] if value else None, line)


def _normalization(identifier: str, fields: list[str], line: int) -> Normalization:
    kind, target, entry = fields[0].split(" ", 2)
    return Normalization(identifier, kind, target, entry, fields[1] if len(fields) > 1 else "", line)


def _note(identifier: str, fields: list[str], line: int) -> Note:
    kind, target = fields[0].split()
    return Note(identifier, kind, target, fields[1] if len(fields) > 1 else "", line)


def _equivalence(_: str, fields: list[str], line: int) -> Equivalence:
    kind, *members = fields[0].split()
    if len(members) < 2:
        raise ValueError(fields[0])
    return Equivalence(kind, tuple(members), line)


def _named(written: str) -> str:
    if not written:
        raise ValueError("no name")
    return written


_KINDS: Final = (TextBound, Relation, Event, Attribute, Normalization, Note, Equivalence)
_PARSERS: Final[dict[str, Callable[[str, list[str], int], AnyRecord]]] = {
    "T": _text_bound,
    "R": _relation,
    "E": _event,
    "A": _attribute,
    "M": _attribute,
    "N": _normalization,
    "#": _note,
    "*": _equivalence,
}
