"""Characters brought to one form, each stretch tied to the raw characters it stands for."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

Run = tuple[int, int, int, int]
"""(clean start, raw start, clean length, raw length); the lengths differ only in composed characters."""

MASK = "\u200b"
"""Put over a raw character, takes it out of the clean text and leaves all offsets as they are."""

_MAX_MARKS = 30
"""Combining marks kept on one letter (Unicode's stream-safe bound): sorting more is quadratic."""

_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_MAPPED = re.compile(f"[{_SPACES}{_BREAKS}\ud800-\udfff]")
_MAP = {
    **{ord(c): " " for c in "\t\u00a0\u1680\u202f\u205f\u3000"},
    **{code: " " for code in range(0x2000, 0x200B)},
    **{ord(c): "\n" for c in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"},
    **{code: "\ufffd" for code in range(0xD800, 0xE000)},
}

# Controls, soft hyphen, zero-width, direction marks, invisible operators, annotation marks, tags.
_DELETED = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_VISIBLE = re.compile(f"[^ {_DELETED}]")
_EDIT = re.compile(f"[ {_DELETED}]{{2,}}|[{_DELETED}]")

# Code points outside this class are their own NFC and never join or pass a mark before them.
_SUSPECT_CLASS = (
    "[^\x00-\u02ff\u0370-\u0373\u0375-\u037d\u037f-\u0386\u0388-\u0482\u048a-\u0590\u2010-\u20cf\u2100-\u2125"
    "\u2127-\u2129\u212c-\u2328\u232b-\u2adb\u2add-\u2cee\u3003-\u3029\u3030-\u3096\u309b-\ua66e\uac00-\ud7a3"
    "\uf000-\uf8ff\ufe00-\ufe1f\uff00-\uffff\U0001f000-\U0001faff]"
)
_SUSPECT = re.compile(_SUSPECT_CLASS)
_STRETCH = re.compile(f".?{_SUSPECT_CLASS}+", re.DOTALL)
# Starters that may melt into the character before them, or decompose into marks: Unicode's NFC_QC = Maybe
# with combining class 0, and three Tibetan vowels.
_JOINERS = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35"
    "\u0f73\u0f75\u0f81\U0001133e\U00011357\U00011127\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
    + "".join(map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))))
)


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalized stretch with its way back to the raw text."""

    text: str
    runs: list[Run]
    """In order, clean starts relative to `text`; together they cover it without gaps."""

    @property
    def raw_start(self) -> int:
        """Raw offset of the first kept character."""
        return self.runs[0][1]

    @property
    def raw_end(self) -> int:
        """Raw offset after the last kept character."""
        _, raw, _, n_raw = self.runs[-1]
        return raw + n_raw


def level(raw: str) -> str:
    r"""Return a text of the same length with odd spaces as " ", odd line breaks as LF, surrogates as U+FFFD.

    >>> level("a\u00a0b\tc")
    'a b c'
    """
    return raw.translate(_MAP) if _MAPPED.search(raw) else raw


def normalize(levelled: str, start: int, end: int) -> Normalized | None:
    """Return levelled[start:end] in normal form, None when nothing visible is in it.

    A run of spaces becomes one, controls and zero-width characters go, the ends are trimmed, the rest is in
    NFC. Of more than 30 combining marks on one letter the later ones go.

    Args:
        levelled: what `level` returned; has the raw text's offsets. No line break lies in the stretch.
        start: first raw offset.
        end: raw offset after the last.
    """
    first = _VISIBLE.search(levelled, start, end)
    if first is None:
        return None
    start = first.start()
    if levelled[end - 1] == " " or _EDIT.search(levelled, start, end) is not None:
        pieces = _pieces(levelled, start, end)
    else:
        pieces = [(start, end)]
    text = "".join([levelled[a:b] for a, b in pieces])
    runs: list[Run] = []
    at = 0
    for a, b in pieces:
        runs.append((at, a, b - a, b - a))
        at += b - a
    if text.isascii() or _SUSPECT.search(text) is None:
        return Normalized(text, runs)
    return _compose(text, runs)


def _pieces(levelled: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches that stay: one space of each run of spaces, none at the end."""
    pieces: list[tuple[int, int]] = []
    at = start
    for match in _EDIT.finditer(levelled, start, end):
        a, b = match.span()
        space = levelled.find(" ", a, b)
        if space == a:
            pieces.append((at, a + 1))
        else:
            pieces.append((at, a))
            if space > 0:
                pieces.append((space, space + 1))
        at = b
    pieces.append((at, end))
    pieces = [(a, b) for a, b in pieces if a < b]
    last, stop = pieces[-1]
    if levelled[stop - 1] == " ":
        pieces[-1] = (last, stop - 1)
    return [(a, b) for a, b in pieces if a < b]


def _compose(text: str, runs: list[Run]) -> Normalized:
    """Bring every letter with its marks to NFC and keep the runs in step."""
    parts: list[str] = []
    out_runs: list[Run] = []
    n_out = done = 0
    for start, end in _clusters(text):
        composed = unicodedata.normalize("NFC", text[start : min(end, start + 1 + _MAX_MARKS)])
        composed = composed[: 1 + _MAX_MARKS]
        if composed == text[start:end]:
            continue
        for clean, raw, n, _ in _clip(runs, done, start):
            out_runs.append((n_out + clean - done, raw, n, n))
        parts.append(text[done:start])
        n_out += start - done
        raw_start, raw_end = _raw_bounds(runs, start, min(end, start + 1 + _MAX_MARKS))
        out_runs.append((n_out, raw_start, len(composed), raw_end - raw_start))
        parts.append(composed)
        n_out += len(composed)
        done = end
    for clean, raw, n, _ in _clip(runs, done, len(text)):
        out_runs.append((n_out + clean - done, raw, n, n))
    parts.append(text[done:])
    return Normalized("".join(parts), out_runs)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield letter-with-marks stretches that NFC may change."""
    for stretch in _STRETCH.finditer(text):
        start, end = stretch.span()
        for at in range(start + 1, end):
            ch = text[at]
            if not unicodedata.combining(ch) and ch not in _JOINERS:
                yield start, at
                start = at
        yield start, end


def _clip(runs: list[Run], start: int, end: int) -> list[Run]:
    """Return the parts of one-to-one runs inside clean [start, end)."""
    first = max(0, bisect_right(runs, start, key=itemgetter(0)) - 1)
    clipped: list[Run] = []
    for index in range(first, len(runs)):
        clean, raw, n, _ = runs[index]
        if clean >= end:
            break
        a, b = max(clean, start), min(clean + n, end)
        if a < b:
            clipped.append((a, raw + a - clean, b - a, b - a))
    return clipped


def _raw_bounds(runs: list[Run], start: int, end: int) -> tuple[int, int]:
    clipped = _clip(runs, start, end)
    _, raw, n, _ = clipped[-1]
    return clipped[0][1], raw + n
