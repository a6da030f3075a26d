"""The table of hand-written stance cases: measured agreement must not fall."""

from pathlib import Path

import pytest
import yaml

from stance.models.rules.stance import RuleStance
from stance.records.document import Target

CASES = yaml.safe_load(Path(__file__).with_name("stance_cases.yaml").read_text("utf-8"))
# Measured; of the held-out half 31 of 36 were right before anything was tuned. Cases that fail stay in
# the table: raise the floor when rules improve, never drop a case.
CONTENT_FLOOR = {"tuning": 36, "held_out": 34}
ARTICLE_FLOOR = {"tuning": 6, "held_out": 5}


def content_stance(marked, case):
    verb_class, kind, text, sentence, _ = case
    told = "eventuality" if verb_class == "performative" else "assertion"
    given = marked(sentence, verb_class=verb_class, type=told)
    targets = [Target(id="T", kind=kind, text=text)]
    filled = RuleStance().fill_content_stance(given.parsed, given.attributions, targets=targets, entities=[])
    return filled[0].content_stance.get("T")


def article_stance(marked, case):
    kind, text, units, _, _ = case
    given = marked(*units)
    targets, model = [Target(id="T", kind=kind, text=text)], RuleStance()
    filled = model.fill_content_stance(given.parsed, given.attributions, targets=targets, entities=[])
    return model.judge(given.parsed, filled, [], relations=[], targets=targets, entities=[])[0]


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_content_stance_agrees_with_the_table_as_often_as_measured(marked, half):
    right = [case for case in CASES[half] if content_stance(marked, case) == case[-1]]
    assert len(CASES[half]) == 36
    assert len(right) >= CONTENT_FLOOR[half]


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_article_stance_agrees_with_the_table_as_often_as_measured(marked, half):
    right = [
        case
        for case in CASES["articles"][half]
        if (article_stance(marked, case).label, article_stance(marked, case).basis) == tuple(case[-2:])
    ]
    assert len(right) >= ARTICLE_FLOOR[half]


def test_a_fixed_answer_is_right_on_at_most_half_of_the_held_out_cases():
    # What the floors are to be compared with: always -1, always 1, always 0.
    answers = [case[-1] for case in CASES["held_out"]]
    assert max(answers.count(sign) for sign in (-1, 0, 1)) <= 19
