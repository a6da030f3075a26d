"""Layers in the label set of their source: marks, links and answers.

A corpus or an annotation tool has labels of its own. What it says is kept in these records until (and unless)
it is turned into the closed layers of `stance.annotation`; nothing has to be invented to store it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from stance.records.document import Offset, Record

Value = str | int | float | list[str]
"""A label, a number, or a set of labels (in the order given)."""


class Span(Record, frozen=True, kw_only=True):
    """A half-open stretch of `Document.text`, in Unicode code points."""

    start: Offset
    end: Offset
    text: Annotated[str, msgspec.Meta(min_length=1)]
    unit: str | None = None
    """Id of the unit in which the span starts."""


class Mark(Record, frozen=True, kw_only=True):
    """A labeled span of one or several pieces."""

    id: str
    layer: str
    """Labels that were judged together, such as "attribution" or "biased_words"."""
    label: str
    pieces: Annotated[list[Span], msgspec.Meta(min_length=1)]
    """In reading order, without overlap."""
    attributes: dict[str, Value] = {}
    """Further labels of this span, such as {"voice": "author"}."""


class Link(Record, frozen=True, kw_only=True):
    """A labeled relation from one mark to another."""

    layer: str
    label: str
    src: str
    """Id of a mark."""
    dst: str
    """Id of a mark."""
    attributes: dict[str, Value] = {}


class Answer(Record, frozen=True, kw_only=True):
    """What was answered to a question about a document or a part of it."""

    question: str
    """Name of the question; it is also the name of the layer."""
    value: Value
    about: str | None = None
    """Id of a mark, unit or target; None is the document."""
    holder: str | None = None
    """Whose view was asked for, such as an entity id; None where the question has no holder."""
    attributes: dict[str, Value] = {}
