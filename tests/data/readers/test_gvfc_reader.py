"""GVFC's folds of headlines."""

from collections import defaultdict
from pathlib import Path

import pytest

from stance.data.readers.corpus_files import corpus_lines
from stance.data.readers.gvfc import LABELS, N_FOLDS, Options, read, read_headline
from stance.errors import InputError, ResourceMissingError


def line(number, text, *frames):
    flags = ["1.0" if label in frames else "0.0" for label in LABELS]
    return "\t".join([str(number), text, "a", *flags])


@pytest.fixture
def deliver(tmp_path):
    """Writes the test parts of the folds, and returns what the reader delivers."""

    def deliver(**folds):
        for fold in range(N_FOLDS):
            (tmp_path / str(fold)).mkdir()
            lines = folds.get(f"fold{fold}", [])
            (tmp_path / str(fold) / "dev.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return list(read([tmp_path], Options()))

    return deliver


def test_a_headline_has_its_frames_and_the_fold_that_tests_on_it(deliver):
    politics, calm = deliver(
        fold0=[line(7, "Pier vote splits council", "politics", "gun control")], fold3=[line(8, "Calm")]
    )
    (annotation,) = politics.annotations
    assert annotation.answers[0].value == ["gun control", "politics"]
    assert annotation.kind == "adjudicated"
    assert (politics.article.article_id, politics.article.meta.groups) == ("gvfc-7", {"fold": "0"})
    assert calm.annotations[0].answers[0].value == []
    assert calm.article.meta.groups == {"fold": "3"}


def test_a_headline_in_quotation_marks_is_what_is_inside_them(deliver):
    (delivery,) = deliver(fold0=[line(1, '"""Stay away"": mayor pleads"')])
    assert delivery.article.text == '"Stay away": mayor pleads'


def test_a_number_used_for_two_headlines_gives_two_ids(deliver):
    first, second = deliver(fold0=[line(67, "Ferry late")], fold2=[line(67, "Ferry early")])
    assert (first.article.article_id, second.article.article_id) == ("gvfc-67", "gvfc-67-fold2")


@pytest.mark.parametrize("broken", ["7\tFerry", line(7, " "), line(7, "Ferry").replace("0.0", "0.5", 1)])
def test_a_broken_line_is_named_and_the_next_one_read(deliver, broken):
    error, good = deliver(fold1=[broken, line(8, "Pier")])
    assert isinstance(error, InputError)
    assert str(Path("1") / "dev.tsv") + ":1" in str(error)
    assert good.article.text == "Pier"


def test_a_fold_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ResourceMissingError, match=r"dev\.tsv"):
        list(read([tmp_path], Options()))


CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "gvfc"


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
def test_the_folds_of_the_real_corpus_agree_with_each_other():
    deliveries = list(read([CORPUS], Options()))
    assert len({delivery.article.article_id for delivery in deliveries}) == len(deliveries) == 1_300
    tested = {
        d.article.text: (d.article.meta.groups["fold"], d.annotations[0].answers[0].value) for d in deliveries
    }
    trained = defaultdict(set)
    for fold in range(N_FOLDS):
        for where, row in corpus_lines(CORPUS / str(fold) / "train.tsv"):
            headline = read_headline(row, where)
            trained[headline.text].add(str(fold))
            assert tested[headline.text][1] == headline.frames
    # Each is trained on in the four other folds; three headlines stand twice, under two numbers.
    assert sum(len(folds) == 4 and tested[text][0] not in folds for text, folds in trained.items()) == 1_294
    assert len(tested) == 1_297
