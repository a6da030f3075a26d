"""Votes on questions become gold, or stay open, by the rule."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.data.adjudication.adjudicate import adjudicate
from stance.errors import InvariantError
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.decision import Rule
from stance.records.open_layers import Answer


def annotation(who, *answers, doc="d1", kind="expert", layers=(), **fields):
    return Annotation(
        doc_id=doc,
        text_sha256="0" * 64,
        labelset=LabelSetRef(name="test", version="1"),
        annotator=Annotator(id=who, kind=kind),
        provenance=Provenance(),
        layers=[*dict.fromkeys(answer.question for answer in answers), *layers],
        answers=list(answers),
        **fields,
    )


def said(value, question="tone", about=None, **attributes):
    return Answer(question=question, value=value, about=about, attributes=attributes)


def votes(*values, question="tone"):
    return [annotation(f"p{n}", said(value, question)) for n, value in enumerate(values, 1)]


def outcome(annotations, method, **options):
    done = adjudicate(annotations, rule=Rule(method=method, **options))
    values = {(a.doc_id, answer.question): answer.value for a in done.gold for answer in a.answers}
    return values.get(("d1", "tone")), {d.name: d for d in done.decisions if d.kind == "answer"}["tone"]


@pytest.mark.parametrize(
    ("values", "gold", "reason"),
    [
        (["up", "up", "down"], "up", "majority"),
        (["up", "up", "up"], "up", "agreed"),
        (["up", "down"], None, "tie"),
        (["up", "up", "down", "left"], None, "no_majority"),  # 2 of 4 are not more than half
        (["up", "up", "down", "down", "left"], None, "tie"),
        ([0, 1, 1], 1, "majority"),
        ([1, 2, 3], 2, "median"),
        ([1, 1, 2, 3], None, "tie"),  # middle values 1 and 2; 1.5 was given by nobody
        ([0.5, 0.5], 0.5, "agreed"),
        ([["a", "b"], ["a"], ["b", "a"]], ["a", "b"], "majority"),
        ([["a", "b"], ["a"]], None, "tie"),  # b has one of two
        ([["a"], [], []], [], "majority"),
    ],
)
def test_majority_is_more_than_half_of_those_who_answered(values, gold, reason):
    value, decision = outcome(votes(*values), "majority")
    assert (value, decision.reason, decision.decided) == (gold, reason, gold is not None)


@pytest.mark.parametrize("method", ["unanimous", "review"])
def test_unanimous_decides_only_what_all_say(method):
    assert outcome(votes("up", "up"), method)[0] == "up"
    value, decision = outcome(votes("up", "up", "down"), method)
    assert (value, decision.reason) == (None, "disputed")


def test_a_decision_keeps_the_votes_and_their_shares():
    _, decision = outcome(votes("up", "up", "down", "left"), "majority")
    assert decision.votes == {"p1": "up", "p2": "up", "p3": "down", "p4": "left"}
    assert decision.distribution == {"down": 0.25, "left": 0.25, "up": 0.5}


def test_an_open_question_is_not_listed_as_answered_with_nothing():
    done = adjudicate(votes("up", "down"), rule=Rule(method="majority"))
    assert done.gold[0].layers == []
    assert done.gold[0].answers == []


def test_a_layer_in_which_all_found_nothing_is_listed():
    both = [annotation("p1", layers=["tone"]), annotation("p2", layers=["tone"])]
    assert adjudicate(both, rule=Rule(method="majority")).gold[0].layers == ["tone"]


def test_fewer_votes_than_asked_for_leave_the_item_open():
    value, decision = outcome(votes("up", "up"), "majority", min_votes=3)
    assert (value, decision.reason) == (None, "too_few_votes")


def test_what_one_annotator_alone_judged_is_kept_or_left_open_as_asked():
    alone = [annotation("p1", said("up", note="sure"))]
    kept = adjudicate(alone, rule=Rule(method="majority", min_votes=2))
    assert kept.gold[0].answers == alone[0].answers
    assert (kept.gold[0].annotator.adjudicated, kept.gold[0].provenance.derived_from) == (True, ["p1"])
    assert [decision.reason for decision in kept.decisions] == ["single"]
    left = adjudicate(alone, rule=Rule(method="majority", single="undecided"))
    assert left.gold == []
    assert [(decision.reason, decision.decided) for decision in left.decisions] == [("too_few_votes", False)]


def test_a_question_only_one_of_several_annotators_was_asked_follows_the_same_choice():
    mixed = [annotation("p1", said("up"), said("x", "topic")), annotation("p2", said("up"))]
    for single, n_answers in (("keep", 2), ("undecided", 1)):
        done = adjudicate(mixed, rule=Rule(method="majority", single=single))
        assert len(done.gold[0].answers) == n_answers


def test_attributes_are_decided_among_those_who_gave_the_decided_answer():
    given_ = [
        annotation("p1", said("up", strength="weak")),
        annotation("p2", said("up", strength="weak")),
        annotation("p3", said("down", strength="strong")),
    ]
    done = adjudicate(given_, rule=Rule(method="majority"))
    assert done.gold[0].answers == [said("up", strength="weak")]
    strength = next(decision for decision in done.decisions if decision.name == "tone.strength")
    assert strength.votes == {"p1": "weak", "p2": "weak"}


def test_an_attribute_most_did_not_give_is_left_out():
    given_ = [
        annotation("p1", said("up", irony="yes")),
        annotation("p2", said("up")),
        annotation("p3", said("up")),
    ]
    assert adjudicate(given_, rule=Rule(method="majority")).gold[0].answers == [said("up")]


def test_remarks_are_not_voted_on():
    given_ = [annotation("p1", said("up", note="a", confidence=0.2)), annotation("p2", said("up", note="b"))]
    done = adjudicate(given_, rule=Rule(method="unanimous"))
    assert [decision.name for decision in done.decisions] == ["tone"]
    assert done.gold[0].answers == [said("up")]


def test_rules_models_and_references_do_not_vote():
    others = [
        annotation(kind, said("down"), kind=kind) for kind in ("rule", "model", "adjudicated", "reference")
    ]
    value, decision = outcome([*votes("up", "up"), *others], "majority")
    assert value == "up"
    assert set(decision.votes) == {"p1", "p2"}


def test_given_takes_the_reference_and_tells_which_documents_have_none():
    reference = annotation("curator", said("down"), kind="reference")
    other = annotation("p1", said("up"), doc="d2")
    done = adjudicate([*votes("up", "up"), reference, other], rule=Rule(method="given"))
    assert done.gold == [reference]
    assert [decision.reason for decision in done.decisions] == ["given"]
    assert done.without_votes == ["d2"]


def test_two_references_of_one_document_are_refused():
    both = [annotation(who, said("up"), kind="reference") for who in ("a", "b")]
    with pytest.raises(InvariantError, match="two, by a and b"):
        adjudicate(both, rule=Rule(method="given"))


def test_a_second_vote_of_the_same_annotator_is_refused():
    with pytest.raises(InvariantError, match="one judgement per annotator and layer"):
        adjudicate([*votes("up"), *votes("down")], rule=Rule(method="majority"))
    with pytest.raises(InvariantError, match="one answer to tone about the document"):
        adjudicate(
            [annotation("p1", said("up"), said("down")), *votes("up", "up")[1:]], rule=Rule(method="majority")
        )


def test_layers_of_one_annotator_in_two_annotations_are_one_judgement():
    parts = [annotation("p1", said("up")), annotation("p1", said("x", "topic")), annotation("p2", said("up"))]
    done = adjudicate(parts, rule=Rule(method="majority"))
    assert {answer.question: answer.value for answer in done.gold[0].answers} == {"tone": "up", "topic": "x"}


def test_annotations_of_two_texts_are_refused():
    one, two = votes("up", "up")
    with pytest.raises(InvariantError, match="expected one text"):
        adjudicate([one, msgspec.structs.replace(two, text_sha256="1" * 64)], rule=Rule(method="majority"))


LABELS = st.sampled_from(["a", "b", "c"])
BALLOTS = st.dictionaries(
    st.sampled_from(["d1", "d2", "d3", "d4"]),
    st.dictionaries(
        st.sampled_from(["p1", "p2", "p3", "p4", "p5"]),
        st.one_of(LABELS, st.lists(LABELS, unique=True), st.integers(0, 4)),
        min_size=1,
    ),
    min_size=1,
)


def built(ballots):
    kinds = {str: "tone", list: "frames", int: "score"}
    return [
        annotation(who, said(value, kinds[type(value)]), doc=doc)
        for doc, given_ in ballots.items()
        for who, value in given_.items()
    ]


def values_of(done):
    return {
        (gold.doc_id, answer.question): tuple(answer.value)
        if isinstance(answer.value, list)
        else answer.value
        for gold in done.gold
        for answer in gold.answers
    }


@given(BALLOTS, st.randoms(use_true_random=False), st.sampled_from(["majority", "unanimous", "review"]))
def test_the_order_of_annotations_never_matters(ballots, random, method):
    annotations = built(ballots)
    expected = adjudicate(annotations, rule=Rule(method=method))
    random.shuffle(annotations)
    assert adjudicate(annotations, rule=Rule(method=method)) == expected


@given(BALLOTS)
def test_what_is_unanimous_is_also_the_majority(ballots):
    annotations = built(ballots)
    unanimous = values_of(adjudicate(annotations, rule=Rule(method="unanimous")))
    majority = values_of(adjudicate(annotations, rule=Rule(method="majority")))
    assert unanimous.items() <= majority.items()


@given(st.lists(LABELS, min_size=1, max_size=6), st.permutations(["a", "b", "c"]))
def test_renaming_the_labels_renames_the_gold(values, names):
    renamed = dict(zip("abc", names, strict=True))
    before = values_of(adjudicate(votes(*values), rule=Rule(method="majority")))
    after = values_of(adjudicate(votes(*(renamed[value] for value in values)), rule=Rule(method="majority")))
    assert after == {item: renamed[value] for item, value in before.items()}


@given(BALLOTS)
def test_raw_votes_are_all_in_the_decisions(ballots):
    done = adjudicate(built(ballots), rule=Rule(method="majority"))
    told = {(d.doc_id, who) for d in done.decisions for who in d.votes}
    assert told == {(doc, who) for doc, given_ in ballots.items() for who in given_}


@pytest.fixture(scope="module")
def crowd():
    pytest.importorskip("crowdkit")


def crowd_votes(n=12):
    """Documents in which p1 and p2 are right and p3 is always wrong; in the last, p2 did not answer."""
    found = []
    for number in range(n):
        truth, other = ("a", "b") if number % 2 else ("b", "a")
        for who, value in (("p1", truth), ("p2", truth), ("p3", other)):
            if not (number == n - 1 and who == "p2"):
                found.append(annotation(who, said(value), doc=f"d{number:02}"))
    return found


def test_dawid_skene_believes_the_annotator_who_agrees_with_others(crowd):
    annotations = crowd_votes()
    # In d11 one says "a" and one says "b": a tie by counting. p3 contradicts everybody everywhere else.
    majority = values_of(adjudicate(annotations, rule=Rule(method="majority")))
    weighed = adjudicate(annotations, rule=Rule(method="dawid-skene"))
    assert ("d11", "tone") not in majority
    assert values_of(weighed)["d11", "tone"] == "a"
    decision = next(d for d in weighed.decisions if d.doc_id == "d11" and d.kind == "answer")
    assert decision.reason == "posterior"
    assert decision.distribution["a"] > 0.9
    assert sum(decision.distribution.values()) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(3))
def test_dawid_skene_gives_the_same_numbers_in_any_order(crowd, seed):
    import numpy as np

    annotations = crowd_votes()
    expected = adjudicate(annotations, rule=Rule(method="dawid-skene"))
    shuffled = [annotations[n] for n in np.random.default_rng(seed).permutation(len(annotations))]
    assert adjudicate(shuffled, rule=Rule(method="dawid-skene")) == expected


def test_dawid_skene_decides_sets_label_by_label(crowd):
    annotations = [
        annotation(who, said(value, "frames"), doc=f"d{n}")
        for n in range(6)
        for who, value in (("p1", ["a", "b"]), ("p2", ["a", "b"]), ("p3", ["a"]))
    ]
    done = adjudicate(annotations, rule=Rule(method="dawid-skene"))
    assert set(values_of(done).values()) == {("a", "b")}
    assert done.decisions[0].distribution["a"] == pytest.approx(1)


@settings(max_examples=10, deadline=None)
@given(BALLOTS)
def test_dawid_skene_answers_with_what_somebody_said(ballots):
    pytest.importorskip("crowdkit")
    for decision in adjudicate(built(ballots), rule=Rule(method="dawid-skene")).decisions:
        if decision.kind == "answer" and decision.decided and not isinstance(decision.value, list):
            assert decision.value in decision.votes.values()
