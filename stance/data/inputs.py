"""Articles read from files, folders and standard input, one at a time."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from stance.data.files import InputFile, SkippedFiles, find_files, refuse
from stance.data.frontmatter import split_front_matter
from stance.data.html import extract_page
from stance.data.records_in import article_from_record, known_fields, make_article, records_of
from stance.errors import InputError
from stance.records.article import Article
from stance.text.decode import Decoded, decode
from stance.text.settings import CleaningSettings

STDIN = Path("-")
_LINES = frozenset({".jsonl", ".ndjson"})
_MARKDOWN = frozenset({".md", ".markdown"})
_HTML = frozenset({".html", ".htm"})
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How files are read."""

    encoding: str | None = None
    """Encoding of all files; None finds it out for each."""
    stdin_suffix: str = ".txt"
    """What standard input holds, told by the suffix a file of that kind has."""
    settings: CleaningSettings = CleaningSettings()
    """Only the limits are used here."""


DEFAULT_OPTIONS = ReadingOptions()


def read_articles(
    paths: Sequence[Path],
    *,
    options: ReadingOptions = DEFAULT_OPTIONS,
    skipped: SkippedFiles | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | InputError]:
    """Yield the articles under some paths, in a stable order, and an error for each that cannot be read.

    Reads one file at a time and JSON Lines one line at a time, so memory does not grow with the input. Text
    and Markdown may open with front matter; JSON files hold an object or a list of them. Where a title
    comes apart from the text, it is put before it as a first line (see `make_article`).

    Args:
        paths: files and folders; "-" is standard input.
        options: encoding and limits.
        skipped: takes files that folders hold and nobody asked for: hidden, of unknown suffix.
        stdin: what "-" reads; the process's standard input by default.
    """
    seen: set[bytes] = set()
    for item in _read_all(paths, options, SkippedFiles() if skipped is None else skipped, stdin):
        if isinstance(item, InputError):
            yield item
            continue
        key = hashlib.blake2b(item.article_id.encode("utf-8", "replace"), digest_size=16).digest()
        if key in seen:
            yield refuse(
                item.article_id, "duplicate_id", "an id used once", "the id again", "Rename one of them."
            )
        else:
            seen.add(key)
            yield item


def _read_all(
    paths: Sequence[Path], options: ReadingOptions, skipped: SkippedFiles, stdin: BinaryIO | None
) -> Iterator[Article | InputError]:
    files = [path for path in paths if path != STDIN]
    if len(files) < len(paths):
        stream = sys.stdin.buffer if stdin is None else stdin
        yield from _read_stream(stream, "stdin", None, options.stdin_suffix, options)
    for found in find_files(files, skipped):
        if isinstance(found, InputError):
            yield found
        else:
            yield from _read_file(found, options)


def _read_file(file: InputFile, options: ReadingOptions) -> Iterator[Article | InputError]:
    try:
        # A pipe put in the file's place since the walk must not block.
        descriptor = os.open(file.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except PermissionError:
        yield refuse(
            file.name, "permission", "a file that may be read", "no permission", "Change its permissions."
        )
        return
    except OSError as error:
        yield refuse(file.name, "missing", "a file", error.strerror or "nothing", "Check the path.")
        return
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        suffix = file.path.suffix.lower()
        if not stat.S_ISREG(status.st_mode):
            yield refuse(
                file.name, "unsupported_type", "a file", "a device, pipe or socket", "Save it as a file."
            )
        elif suffix not in _LINES and status.st_size > options.settings.max_bytes:
            yield _too_large(file.name, f"{status.st_size:,} bytes", options)
        else:
            yield from _read_stream(stream, file.name, file.name, suffix, options)


def _read_stream(
    stream: BinaryIO, name: str, path: str | None, suffix: str, options: ReadingOptions
) -> Iterator[Article | InputError]:
    try:
        if suffix in _LINES:
            yield from _read_lines(stream, name, path, options)
            return
        raw = stream.read(options.settings.max_bytes + 1)
    except OSError as error:
        yield refuse(
            name, "permission", "a file that can be read", error.strerror or "a fault", "Check the disk."
        )
        return
    if len(raw) > options.settings.max_bytes:
        yield _too_large(name, "more", options)
        return
    try:
        declared = options.encoding or (_declared_in_page(raw) if suffix in _HTML else None)
        decoded = decode(raw, declared=declared, where=name)
        if suffix == ".json":
            yield from _read_json(decoded, name, path)
        else:
            yield _read_text(decoded, name, path, suffix)
    except InputError as error:
        yield error


def _read_text(decoded: Decoded, name: str, path: str | None, suffix: str) -> Article:
    fields: Mapping[str, Any]
    if suffix in _HTML:
        text, fields = extract_page(decoded.text, where=name)
    else:
        fields, text = split_front_matter(decoded.text, where=name)
        fields = {key: value for key, value in known_fields(fields).items() if key != "text"}
    # Standard input has no ending that could tell: a first line with a heading mark does.
    markdown = suffix in _MARKDOWN or (path is None and text.lstrip().startswith("# "))
    article = make_article(text, fields, article_id=name, path=path, markdown=markdown)
    return _with_encoding(article, decoded)


def _declared_in_page(raw: bytes) -> str | None:
    found = _CHARSET.search(raw, 0, 4096)
    name = found.group(1).decode("ascii") if found else None
    try:
        # Browsers read pages that say latin-1 as windows-1252, and so do those who write them.
        return {"iso8859-1": "cp1252", "ascii": None}.get(codecs.lookup(name).name, name) if name else None
    except LookupError:
        return None


def _read_json(decoded: Decoded, name: str, path: str | None) -> Iterator[Article | InputError]:
    value = _parse_json(decoded.text, name)
    is_single = isinstance(value, dict)
    for number, record in enumerate(records_of(value, name), 1):
        default_id = name if is_single and record is value else f"{name}#{number}"
        try:
            yield _with_encoding(article_from_record(record, default_id=default_id, path=path), decoded)
        except InputError as error:
            yield error


def _read_lines(
    stream: BinaryIO, name: str, path: str | None, options: ReadingOptions
) -> Iterator[Article | InputError]:
    limit = options.settings.max_bytes
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit)
            yield _too_large(where, "a longer line", options)
            continue
        line = line.removeprefix(_BOM) if number == 1 else line
        if not line.strip():
            continue
        try:
            decoded = decode(line, declared=options.encoding, where=where)
            record = _parse_json(decoded.text, where)
            yield _with_encoding(article_from_record(record, default_id=where, path=path), decoded)
        except InputError as error:
            yield error


def _parse_json(text: str, where: str) -> object:
    # Not msgspec: deliveries hold NaN and lone surrogates, which harm no article and strict parsers refuse.
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except RecursionError:
        found = "nesting too deep to read"
    except json.JSONDecodeError as error:
        found = f"{error.msg} at line {error.lineno}, column {error.colno}"
    except ValueError as error:
        found = str(error)
    raise refuse(where, "parse_error", "valid JSON", found, "Fix the line, or remove it.")


def _with_encoding(article: Article, decoded: Decoded) -> Article:
    return msgspec.structs.replace(
        article,
        encoding=decoded.encoding,
        encoding_from=decoded.encoding_from,
        n_replaced=article.n_replaced + decoded.n_replaced,
    )


def _too_large(where: str, found: str, options: ReadingOptions) -> InputError:
    expected = f"at most {options.settings.max_bytes:,} bytes"
    return refuse(where, "too_large", expected, found, "Split it into articles.")
