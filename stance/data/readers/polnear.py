"""PolNeAR: source, cue and content spans in brat standoff, one `.ann` file per document and annotator.

Counted here and not in the published readme: 7 % of the attributions are of the type `Attribution-no-source`
and have no source; a few events are empty; `Discuss` and `Discard` are notes of the annotators to each other,
on spans and not on events. The 19,868 attributions of train and 2,193 of dev are the events of the first
annotator of each document by id, empty ones included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery, ReaderOptions
from stance.data.readers.corpus_files import corpus_file, corpus_lines, corpus_text, refused, tab_row
from stance.data.records_in import article_meta
from stance.data.tools.standoff import Event, Standoff, TextBound, parse_standoff
from stance.errors import InputError
from stance.metrics.relations import RelationSpans
from stance.records.article import Article, ArticleMeta
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Link

LAYER = "attribution"
ROLES = ("source", "cue", "content")
_EVENTS = frozenset({"Attribution", "Attribution-no-source"})
_NOTES = frozenset({"Discuss", "Discard"})
_ROLE_NUMBER = re.compile(r"\d+$")
_UNKNOWN = frozenset({"", "None", "NA"})
_METADATA = (
    "compartment filename level annotators publisher publication_date author title trump_count clinton_count "
    "credit wire"
).split()


class Options(ReaderOptions, frozen=True, kw_only=True):
    """What to read of the corpus."""

    part: str = "train,dev"
    """Folders, separated by commas: train, dev, annotator-training."""


@dataclass(frozen=True, slots=True)
class PolnearArticle:
    """One news article with the attributions of each annotator; offsets count code points of `text`."""

    name: str
    text: str
    attributions: dict[str, list[RelationSpans]]
    """Annotator id to attributions, those without a source too; ids ascend."""

    @property
    def first(self) -> list[RelationSpans]:
        """Attributions of the first annotator that name a source."""
        return [relation for relation in next(iter(self.attributions.values()), []) if relation.source]


@dataclass(frozen=True, slots=True)
class _Attribution:
    """An event with its spans."""

    event: Event
    roles: dict[str, list[TextBound]]

    @property
    def anchor(self) -> TextBound:
        """The cue, without one the content, without that the source: what stands for the attribution."""
        return (self.roles["cue"] or self.roles["content"] or self.roles["source"])[0]


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield the articles of each corpus folder, part by part in order of name.

    Layer "attribution": marks source, cue and content, links from the cue to the others (from the content
    where there is no cue). A source that two attributions share is one mark. Groups: part, wire, credit.

    Raises:
        ResourceMissingError: the corpus or a part of it is not there.
    """
    for folder in paths:
        metadata = _metadata(corpus_file(folder, "metadata.tsv"))
        for part in options.part.split(","):
            for path, files in _articles(folder, part.strip()):
                try:
                    yield _delivery(path, files, metadata.get(path.stem, ArticleMeta()), part.strip())
                except InputError as error:
                    yield error


def read_polnear(folder: Path, part: str) -> Iterator[PolnearArticle]:
    """Yield the articles of a part in order of name.

    Args:
        folder: the corpus, with a folder per part.
        part: "train", "dev" or "annotator-training".

    Raises:
        ResourceMissingError: the part is not there.
        InputError: a line of an annotation file is not brat standoff, or a span lies outside its text.
    """
    for path, files in _articles(folder, part):
        text = corpus_text(path)
        relations = {
            annotator: _relations(parse_standoff(corpus_text(file), str(file)), str(file), len(text))
            for annotator, file in files
        }
        yield PolnearArticle(path.stem, text, relations)


def _articles(folder: Path, part: str) -> Iterator[tuple[Path, list[tuple[str, Path]]]]:
    """Yield each text with its annotators and their files."""
    texts = corpus_file(folder, f"{part}/text")
    by_document: dict[str, list[tuple[str, Path]]] = {}
    for path in sorted((folder / part / "attributions").glob("*.ann")):
        document, _, annotator = path.stem.rpartition("_")
        by_document.setdefault(document, []).append((annotator, path))
    for path in sorted(texts.glob("*.txt")):
        yield path, by_document.get(path.stem, [])


def _metadata(path: Path) -> dict[str, ArticleMeta]:
    """Return file name to metadata; of wire and credit, None and NA mean that none is known."""
    found: dict[str, ArticleMeta] = {}
    for where, line in corpus_lines(path):
        cells = tab_row(line, where, n_columns=len(_METADATA), quoted=False)
        if isinstance(cells, InputError):
            raise cells
        known = {name: cell for name, cell in zip(_METADATA, cells, strict=True) if cell not in _UNKNOWN}
        meta = article_meta(
            {
                "title": known.get("title"),
                "published_at": known.get("publication_date"),
                "outlet_id": known.get("publisher"),
                "origin_outlet_id": known.get("wire", "").lower() or None,
                "authors": known.get("author"),
            }
        )
        groups = {
            "wire": known.get("wire", "").lower(),
            "credit": known.get("credit", "").removeprefix("h/t:").strip(),
        }
        found[known["filename"]] = msgspec.structs.replace(
            meta, groups={name: value for name, value in groups.items() if value}
        )
    return found


def _delivery(path: Path, files: list[tuple[str, Path]], meta: ArticleMeta, part: str) -> Delivery:
    losses: list[Loss] = []
    annotations = tuple(
        _annotation(annotator, parse_standoff(corpus_text(file), str(file)), str(file), losses)
        for annotator, file in files
    )
    return Delivery(
        article=Article(
            article_id=path.stem,
            text=corpus_text(path),
            path=str(path),
            meta=msgspec.structs.replace(meta, groups={"part": part, **meta.groups}),
        ),
        where=str(path),
        annotations=annotations,
        conventions=("code_points",),
        losses=tuple(losses),
    )


def _annotation(annotator: str, standoff: Standoff, where: str, losses: list[Loss]) -> DeliveredAnnotation:
    attributions = _attributions(standoff, where, losses)
    marks: dict[str, DeliveredMark] = {}
    links: list[Link] = []
    for attribution in attributions:
        anchor = attribution.anchor
        for role, bounds in attribution.roles.items():
            for bound in bounds:
                # The anchor bears the attribution's own id: two attributions may share a cue.
                name = attribution.event.id if bound is anchor else bound.id
                marks.setdefault(name, _mark(bound, name, role, where))
                if bound is not anchor:
                    links.append(Link(layer=LAYER, label=role, src=attribution.event.id, dst=name))
    in_events = {bound.id for each in attributions for bounds in each.roles.values() for bound in bounds}
    losses += _left_out(standoff, in_events, where)
    return DeliveredAnnotation(
        annotator=annotator, layers=(LAYER,), marks=tuple(marks.values()), links=tuple(links)
    )


def _mark(bound: TextBound, name: str, role: str, where: str) -> DeliveredMark:
    return DeliveredMark(
        id=name,
        layer=LAYER,
        label=role,
        pieces=bound.pieces,
        covered=bound.covered,
        where=f"{where}:{bound.line}",
    )


def _attributions(standoff: Standoff, where: str, losses: list[Loss]) -> list[_Attribution]:
    bounds = {bound.id: bound for bound in standoff.text_bounds}
    found: list[_Attribution] = []
    for event in standoff.events:
        place = f"{where}:{event.line}"
        roles: dict[str, list[TextBound]] = {role: [] for role in ROLES}
        if event.type not in _EVENTS:
            losses.append(_loss(place, "unsupported", event.type, f"expected {sorted(_EVENTS)}"))
            continue
        for written, target in event.arguments:
            role = _ROLE_NUMBER.sub("", written).lower()
            if role in roles and target in bounds:
                roles[role].append(bounds[target])
            else:
                detail = f"expected a source, cue or content that is in the file; found {written}:{target}"
                losses.append(_loss(place, "broken_reference", f"{event.type}/{role}", detail))
        if any(roles.values()):
            found.append(_Attribution(event, roles))
        else:
            detail = f"{event.id} has no source, cue or content"
            losses.append(_loss(place, "empty_span", event.type, detail))
    return found


def _left_out(standoff: Standoff, in_events: set[str], where: str) -> Iterator[Loss]:
    for bound in standoff.text_bounds:
        place = f"{where}:{bound.line}"
        if bound.type in _NOTES:
            if bound.id not in in_events:
                detail = "a note of the annotators, to be ignored"
                yield _loss(place, "unsupported", bound.type, detail)
        elif bound.id not in in_events and bound.type not in _EVENTS:
            yield _loss(place, "broken_reference", bound.type, f"{bound.id} belongs to no attribution")
    for note in standoff.notes:
        yield _loss(f"{where}:{note.line}", "unsupported", note.type, "a note of the annotator")


def _loss(where: str, reason: LossReason, what: str, detail: str) -> Loss:
    return Loss(where=where, reason=reason, what=f"{LAYER}/{what}", detail=detail)


def _relations(standoff: Standoff, where: str, n_characters: int) -> list[RelationSpans]:
    for bound in standoff.text_bounds:
        if not all(0 <= start < end <= n_characters for start, end in bound.pieces):
            raise refused(
                f"{where}:{bound.line}",
                "parse_error",
                expected=f"offsets up to {n_characters}",
                found=f"{bound.id} {bound.pieces}",
            )
    return [
        RelationSpans(
            *(tuple(sorted(piece for bound in each.roles[role] for piece in bound.pieces)) for role in ROLES)
        )
        for each in _attributions(standoff, where, [])
    ]
