"""Narrative frames: articles on climate change, judged by two or three raters on 23 yes-or-no questions.

Which questions a frame hangs on, and how many of them must be answered yes, was found by comparing the
aggregated answers with the gold frames: `RULES` gives all 428 x 5 of them. The readme of the data (in its
repository) names the same questions, but for RE, where it counts by another version of the questionnaire, and
no numbers.

Traps: outlets are written in two ways ("Breitbart", "breitbart"); one gold cell reads "False)"; -1 says that
a rater did not see the article. The entity roles (`role_and_frame_annoations.tsv`) are left out: they are
strings without offsets, and more than half stand in their article several times or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from stance.data.delivery import DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.readers.corpus_files import corpus_file, corpus_lines, corpus_text, refused, tab_row
from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.records.imports import Loss
from stance.records.open_layers import Answer

GOLD = "narrative-frames-gold"
FRAMES = "frames"
LABELS: Final = ("AR", "HI", "CO", "MO", "EC")
"""Resolution (RE in the paper), human interest, conflict, morality, economic: the order of the columns."""
RULES: Final[dict[str, tuple[int, tuple[str, ...]]]] = {
    "AR": (2, ("re2", "re6")),
    "HI": (2, ("hi1", "hi2", "hi5")),
    "CO": (2, ("co1", "co2", "co3")),
    "MO": (1, ("mo1", "mo2")),
    "EC": (2, ("ec1", "ec2", "ec3")),
}
"""Frame to how many of which questions must be answered yes."""
N_FOLDS = 5
YES, NO = "yes", "no"
_NO_AGREEMENT = "NO AGREEMENT"
_NOT_SEEN = -1
_TRUTH = {"True": True, "False": False, "False)": False}
_N_COLUMNS = 5 + len(LABELS)
_LEANINGS = {
    "left_bias": "left",
    "left_center_bias": "left-center",
    "right_bias": "right",
    "questionable_source": "questionable",
}


class Options(ReaderOptions, frozen=True, kw_only=True):
    """What to read of the corpus."""

    ratings: bool = True
    """Whether to read what each rater answered."""


_Vote = tuple[str, list[str | int]]
"""Aggregated answer, and the answer of each rater."""
_DECODER = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]])
_VOTE = msgspec.json.Decoder(_Vote)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a fold."""

    name: str
    meta: ArticleMeta
    text: str
    frames: list[str]


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield the articles of each corpus folder, by the fold in whose test part they are, "1" to "5".

    Gold: question "frames", the set of frames, and each question of the questionnaire the raters agreed on.
    Raters ("rater1" to "rater4"): each question, and what their answers make of it by `RULES`: "frames" and,
    for each frame, "frame:AR" and so on (yes or no). Groups: fold, outlet, leaning.

    Raises:
        ResourceMissingError: a file of the corpus is not there.
        InputError: the file of the ratings is no JSON object of articles.
    """
    for folder in paths:
        votes = _votes(corpus_file(folder, "full_annotations.json")) if options.ratings else {}
        for fold in range(1, N_FOLDS + 1):
            for where, line in corpus_lines(corpus_file(folder, f"folds/Fold_{fold}/test.txt")):
                try:
                    row = _row(line, where, fold)
                    yield _delivery(row, votes.get(row.name, {}), where)
                except InputError as error:
                    yield error


def frames_of(answers: Mapping[str, str]) -> list[str]:
    """Return the frames that answers to the questions make.

    >>> frames_of({"mo1": "yes", "co1": "yes", "co2": "no", "co3": "no"})
    ['MO']
    """
    return [
        frame
        for frame, (least, questions) in RULES.items()
        if sum(answers.get(question) == YES for question in questions) >= least
    ]


def _row(line: str, where: str, fold: int) -> _Row:
    cells = tab_row(line, where, n_columns=_N_COLUMNS, quoted=False)
    if isinstance(cells, InputError):
        raise cells
    name, outlet, bias, date, text, *flags = cells
    if not text.strip() or not set(flags) <= _TRUTH.keys():
        raise refused(
            where, "parse_error", expected="a text, then True or False for each frame", found=f"{flags}"
        )
    # "The Huffington Post" and "thehuffingtonpost" are one outlet.
    outlet = "".join(outlet.lower().split())
    meta = ArticleMeta(
        outlet_id=outlet or None,
        published_at=date or None,
        groups={"fold": str(fold), "outlet": outlet, "leaning": _LEANINGS.get(bias, bias)},
    )
    return _Row(name, meta, text, [frame for frame, flag in zip(LABELS, flags, strict=True) if _TRUTH[flag]])


def _votes(path: Path) -> dict[str, dict[str, _Vote]]:
    try:
        return {
            name: {
                question: _VOTE.decode(value)
                for question, value in article.items()
                if not question.startswith("_")
            }
            for name, article in _DECODER.decode(corpus_text(path)).items()
        }
    except msgspec.DecodeError as error:
        raise refused(
            path,
            "parse_error",
            expected="per article and question, an answer and four votes",
            found=str(error),
        ) from error


def _delivery(row: _Row, votes: Mapping[str, _Vote], where: str) -> Delivery:
    agreed = {question: answer for question, (answer, _) in votes.items() if answer != _NO_AGREEMENT}
    n_raters = max((len(given) for _, given in votes.values()), default=0)
    return Delivery(
        article=Article(article_id=f"narrative-frames-{row.name}", text=row.text, meta=row.meta),
        where=where,
        annotations=(
            _annotation(GOLD, agreed, {FRAMES: row.frames}),
            *(rater for number in range(n_raters) for rater in _rater(number, votes)),
        ),
        losses=tuple(
            Loss(
                where=where,
                reason="unsupported",
                what=f"gold/{question}",
                detail="the raters did not agree; their votes are kept",
            )
            for question in votes.keys() - agreed
        ),
    )


def _rater(number: int, votes: Mapping[str, _Vote]) -> Iterator[DeliveredAnnotation]:
    answers = {
        question: str(given[number])
        for question, (_, given) in votes.items()
        if number < len(given) and given[number] != _NOT_SEEN
    }
    if answers:
        frames = frames_of(answers)
        by_frame = {f"frame:{frame}": YES if frame in frames else NO for frame in LABELS}
        yield _annotation(f"rater{number + 1}", answers, {FRAMES: frames, **by_frame})


def _annotation(
    annotator: str, answers: Mapping[str, str], frames: Mapping[str, list[str] | str]
) -> DeliveredAnnotation:
    given = {**frames, **answers}
    return DeliveredAnnotation(
        annotator=annotator,
        kind="adjudicated" if annotator == GOLD else "expert",
        layers=tuple(given),
        answers=tuple(Answer(question=question, value=value) for question, value in given.items()),
    )
