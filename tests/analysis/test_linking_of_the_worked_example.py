"""Relations, the headline drop and stance of the worked example, from its gold attributions and cues."""

from collections import Counter

import msgspec
import pytest

from stance.analysis.attribution_drop import find_attribution_drops
from stance.analysis.claims import read_claims
from stance.analysis.linking import link
from stance.models.rules.stance import RuleStance

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def parsed(worked_document):
    return worked_document


@pytest.fixture(scope="module")
def gold(worked_gold):
    return worked_gold


@pytest.fixture(scope="module")
def asked(parsed):
    return {"targets": parsed.document.targets, "entities": parsed.document.entities}


@pytest.fixture(scope="module")
def claims(parsed, gold):
    return read_claims(parsed, gold.attributions, parsed.document.entities)


@pytest.fixture(scope="module")
def filled(parsed, gold, asked):
    bare = [msgspec.structs.replace(a, content_stance={}) for a in gold.attributions]
    return RuleStance().fill_content_stance(parsed, bare, **asked)


def pairs(relations, kind):
    return {(r.src, dst) for r in relations if r.type == kind for dst in r.dst}


@pytest.mark.parametrize("kind", ["contradicts", "corroborates", "same_claim"])
def test_relations_of_the_gold_are_found_and_at_most_one_more(claims, gold, kind):
    found, wanted = pairs(link(claims), kind), pairs(gold.relations, kind)
    assert wanted <= found
    assert len(found - wanted) <= 1


def test_the_headline_drop_is_found_and_nothing_else(parsed, gold, claims):
    drops = find_attribution_drops(parsed, link(claims), claims=claims)
    (wanted,) = [c for c in gold.cues if c.type == "attribution_drop"]
    assert [(c.start, c.end, c.intensity, c.certain) for c in drops] == [
        (wanted.start, wanted.end, wanted.intensity, wanted.certain)
    ]


def test_content_stance_agrees_with_the_gold_where_both_see_a_direction(gold, filled):
    seen = Counter()
    for mine, theirs in zip(filled, gold.attributions, strict=True):
        for target, sign in mine.content_stance.items():
            if sign and target in theirs.content_stance:
                seen[sign == theirs.content_stance[target]] += 1
    assert seen[False] == 0
    # Of 29 directions in the gold; the others need knowledge of the conflict.
    assert seen[True] >= 20


def test_directions_of_cues_never_oppose_the_gold(parsed, gold, filled, asked):
    bare = [msgspec.structs.replace(c, direction={}) for c in gold.cues]
    found = RuleStance().fill_direction(parsed, bare, filled, **asked)
    agreed = 0
    for mine, theirs in zip(found, gold.cues, strict=True):
        for target, sign in theirs.direction.items():
            assert mine.direction.get(target, sign) == sign
            agreed += target in mine.direction
    # Of 15 directions in the gold.
    assert agreed >= 12


def test_article_stances_agree_with_the_gold_or_its_alternates(parsed, gold, filled, asked):
    stances = RuleStance().judge(parsed, filled, gold.cues, relations=gold.relations, **asked)
    article = {s.target: s for s in stances if s.holder == "article"}
    for wanted in gold.stances:
        if wanted.holder == "article":
            assert article[wanted.target].label in {wanted.label, *wanted.alternates}
    assert (article["T2"].label, article["T2"].strength) == ("against", "moderate")
    assert article["T3"].basis == "balanced"
