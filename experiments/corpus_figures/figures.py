"""Figures beside published ones, and what the adapters deliver to compute them from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stance.data.delivery import DeliveredAnnotation, Delivery
from stance.data.formats import reader_of, reader_options
from stance.errors import InputError
from stance.records.imports import LossReason


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, the published one where there is one, and what to know about the difference."""

    what: str
    found: float
    published: str = ""
    note: str = ""
    n_digits: int = 3

    @property
    def shown(self) -> str:
        """The number with the digits of the published one."""
        digits = len(self.published.partition(".")[2]) if self.published else self.n_digits
        return f"{self.found:,}" if isinstance(self.found, int) else f"{self.found:.{digits}f}"

    @property
    def verdict(self) -> str:
        """Same when equal to all published digits; last digit when not a whole one of it apart."""
        if not self.published:
            return ""
        if self.shown == self.published:
            return "same"
        digits = len(self.published.partition(".")[2])
        apart = abs(self.found - float(self.published.replace(",", "")))
        return "last digit" if digits and apart < 10**-digits else "differs"


def deliveries(corpora: Path, name: str, **options: str) -> list[Delivery]:
    """Return what the adapter of a corpus delivers; a broken record ends the program."""
    folder = corpora / name.replace("-", "_")
    found = list(reader_of(name).read([folder], reader_options(name, options)))
    errors = [each for each in found if isinstance(each, InputError)]
    if errors:
        raise errors[0]
    return [each for each in found if isinstance(each, Delivery)]


def answer(annotation: DeliveredAnnotation, question: str) -> str | None:
    """Return the label an annotator gave the document; None without an answer."""
    return next((str(each.value) for each in annotation.answers if each.question == question), None)


def answer_set(annotation: DeliveredAnnotation, question: str) -> list[str]:
    """Return the labels an annotator gave the document; none without an answer."""
    values = (each.value for each in annotation.answers if each.question == question)
    return next((value for value in values if isinstance(value, list)), [])


def ratings(documents: Iterable[Delivery], question: str) -> list[list[str | None]]:
    """Return the answers of the raters per document; the gold annotation comes first and is left out."""
    return [[answer(rater, question) for rater in document.annotations[1:]] for document in documents]


def n_losses(documents: Iterable[Delivery], reason: LossReason, *, within: str = "") -> int:
    """Return how many losses have a reason and a text in their place."""
    return sum(loss.reason == reason and within in loss.where for each in documents for loss in each.losses)
