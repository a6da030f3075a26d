"""Real news beside the project: nothing is refused, little is dropped, headlines are found."""

from pathlib import Path

import pytest

from stance.records.article import Article
from stance.text.clean import clean
from stance.text.decode import decode

TEXTS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpora" / "polnear" / "train" / "text"

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not TEXTS.is_dir(), reason="the news corpus is not here"),
]


@pytest.fixture(scope="module")
def documents():
    paths = sorted(TEXTS.glob("*.txt"))[::10]
    texts = [decode(path.read_bytes(), declared=None, where=path.name).text for path in paths]
    return [clean(Article(article_id=path.name, text=text)) for path, text in zip(paths, texts, strict=True)]


def test_nearly_every_article_has_its_headline(documents):
    # Every text of this corpus opens with its headline, to which its editors added a final stop.
    with_headline = [document for document in documents if document.units[0].id == "H1"]
    assert len(with_headline) >= 0.95 * len(documents)


def test_little_is_taken_out(documents):
    dropped = sum(len(block.text) for document in documents for block in document.dropped)
    assert dropped <= 0.01 * sum(document.raw.n_chars for document in documents)


def test_sentences_have_the_length_of_news_sentences(documents):
    lengths = sorted(
        len(document.text[unit.start : unit.end].split())
        for document in documents
        for unit in document.units
        if unit.id.startswith("S")
    )
    # News sentences have about 20 words; one in a hundred above 60 would mean missed breaks.
    assert 15 <= lengths[len(lengths) // 2] <= 25
    assert lengths[int(0.99 * len(lengths))] <= 60


def test_cleaning_real_news_again_changes_nothing(documents):
    for document in documents:
        again = clean(Article(article_id="again", text=document.text))
        assert (again.text, again.units, again.dropped) == (document.text, document.units, [])
