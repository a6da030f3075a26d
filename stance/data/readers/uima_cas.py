"""UIMA CAS files (XMI with its type system, JSON) loaded through dkpro-cassis after their bytes were vetted.

dkpro-cassis resolves entities, and makes classes of the types of a file by writing Python source with the
names of features in it. So no file with a DTD and no name that is not an identifier may reach it. It also
leaves offsets it cannot convert as they are; those are found beforehand.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate
from keyword import iskeyword
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar
from xml.etree.ElementTree import Element, tostring

from stance.data.files import refuse
from stance.data.safe_xml import MAX_XML_BYTES, parse_xml
from stance.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from cassis import Cas

_XMI_ID = "{http://www.omg.org/XMI}id"
_XMI_SOFA = "{http:///uima/cas.ecore}Sofa"
_NAMING = ("supertypeName", "rangeTypeName", "elementType")
_MAX_TYPES = 2_000
_MAX_FEATURES = 20_000
# For every offset it cannot convert, dkpro-cassis walks over the whole text.
_MAX_BROKEN_STEPS = 500_000_000
_FAULTS = (LookupError, TypeError, ValueError, AttributeError, RuntimeError, SyntaxError)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LoadedCas:
    """A CAS, its offsets converted to code points."""

    cas: Cas
    broken: frozenset[int]
    """Ids of the annotations whose offsets lie outside their text or inside a character."""


def load_xmi(xmi: bytes, type_system: bytes, *, where: str, where_types: str) -> LoadedCas:
    """Return the CAS in an XMI file.

    Raises:
        InputError: it, or its type system, is broken or unsafe.
        MissingExtraError: the packages of stance[data] are not installed.
    """
    types = parse_xml(type_system, where_types)
    _check_types(_types_in_xml(types), where_types)
    root = parse_xml(xmi, where)
    cassis = _cassis()

    def load() -> LoadedCas:
        sofas = {each.get(_XMI_ID): each.get("sofaString") for each in root.iter(_XMI_SOFA)}
        spans = ((each.get(key) for key in (_XMI_ID, "sofa", "begin", "end")) for each in root.iter())
        broken = _broken_offsets(sofas, spans, where)
        # Written anew, so that no other parser can read other names than those that were checked.
        loaded = cassis.load_typesystem(BytesIO(tostring(types)))
        return LoadedCas(cassis.load_cas_from_xmi(BytesIO(xmi), typesystem=loaded), broken)

    return _guarded(load, where, "UIMA CAS XMI that fits its type system")


def load_json(data: bytes, where: str) -> LoadedCas:
    """Return the CAS in a UIMA CAS JSON 0.4 file; errors are those of `load_xmi`."""
    if len(data) > MAX_XML_BYTES:
        expected, action = f"at most {MAX_XML_BYTES:,} bytes", "Split the text before annotating it."
        raise refuse(where, "too_large", expected, f"{len(data):,}", action)

    cassis = _cassis()

    def load() -> LoadedCas:
        content = json.loads(data)
        _check_types(_types_in_json(content["%TYPES"]), where)
        structures = _structures_in_json(content["%FEATURE_STRUCTURES"])
        sofas = {each.get("%ID"): each.get("sofaString") for each in structures}
        keys = ("%ID", "@sofa", "begin", "end")
        spans = ((each.get(key) for key in keys) for each in structures)
        broken = _broken_offsets(sofas, spans, where)
        return LoadedCas(cassis.load_cas_from_json(BytesIO(data)), broken)

    return _guarded(load, where, "UIMA CAS JSON 0.4")


def _cassis() -> ModuleType:
    try:
        import cassis
    except ImportError as error:
        raise MissingExtraError("reading UIMA CAS", extra="data") from error
    return cassis  # type: ignore[no-any-return]  # cassis has no types


def _guarded(load: Callable[[], T], where: str, expected: str) -> T:
    """Return what `load` returns; what breaks on a broken file becomes an InputError."""
    from cassis.typesystem import AnnotationHasNoSofa, TypeNotFoundError

    try:
        with warnings.catch_warnings():
            # Of offsets, it warns after they were looked at here; the rest is of no matter.
            warnings.simplefilter("ignore")
            return load()
    except InputError:
        raise
    except (*_FAULTS, AnnotationHasNoSofa, TypeNotFoundError) as error:
        found = f"{type(error).__name__}: {error}"[:200]
        action = "Export the text again, as UIMA CAS JSON or UIMA CAS XMI (XML 1.0)."
        raise refuse(where, "parse_error", expected, found, action) from error


def _check_types(types: Iterable[tuple[list[str], list[str]]], where: str) -> None:
    """Refuse types that are too many or that have other names than identifiers.

    Args:
        types: per type, the names of types and the names of features that it uses.
        where: for the message.
    """
    n_types = n_features = 0
    for names, features in types:
        n_types += 1
        n_features += len(features)
        for name in names:
            if not all(part.isidentifier() for part in name.removesuffix("[]").split(".")):
                raise _bad_name(where, "type", name)
        for name in features:
            if not name.isidentifier() or iskeyword(name):
                raise _bad_name(where, "feature", name)
    if n_types > _MAX_TYPES or n_features > _MAX_FEATURES:
        expected, found = f"at most {_MAX_TYPES:,} types", f"{n_types:,} with {n_features:,} features"
        raise refuse(where, "too_large", expected, found, "Export fewer layers.")


def _bad_name(where: str, kind: str, name: str) -> InputError:
    expected = "names of letters, digits and _ that are no words of Python"
    action = "Rename it in the annotation tool, or export as WebAnno TSV."
    return refuse(where, "unsupported_type", expected, f"the {kind} {name[:60]!r}", action)


def _types_in_xml(root: Element) -> Iterator[tuple[list[str], list[str]]]:
    for described in root.iterfind(".//{*}typeDescription"):
        features = [_text(each) for each in described.iterfind(".//{*}featureDescription/{*}name")]
        names = [_text(each) for tag in _NAMING for each in described.iterfind(f".//{{*}}{tag}")]
        yield [name for name in [_text(described.find("{*}name")), *names] if name], features


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _types_in_json(types: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[list[str], list[str]]]:
    for name, described in types.items():
        features = [key for key in described if not key.startswith("%")]
        ranges = [described[feature].get(key) for feature in features for key in ("%RANGE", "%ELEMENT_TYPE")]
        yield [used for used in (name, described.get("%SUPER_TYPE"), *ranges) if used], features


def _structures_in_json(found: list[dict[str, Any]] | dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    if isinstance(found, list):
        return found
    return [{**each, "%ID": int(name)} for name, each in found.items()]


def _broken_offsets(sofas: Mapping[Any, Any], spans: Iterable[Iterable[Any]], where: str) -> frozenset[int]:
    """Return the ids of annotations that do not begin and end at characters of their text.

    Args:
        sofas: id to text.
        spans: (id, id of the text, begin, end), as in the file.
        where: for the message.
    """
    limits = {name: _Limits(text) for name, text in sofas.items() if isinstance(text, str)}
    broken = []
    for name, sofa, begin, end in spans:
        within = limits.get(sofa)
        if within is not None and (begin is not None or end is not None):
            if not (within.has(begin) and within.has(end)):
                broken.append(int(name))
            if len(broken) * within.n_units > _MAX_BROKEN_STEPS:
                expected, found = "offsets into the text of the file", f"{len(broken):,} that are none"
                raise refuse(where, "parse_error", expected, found, "Export the text again.")
    return frozenset(broken)


class _Limits:
    """Where characters of a text begin and end, in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self.n_units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        sizes = (2 if char > "\uffff" else 1 for char in text)
        self._all = None if self.n_units == len(text) else frozenset(accumulate(sizes, initial=0))

    def has(self, offset: Any) -> bool:  # noqa: ANN401
        number = int(offset) if offset is not None else -1
        return 0 <= number <= self.n_units if self._all is None else number in self._all
