"""NewsMTSC's sentences with named targets."""

import json
from pathlib import Path

import pytest

from stance.data.readers.newsmtsc import Options, groups_of, read
from stance.errors import InputError, ResourceMissingError

PIER = "allsides_12_5_3_Ann Lee_0_3"
MAYOR = "allsides_12_5_3_the mayor_12_21"


def target(name, text, start, polarity, **others):
    end = start + len(text)
    return {"Input.gid": name, "from": start, "to": end, "mention": text, "polarity": polarity, **others}


def sentence(**changes):
    text = "Ann praised the mayor, who thanked her. 😀"
    her = {"from": 35, "to": 38, "mention": "her"}
    targets = [target(PIER, "Ann", 0, 4.0, further_mentions=[her]), target(MAYOR, "the mayor", 12, 6.0)]
    return {"primary_gid": PIER, "sentence_normalized": text, "targets": targets, **changes}


@pytest.fixture
def deliver(tmp_path):
    """Writes the sentences of the training part and returns what the reader delivers."""

    def deliver(*sentences):
        lines = [each if isinstance(each, str) else json.dumps(each) for each in sentences]
        (tmp_path / "train.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return list(read([tmp_path], Options(part="train")))

    return deliver


def test_each_target_is_a_mark_with_an_answer_about_it(deliver):
    (delivery,) = deliver(sentence())
    gold = delivery.annotations[0]
    assert [(mark.id, mark.layer, mark.label, mark.pieces) for mark in gold.marks] == [
        (PIER, "mention", "target", ((0, 3),)),
        (MAYOR, "mention", "target", ((12, 21),)),
    ]
    assert [(answer.question, answer.about, answer.value) for answer in gold.answers] == [
        ("sentiment", PIER, "neutral"),
        ("sentiment", MAYOR, "positive"),
    ]


def test_the_end_is_not_part_of_the_mention(deliver):
    (delivery,) = deliver(sentence())
    for annotation in delivery.annotations:
        for mark in annotation.marks:
            ((start, end),) = mark.pieces
            assert mark.covered == (delivery.article.text[start:end],)


def test_further_mentions_are_of_another_annotator_as_nobody_checked_them(deliver):
    (delivery,) = deliver(sentence())
    _, unchecked = delivery.annotations
    assert (unchecked.annotator, unchecked.kind) == ("newsmtsc-coreference", "model")
    (mark,) = unchecked.marks
    assert (mark.layer, mark.covered, mark.attributes) == ("coreference", ("her",), {"target": PIER})
    without = deliver(sentence(targets=[target(PIER, "Ann", 0, 2.0)]))[0]
    assert [annotation.annotator for annotation in without.annotations] == ["newsmtsc-gold"]


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("allsides_1192_476_17_— Judge Roe_126_139", {"article": "allsides_1192", "event": "allsides_476"}),
        ("polusa_v1_5948_-1_30_Dr. J. Blair_1_3", {"article": "polusa_v1_5948"}),
        ("elsewhere_1_2_3_Ann_0_3", None),
    ],
)
def test_article_and_event_stand_in_the_id(name, groups):
    assert groups_of(name) == groups


def test_groups_hold_part_article_and_event(deliver):
    meta = deliver(sentence())[0].article.meta
    assert meta.groups == {"part": "train", "article": "allsides_12", "event": "allsides_5"}
    assert meta.event_id == "allsides_5"


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        sentence(primary_gid="x"),
        sentence(targets=[target(PIER, "Ann", 0, 5.0)]),
        sentence(targets=[{"from": 0, "to": 3}]),
        sentence(sentence_normalized=None),
    ],
)
def test_a_broken_line_is_named_and_the_next_one_read(deliver, broken):
    error, good = deliver(broken, sentence())
    assert isinstance(error, InputError)
    assert "train.jsonl:1" in str(error)
    assert good.article.article_id == PIER


def test_a_part_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ResourceMissingError, match=r"rw_dev\.jsonl"):
        list(read([tmp_path], Options(part="rw_dev")))


CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "newsmtsc"


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_all_targets_of_the_real_corpus_are_covered_by_half_open_offsets():
    n_half_open = n_closed = 0
    for delivery in read([CORPUS], Options()):
        text = delivery.article.text
        for mark in delivery.annotations[0].marks:
            ((start, end),) = mark.pieces
            n_half_open += mark.covered == (text[start:end],)
            n_closed += mark.covered == (text[start : end + 1],)
    # 8,739 + 343 + 803 targets; the closed reading fits at the end of a text only.
    assert (n_half_open, n_closed) == (9_885, 39)
