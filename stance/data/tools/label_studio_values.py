"""The entries of a Label Studio annotation, and what the writer adds to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

from stance.data.tools.label_studio_forms import Subject
from stance.records.annotation import Annotator, LabelSetRef, Provenance
from stance.records.open_layers import Answer, Link, Value

META: Final = "stance"
"""Key of a result's `meta` under which attributes stand that the page has no control for."""
NOTE: Final = "note"
"""Attribute that stands in the note Label Studio has for each region (`meta.text`)."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `result`."""

    type: str
    id: str | int | None = None
    from_name: str | None = None
    to_name: str | None = None
    value: dict[str, Any] = {}
    meta: dict[str, Any] | None = None
    from_id: str | int | None = None
    to_id: str | int | None = None
    direction: Literal["left", "right", "bi"] | None = None
    labels: list[str] | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the writer keeps in the hidden control: what the page cannot show."""

    layers: list[str] = []
    annotator: Annotator | None = None
    """Who judged; None in a prediction, which a person may go on from."""
    predictor: Annotator | None = None
    """Who made the prediction."""
    provenance: Provenance = Provenance()
    labelset: LabelSetRef | None = None
    answers: list[Answer] = []
    links: list[Link] = []


def value_of(item: Item, subject: Subject | None, *, is_set: bool) -> Value | None:
    """Return the value of a result that is no label of a region, None where its kind is not known.

    Args:
        item: the result.
        subject: what its control asks for; None where the configuration does not tell.
        is_set: whether choices are a set where the configuration does not tell.
    """
    read = _READERS.get(item.type)
    value = None if read is None else read(item.value.get(_KEYS.get(item.type, item.type)))
    if item.type != "choices" or not isinstance(value, list):
        return value
    if subject is not None and subject.control.is_numeric and len(value) == 1:
        return int(value[0]) if value[0].removeprefix("-").isdigit() else value[0]
    several = is_set if subject is None else subject.control.kind == "choices"
    return value if several or len(value) != 1 else value[0]


def identifier(given: str | int | None) -> str | None:
    """Return an id as text."""
    return None if given is None else str(given)


def whole_bounds(value: dict[str, Any]) -> tuple[int, int] | None:
    """Return the offsets of a region, None where they are no whole numbers, as in sound and on pages."""
    start, end = value.get("start"), value.get("end")
    if isinstance(start, bool) or isinstance(end, bool):
        return None
    return (start, end) if isinstance(start, int) and isinstance(end, int) and min(start, end) >= 0 else None


def covered_text(said: object, found: str) -> str | None:
    r"""Return what a region is said to cover, None where it does not say.

    The page writes every carriage return and line feed as a backslash and the letter n.

    >>> covered_text(r"one\n\ntwo", "one\r\ntwo")
    'one\n\ntwo'
    """
    if not isinstance(said, str):
        return None
    return said if said == found else said.replace("\\n", "\n")


def kept_attributes(item: Item) -> dict[str, Value]:
    """Return the attributes that stand in the `meta` of a result: ours, and the note of a region."""
    meta = item.meta or {}
    note = meta.get("text")
    if isinstance(note, list):
        note = "\n".join(str(line) for line in note)
    given = meta.get(META)
    attributes = {} if not isinstance(given, dict) else {k: v for k, v in given.items() if _is_value(v)}
    return {**attributes, **({NOTE: note} if isinstance(note, str) and note else {})}


def relation_ends(src: str, dst: str, direction: str | None) -> list[tuple[str, str]]:
    """Return from where to where a relation leads; one in both directions is two."""
    forward, backward = (src, dst), (dst, src)
    return {"left": [backward], "bi": [forward, backward]}.get(direction or "right", [forward])


def _choices(given: object) -> Value | None:
    if isinstance(given, str):
        return [given]
    if not isinstance(given, list):
        return None
    return [_path(each) for each in given]


def _path(given: object) -> str:
    return "/".join(map(str, given)) if isinstance(given, list) else str(given)


def _number(given: object) -> Value | None:
    return given if isinstance(given, int | float) and not isinstance(given, bool) else None


def _text(given: object) -> Value | None:
    if isinstance(given, list) and all(isinstance(each, str) for each in given):
        return given[0] if len(given) == 1 else given
    return given if isinstance(given, str) else None


def _is_value(given: object) -> bool:
    if isinstance(given, list):
        return all(isinstance(each, str) for each in given)
    return isinstance(given, str | int | float) and not isinstance(given, bool)


_KEYS: Final = {"textarea": "text"}
_READERS: Final[dict[str, Callable[[object], Value | None]]] = {
    "choices": _choices,
    "rating": _number,
    "number": _number,
    "textarea": _text,
    "taxonomy": _choices,
    "datetime": _text,
}
