"""How annotators work, whatever the labels: said in the codebook before them."""

from __future__ import annotations

from typing import Final

PROCEDURE: Final[tuple[tuple[str, str], ...]] = (
    ("Read first", "Read the whole article once before you mark anything (G9)."),
    (
        "Stay blind",
        "Outlet, address and author are hidden, and so is what any model found. If you recognise the piece, "
        "say so in the note and judge the text alone (G7, G8).",
    ),
    (
        "Work alone",
        "Two people mark every article for attributions and cues, three answer for frames and stance. Do not "
        "talk about an article before everyone has handed it in.",
    ),
    (
        "Keep the order",
        "Attributions first, then cues, then frames, then stance: whose words a cue is, and who holds a "
        "stance, follow from the attributions.",
    ),
    (
        "Take the targets as given",
        "Every article of an event gets all targets of the event. Add none, skip none.",
    ),
    (
        "Show your doubt",
        "Between a label and nothing, mark it and set certain to no (G6). Between two stances, give the "
        "second as an alternate (ST6). Write a note where a rule did not help: notes mend the codebook.",
    ),
    (
        "Hand in empty layers",
        "Searched and found nothing: hand the layer in empty. Not searched: leave it out (G10).",
    ),
    (
        "Disagreement is data",
        "A third person settles what the votes leave open and sees the votes without names. Every vote is "
        "kept.",
    ),
    (
        "Train together",
        "Begin with four articles that everyone annotates, compare, discuss, and annotate again. Keep a few "
        "shared articles every week.",
    ),
)
"""Heading and text of each step."""

TASK_TITLES: Final[dict[str, str]] = {
    "stance": "Stance: for or against the target",
    "attribution": "Attribution: who says what",
    "cue": "Framing cues: words that lean",
    "frame": "Frames: why it matters and to whom",
    "entity_role": "Entity roles",
}
"""Heading of each task; a task that is not here is headed by its id."""
