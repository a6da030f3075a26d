"""PTC, the corpus of SemEval-2020 task 11: articleID.txt and labels of propaganda techniques.

Labels stand in a file per article (`article123.task2-TC.labels`) or in one for all: "ID technique start end",
or "ID start end" where only spans were asked for (SI). The first line of an article is its title. Labels of
all files given are those of one annotator, the corpus' merged gold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery, ReaderOptions
from stance.data.files import refuse
from stance.data.readers.sources import SourceFile, files_under, read_utf8
from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.records.imports import Loss

_ARTICLE = re.compile(r"article(\d+)\.txt")
_OF_ARTICLE = re.compile(r"article(\d+)\..+")
_LABEL = re.compile(r"(?:article)?(\d+)\t(?:([^\t]+)\t)?(\d{1,12})\t(\d{1,12})")
_NOT_FILLED_IN: Final = "?"
_SPANS_ONLY = "propaganda"


class Options(ReaderOptions, frozen=True, kw_only=True):
    """What to call the layers and the annotator."""

    layer: str = "technique"
    """Layer of spans with a technique."""
    spans_layer: str = "propaganda_span"
    """Layer of spans without one; their label is "propaganda"."""
    annotator: str = "ptc"


@dataclass(slots=True)
class _Labels:
    """What is known of one article."""

    layers: dict[str, None] = field(default_factory=dict)
    """Layers for which there is a label or a file of the article's own."""
    marks: dict[tuple[str, str, int, int], DeliveredMark] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    where: str = ""


def read(paths: Sequence[Path], options: Options, /) -> Iterator[Delivery | InputError]:
    """Yield one delivery per article in order of file name, and an error for each broken file or line.

    An article is annotated, and maybe empty, where a label of it or a file of its own is there; otherwise it
    is delivered without annotations. An error is also given for labels of an article that is not there.
    """
    articles: dict[str, SourceFile] = {}
    labels: dict[str, _Labels] = defaultdict(_Labels)
    for source in files_under(paths, frozenset({".txt", ".labels", ".tsv", ".out"})):
        if isinstance(source, InputError):
            yield source
        elif (match := _ARTICLE.fullmatch(source.path.name)) is None:
            # Other texts of the distribution, such as the list of techniques, are no labels.
            if source.path.suffix != ".txt" or "labels" in source.path.name:
                yield from _read_labels(source, labels, options)
        elif match.group(1) in articles:
            found = f"{articles[match.group(1)].name} as well"
            yield refuse(source.name, "duplicate_id", "an article once", found, "Take one of them out.")
        else:
            articles[match.group(1)] = source
    for number, source in articles.items():
        try:
            yield _delivery(number, source, labels.pop(number, _Labels()), options)
        except InputError as error:
            yield error
    for number, orphaned in labels.items():
        expected = f"article{number}.txt, to which {len(orphaned.marks)} labels belong"
        yield refuse(orphaned.where, "missing", expected, "no such file", "Give the folder of the articles.")


def _read_labels(source: SourceFile, labels: dict[str, _Labels], options: Options) -> Iterator[InputError]:
    own = _OF_ARTICLE.fullmatch(source.path.name)
    try:
        lines = read_utf8(source.path, source.name).removeprefix("\ufeff").split("\n")
    except InputError as error:
        yield error
        return
    if own:
        spans_only = "-SI" in source.path.name
        labels[own.group(1)].layers[options.spans_layer if spans_only else options.layer] = None
        labels[own.group(1)].where = labels[own.group(1)].where or source.name
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{source.name}:{number}"
        match = _LABEL.fullmatch(line.removesuffix("\r"))
        if match is None or (own and match.group(1) != own.group(1)):
            expected = "ID<TAB>technique<TAB>start<TAB>end or ID<TAB>start<TAB>end" + (
                f" with the ID {own.group(1)}" if own else ""
            )
            yield refuse(where, "parse_error", expected, repr(line[:80]), "Correct the line.")
        else:
            _add(match, labels[match.group(1)], where, options)


def _add(match: re.Match[str], known: _Labels, where: str, options: Options) -> None:
    technique, start, end = match.group(2), int(match.group(3)), int(match.group(4))
    layer = options.layer if technique else options.spans_layer
    label = technique or _SPANS_ONLY
    known.where = known.where or where
    key = (layer, label, start, end)
    if label == _NOT_FILLED_IN:
        detail = "expected a technique; found the ? of a template"
        known.losses.append(Loss(where=where, reason="unknown_label", what=f"{layer}/?", detail=detail))
        return
    known.layers[layer] = None
    if key in known.marks:
        detail = f"expected a label once; found it also in {known.marks[key].where}"
        known.losses.append(
            Loss(where=where, reason="duplicate_record", what=f"{layer}/{label}", detail=detail)
        )
        return
    known.marks[key] = DeliveredMark(
        id=f"m{len(known.marks) + 1}",
        layer=layer,
        label=label,
        pieces=((start, end),),
        covered=None,
        where=where,
    )


def _delivery(number: str, source: SourceFile, known: _Labels, options: Options) -> Delivery:
    text = read_utf8(source.path, source.name).removeprefix("\ufeff")
    if not text.strip():
        raise refuse(source.name, "empty", "an article", "an empty file", "Take the file out.")
    annotation = DeliveredAnnotation(
        annotator=options.annotator,
        layers=tuple(known.layers),
        marks=tuple(known.marks.values()),
        kind="adjudicated",
    )
    title = text.split("\n", 1)[0].strip()
    return Delivery(
        article=Article(
            article_id=f"article{number}", text=text, path=source.name, meta=ArticleMeta(title=title or None)
        ),
        where=source.name,
        annotations=(annotation,) if known.layers else (),
        # A checkout may have turned LF into CRLF; without covered texts the two ways of counting then tie,
        # and the import says so.
        conventions=("code_points", "crlf_as_one"),
        losses=tuple(known.losses),
    )
