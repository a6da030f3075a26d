"""Records as JSON: written only when it can be read back, refused in four parts when it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from math import isfinite
from typing import Any, Final, Literal, TypeVar, get_args

import msgspec

from stance.errors import InputError, InvariantError, ReasonCode
from stance.records.analysis import ANALYSIS_FORMAT, Analysis
from stance.records.annotation import ANNOTATION_FORMAT, Annotation
from stance.records.document import DOCUMENT_FORMAT, Document, Record
from stance.records.scores import SCORES_FORMAT, Scores

RecordKind = Literal["document", "annotation", "analysis", "scores"]
RECORD_KINDS: Final[tuple[RecordKind, ...]] = get_args(RecordKind)

_TYPES: Final[dict[RecordKind, type[Record]]] = {
    "document": Document,
    "annotation": Annotation,
    "analysis": Analysis,
    "scores": Scores,
}
_FORMATS: Final[dict[RecordKind, str]] = {
    "document": DOCUMENT_FORMAT,
    "annotation": ANNOTATION_FORMAT,
    "analysis": ANALYSIS_FORMAT,
    "scores": SCORES_FORMAT,
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ENCODER = msgspec.json.Encoder()
_DOCUMENT = msgspec.json.Decoder(Document)
_ANNOTATION = msgspec.json.Decoder(Annotation)
_ANALYSIS = msgspec.json.Decoder(Analysis)
_SCORES = msgspec.json.Decoder(Scores)

_PATH = re.compile(r" - at `([^`]*)`$")
_EXPECTED = re.compile(r"Expected (.+?)(?:, got (.+))?$")
_NAMED = re.compile(r"(?:field|value) '(.*)'")

R = TypeVar("R", bound=Record)


def encode_json(record: Record) -> bytes:
    """Return a record as one line of UTF-8 JSON, without a line end.

    Raises:
        InvariantError: a number is not finite or a text holds a lone surrogate; neither is JSON.
    """
    for path, number in _not_finite(record, ""):
        raise InvariantError(
            f"{type(record).__name__}{path}",
            expected="a finite number, or None where undefined",
            found=str(number),
            action="Mend the code that computed it.",
        )
    try:
        return _ENCODER.encode(record)
    except UnicodeEncodeError as error:
        raise InvariantError(
            type(record).__name__,
            expected="Unicode text",
            found=f"a lone surrogate in {ascii(error.object[max(0, error.start - 20) : error.end + 20])}",
            action="Clean the text first; cleaning replaces lone surrogates.",
        ) from error


def decode_document(data: bytes, where: str) -> Document:
    """Return the document in a JSON text.

    Args:
        data: UTF-8 JSON.
        where: file with line, for the error message.

    Raises:
        InputError: not JSON, or not a document; whether it holds together is for `check_document`.
    """
    return _decode(_DOCUMENT, data, where=where, kind="document")


def decode_annotation(data: bytes, where: str) -> Annotation:
    """Return the annotation in a JSON text; arguments and errors are those of `decode_document`."""
    return _decode(_ANNOTATION, data, where=where, kind="annotation")


def decode_analysis(data: bytes, where: str) -> Analysis:
    """Return the analysis in a JSON text; arguments and errors are those of `decode_document`."""
    return _decode(_ANALYSIS, data, where=where, kind="analysis")


def decode_scores(data: bytes, where: str) -> Scores:
    """Return the scores in a JSON text; arguments and errors are those of `decode_document`."""
    return _decode(_SCORES, data, where=where, kind="scores")


def json_schema(kind: RecordKind) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of record, made from the record types.

    The schema accepts what decoding accepts, but for integers written with a fraction (1.0), which JSON
    Schema takes for integers.
    """
    return {"$schema": _DIALECT, "$id": _FORMATS[kind], **msgspec.json.schema(_TYPES[kind])}


def _decode(decoder: msgspec.json.Decoder[R], data: bytes, *, where: str, kind: RecordKind) -> R:
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        raise _refusal(str(error), where=where, kind=kind) from error
    except msgspec.DecodeError as error:
        raise _not_json(where, kind, found=str(error)) from error
    except UnicodeDecodeError as error:
        raise _not_json(where, kind, found=f"byte {error.start} is no UTF-8", reason="undecodable") from error


def _not_json(where: str, kind: RecordKind, *, found: str, reason: ReasonCode = "parse_error") -> InputError:
    return InputError(
        where,
        reason=reason,
        expected=f"one JSON object with the fields of {_FORMATS[kind]}",
        found=found,
        action="Check that the file is complete and is UTF-8 JSON.",
    )


def _refusal(message: str, *, where: str, kind: RecordKind) -> InputError:
    at = _PATH.search(message)
    path = at.group(1) if at else "$"
    fault = (message[: at.start()] if at else message).replace("`", "'")
    expected, found = f"a record of {_FORMATS[kind]}", fault
    typed = _EXPECTED.match(fault)
    if typed:
        expected, found = typed.group(1), typed.group(2) or "another value"
    return InputError(
        where if path == "$" else f"{where}: {path}",
        reason="parse_error",
        expected=expected,
        found=found,
        action=_advice(fault, path, kind),
    )


def _advice(fault: str, path: str, kind: RecordKind) -> str:
    named = _NAMED.search(fault)
    if named is None:
        return f"Correct the value; `stance schema show --json-schema {kind}` prints what is allowed."
    name = named.group(1)
    if path.endswith(".schema"):
        return f"This version reads {_FORMATS[kind]}; convert the file or install the version that wrote it."
    if "missing required" in fault:
        return f"Add the field {name!r}."
    near = get_close_matches(name, _vocabulary(kind), n=1)
    suggestion = f"Did you mean {near[0]!r}? " if near else ""
    return f"{suggestion}`stance schema show --json-schema {kind}` prints what is allowed."


@cache
def _vocabulary(kind: RecordKind) -> tuple[str, ...]:
    """All field names and label values of a kind of record."""
    return tuple(sorted(set(_names(json_schema(kind)))))


def _names(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (value for value in schema.get("enum", []) if isinstance(value, str))
        for part in schema.values():
            yield from _names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _names(part)


def _not_finite(value: object, path: str) -> Iterator[tuple[str, float]]:
    """Yield the numbers that JSON cannot hold; the encoder would write them as null without a word."""
    if isinstance(value, float):
        if not isfinite(value):
            yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in _fields_with_floats(type(value)):
            yield from _not_finite(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _not_finite(part, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _not_finite(part, f"{path}[{index}]")


@cache
def _fields_with_floats(record: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(record) if _holds_float(field.type))


def _holds_float(kind: object) -> bool:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return bool(_fields_with_floats(kind))
    return kind is float or any(_holds_float(part) for part in get_args(kind))
