"""brat standoff: one `.txt` with one `.ann` per annotator; also what `stance.data.writers.brat` wrote.

Text-bound annotations become marks, events become marks at their trigger with links to their arguments,
relations and equivalences become links. Attributes, normalizations and notes of a span, event or relation
become attributes of its mark or link: a flag is 1, a note is "note", a normalization its "resource:entry".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

import msgspec

from stance.data.delivery import DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.files import refuse
from stance.data.readers.brat_marks import BratMarks, brat_marks
from stance.data.readers.sources import SourceFile, files_under, read_utf8
from stance.data.tools.brat_names import SIDECAR_SUFFIX, Sidecar
from stance.data.tools.standoff import Standoff, parse_standoff
from stance.errors import InputError
from stance.records.article import Article
from stance.records.imports import Loss

_BOM = "\ufeff"


class Options(ReaderOptions, frozen=True, kw_only=True):
    """How the files lie, and what to call what brat has no name for."""

    annotators: Literal["single", "suffix", "folder"] = "single"
    """x.ann; x_ANNOTATOR.ann; or ANNOTATOR/x.ann, with x.txt beside it or in the folder above."""
    annotator: str = "brat"
    """Id of the annotator of an x.ann where the files do not tell."""
    layer: str = "brat"
    """Layer of all marks and links; files of ours name their own layers."""
    empty_means: Literal["none_found", "not_annotated"] = "none_found"
    """What an `.ann` without any record says; brat makes empty ones when texts are put in."""


@dataclass(frozen=True, slots=True)
class _AnnFile:
    """An annotation file with the text it belongs to."""

    source: SourceFile
    text_path: Path
    document: str
    """Path below the folder named, without annotator and suffix."""
    annotator: str


def read(paths: Sequence[Path], options: Options, /) -> Iterator[Delivery | InputError]:
    """Yield one delivery per text in order of path, and an error for each file that cannot be read.

    A text without any annotation file is delivered without annotations.
    """
    texts: dict[Path, str] = {}
    found: list[SourceFile] = []
    for source in files_under(paths, frozenset({".txt", ".ann"})):
        if isinstance(source, InputError):
            yield source
        elif source.path.suffix.lower() == ".txt":
            texts[source.path] = source.name
        else:
            found.append(source)
    placed: list[_AnnFile] = []
    for source in found:
        annotation_file = _placed(source, options)
        if annotation_file is None:
            yield refuse(
                source.name, "missing", "a .txt file that belongs to it", "none", "Put the text beside it."
            )
        else:
            placed.append(annotation_file)
    yield from _deliveries(placed, texts, options)


def _deliveries(
    placed: list[_AnnFile], texts: dict[Path, str], options: Options
) -> Iterator[Delivery | InputError]:
    documents = {ann.document for ann in placed}
    for path in texts.keys() - {ann.text_path for ann in placed}:
        name = texts[path].removesuffix(path.suffix)
        # One annotator's folder may hold a text that only others annotated.
        shared = _without_annotator(name) if options.annotators == "folder" else name
        document = shared if shared in documents else name
        placed.append(_AnnFile(SourceFile(path, texts[path]), path, document, ""))
    placed.sort(key=lambda ann: (ann.document, ann.annotator))
    for document, group in groupby(placed, key=lambda ann: ann.document):
        yield from _delivery(document, list(group), options)


def _placed(source: SourceFile, options: Options) -> _AnnFile | None:
    path, document = source.path, source.name.removesuffix(source.path.suffix)
    if options.annotators == "folder":
        document = _without_annotator(document)
        for text in (path.with_suffix(".txt"), path.parent.parent / f"{path.stem}.txt"):
            if text.is_file():
                return _AnnFile(source, text, document, path.parent.name)
        return None
    text = path.with_suffix(".txt")
    if text.is_file():
        return _AnnFile(source, text, document, options.annotator)
    stem, annotator = path.stem, ""
    while options.annotators == "suffix" and "_" in stem:
        stem, _, last = stem.rpartition("_")
        annotator = f"{last}_{annotator}" if annotator else last
        text = path.with_name(f"{stem}.txt")
        if text.is_file() and annotator:
            return _AnnFile(source, text, document.removesuffix(f"_{annotator}"), annotator)
    return None


def _without_annotator(name: str) -> str:
    """Return a path without the last of its folders."""
    folder, _, stem = name.rpartition("/")
    return "/".join(part for part in (folder.rpartition("/")[0], stem) if part)


def _delivery(document: str, files: list[_AnnFile], options: Options) -> Iterator[Delivery | InputError]:
    """Yield the delivery of one text after the errors of its annotation files."""
    annotations: list[DeliveredAnnotation] = []
    losses: list[Loss] = []
    text: str | None = None
    sidecar: Sidecar | None = None
    for file in files:
        try:
            own_text, standoff, own_sidecar = _read_files(file)
            if text is not None and own_text != text:
                raise _other_text(file)
        except InputError as error:
            yield error
            continue
        text, sidecar = own_text, sidecar or own_sidecar
        if standoff is None or (options.empty_means == "not_annotated" and standoff == Standoff()):
            continue
        made = brat_marks(
            standoff, layer=options.layer, where=file.source.name, of_ours=own_sidecar is not None
        )
        annotations.append(_annotation(made, own_sidecar, file.annotator, options.layer))
        losses += made.losses
    if text is None:
        return
    yield Delivery(
        article=Article(article_id=document, text=text, path=files[0].text_path.name),
        where=files[0].source.name,
        annotations=tuple(annotations),
        doc_id=sidecar.doc_id if sidecar else None,
        text_sha256=sidecar.text_sha256 if sidecar else None,
        # brat itself reads a CRLF as one character.
        conventions=("code_points", "crlf_as_one", "utf16", "crlf_as_two"),
        losses=tuple(losses),
    )


def _read_files(file: _AnnFile) -> tuple[str, Standoff | None, Sidecar | None]:
    """Return the text, the records and what a writer of ours put beside them."""
    text = read_utf8(file.text_path, file.text_path.name)
    if not text.strip(f"{_BOM} \t\r\n"):
        raise refuse(file.source.name, "empty", "a text", "an empty file", "Take the file out.")
    if file.source.path == file.text_path:
        return text.removeprefix(_BOM), None, _sidecar(file)
    standoff = parse_standoff(read_utf8(file.source.path, file.source.name), file.source.name)
    return _text_counted(text, standoff), standoff, _sidecar(file)


def _text_counted(text: str, standoff: Standoff) -> str:
    """Return the text with or without its byte order mark, as the offsets count it."""
    bare = text.removeprefix(_BOM)
    if bare == text:
        return text
    pieces = [
        (start, end, covered)
        for span in standoff.text_bounds
        for (start, end), covered in zip(span.pieces, span.covered or (), strict=False)
    ]
    n_with = sum(text[start:end] == covered for start, end, covered in pieces)
    n_without = sum(bare[start:end] == covered for start, end, covered in pieces)
    return text if n_with > n_without else bare


def _sidecar(file: _AnnFile) -> Sidecar | None:
    path = file.source.path.with_suffix(SIDECAR_SUFFIX)
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(read_utf8(path, path.name), type=Sidecar)
    except msgspec.DecodeError as error:
        raise refuse(
            f"{file.source.name} ({path.name})",
            "parse_error",
            "the file that was written beside the annotations",
            str(error),
            "Restore the file, or take it out to read the annotations as any others.",
        ) from error


def _annotation(made: BratMarks, sidecar: Sidecar | None, annotator: str, layer: str) -> DeliveredAnnotation:
    if sidecar is None or sidecar.annotator is None:
        return DeliveredAnnotation(annotator=annotator, layers=(layer,), marks=made.marks, links=made.links)
    return DeliveredAnnotation(
        annotator=sidecar.annotator,
        layers=tuple(sidecar.layers),
        marks=made.marks,
        links=made.links,
        # What is about a mark that was taken out in brat is told by the import.
        answers=tuple(sidecar.answers),
        kind=sidecar.kind,
        provenance=sidecar.provenance,
    )


def _other_text(file: _AnnFile) -> InputError:
    return refuse(
        file.source.name,
        "parse_error",
        "the same text for all annotators of a document",
        f"another text in {file.text_path.parent.name}/{file.text_path.name}",
        "Give the annotators' files one text, or read them one by one.",
    )
