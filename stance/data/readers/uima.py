"""INCEpTION and other UIMA tools: CAS XMI (zipped or with its TypeSystem.xml beside) and CAS JSON.

One file is what one annotator did in one text. INCEpTION's project export has a folder per document with an
archive per annotator (annotation/DOCUMENT/x.zip, holding ANNOTATOR.xmi); it is read once it was unpacked.
Offsets become code points; UIMA does not say what spans cover.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from stance.data.archives import Member, read_zip
from stance.data.delivery import DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.files import refuse
from stance.data.readers.option_lists import names_in
from stance.data.readers.sources import SourceFile, files_under
from stance.data.readers.uima_cas import load_json, load_xmi
from stance.data.readers.uima_layers import Found, find_annotations
from stance.data.safe_xml import MAX_XML_BYTES
from stance.errors import InputError
from stance.records.annotation import AnnotatorKind
from stance.records.article import Article, ArticleMeta
from stance.records.imports import Loss

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from cassis import Cas

_SUFFIXES: Final = frozenset({".zip", ".xmi", ".json"})
_TYPE_SYSTEMS: Final = ("TypeSystem.xml", "typesystem.xml")
_METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_DOCUMENT = "uima.tcas.DocumentAnnotation"
_CURATOR = "CURATION_USER"
_NOBODY = "INITIAL_CAS"
_PROJECT_FILE = "exportedproject"
_NO_LANGUAGE = "x-unspecified"


class Options(ReaderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Layers, and who annotated; several names are written "a,b"."""

    types: str = ""
    """Layers by full or short name; empty takes all custom layers, and named entities where there are any."""
    label: str = ""
    """Feature that is the label, "feature" for all layers or "Layer=feature" for one; without it the first of
    label, value, the only text feature, that a layer has. Other features become attributes."""
    annotator: str | None = None
    """Who annotated, where file names do not tell."""
    kind: AnnotatorKind = "expert"
    """Of annotators; what the curator left is always adjudicated."""


@dataclass(frozen=True, slots=True)
class _CasFile:
    """A file that holds one CAS."""

    where: str
    name: str
    """Path below the folder named, or name in its archive."""
    document: str | None
    """Name of the folder it lies in, where folders are documents."""
    data: bytes
    type_system: Member | None
    """None for JSON, which holds its own."""


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield a delivery per CAS, so several of a document with several annotators, and an error per bad file.

    Raises:
        ConfigError: a layer or feature is named that a file does not have.
    """
    for source in files_under(paths, _SUFFIXES):
        if isinstance(source, InputError):
            yield source
            continue
        if source.path.name.startswith(_PROJECT_FILE):
            continue
        try:
            for file in _cas_files(source):
                yield _delivery(file, options)
        except InputError as error:
            yield error


def _cas_files(source: SourceFile) -> Iterator[_CasFile]:
    document = _document_folder(source)
    if source.path.suffix.lower() == ".zip":
        yield from _zipped(source, document)
    elif source.path.suffix.lower() == ".json":
        yield _CasFile(source.name, source.name, document, _bytes(source.path, source.name), None)
    else:
        beside = [source.path.with_name(name) for name in _TYPE_SYSTEMS]
        types = next((path for path in beside if path.is_file()), None)
        if types is None:
            raise _no_types(source.name)
        type_system = Member(types.name, _bytes(types, types.name))
        yield _CasFile(source.name, source.name, document, _bytes(source.path, source.name), type_system)


def _zipped(source: SourceFile, document: str | None) -> Iterator[_CasFile]:
    members = list(read_zip(source.path, source.name))
    types = next((each for each in members if PurePosixPath(each.name).name in _TYPE_SYSTEMS), None)
    found = [each for each in members if PurePosixPath(each.name).suffix.lower() in (".xmi", ".json")]
    if not found:
        action = "Export as UIMA CAS XMI or UIMA CAS JSON."
        raise refuse(source.name, "no_text", "an archive with a CAS", "none", action)
    for each in found:
        where = f"{source.name}:{each.name}"
        is_json = each.name.lower().endswith(".json")
        if types is None and not is_json:
            raise _no_types(where)
        yield _CasFile(where, each.name, document, each.data, None if is_json else types)


def _document_folder(source: SourceFile) -> str | None:
    folders = PurePosixPath(source.name).parent.parts
    return folders[-1] if len(folders) > 1 and folders[-2] in ("annotation", "curation") else None


def _delivery(file: _CasFile, options: Options) -> Delivery:
    if file.type_system is None:
        loaded = load_json(file.data, file.where)
    else:
        types, where_types = file.type_system.data, file.type_system.name
        loaded = load_xmi(file.data, types, where=file.where, where_types=where_types)
    text, name = loaded.cas.sofa_string, PurePosixPath(file.name)
    if not text or not text.strip():
        raise refuse(file.where, "no_text", "a CAS with a text", "none", "Leave the file out.")
    document = _document_name(loaded.cas) or file.document or name.stem
    named_after_text = document in (name.stem, name.name)
    annotator = options.annotator or ("uima" if named_after_text else name.stem)
    labels = (each.rpartition("=") for each in names_in(options.label))
    found = find_annotations(
        loaded,
        types=names_in(options.types),
        labels={layer: feature for layer, _, feature in labels},
        where=file.where,
    )
    is_judged = name.stem != _NOBODY
    return Delivery(
        article=Article(article_id=document, text=text, meta=ArticleMeta(language=_language(loaded.cas))),
        where=file.where,
        annotations=(_annotation(found, annotator, options.kind),) if is_judged else (),
        conventions=("code_points",),
        losses=(*found.losses, *_not_taken(file.where, loaded.cas, found, is_judged)),
    )


def _annotation(found: Found, annotator: str, kind: AnnotatorKind) -> DeliveredAnnotation:
    return DeliveredAnnotation(
        annotator=annotator,
        kind="adjudicated" if annotator == _CURATOR else kind,
        layers=tuple(found.layers),
        marks=tuple(found.marks),
        links=tuple(found.links),
        answers=tuple(found.answers),
    )


def _not_taken(where: str, cas: Cas, found: Found, is_judged: bool) -> Iterator[Loss]:
    for _ in cas.sofas[1:]:
        detail = "expected one text, found another view; the first is taken"
        yield Loss(where=where, reason="unsupported", what="view", detail=detail)
    if not is_judged:
        for _ in (*found.marks, *found.answers):
            detail = "expected no annotation in the text as it was put in, found one of nobody"
            yield Loss(where=where, reason="unsupported", what=_NOBODY, detail=detail)


def _document_name(cas: Cas) -> str | None:
    """Return the title of the document, which in INCEpTION is its file name."""
    # The id is not asked for: it may be the annotator's.
    return _feature(cas, _METADATA, "documentTitle")


def _language(cas: Cas) -> str | None:
    language = _feature(cas, _DOCUMENT, "language")
    return None if language == _NO_LANGUAGE else language


def _feature(cas: Cas, kind: str, name: str) -> str | None:
    """Return what annotations of a type and its subtypes say first, None where they say nothing."""
    if not cas.typesystem.contains_type(kind):
        return None
    for each in cas.select(kind):
        held = getattr(each, name, None)
        if isinstance(held, str) and held.strip():
            return " ".join(held.split())
    return None


def _bytes(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_XML_BYTES + 1)
    except OSError as error:
        found = error.strerror or "a fault"
        raise refuse(where, "permission", "a file that can be read", found, "Check the file.") from error


def _no_types(where: str) -> InputError:
    action = "Put the TypeSystem.xml of the export beside it."
    return refuse(where, "missing", "an XMI file with its TypeSystem.xml", "no type system", action)
