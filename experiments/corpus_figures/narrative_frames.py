"""Narrative frames: the rules behind the gold frames, and agreement with and without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_figures.figures import Figure, answer, answer_set, deliveries
from stance.data.delivery import Delivery
from stance.data.readers.narrative_frames import LABELS, RULES, frames_of
from stance.metrics.agreement import krippendorff_alpha


def narrative_frames(corpora: Path) -> Iterator[Figure]:
    """Yield counts, the rules of the frames and agreement of the narrative frames."""
    documents = deliveries(corpora, "narrative-frames")
    yield Figure("articles", len(documents), "428")
    n_right = 0
    for each in documents:
        answers = {given.question: str(given.value) for given in each.annotations[0].answers}
        n_right += len(LABELS) - len(set(frames_of(answers)) ^ set(answer_set(each.annotations[0], "frames")))
    note = "; ".join(
        f"{frame}: {least} of {', '.join(questions)}" for frame, (least, questions) in RULES.items()
    )
    yield Figure("gold frames given by our rules, of 2,140", n_right, "2,140", note)
    published = {"AR": "", "HI": "0.26", "CO": "0.58", "MO": "0.50", "EC": "0.53"}
    for frame in LABELS:
        note = "published counts a frame from one yes on: not how the gold frames are made"
        yield Figure(
            f"alpha of {frame} from one yes on", _alpha(documents, frame, least=1), published[frame], note
        )
    for frame in LABELS:
        least = RULES[frame][0]
        note = f"at least {least} yes, as in the gold frames: the agreement to quote"
        yield Figure(
            f"alpha of {frame} by the rule of the gold", _alpha(documents, frame, least=least), "", note
        )


def _alpha(documents: Iterable[Delivery], frame: str, *, least: int) -> float:
    rows = [
        [
            sum(answer(rater, question) == "yes" for question in RULES[frame][1]) >= least
            for rater in each.annotations[1:]
        ]
        for each in documents
    ]
    return krippendorff_alpha(rows, level="nominal")
