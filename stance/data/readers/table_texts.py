"""Rows of a table gathered by the text they are about, and made into deliveries."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from dataclasses import dataclass, field

import msgspec

from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery
from stance.data.files import refuse
from stance.data.readers.table_cells import label_of, text_of
from stance.data.readers.table_columns import Columns, Options
from stance.data.readers.table_rows import Row
from stance.data.readers.table_votes import RowReader, Vote
from stance.data.records_in import make_article
from stance.records.article import Article
from stance.records.document import Target
from stance.records.imports import Loss
from stance.records.open_layers import Answer

_META_FIELDS = {"outlet": "outlet_id", "event": "event_id", "date": "published_at", "url": "url"}
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class _Judgement:
    """What one annotator says about one text."""

    answers: dict[tuple[str, str | None], Answer] = field(default_factory=dict)
    """By question and target."""
    marks: list[DeliveredMark] = field(default_factory=list)


@dataclass(slots=True)
class TableText:
    """One text with all that its rows say about it."""

    where: str
    article: Article
    cell: str
    """The text as in its cell: without the title that may stand before it in the article."""
    targets: dict[str, Target] = field(default_factory=dict)
    judgements: dict[str, _Judgement] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)

    def judgement(self, annotator: str) -> _Judgement:
        """Return what an annotator says, empty at first."""
        return self.judgements.setdefault(annotator, _Judgement())


class TextGatherer:
    """Makes rows into texts with judgements, and these into deliveries.

    Args:
        options: of the format.
        columns: of the table the rows come from.
    """

    def __init__(self, options: Options, columns: Columns) -> None:
        self._options = options
        self._columns = columns
        self._rows = RowReader(options, columns)

    def key_of(self, row: Row, where: str) -> str | None:
        """Return what rows about one text share, None where every row is a text of its own.

        Raises:
            InputError: the row has no id, or no text to tell it by.
        """
        columns = self._columns
        if columns.id is not None:
            if (name := label_of(row.get(columns.id))) is None:
                raise refuse(where, "parse_error", f"an id in column {columns.id!r}", "none", "Fill it in.")
            return name
        if columns.annotator or columns.target or columns.start:
            text = self._text(row, where)
            return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return None

    def begin(self, row: Row, where: str) -> TableText:
        """Return a text as its first row tells it, without judgements.

        Raises:
            InputError: the row has no text.
        """
        text, columns = self._text(row, where), self._columns
        cells = {group: label_of(row.get(column)) for group, column in columns.groups.items()}
        fields = {_META_FIELDS[group]: cell for group, cell in cells.items() if group in _META_FIELDS}
        title = label_of(row.get(columns.title)) if columns.title else None
        if columns.start is None:
            fields["title"] = title
        name = label_of(row.get(columns.id)) if columns.id else None
        article = make_article(text, fields, article_id=name or where, path=None)
        groups = {group: cell for group, cell in cells.items() if cell and group not in _META_FIELDS}
        # Where offsets count in the text as it is, the title can only be known beside it.
        meta = msgspec.structs.replace(article.meta, title=title, groups=groups)
        return TableText(where, msgspec.structs.replace(article, meta=meta), text)

    def check_same(self, text: TableText, row: Row, where: str) -> None:
        """Note or refuse what a later row tells of its text otherwise than the first.

        Raises:
            InputError: the id stands for another text.
        """
        again = self.begin(row, where)
        if again.cell != text.cell:
            expected = f"the text that id {text.article.article_id!r} has in {text.where}"
            action = "Give each text an id of its own, or leave id out."
            raise refuse(where, "duplicate_id", expected, "another text", action)
        if again.article.meta != text.article.meta:
            detail = f"expected the metadata of {text.where}, found others; the first are kept"
            text.losses.append(Loss(where=where, reason="duplicate_record", what="metadata", detail=detail))

    def add(self, text: TableText, row: Row, where: str) -> None:
        """Add what a row says to its text; cells that cannot be read become losses."""
        about = self._target_of(text, row)
        for vote in self._rows.votes(row, where):
            if isinstance(vote, Loss):
                text.losses.append(vote)
            else:
                self._answer(text, vote, about, where)
        if self._rows.mark_layer is None:
            return
        judgement = text.judgement(self._rows.annotator(row))
        for mark in self._rows.marks(row, text.cell, where):
            if isinstance(mark, Loss):
                text.losses.append(mark)
            else:
                name = f"m{len(judgement.marks) + 1}"
                judgement.marks.append(dataclasses.replace(mark, id=name, pieces=self._shifted(text, mark)))

    def delivery(self, text: TableText) -> Delivery:
        """Return the delivery of a text whose rows have all been added."""
        delivery = Delivery(
            article=text.article,
            where=text.where,
            annotations=tuple(
                self._annotation(annotator, judgement) for annotator, judgement in text.judgements.items()
            ),
            targets=tuple(text.targets.values()),
            losses=tuple(text.losses),
        )
        # Strings that came without offsets were located here, by code points.
        return (
            delivery if self._columns.start else dataclasses.replace(delivery, conventions=("code_points",))
        )

    def _text(self, row: Row, where: str) -> str:
        text = text_of(row.get(self._columns.text))
        if text is None or not text.strip():
            raise refuse(where, "no_text", f"a text in column {self._columns.text!r}", "none", "Fill it in.")
        return text

    def _target_of(self, text: TableText, row: Row) -> str | None:
        wording = label_of(row.get(self._columns.target)) if self._columns.target else None
        if wording is None:
            return None
        name = target_id(wording)
        text.targets.setdefault(name, Target(id=name, kind=self._options.target_kind, text=wording))
        return name

    def _answer(self, text: TableText, vote: Vote, about: str | None, where: str) -> None:
        answer = Answer(question=vote.question, value=vote.value, about=about)
        answers = text.judgement(vote.annotator).answers
        given = answers.setdefault((vote.question, about), answer)
        # Rows of one span each repeat the labels of their text.
        if given is not answer and (given != answer or self._columns.start is None):
            detail = f"expected one answer of {vote.annotator}, found {given.value!r} and {vote.value!r}"
            text.losses.append(
                Loss(where=where, reason="duplicate_record", what=f"answer/{vote.question}", detail=detail)
            )

    def _shifted(self, text: TableText, mark: DeliveredMark) -> tuple[tuple[int, int], ...]:
        # A title stands before the cell's text only where the offsets were found here.
        shift = len(text.article.text) - len(text.cell)
        return tuple((start + shift, end + shift) for start, end in mark.pieces)

    def _annotation(self, annotator: str, judgement: _Judgement) -> DeliveredAnnotation:
        questions = dict.fromkeys(question for question, _ in judgement.answers)
        layer = self._rows.mark_layer
        return DeliveredAnnotation(
            annotator=annotator,
            kind=self._options.kind,
            layers=(*questions, layer) if layer is not None and layer not in questions else tuple(questions),
            marks=tuple(judgement.marks),
            answers=tuple(judgement.answers.values()),
        )


def target_id(wording: str) -> str:
    """Return an id for a target that is the same wherever the wording is the same.

    >>> target_id("gun control")
    'gun-control'
    >>> target_id("Gun control?")
    'gun-control-bb236851'
    """
    plain = _NOT_IN_IDS.sub("-", wording.lower()).strip("-")
    if plain.replace("-", " ") == wording:
        return plain
    return f"{plain[:40]}-{hashlib.sha256(wording.encode('utf-8', 'replace')).hexdigest()[:8]}".strip("-")
