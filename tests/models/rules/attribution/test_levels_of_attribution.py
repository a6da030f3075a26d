"""Level 0 is the article's own reporting; what is said inside it is nested."""

import pytest

from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.nesting import find_parents, resolve_conflicts
from stance.models.rules.attribution.verb_list import Sense


def levels(attributions):
    cue_of = {a.id: a.cue[0].text for a in attributions}
    return [(a.cue[0].text, a.level, cue_of.get(a.parent)) for a in attributions]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Vera Holm said the pier was shut.", [("said", 0, None)]),
        (
            "Vera Holm said that Ted Aldous had told her that it was shut.",
            [("said", 0, None), ("had told", 1, "said")],
        ),
        (
            "Vera Holm said that Ted Aldous claimed the council thinks it is safe.",
            [("said", 0, None), ("claimed", 1, "said"), ("thinks", 2, "claimed")],
        ),
        # The parent's cue may stand behind what it governs.
        ("“The council refused to pay,” Vera Holm said.", [("refused", 1, "said"), ("said", 0, None)]),
        ("Moscow is, Vera Holm claimed, afraid that it will lose.", [("claimed", 0, None)]),
        (
            "Vera Holm said it was shut. Ted Aldous said it was open.",
            [("said", 0, None), ("said", 0, None)],
        ),
        # A clause inside the source describes it and is no attribution of its own.
        ("Officials who asked not to be named said the pier was shut.", [("said", 0, None)]),
    ],
)
def test_what_lies_inside_a_content_is_nested_in_it(find, body, expected):
    assert levels(find(body)) == expected


def test_levels_hold_over_a_long_article(find):
    # 60 paragraphs of about 80 code points each cross every boundary of the look-up by stretches.
    body = "\n\n".join(
        f"Vera Holm said that resident number {n} claimed that the pier was shut." for n in range(60)
    )
    assert levels(find(body)) == [("said", 0, None), ("claimed", 1, "said")] * 60


def test_findings_that_hold_each_other_in_a_circle_still_have_a_top():
    # Each content is the next one's cue, and the last holds the first: no pair conflicts, all three stay.
    say = Sense("say", frozenset({"quote"}), "neutral", "assertion")
    circle = [
        Finding("rule", say, (0, 4), [(10, 14)], None),
        Finding("rule", say, (10, 14), [(20, 24)], None),
        Finding("rule", say, (20, 24), [(0, 4)], None),
    ]
    # The first lies in the third, the second in the first; the third in the second would close the circle.
    assert find_parents(resolve_conflicts(circle)) == [2, 0, None]
