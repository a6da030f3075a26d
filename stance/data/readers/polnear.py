"""PolNeAR: source, cue and content spans in brat standoff, one `.ann` file per document and annotator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stance.errors import InputError, ResourceMissingError
from stance.metrics.relations import RelationSpans
from stance.metrics.spans import Pieces

_RECORD = re.compile(r"[TEARN#*]\d*\t")
_ROLE_NUMBER = re.compile(r"\d+$")
_ROLES = ("Source", "Cue", "Content")


@dataclass(frozen=True, slots=True)
class PolnearArticle:
    """One news article with the attributions of each annotator; offsets count code points of `text`."""

    name: str
    text: str
    attributions: dict[str, list[RelationSpans]]
    """Annotator id to attributions; ids ascend."""

    @property
    def first(self) -> list[RelationSpans]:
        """Attributions of the first annotator."""
        return next(iter(self.attributions.values()), [])


def read_polnear(folder: Path, part: str) -> Iterator[PolnearArticle]:
    """Yield the articles of a part in order of name.

    Args:
        folder: the corpus, with a folder per part.
        part: "train", "dev" or "annotator-training".

    Events without an `Attribution` trigger (`Discuss`, `Discard`) are left out, as the corpus asks.

    Raises:
        ResourceMissingError: the part is not there.
        InputError: a line of an annotation file is not brat standoff, or a span lies outside its text.
    """
    texts = folder / part / "text"
    if not texts.is_dir():
        raise ResourceMissingError(
            str(texts),
            expected="a folder of texts",
            found="no such folder",
            action="Give the folder of the corpus.",
        )
    by_document: dict[str, list[Path]] = {}
    for path in sorted((folder / part / "attributions").glob("*.ann")):
        by_document.setdefault(path.stem.rpartition("_")[0], []).append(path)
    for path in sorted(texts.glob("*.txt")):
        # Line ends stay as delivered: offsets count them.
        text = path.read_bytes().decode("utf-8")
        yield PolnearArticle(
            path.stem,
            text,
            {
                ann.stem.rpartition("_")[2]: _read_annotations(ann, len(text))
                for ann in by_document.get(path.stem, [])
            },
        )


def _read_annotations(path: Path, n_characters: int) -> list[RelationSpans]:
    spans: dict[str, Pieces] = {}
    events: list[list[str]] = []
    for number, line in _records(path):
        fields = line.split("\t")
        try:
            if fields[0].startswith("T"):
                spans[fields[0]] = _pieces(fields[1].partition(" ")[2], n_characters)
            elif fields[0].startswith("E"):
                events.append(fields[1].split())
        except (ValueError, IndexError) as error:
            raise InputError(
                f"{path}:{number}",
                reason="parse_error",
                expected=f'"id<TAB>type start end<TAB>text" with offsets up to {n_characters}',
                found=repr(line[:80]),
                action="Correct the line, or take the file out.",
            ) from error
    return [_relation(event, spans) for event in events if event[0].startswith("Attribution:")]


def _records(path: Path) -> Iterator[tuple[int, str]]:
    """Yield records with their line numbers; a covered text may itself hold line ends."""
    pending, begun = "", 0
    for number, line in enumerate(path.read_bytes().decode("utf-8").split("\n"), 1):
        if _RECORD.match(line):
            if pending:
                yield begun, pending
            pending, begun = line, number
        elif pending:
            pending += "\n" + line
    if pending:
        yield begun, pending


def _pieces(offsets: str, n_characters: int) -> Pieces:
    pieces = []
    for piece in offsets.split(";"):
        start, end = (int(number) for number in piece.split())
        if not 0 <= start < end <= n_characters:
            raise ValueError(piece)
        pieces.append((start, end))
    return tuple(sorted(pieces))


def _relation(event: list[str], spans: dict[str, Pieces]) -> RelationSpans:
    roles: dict[str, list[tuple[int, int]]] = {role: [] for role in _ROLES}
    for argument in event[1:]:
        role, _, span = argument.partition(":")
        role = _ROLE_NUMBER.sub("", role)
        if role in roles:
            roles[role].extend(spans.get(span, ()))
    return RelationSpans(*(tuple(sorted(roles[role])) for role in _ROLES))
