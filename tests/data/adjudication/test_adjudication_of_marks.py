"""Marks of several annotators: which are one, which are kept, with which bounds, attributes and links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.data.adjudication.adjudicate import adjudicate
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.decision import Rule
from stance.records.open_layers import Answer, Link, Mark, Span

TEXT = "Ada Kranz, the harbour master, said the quay was safe and added that the crane was not."


def span(words, text=TEXT):
    start = text.index(words)
    return Span(start=start, end=start + len(words), text=words)


def mark(name, label, *pieces, layer="news", **attributes):
    return Mark(id=name, layer=layer, label=label, pieces=[span(p) for p in pieces], attributes=attributes)


def link(src, dst, label, layer="news"):
    return Link(layer=layer, label=label, src=src, dst=dst)


def annotation(who, *marks, links=(), answers=(), layers=("news",), doc="d1"):
    return Annotation(
        doc_id=doc,
        text_sha256="0" * 64,
        labelset=LabelSetRef(name="test", version="1"),
        annotator=Annotator(id=who, kind="expert"),
        provenance=Provenance(),
        layers=[*layers, *(answer.question for answer in answers)],
        marks=list(marks),
        links=list(links),
        answers=list(answers),
    )


def adjudicated(*annotations, method="majority", **options):
    done = adjudicate(annotations, rule=Rule(method=method, **options))
    return done.gold[0], done.decisions


def words(gold):
    return [(each.label, *(piece.text for piece in each.pieces)) for each in gold.marks]


def test_a_mark_is_kept_with_the_bounds_most_gave():
    gold, decisions = adjudicated(
        annotation("p1", mark("x", "source", "Ada Kranz")),
        annotation("p2", mark("y", "source", "Ada Kranz, the harbour master")),
        annotation("p3", mark("z", "source", "Ada Kranz, the harbour master")),
    )
    assert words(gold) == [("source", "Ada Kranz, the harbour master")]
    # "Ada Kranz" is characters 0 to 9, with the apposition 0 to 29.
    assert decisions[0].votes == {"p1": "0-9", "p2": "0-29", "p3": "0-29"}
    assert decisions[0].distribution == {"marked": 1.0}
    assert (decisions[0].value, decisions[0].reason) == ("0-29", "majority")


def test_two_who_differ_about_the_bounds_leave_the_mark_open():
    gold, decisions = adjudicated(
        annotation("p1", mark("x", "source", "Ada Kranz")),
        annotation("p2", mark("y", "source", "Ada Kranz, the harbour master")),
    )
    assert words(gold) == []
    assert (decisions[0].decided, decisions[0].reason) == (False, "bounds_tie")


def test_those_who_annotated_the_layer_and_found_nothing_vote_against():
    marked = annotation("p1", mark("x", "source", "Ada Kranz"))
    gold, decisions = adjudicated(marked, annotation("p2"), annotation("p3"))
    assert words(gold) == []
    assert (decisions[0].value, decisions[0].reason) == ("absent", "majority")
    assert decisions[0].distribution == {"absent": 2 / 3, "marked": 1 / 3}
    # p2 and p3 did not annotate the layer: p1 alone did.
    gold, decisions = adjudicated(
        marked, annotation("p2", layers=["other"]), annotation("p3", layers=["other"])
    )
    assert words(gold) == [("source", "Ada Kranz")]
    assert decisions[0].reason == "single"


def test_one_of_two_is_a_tie():
    gold, decisions = adjudicated(annotation("p1", mark("x", "source", "Ada Kranz")), annotation("p2"))
    assert (words(gold), decisions[0].reason) == ([], "tie")


def test_each_mark_is_matched_with_the_one_it_overlaps_most():
    gold, _ = adjudicated(
        annotation("p1", mark("a", "fact", "the quay"), mark("b", "fact", "quay was safe")),
        annotation("p2", mark("c", "fact", "quay was safe"), mark("d", "fact", "the quay")),
        method="unanimous",
    )
    assert words(gold) == [("fact", "the quay"), ("fact", "quay was safe")]


def test_marks_of_other_labels_or_layers_are_never_one():
    gold, decisions = adjudicated(
        annotation("p1", mark("a", "fact", "the quay")), annotation("p2", mark("b", "claim", "the quay"))
    )
    assert words(gold) == []
    assert [decision.name for decision in decisions] == ["news/claim", "news/fact"]


def test_a_mark_of_several_pieces_keeps_them():
    pieces = ("the quay was safe", "that the crane was not")
    gold, decisions = adjudicated(
        annotation("p1", mark("a", "content", *pieces)), annotation("p2", mark("b", "content", *pieces))
    )
    assert words(gold) == [("content", *pieces)]
    assert decisions[0].value == "36-53;64-86"


def statement(prefix, cue, content, **attributes):
    """An attribution whose source is always the same words."""
    marks = [
        mark(f"{prefix}", "cue", cue, **attributes),
        mark(f"{prefix}s", "source", "Ada Kranz, the harbour master"),
        mark(f"{prefix}c", "content", content),
    ]
    return marks, [link(prefix, f"{prefix}s", "source"), link(prefix, f"{prefix}c", "content")]


def both_statements(who, *, order=(0, 1)):
    parts = [
        statement(f"{who}1", "said", "the quay was safe"),
        statement(f"{who}2", "added", "the crane was not"),
    ]
    marks = [each for n in order for each in parts[n][0]]
    return annotation(who, *marks, links=[each for n in order for each in parts[n][1]])


def test_parts_are_matched_with_parts_of_the_same_whole():
    # Both statements have the same source words; only the link tells which source is whose.
    gold, _ = adjudicated(both_statements("p"), both_statements("q", order=(1, 0)), method="unanimous")
    texts = {each.id: each.pieces[0].text for each in gold.marks}
    linked = sorted((texts[each.src], texts[each.dst]) for each in gold.links)
    source = "Ada Kranz, the harbour master"
    assert linked == [
        ("added", source),
        ("added", "the crane was not"),
        ("said", source),
        ("said", "the quay was safe"),
    ]
    assert len({each.dst for each in gold.links}) == 4


def test_the_same_words_as_part_of_different_things_are_two_marks():
    one, two = statement("p", "said", "the quay was safe"), statement("q", "added", "the crane was not")
    gold, decisions = adjudicated(
        annotation("p", *one[0], links=one[1]), annotation("q", *two[0], links=two[1])
    )
    assert gold.marks == []
    assert [decision.reason for decision in decisions if decision.kind == "mark"] == ["tie"] * 6


def test_a_part_waits_for_its_whole():
    def with_cue(who, cue):
        marks = [mark(who, "cue", cue), mark(f"{who}s", "source", "Ada Kranz")]
        return annotation(who, *marks, links=[link(who, f"{who}s", "source")])

    # All mark the same source, but the bounds of the cue are open: 1 to 1.
    gold, decisions = adjudicated(with_cue("p", "said"), with_cue("q", "said the"))
    assert {each.name: each.reason for each in decisions} == {
        "news/source": "agreed",
        "news/cue": "bounds_tie",
        "news>source": "agreed",
    }
    assert (gold.marks, gold.links) == ([], [])
    gold, _ = adjudicated(with_cue("p", "said"), with_cue("q", "said the"), with_cue("r", "said"))
    assert words(gold) == [("source", "Ada Kranz"), ("cue", "said")]


def test_a_link_is_decided_by_those_who_marked_both_ends():
    ends = [mark("a", "cue", "said"), mark("b", "fact", "the quay")]
    gold, decisions = adjudicated(
        annotation("p1", *ends, links=[link("a", "b", "about")]),
        annotation("p2", *ends, links=[link("a", "b", "about")]),
        annotation("p3", *ends),
        annotation("p4", ends[0]),
    )
    (decision,) = [each for each in decisions if each.kind == "link"]
    assert decision.votes == {"p1": "linked", "p2": "linked", "p3": "absent"}
    assert [(each.src, each.dst, each.label) for each in gold.links] == [("M1", "M2", "about")]


def test_attributes_are_decided_among_the_markers():
    gold, decisions = adjudicated(
        annotation("p1", mark("a", "cue", "said", voice="author", intensity=1, note="x")),
        annotation("p2", mark("b", "cue", "said", voice="author", intensity=2)),
        annotation("p3", mark("c", "cue", "said", voice="source", intensity=3)),
    )
    assert gold.marks[0].attributes == {"voice": "author", "intensity": 2}
    assert {d.name: d.reason for d in decisions if d.kind == "attribute"} == {
        "news.intensity": "median",
        "news.voice": "majority",
    }


def test_answers_about_a_mark_are_votes_on_the_same_mark_whatever_its_id_and_bounds():
    def judged(who, words_, value):
        answer = Answer(question="tone", about=f"{who}m", value=value)
        return annotation(who, mark(f"{who}m", "source", words_), answers=[answer])

    gold, _ = adjudicated(
        judged("p1", "Ada Kranz", "up"),
        judged("p2", "Ada Kranz, the", "up"),
        judged("p3", "Ada Kranz, the", "down"),
    )
    assert gold.answers == [Answer(question="tone", about="M1", value="up")]


def test_answers_about_a_mark_that_is_not_kept_are_not_in_the_gold():
    answer = Answer(question="tone", about="m", value="up")
    alone = annotation("p1", mark("m", "source", "Ada Kranz"), answers=[answer])
    gold, _ = adjudicated(alone, annotation("p2"), annotation("p3"))
    assert (gold.answers, gold.layers) == ([], ["news"])


def test_dawid_skene_weighs_marking_against_not_marking():
    pytest.importorskip("crowdkit")
    # In twenty documents p1 and p2 agree and p3 marks the opposite; in the last p2 is not there.
    found = []
    for number in range(20):
        there = annotation("x", mark("m", "source", "Ada Kranz"), doc=f"d{number:02}")
        absent = annotation("x", mark("n", "cue", "said"), doc=f"d{number:02}")
        truth, other = (there, absent) if number % 2 else (absent, there)
        for who, which in (("p1", truth), ("p2", truth), ("p3", other)):
            if not (number == 19 and who == "p2"):
                found.append(annotation(who, *which.marks, doc=which.doc_id))
    done = adjudicate(found, rule=Rule(method="dawid-skene"))
    last = next(gold for gold in done.gold if gold.doc_id == "d19")
    assert words(last) == [("source", "Ada Kranz")]


PIECES = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda each: (each[0], each[0] + each[1]))
MARKS = st.lists(st.tuples(PIECES, st.sampled_from(["source", "cue"])), max_size=4)
DOCUMENTS = st.dictionaries(st.sampled_from(["p1", "p2", "p3", "p4"]), MARKS, min_size=2)


def built(document):
    return [
        annotation(
            who,
            *(
                Mark(
                    id=f"m{n}",
                    layer="news",
                    label=label,
                    pieces=[Span(start=start, end=end, text=TEXT[start:end])],
                    attributes={"long": "yes" if end - start > 4 else "no"},
                )
                for n, ((start, end), label) in enumerate(marks)
            ),
            links=[link("m0", "m1", "near")] if len(marks) > 1 else [],
        )
        for who, marks in document.items()
    ]


@given(DOCUMENTS, st.randoms(use_true_random=False), st.sampled_from(["majority", "unanimous"]))
def test_the_order_of_annotators_never_changes_the_marks(document, random, method):
    annotations = built(document)
    expected = adjudicate(annotations, rule=Rule(method=method))
    random.shuffle(annotations)
    assert adjudicate(annotations, rule=Rule(method=method)) == expected


@given(DOCUMENTS)
def test_every_mark_is_in_exactly_one_decision_and_unanimous_marks_are_majority_marks(document):
    annotations = built(document)
    majority, decisions = adjudicated(*annotations)
    given_ = sorted((who, f"{a}-{b}") for who, marks in document.items() for (a, b), _ in marks)
    told = sorted(
        (who, vote)
        for decision in decisions
        if decision.kind == "mark"
        for who, vote in decision.votes.items()
        if vote != "absent"
    )
    assert told == given_
    unanimous, _ = adjudicated(*annotations, method="unanimous")
    assert {each.id: each.pieces for each in unanimous.marks}.items() <= {
        each.id: each.pieces for each in majority.marks
    }.items()


@given(DOCUMENTS)
def test_gold_bounds_are_bounds_somebody_gave(document):
    gold, _ = adjudicated(*built(document))
    given_ = {(label, *bounds) for marks in document.values() for bounds, label in marks}
    assert {(each.label, each.pieces[0].start, each.pieces[0].end) for each in gold.marks} <= given_
