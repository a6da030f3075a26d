"""Delivered bytes turned into text, with how the encoding was found."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.errors import InputError

if TYPE_CHECKING:
    from stance.errors import ReasonCode

_SAMPLE_BYTES = 65_536
"""Prefix that detection reads; more bytes change the answer rarely and cost linear time."""
_MAX_CONTROL_SHARE = 0.01
_MAX_REPLACED_SHARE = 0.01
_MULTIBYTE_PER_FAULT = 4
"""Valid multi-byte sequences needed per broken one before a text counts as damaged UTF-8."""

# UTF-32 before UTF-16: the little-endian UTF-32 mark begins with the UTF-16 one.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FILE_KINDS = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP, Word or EPUB file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x7fELF": "a program",
    b"SQLite format 3": "an SQLite database",
    b"PAR1": "a Parquet file",
}
# Python calls these text encodings too, but they escape code or host names.
_NOT_FOR_FILES = frozenset(
    {
        "unicode-escape",
        "raw-unicode-escape",
        "unicode_escape",
        "raw_unicode_escape",
        "idna",
        "punycode",
        "undefined",
    }
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Bytes that windows-1252 uses for the typography of English text: quotes, dashes, ellipsis, signs.
_CP1252_TYPOGRAPHY = re.compile(rb"[\x80\x85\x91-\x97\x99\xa0\xa3\xa7\xa9\xab\xad\xae\xb0\xb7\xbb\xbd]")
_NON_ASCII = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it came in."""

    text: str
    """Free of lone surrogates; a byte order mark at the start is taken off."""
    encoding: str
    """Python's name of the codec."""
    encoding_from: str
    """declared, bom, utf-8 or detected."""
    n_replaced: int
    """Code points of `text` that stand as U+FFFD for what was not valid."""


def decode(raw: bytes, *, declared: str | None, where: str) -> Decoded:
    """Return the bytes as text.

    Tried in this order: a byte order mark (as in the WHATWG encoding standard it wins over a declaration),
    `declared`, UTF-16 and UTF-32 without a mark, UTF-8 (also with a few broken bytes), then detection on
    the first 64 kB.

    Args:
        raw: the whole file or message.
        declared: name of an encoding said to be used; None when nothing is said.
        where: what to call the input in an error.

    Raises:
        InputError: `empty`, `binary` (no text at all) or `undecodable` (no encoding fits).

    >>> decode("“No”".encode("utf-8"), declared=None, where="a.txt").encoding_from
    'utf-8'
    """
    if not raw:
        raise _refuse(where, "empty", "text", "an empty file")
    _refuse_known_binary(raw, where)
    encoding, source = _choose_encoding(raw, declared, where)
    # "surrogatepass" keeps a lone half of a UTF-16 pair as one code point, so it is replaced one for one.
    is_utf16_or_32 = encoding.startswith(("utf-16", "utf-32"))
    passes = is_utf16_or_32 and _decodes(raw, encoding, "surrogatepass")
    decoded = raw.decode(encoding, "surrogatepass" if passes else "replace")
    if not decoded:
        raise _refuse(where, "empty", "text", "only a byte order mark")
    delivered = 0 if is_utf16_or_32 else raw.count(b"\xef\xbf\xbd")
    text, n_surrogates = replace_surrogates(decoded)
    n_replaced = n_surrogates + max(0, decoded.count("\ufffd") - delivered) if "\ufffd" in text else 0
    if n_replaced > max(1, len(text) * _MAX_REPLACED_SHARE):
        raise _refuse(where, "undecodable", f"text in {encoding}", f"{n_replaced} places that are not valid")
    _refuse_controls(text, where)
    return Decoded(text, encoding, source, n_replaced)


def replace_surrogates(text: str) -> tuple[str, int]:
    r"""Return the text with each lone surrogate as U+FFFD, and how many there were.

    >>> replace_surrogates("a\ud800b")
    ('a�b', 1)
    """
    if text.isascii():
        return text, 0
    return _SURROGATE.subn("\ufffd", text)


def _choose_encoding(raw: bytes, declared: str | None, where: str) -> tuple[str, str]:
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return name, "bom"
    if declared is not None:
        return _declared_name(declared, where), "declared"
    wide = _wide_encoding(raw[:_SAMPLE_BYTES])
    if wide is not None:
        return wide, "detected"
    if b"\0" in raw:
        raise _refuse(where, "binary", "text", "NUL bytes")
    if _decodes(raw, "utf-8") or _is_damaged_utf8(raw):
        return "utf-8", "utf-8"
    return _detect(raw, where), "detected"


def _declared_name(declared: str, where: str) -> str:
    try:
        name = codecs.lookup(declared).name
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        name = ""
    if not name or name in _NOT_FOR_FILES:
        raise _refuse(where, "undecodable", "the name of a text encoding, such as utf-8", f"{declared!r}")
    return name


def _decodes(raw: bytes, encoding: str, errors: str = "strict") -> bool:
    try:
        raw.decode(encoding, errors)
    except UnicodeError:
        return False
    return True


def _wide_encoding(sample: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 without a mark by where their NUL bytes stand."""
    if b"\0" not in sample or len(sample) < 4:
        return None
    nul_share = [sample[k::4].count(0) / len(sample[k::4]) for k in range(4)]
    if nul_share[2] > 0.9 and nul_share[3] > 0.9 and nul_share[0] < 0.1:
        return "utf-32-le"
    if nul_share[0] > 0.9 and nul_share[1] > 0.9 and nul_share[3] < 0.1:
        return "utf-32-be"
    even = (nul_share[0] + nul_share[2]) / 2
    odd = (nul_share[1] + nul_share[3]) / 2
    # Spaces and line ends alone make about one NUL in ten code units in scripts other than Latin.
    if odd > 0.05 and even < odd / 20 and _few_values(sample[1::2]):
        return "utf-16-le"
    if even > 0.05 and odd < even / 20 and _few_values(sample[::2]):
        return "utf-16-be"
    return None


def _few_values(high_bytes: bytes) -> bool:
    """Whether the upper halves of UTF-16 code units look like one or two scripts."""
    n_in_common = sum(n for _, n in Counter(high_bytes).most_common(4))
    return len(high_bytes) >= 8 and n_in_common >= 0.9 * len(high_bytes)


def _is_damaged_utf8(raw: bytes) -> bool:
    text = raw.decode("utf-8", "replace")
    n_faults = text.count("\ufffd")
    n_multibyte = len(_NON_ASCII.findall(text.encode("latin-1", "replace"))) + sum(c > "\xff" for c in text)
    return n_multibyte - n_faults >= _MULTIBYTE_PER_FAULT * n_faults


def _detect(raw: bytes, where: str) -> str:
    sample = raw[:_SAMPLE_BYTES]
    marked = _NON_ASCII.findall(sample)
    # charset-normalizer takes English text with curly quotes in windows-1252 for other code pages.
    typography = len(_CP1252_TYPOGRAPHY.findall(sample))
    if marked and typography >= 0.5 * len(marked) and _decodes(raw, "cp1252"):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, steps=5, chunk_size=512).best()
    if best is None:
        raise _refuse(where, "undecodable", "text", "bytes that fit no known encoding")
    # Code pages that read the sample alike differ further on; the Western one is the likelier.
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding


def _refuse_known_binary(raw: bytes, where: str) -> None:
    for mark, kind in _FILE_KINDS.items():
        if raw.startswith(mark):
            raise _refuse(where, "binary", "text", kind)


def _refuse_controls(text: str, where: str) -> None:
    sample = text[:_SAMPLE_BYTES]
    n_controls = len(_CONTROL.findall(sample))
    if "\0" in sample or n_controls > max(1, len(sample) * _MAX_CONTROL_SHARE):
        raise _refuse(where, "binary", "text", f"{n_controls} control characters in {len(sample)}")


def _refuse(where: str, reason: ReasonCode, expected: str, found: str) -> InputError:
    actions: dict[str, str] = {
        "empty": "Remove the file, or fill it.",
        "binary": "Convert it to text (.txt, .md, .html or .json) first.",
        "undecodable": "Save it as UTF-8, or name its encoding.",
    }
    return InputError(where, reason=reason, expected=expected, found=found, action=actions[reason])
