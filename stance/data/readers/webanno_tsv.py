"""WebAnno TSV 3.3, as exported by INCEpTION: one file per document and annotator.

Spans become marks, relations, slots and neighbours in a chain become links. The text is put together from
the sentences; what lay between them is not in the files, and `groups["offsets"]` says "rebuilt".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from stance.data.delivery import DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.files import refuse
from stance.data.readers.sources import SourceFile, files_under, read_utf8
from stance.data.readers.webanno_file import Counted, parse_webanno
from stance.data.readers.webanno_marks import webanno_marks
from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.records.imports import Loss

_CURATOR = "CURATION_USER"
_NOBODY = "INITIAL_CAS"


class Options(ReaderOptions, frozen=True, kw_only=True):
    """How the files lie, and which feature is the label."""

    annotators: Literal["stem", "folder", "single"] = "stem"
    """DOCUMENT/ANNOTATOR.tsv, as INCEpTION exports; ANNOTATOR/DOCUMENT.tsv; or DOCUMENT.tsv of one only."""
    annotator: str = "webanno"
    """Id of the annotator where the files do not tell."""
    label_feature: str = ""
    """Feature that holds the label; empty is the first of each layer."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one annotator did in one document."""

    source: SourceFile
    text: str
    counting: Counted
    annotation: DeliveredAnnotation
    losses: tuple[Loss, ...]


def read(paths: Sequence[Path], options: Options, /) -> Iterator[Delivery | InputError]:
    """Yield one delivery per document in order of name, and an error for each file that cannot be read."""
    placed: list[tuple[str, str, SourceFile]] = []
    for source in files_under(paths, frozenset({".tsv"})):
        if isinstance(source, InputError):
            yield source
        else:
            placed.append((*_document_and_annotator(source, options), source))
    placed.sort(key=lambda one: one[:2])
    for document, group in groupby(placed, key=lambda one: one[0]):
        done: list[_Read] = []
        for _, annotator, source in group:
            try:
                done.append(_read_file(source, annotator, options))
                if done[-1].text != done[0].text:
                    raise _other_text(done.pop().source, done[0].source)
            except InputError as error:
                yield error
        if done:
            yield _delivery(document, done)


def _document_and_annotator(source: SourceFile, options: Options) -> tuple[str, str]:
    folder = source.path.resolve().parent.name
    if options.annotators == "stem":
        return folder, source.path.stem
    if options.annotators == "folder":
        return source.path.stem, folder
    return source.name.removesuffix(source.path.suffix), options.annotator


def _read_file(source: SourceFile, annotator: str, options: Options) -> _Read:
    file = parse_webanno(read_utf8(source.path, source.name), source.name)
    made = webanno_marks(file, label_feature=options.label_feature, where=source.name)
    annotation = DeliveredAnnotation(
        annotator=annotator,
        layers=made.layers,
        marks=made.marks,
        links=made.links,
        kind="adjudicated" if annotator == _CURATOR else "expert",
    )
    return _Read(source, file.text, file.counting, annotation, made.losses)


def _delivery(document: str, done: list[_Read]) -> Delivery:
    meta = ArticleMeta(groups={"offsets": "rebuilt"})
    return Delivery(
        article=Article(article_id=document, text=done[0].text, path=done[0].source.name, meta=meta),
        where=done[0].source.name,
        # The initial state is nobody's judgement.
        annotations=tuple(one.annotation for one in done if one.annotation.annotator != _NOBODY),
        conventions=(done[0].counting,),
        losses=tuple(loss for one in done for loss in one.losses),
    )


def _other_text(source: SourceFile, first: SourceFile) -> InputError:
    return refuse(
        source.name,
        "parse_error",
        f"the text of {first.name}, as another annotator of the same document",
        "another text",
        "Say how the files lie: annotators=stem, folder or single.",
    )
