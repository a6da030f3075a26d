"""JSON files of annotation tools: read record by record, with their metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from stance.data.files import refuse
from stance.data.records_in import article_meta, known_fields
from stance.errors import InputError
from stance.records.article import Article
from stance.text.decode import replace_surrogates

MAX_ANNOTATION_BYTES: Final = 500_000_000
"""Largest file of annotations that is read; it is held in memory as a whole."""
_LONE = re.compile(rb"\\u[dD][89a-fA-F]")
_MAX_GROUP = 200
"""Longest value, in code points, that can tell what a text belongs to."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record of a file, not yet decoded."""

    where: str
    """File with the number of the record or of the line, from 1."""
    content: bytes


def read_list(path: Path, name: str) -> list[RawRecord]:
    """Return the entries of a file that holds one JSON list.

    Args:
        path: of the file.
        name: of the file, in error messages.

    Raises:
        InputError: the file cannot be read, is too large, or is no JSON list.
    """
    content = _bytes(path, name)
    try:
        entries = _entries(content)
    except (msgspec.DecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _no_json(name, "one JSON list", str(error)) from error
    except UnicodeDecodeError as error:
        raise _no_text(name, error) from error
    return [RawRecord(f"{name}[{number}]", entry) for number, entry in enumerate(entries, 1)]


def read_json_lines(path: Path, name: str) -> Iterator[RawRecord]:
    """Yield the lines of a JSONL file that hold anything; arguments and errors are those of `read_list`."""
    for number, line in enumerate(_bytes(path, name).split(b"\n"), 1):
        if line.strip():
            yield RawRecord(f"{name}:{number}", line)


def decode_object(record: RawRecord) -> dict[str, Any]:
    """Return a record that is an object.

    Raises:
        InputError: it is not JSON, not UTF-8, or no object.
    """
    try:
        # The decoder of the standard library takes escapes of lone surrogates, which exports do hold.
        decode = json.loads if _LONE.search(record.content) else msgspec.json.decode
        found = decode(record.content)
    except (msgspec.DecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _no_json(record.where, "one JSON object", str(error)) from error
    except UnicodeDecodeError as error:
        raise _no_text(record.where, error) from error
    if not isinstance(found, dict):
        raise _no_json(record.where, "one JSON object", f"{found!r:.60}")
    return found


def tool_article(
    data: Mapping[str, Any], text: str, *, text_field: str, article_id: str, path: str
) -> Article:
    """Return the article of a record: its text as it is, its metadata from the other fields.

    Lone surrogates become U+FFFD, one for one, so that offsets stay right.

    Args:
        data: fields of the record that may be metadata.
        text: the one offsets count in.
        text_field: where it stood.
        article_id: unique in the run.
        path: of the file.
    """
    others = {name: value for name, value in data.items() if name != text_field}
    known = known_fields(others)
    whole, n_replaced = replace_surrogates(text)
    meta = msgspec.structs.replace(article_meta(known), groups=_groups(others))
    return Article(article_id=article_id, text=whole, path=path, n_replaced=n_replaced, meta=meta)


def _groups(fields: Mapping[str, Any]) -> dict[str, str]:
    """Short texts under names that an article's metadata does not have."""
    return {
        name: value
        for name, value in fields.items()
        if isinstance(value, str)
        and 0 < len(value) <= _MAX_GROUP
        and value.isprintable()
        and not known_fields({name: value})
    }


def _entries(content: bytes) -> list[bytes]:
    if not _LONE.search(content):
        return [bytes(entry) for entry in msgspec.json.decode(content, type=list[msgspec.Raw])]
    found = json.loads(content)
    if not isinstance(found, list):
        raise msgspec.DecodeError("another value")
    return [json.dumps(entry).encode() for entry in found]


def _bytes(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_ANNOTATION_BYTES else None
    except OSError as error:
        found = error.strerror or "a file that cannot be read"
        raise refuse(name, "permission", "a file that can be read", found, "Check the file.") from error
    if content is None:
        expected = f"a file of annotations of at most {MAX_ANNOTATION_BYTES:,} bytes"
        raise refuse(name, "too_large", expected, f"{size:,} bytes", "Export the project in parts.")
    return content.removeprefix(b"\xef\xbb\xbf")


def _no_json(where: str, expected: str, found: str) -> InputError:
    return refuse(where, "parse_error", expected, found, "Check that the export is complete and is JSON.")


def _no_text(where: str, error: UnicodeDecodeError) -> InputError:
    found = f"byte {error.start} is no UTF-8"
    return refuse(where, "undecodable", "UTF-8", found, "Convert the file to UTF-8.")
