"""BABE: sentences of eleven outlets, judged biased or not, with the words that make them so.

The words are strings without offsets: some are misspelled, some stand in the sentence more than once. They
are looked up as whole words, then as parts of words, with case and the shape of quotation marks ignored; what
stands there exactly once becomes a mark, everything else a loss. The ratings carry no sentence id either and
are joined by text; a few were made of a differently encoded copy and are joined by their letters.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery, ReaderOptions
from stance.data.readers.corpus_files import corpus_file, refused
from stance.data.readers.sources import SourceFile
from stance.data.readers.table_files import open_table
from stance.data.readers.table_rows import TableOptions
from stance.errors import InputError
from stance.records.annotation import AnnotatorKind
from stance.records.article import Article, ArticleMeta
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Answer

GOLD = "babe-gold"
BIAS, OPINION, WORDS = "bias", "opinion", "biased_words"
BIAS_LABELS = frozenset({"Biased", "Non-biased"})
OPINION_LABELS = frozenset(
    {"Entirely factual", "Somewhat factual but also opinionated", "Expresses writer’s opinion"}
)
_NO_AGREEMENT = "No agreement"
_FILE, _RATINGS = "final_labels_SG2.csv", "raw_labels_SG2.xlsx"
_COLUMNS = frozenset("text news_link outlet topic type label_bias label_opinion biased_words".split())
_QUOTES = str.maketrans("“”„‘’‚`", "\"\"\"''''")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
# The list of topics names three of them in two ways; a split by topic must not cut between the two.
_SAME_TOPIC = {"gun-control": "gun control", "vaccines": "vaccine", "blm": "black lives matter"}


class Options(ReaderOptions, frozen=True, kw_only=True):
    """What to read of the corpus."""

    ratings: bool = True
    """Whether to read what each rater said; needs the packages of stance[data]."""


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield the sentences of each corpus folder in the order of the file.

    Questions "bias" and "opinion", layer "biased_words" with label "biased"; annotator "babe-gold" is the
    majority of five raters, given by the corpus. Groups: outlet, topic, leaning, article. A question the
    raters did not agree on has no gold answer.

    Raises:
        ResourceMissingError: a file of the corpus is not there.
        InputError: a whole file is not what the corpus has.
        MissingExtraError: ratings are asked for and openpyxl is not installed.
    """
    for folder in paths:
        rows = list(_rows(corpus_file(folder, _FILE), _COLUMNS))
        texts = ["" if isinstance(row, InputError) else row["text"] for row in rows]
        ratings, losses = (
            _ratings_by_sentence(corpus_file(folder, _RATINGS), texts) if options.ratings else ({}, [])
        )
        for number, row in enumerate(rows):
            try:
                yield (
                    row
                    if isinstance(row, InputError)
                    else _delivery(number, row, ratings.get(number, []), losses)
                )
                # Ratings of no sentence are told with the first one.
                losses = []
            except InputError as error:
                yield error


def _rows(path: Path, columns: frozenset[str]) -> Iterator[dict[str, str] | InputError]:
    """Yield the rows of a table with their places, empty cells and "nan" as an empty text."""
    with open_table(SourceFile(path, str(path)), TableOptions(delimiter=";")) as table:
        if not columns <= set(table.columns):
            raise refused(
                path,
                "parse_error",
                expected=f"the columns {', '.join(sorted(columns))}",
                found=", ".join(table.columns),
            )
        for found in table.rows:
            if isinstance(found, InputError):
                yield found
                continue
            where, row = found
            cells = {column: row.get(column) for column in columns}
            yield {
                "where": where,
                **{column: "" if cell in (None, "nan") else str(cell) for column, cell in cells.items()},
            }


def _delivery(
    number: int, row: Mapping[str, str], ratings: list[dict[str, str]], losses: Iterable[Loss]
) -> Delivery:
    text, where = row["text"], row["where"]
    if not text.strip():
        raise refused(where, "no_text", expected="a sentence", found=f"{text!r}")
    told = list(losses)
    gold = _annotation(
        text, row, _listed_words(row["biased_words"], where), (GOLD, "adjudicated", where), told
    )
    raters: dict[str, DeliveredAnnotation] = {}
    for rating in ratings:
        rater = f"rater{rating['annotator_id']}"
        place = f"{rating['where']}, {rater}"
        if rater in raters:
            told.append(
                _loss(place, "duplicate_record", "rating", "the same rater judged this sentence before")
            )
            continue
        words = [word for word in map(str.strip, rating["biased_words"].split(",")) if word]
        raters[rater] = _annotation(text, rating, words, (rater, "expert", place), told)
    return Delivery(
        article=Article(article_id=f"babe-{number + 1:04}", text=text, meta=_meta(row)),
        where=where,
        annotations=(gold, *(raters[name] for name in sorted(raters))),
        conventions=("code_points",),
        losses=tuple(told),
    )


def _meta(row: Mapping[str, str]) -> ArticleMeta:
    topic = row["topic"]
    groups = {
        "outlet": row["outlet"],
        "topic": _SAME_TOPIC.get(topic, topic),
        "leaning": row["type"],
        "article": row["news_link"],
    }
    return ArticleMeta(
        outlet_id=row["outlet"] or None,
        url=row["news_link"] or None,
        groups={name: value for name, value in groups.items() if value},
    )


def _listed_words(written: str, where: str) -> list[str]:
    try:
        words = ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise refused(
            where, "parse_error", expected="a list of words in brackets", found=written[:80]
        ) from error
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise refused(where, "parse_error", expected="a list of words in brackets", found=written[:80])
    return words


def _annotation(
    text: str,
    row: Mapping[str, str],
    words: list[str],
    who: tuple[str, AnnotatorKind, str],
    losses: list[Loss],
) -> DeliveredAnnotation:
    """Return the judgement of one rater, or the gold one; `who` is its id, kind and place."""
    name, kind, where = who
    answers: list[Answer] = []
    for question, column, labels in (
        (BIAS, "label_bias", BIAS_LABELS),
        (OPINION, "label_opinion", OPINION_LABELS),
    ):
        value = row[column]
        if value in labels:
            answers.append(Answer(question=question, value=value))
        elif value == _NO_AGREEMENT:
            losses.append(
                _loss(where, "unsupported", question, "the raters did not agree; their votes are kept")
            )
        else:
            losses.append(
                _loss(where, "unknown_label", question, f"expected {sorted(labels)}; found {value!r}")
            )
    return DeliveredAnnotation(
        annotator=name,
        layers=(*(answer.question for answer in answers), WORDS),
        marks=tuple(_marks(text, words, where, losses)),
        answers=tuple(answers),
        kind=kind,
    )


def _marks(text: str, words: list[str], where: str, losses: list[Loss]) -> Iterator[DeliveredMark]:
    taken: set[tuple[int, int]] = set()
    for number, word in enumerate(words, 1):
        places = find_words(text, word)
        if len(places) == 1 and places[0] not in taken:
            start, end = places[0]
            taken.add((start, end))
            yield DeliveredMark(
                id=f"w{number}",
                layer=WORDS,
                label="biased",
                pieces=((start, end),),
                covered=(text[start:end],),
                where=where,
            )
        elif places and places[0] in taken:
            losses.append(_loss(where, "duplicate_record", WORDS, f"{word!r} is listed twice"))
        elif places:
            detail = f"{word!r} stands {len(places)} times in the sentence"
            losses.append(_loss(where, "offsets_ambiguous", WORDS, detail))
        else:
            losses.append(_loss(where, "offsets_rejected", WORDS, f"{word!r} does not stand in the sentence"))


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Return where words stand in a text, ignoring case and the shape of quotation marks.

    Where they stand as whole words, places inside longer words do not count.

    >>> find_words("No rant: he ranted on “Air”.", "rant"), find_words("He ranted.", "Rant")
    ([(3, 7)], [(3, 7)])
    """
    pattern, folded = re.escape(_folded(words.strip())), _folded(text)
    if not pattern:
        return []
    found = [match.span() for match in re.finditer(pattern, folded)]
    whole = [
        (start, end) for start, end in found if not (_inside_word(folded, start) or _inside_word(folded, end))
    ]
    return whole or found


def _folded(text: str) -> str:
    """The text in lower case with straight quotation marks, of the same length."""
    plain = text.translate(_QUOTES)
    lower = plain.lower()
    return (
        lower if len(lower) == len(plain) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    )


def _inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _ratings_by_sentence(path: Path, texts: list[str]) -> tuple[dict[int, list[dict[str, str]]], list[Loss]]:
    exact = {text: number for number, text in enumerate(texts)}
    by_letters: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        by_letters.setdefault(_letters(text), []).append(number)
    found: dict[int, list[dict[str, str]]] = {}
    losses: list[Loss] = []
    for rating in _rows(path, _COLUMNS | {"annotator_id"}):
        if isinstance(rating, InputError):
            raise rating
        text = rating["text"]
        numbers = [exact[text]] if text in exact else by_letters.get(_letters(text), [])
        if len(numbers) == 1:
            found.setdefault(numbers[0], []).append(rating)
        else:
            detail = f"fits {len(numbers)} sentences: {text[:60]!r}"
            losses.append(_loss(rating["where"], "broken_reference", "rating", detail))
    return found, losses


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text.lower())


def _loss(where: str, reason: LossReason, what: str, detail: str) -> Loss:
    return Loss(where=where, reason=reason, what=what, detail=detail)
