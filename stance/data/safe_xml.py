"""XML parsed without anything that XML can be made to do: no DTD, no entities, no network, bounded size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from stance.errors import InputError, MissingExtraError, ReasonCode

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_XML_BYTES = 20_000_000
_MAX_DEPTH = 200
_MAX_ATTRIBUTES = 1_000
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!\0D\0O\0C|\0<\0!\0D\0O", re.IGNORECASE)


class _BoundedBuilder(TreeBuilder):
    """Builds a tree and counts how deep and how wide it grows."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self._where = where
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _refusal(
                self._where, f"elements nested at most {_MAX_DEPTH} deep", "deeper ones", "too_large"
            )
        if len(attrs) > _MAX_ATTRIBUTES:
            expected = f"at most {_MAX_ATTRIBUTES:,} attributes on an element"
            raise _refusal(self._where, expected, f"{len(attrs):,} on {tag[:60]}", "too_large")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse_xml(data: bytes, where: str, *, max_bytes: int = MAX_XML_BYTES) -> Element:
    """Return the root element of an XML file.

    Bytes that pass may be given to other XML parsers too: they hold no DTD, hence no entity of their own.

    Args:
        data: the whole file; its declaration or byte order mark tells the encoding.
        where: what to call the file in an error.
        max_bytes: longest file taken.

    Raises:
        InputError: too large, not well-formed, cut off, with a DTD, nested too deep, or too many attributes.
        MissingExtraError: the packages of stance[data] are not installed.
    """
    if len(data) > max_bytes:
        raise _refusal(where, f"at most {max_bytes:,} bytes", f"{len(data):,}", "too_large")
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser
    except ImportError as error:
        raise MissingExtraError("reading XML", extra="data") from error
    parser = DefusedXMLParser(target=_BoundedBuilder(where), forbid_dtd=True)
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        at = _DOCTYPE.search(data)
        line = data.count(b"\n", 0, at.start()) + 1 if at else 1
        raise _refusal(
            f"{where}:{line}", "XML without DTD and entities", "a DTD", "unsupported_type"
        ) from error
    except ParseError as error:
        line, column = error.position
        found = f"{_reason(error)} in column {column + 1}"
        raise _refusal(f"{where}:{line}", "well-formed XML", found, "parse_error") from error
    except (LookupError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise _refusal(where, "XML in a known encoding", str(error), "undecodable") from error
    return root  # type: ignore[no-any-return]  # defusedxml has no types


def _reason(error: ParseError) -> str:
    return str(error).partition(":")[0]


_ACTIONS: Mapping[ReasonCode, str] = {
    "too_large": "Export fewer texts to a file.",
    "unsupported_type": "Take the DTD out; annotation tools write none.",
    "parse_error": "Export the file again; it may be cut off.",
    "undecodable": "Save it as UTF-8.",
}


def _refusal(where: str, expected: str, found: str, reason: ReasonCode) -> InputError:
    return InputError(where, reason=reason, expected=expected, found=found, action=_ACTIONS[reason])
