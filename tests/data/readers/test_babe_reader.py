"""BABE's semicolons, word lists without offsets and spreadsheet of ratings."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook

from stance.data.readers.babe import Options, find_words, read
from stance.errors import InputError, ResourceMissingError

COLUMNS = ["text", "news_link", "outlet", "topic", "type", "label_bias", "label_opinion", "biased_words"]
SHUT = "The “so-called” ferry was shamefully shut, and the mayor shut it."
OPEN = "The pier opened at nine."
FACTUAL = "Entirely factual"


def sentence(text=OPEN, bias="Non-biased", opinion=FACTUAL, words="[]", **others):
    row = {"text": text, "news_link": "", "outlet": "The Quay", "topic": "ferries", "type": "left"}
    return {**row, "label_bias": bias, "label_opinion": opinion, "biased_words": words, **others}


def rating(rater, text=OPEN, bias="Non-biased", opinion=FACTUAL, words="nan"):
    return {**sentence(text, bias, opinion, words), "annotator_id": rater}


@pytest.fixture
def deliver(tmp_path):
    """Writes sentences and ratings as the corpus has them, and returns what the reader delivers."""

    def deliver(*sentences, ratings=()):
        with (tmp_path / "final_labels_SG2.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, delimiter=";")
            writer.writeheader()
            writer.writerows(sentences)
        book = Workbook()
        for row in [[*COLUMNS, "annotator_id"], *([*each.values()] for each in ratings)]:
            book.active.append(row)
        book.save(tmp_path / "raw_labels_SG2.xlsx")
        return list(read([tmp_path], Options(ratings=bool(ratings))))

    return deliver


def test_a_sentence_has_the_gold_answers_and_its_groups(deliver):
    (delivery,) = deliver(sentence(news_link="https://quay.example/1", topic="blm"))
    (gold,) = delivery.annotations
    assert (gold.annotator, gold.kind) == ("babe-gold", "adjudicated")
    assert [(answer.question, answer.value) for answer in gold.answers] == [
        ("bias", "Non-biased"),
        ("opinion", FACTUAL),
    ]
    assert gold.layers == ("bias", "opinion", "biased_words")
    # "blm" is another name that the list of topics has for "black lives matter".
    assert delivery.article.meta.groups == {
        "outlet": "The Quay",
        "topic": "black lives matter",
        "leaning": "left",
        "article": "https://quay.example/1",
    }


def test_groups_that_are_not_known_are_absent(deliver):
    (delivery,) = deliver(sentence(type=""))
    assert delivery.article.meta.groups == {"outlet": "The Quay", "topic": "ferries"}
    assert delivery.article.meta.url is None


def test_words_are_marked_where_they_stand_once_and_told_where_not(deliver):
    words = "['Shamefully', 'shut', 'farry', '\"so-called\"', 'shamefully']"
    (delivery,) = deliver(sentence(SHUT, "Biased", words=words))
    assert [(mark.covered, mark.pieces) for mark in delivery.annotations[0].marks] == [
        (("shamefully",), ((26, 36),)),  # "The " 4, "“so-called” " 12, "ferry " 6, "was " 4
        (("“so-called”",), ((4, 15),)),
    ]
    assert [(loss.reason, loss.detail) for loss in delivery.losses] == [
        ("offsets_ambiguous", "'shut' stands 2 times in the sentence"),
        ("offsets_rejected", "'farry' does not stand in the sentence"),
        ("duplicate_record", "'shamefully' is listed twice"),
    ]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("No rant: he ranted.", "rant", ["rant"]),
        ("He ranted.", "rant", ["rant"]),
        ("A rant, a RANT", "Rant", ["rant", "RANT"]),
        ("The mayor’s ploy", "mayor's", ["mayor’s"]),
        # The capital dotted I becomes two characters in lower case; offsets must not move.
        ("İİ the ploy", "Ploy", ["ploy"]),
        ("😀 ploy", "ploy", ["ploy"]),
        ("cost (a+b)", "(a+b)", ["(a+b)"]),
        ("anything", " ", []),
    ],
)
def test_find_words(text, words, found):
    assert [text[start:end] for start, end in find_words(text, words)] == found


def test_no_agreement_gives_no_gold_answer_and_is_told(deliver):
    (delivery,) = deliver(sentence(bias="No agreement", opinion="No agreement"))
    (gold,) = delivery.annotations
    assert gold.answers == ()
    assert gold.layers == ("biased_words",)
    assert [(loss.reason, loss.what) for loss in delivery.losses] == [
        ("unsupported", "bias"),
        ("unsupported", "opinion"),
    ]


def test_every_rater_is_an_annotation_of_its_own(deliver):
    ratings = [
        rating(9, SHUT, "Biased", words="so-called, shamefully"),
        rating(2, SHUT),
        rating(9, SHUT),
        rating(3, SHUT, "Biased, unfair"),
    ]
    (delivery,) = deliver(sentence(SHUT, "Biased"), ratings=ratings)
    assert [annotation.annotator for annotation in delivery.annotations] == [
        "babe-gold",
        "rater2",
        "rater3",
        "rater9",
    ]
    _, second, third, ninth = delivery.annotations
    assert [mark.covered for mark in ninth.marks] == [("so-called",), ("shamefully",)]
    assert second.marks == ()
    assert {annotation.kind for annotation in delivery.annotations[1:]} == {"expert"}
    assert [answer.question for answer in third.answers] == ["opinion"]
    assert Counter((loss.reason, loss.what) for loss in delivery.losses) == {
        ("duplicate_record", "rating"): 1,
        ("unknown_label", "bias"): 1,
    }


def test_ratings_of_a_copy_with_other_signs_are_joined_by_their_letters(deliver):
    ratings = [rating(1, OPEN.replace(" ", "\u00a0").replace(".", "?")), rating(2, "The pier op")]
    first, second = deliver(sentence(SHUT), sentence(OPEN), ratings=ratings)
    assert [annotation.annotator for annotation in second.annotations] == ["babe-gold", "rater1"]
    # A rating of no sentence has no place of its own; it is told with the first sentence.
    assert [(loss.reason, loss.what) for loss in first.losses] == [("broken_reference", "rating")]
    assert second.losses == ()


@pytest.mark.parametrize("words", ["['shut'", "shut", "{'shut': 1}", "[1]", "__import__('os')"])
def test_a_word_list_that_is_none_is_refused_and_the_next_sentence_read(deliver, words):
    broken, good = deliver(sentence(SHUT, words=words), sentence())
    assert isinstance(broken, InputError)
    assert "final_labels_SG2.csv:2" in str(broken)
    assert good.article.text == OPEN


def test_a_file_with_other_columns_is_refused(tmp_path):
    (tmp_path / "final_labels_SG2.csv").write_text("text,label\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="the columns biased_words"):
        list(read([tmp_path], Options(ratings=False)))


def test_missing_ratings_are_named(deliver, tmp_path):
    deliver(sentence())
    (tmp_path / "raw_labels_SG2.xlsx").unlink()
    with pytest.raises(ResourceMissingError, match="raw_labels_SG2"):
        list(read([tmp_path], Options()))


CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "babe"


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_the_real_corpus_is_read_whole():
    deliveries = list(read([CORPUS], Options()))
    assert len(deliveries) == 3_674
    labels = Counter(answer.value for d in deliveries for answer in d.annotations[0].answers)
    assert (labels["Biased"], labels["Non-biased"]) == (1_810, 1_863)
    n_marks = sum(len(delivery.annotations[0].marks) for delivery in deliveries)
    lost = Counter(
        loss.reason
        for delivery in deliveries
        for loss in delivery.losses
        if loss.what == "biased_words" and "rater" not in loss.where
    )
    assert lost == {"offsets_ambiguous": 150, "offsets_rejected": 28, "duplicate_record": 3}
    assert n_marks + lost.total() == 3_902
    # Five raters each, of whom a few ratings have no sentence.
    assert sum(len(delivery.annotations) - 1 for delivery in deliveries) == 18_354
