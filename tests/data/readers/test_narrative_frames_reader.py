"""Narrative frames: folds of articles, gold frames and the votes behind them."""

import json
from pathlib import Path

import pytest

from stance.data.readers.narrative_frames import N_FOLDS, RULES, Options, frames_of, read
from stance.errors import InputError, ResourceMissingError

QUESTIONS = [question for _, questions in RULES.values() for question in questions]


def row(name="1", outlet="The Quay", bias="left_bias", frames="True False False True False"):
    return "\t".join([name, outlet, bias, "2019-04-24", f"Article {name} on tides.", *frames.split()])


def votes(**given):
    """Nobody saw a question that is not given."""
    unseen = {question: ["NO AGREEMENT", [-1, -1, -1, -1]] for question in QUESTIONS}
    return {"_source": "quay", "_text": -1, **unseen, **given}


@pytest.fixture
def deliver(tmp_path):
    """Writes the test parts of the folds and the votes, and returns what the reader delivers."""

    def deliver(*, articles, ratings=None, fold=1):
        for number in range(1, N_FOLDS + 1):
            folder = tmp_path / "folds" / f"Fold_{number}"
            folder.mkdir(parents=True)
            lines = articles if number == fold else []
            (folder / "test.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (tmp_path / "full_annotations.json").write_text(json.dumps(ratings or {}), encoding="utf-8")
        return list(read([tmp_path], Options()))

    return deliver


def answers(annotation):
    return {answer.question: answer.value for answer in annotation.answers}


def test_an_article_has_its_gold_frames_and_groups(deliver):
    (delivery,) = deliver(articles=[row()], fold=4)
    (gold,) = delivery.annotations
    assert answers(gold) == {"frames": ["AR", "MO"]}
    assert gold.kind == "adjudicated"
    meta = delivery.article.meta
    assert (meta.outlet_id, meta.published_at) == ("thequay", "2019-04-24")
    assert meta.groups == {"fold": "4", "outlet": "thequay", "leaning": "left"}


def test_both_spellings_of_an_outlet_are_one(deliver):
    deliveries = deliver(articles=[row("1", "The Quay"), row("2", "thequay")])
    assert {delivery.article.meta.outlet_id for delivery in deliveries} == {"thequay"}


def test_a_rater_answers_what_they_saw_and_has_the_frames_that_follow(deliver):
    rated = votes(
        co1=["yes", ["yes", -1, "yes", -1]],
        co2=["NO AGREEMENT", ["yes", -1, "no", -1]],
        mo1=["no", ["no", -1, "no", -1]],
    )
    (delivery,) = deliver(articles=[row()], ratings={"1": rated})
    gold, first, third = delivery.annotations
    assert (first.annotator, third.annotator) == ("rater1", "rater3")
    assert answers(first) == {
        "frames": ["CO"],
        "frame:AR": "no",
        "frame:HI": "no",
        "frame:CO": "yes",
        "frame:MO": "no",
        "frame:EC": "no",
        "co1": "yes",
        "co2": "yes",
        "mo1": "no",
    }
    assert answers(third)["frames"] == []
    assert third.layers == tuple(answers(third))
    # The gold frames are those of the corpus, not those that the rule gives.
    assert answers(gold) == {"frames": ["AR", "MO"], "co1": "yes", "mo1": "no"}
    assert ("unsupported", "gold/co2") in [(loss.reason, loss.what) for loss in delivery.losses]


@pytest.mark.parametrize(
    ("yes", "frames"),
    [
        ("", []),
        ("re2", []),
        ("re2 re6", ["AR"]),
        ("hi1 hi5", ["HI"]),
        ("co3 co4", []),
        ("co2 co3", ["CO"]),
        ("mo2", ["MO"]),
        ("mo3", []),
        ("ec1", []),
        ("ec2 ec3 mo1", ["MO", "EC"]),
    ],
)
def test_frames_follow_from_the_questions(yes, frames):
    assert frames_of({question: "yes" for question in yes.split()}) == frames


def test_the_stray_bracket_of_one_cell_is_read_over(deliver):
    (delivery,) = deliver(articles=[row(frames="False False False False False)")])
    assert answers(delivery.annotations[0]) == {"frames": []}


@pytest.mark.parametrize("broken", [row() + "\tTrue", row(frames="True False False True maybe"), "1\tx"])
def test_a_broken_row_is_named_and_the_next_one_read(deliver, broken):
    error, good = deliver(articles=[broken, row("2")])
    assert isinstance(error, InputError)
    assert "test.txt:1" in str(error)
    assert good.article.article_id == "narrative-frames-2"


def test_votes_of_another_shape_are_refused(deliver):
    with pytest.raises(InputError, match=r"full_annotations\.json"):
        deliver(articles=[row()], ratings={"1": {"co1": "yes"}})


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ResourceMissingError, match=r"full_annotations\.json"):
        list(read([tmp_path], Options()))


CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "narrative_frames"


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_the_rules_give_every_gold_frame_of_the_real_corpus():
    deliveries = list(read([CORPUS], Options()))
    assert len(deliveries) == 428
    for delivery in deliveries:
        gold = answers(delivery.annotations[0])
        assert frames_of(gold) == gold["frames"]
    assert sum(len(delivery.annotations) - 1 for delivery in deliveries) == 972
