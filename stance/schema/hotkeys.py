"""Which key stands for which label while annotating; the same in the codebook and in the tools."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from stance.schema.records import LabelSchema

_DIGITS = {"attribution": "1234567890"}
"""Task to its keys: few labels, pressed all the time."""
_MODIFIERS = {"cue": "", "frame": "shift+"}
"""Task to the modifier held with the letter; one labeling page holds all tasks, so no key may serve two."""


def hotkeys(schema: LabelSchema) -> dict[tuple[str, str], str]:
    """Return (task, label) to the key that gives the label, such as "s" or "shift+e".

    Keys go to the labels a person marks or chooses first, the first value set of each enabled task; labels
    of other sets have none, and stances have none because they are asked for each target. No key stands
    twice. A label keeps its key when labels are added after it in its task. A label for which no digit or
    letter is left has no key.
    """
    keys: dict[tuple[str, str], str] = {}
    for task, digits in _DIGITS.items():
        keys |= {
            (task, label): digit for label, digit in zip(_first_labels(schema, task), digits, strict=False)
        }
    for task, modifier in _MODIFIERS.items():
        letters = _letters(_first_labels(schema, task))
        keys |= {(task, label): modifier + letter for label, letter in letters.items()}
    return keys


def _first_labels(schema: LabelSchema, task: str) -> tuple[str, ...]:
    body = schema.tasks.get(task)
    if body is None or not body.enabled:
        return ()
    return tuple(next(iter(body.value_sets.values())).labels)


def _letters(labels: Sequence[str]) -> dict[str, str]:
    """Return each label's letter: an initial of its words, else a letter in it, else any that is free."""
    free = dict.fromkeys(ascii_lowercase)
    chosen = {}
    for label in labels:
        initials = [word[0].lower() for word in label.split("_") if word]
        letter = next((each for each in (*initials, *label.lower(), *free) if each in free), None)
        if letter is not None:
            del free[letter]
            chosen[label] = letter
    return chosen
