"""What a person wrote into the column `decision` of a review file."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from math import isfinite, nan

from stance.data.adjudication.review_rows import BETWEEN_LABELS, options
from stance.data.adjudication.verdicts import name_of
from stance.errors import InputError
from stance.records.decision import ABSENT, LINKED, NOT_GIVEN, Decision
from stance.records.open_layers import Value
from stance.schema.labels import load_schema

_OTHER = "other:"
"""Written before a label that nobody gave, to say that it is meant."""


class Vocabulary:
    """The labels a question can be decided with: those anyone gave in this dataset, and the schema's own.

    Args:
        decisions: of the whole dataset.
    """

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._votes: dict[str, set[str]] = {}
        self._sets: set[str] = set()
        self._numbers: dict[str, bool] = {}
        for decision in decisions:
            for vote in decision.votes.values():
                names = vote if isinstance(vote, list) else [] if vote is None else [name_of(vote)]
                self._votes.setdefault(decision.name, set()).update(names)
                if isinstance(vote, list):
                    self._sets.add(decision.name)
                elif vote is not None:
                    is_number = self._numbers.get(decision.name, True) and not isinstance(vote, str)
                    self._numbers[decision.name] = is_number

    def labels(self, name: str) -> set[str]:
        """Return the labels of a question ("stance") or an attribute ("cue.voice")."""
        return self._votes.get(name, set()) | _schema_labels(name)

    def is_set(self, name: str) -> bool:
        """Whether answers are sets of labels."""
        return name in self._sets

    def is_number(self, name: str) -> bool:
        """Whether all answers are numbers."""
        return name not in self._sets and self._numbers.get(name, False)


def parse_decision(cell: str, decision: Decision, vocabulary: Vocabulary, *, where: str) -> Value | None:
    """Return the value a person wrote for an item, as votes hold it; None is "no value".

    Args:
        cell: not empty.
        decision: the item.
        vocabulary: of the dataset.
        where: file with line.

    Raises:
        InputError: it is not among what can be decided here.
    """
    if decision.kind == "mark":
        return _bounds(cell, decision, where)
    if decision.kind == "link":
        return _one_of(cell.lower(), {LINKED: LINKED, ABSENT: ABSENT}, where)
    if cell == NOT_GIVEN:
        return _nothing(decision, vocabulary, where)
    if vocabulary.is_set(decision.name):
        labels = [label.strip() for label in cell.split(BETWEEN_LABELS.strip()) if label.strip()]
        return sorted({_label(label, decision, vocabulary, where) for label in labels})
    if vocabulary.is_number(decision.name):
        return _number(cell, where)
    return _label(cell, decision, vocabulary, where)


def _bounds(cell: str, decision: Decision, where: str) -> str:
    return _one_of(cell.lower().rstrip(":."), {**options(decision), ABSENT: ABSENT}, where)


def _one_of(cell: str, allowed: dict[str, str], where: str) -> str:
    if cell not in allowed:
        action = "Write one of these. For other bounds, annotate the document and import it."
        raise _fault(where, f"one of: {', '.join(allowed)}", cell, action)
    return allowed[cell]


def _nothing(decision: Decision, vocabulary: Vocabulary, where: str) -> Value | None:
    if vocabulary.is_set(decision.name):
        return []
    if decision.kind == "answer":
        raise _fault(where, "an answer", NOT_GIVEN, "Write a label, or leave the cell empty.")
    return None


def _number(cell: str, where: str) -> Value:
    try:
        # A spreadsheet with a decimal comma writes it so.
        number = float(cell.replace(",", "."))
    except ValueError:
        number = nan
    if not isfinite(number):
        raise _fault(where, "a number", cell, "Write a number.")
    return int(number) if number.is_integer() and "." not in cell else number


def _label(cell: str, decision: Decision, vocabulary: Vocabulary, where: str) -> str:
    if cell.startswith(_OTHER):
        return cell.removeprefix(_OTHER).strip() or _empty(where)
    labels = vocabulary.labels(decision.name)
    if cell in labels:
        return cell
    near = get_close_matches(cell, labels, n=1)
    advice = f"Did you mean {near[0]}? " if near else ""
    raise _fault(
        where,
        f"one of: {', '.join(sorted(labels))}",
        cell,
        f"{advice}Write {_OTHER}{cell} if a label nobody gave is meant.",
    )


def _empty(where: str) -> str:
    raise _fault(where, f"a label after {_OTHER}", "nothing", "Write the label.")


def _schema_labels(name: str) -> set[str]:
    """Labels of the package's own schema for a question or attribute of that name; none for others."""
    layer, _, attribute = name.partition(".")
    task = load_schema().tasks.get(layer)
    if task is None:
        return set()
    values = task.value_sets.get(attribute) if attribute else next(iter(task.value_sets.values()))
    return set(values.labels) if values else set()


def _fault(where: str, expected: str, found: str, action: str) -> InputError:
    return InputError(where, reason="parse_error", expected=expected, found=found, action=action)
