"""GVFC: frames of headlines about gun violence in the United States, one or two per headline.

The folders 0 to 4 are folds; `dev.tsv` of a fold is its labeled test part, so that each headline stands in
one of them, and `train.tsv` repeats the other four. The number 67 was given to two headlines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stance.data.delivery import DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.readers.corpus_files import corpus_file, corpus_lines, refused, tab_row
from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.records.open_layers import Answer

GOLD = "gvfc-gold"
FRAMES = "frames"
LABELS: Final = (
    "gun rights",
    "gun control",
    "politics",
    "mental health",
    "public safety",
    "race/ethnicity",
    "public opinion",
    "society/culture",
    "economic consequences",
)
N_FOLDS = 5
_N_COLUMNS = 3 + len(LABELS)
_FLAGS = {"0.0": False, "1.0": True, "0": False, "1": True}


class Options(ReaderOptions, frozen=True, kw_only=True):
    """This corpus is read in one way."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One line of a fold."""

    number: str
    text: str
    frames: list[str]


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield the headlines of each corpus folder, fold by fold in the order of the file.

    Question "frames": the set of frames. Group: fold, the one in whose test part the headline is, "0" to "4".
    The id of a second headline under a number used before ends in its fold.

    Raises:
        ResourceMissingError: a file of the corpus is not there.
    """
    for folder in paths:
        seen: dict[str, str] = {}
        for fold in range(N_FOLDS):
            for where, line in corpus_lines(corpus_file(folder, f"{fold}/dev.tsv")):
                headline = read_headline(line, where)
                if isinstance(headline, InputError):
                    yield headline
                elif seen.setdefault(headline.number, headline.text) != headline.text:
                    yield _delivery(headline, f"gvfc-{headline.number}-fold{fold}", fold=fold, where=where)
                else:
                    yield _delivery(headline, f"gvfc-{headline.number}", fold=fold, where=where)


def read_headline(line: str, where: str) -> Headline | InputError:
    """Return what a line of a fold says, or why it says nothing."""
    cells = tab_row(line, where, n_columns=_N_COLUMNS, quoted=True)
    if isinstance(cells, InputError):
        return cells
    number, text, _, *flags = cells
    if not text.strip() or not set(flags) <= _FLAGS.keys():
        return refused(
            where, "parse_error", expected="a headline, then 0 or 1 for each frame", found=f"{line[:80]!r}"
        )
    return Headline(number, text, [label for label, flag in zip(LABELS, flags, strict=True) if _FLAGS[flag]])


def _delivery(headline: Headline, name: str, *, fold: int, where: str) -> Delivery:
    return Delivery(
        article=Article(article_id=name, text=headline.text, meta=ArticleMeta(groups={"fold": str(fold)})),
        where=where,
        annotations=(
            DeliveredAnnotation(
                annotator=GOLD,
                kind="adjudicated",
                layers=(FRAMES,),
                answers=(Answer(question=FRAMES, value=headline.frames),),
            ),
        ),
    )
