"""The worked example beside the project: the cleaner must give exactly its document."""

import json
from pathlib import Path

import msgspec
import pytest

from stance.records.article import Article
from stance.text.clean import clean
from stance.text.decode import decode
from stance.text.offsets import OffsetMap

SEED = Path(__file__).resolve().parents[2] / ".." / "shared" / "seed"

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not SEED.is_dir(), reason="the worked example is not here"),
]


@pytest.fixture(scope="module")
def raw():
    return decode((SEED / "article.txt").read_bytes(), declared=None, where="article.txt").text


@pytest.fixture(scope="module")
def document(raw):
    return clean(Article(article_id="article.txt", text=raw, path="article.txt"))


@pytest.fixture(scope="module")
def expected():
    return json.loads((SEED / "seed_document.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("field", ["text", "text_sha256", "offset_map", "segments", "units"])
def test_field_is_exactly_that_of_the_example(document, expected, field):
    assert msgspec.to_builtins(document)[field] == expected[field]


def test_title_and_date_are_found(document, expected):
    assert document.meta.title == expected["meta"]["title"]
    assert document.meta.published_at == expected["meta"]["published_at"]


def test_dropped_blocks_are_those_of_the_example(document, expected):
    found = msgspec.to_builtins(document)["dropped"]
    assert len(found) == len(expected["dropped"]) == 6
    for block, known in zip(found, expected["dropped"], strict=True):
        for key, value in known.items():
            given = round(block[key], 3) if key in ("jaccard3", "containment3") else block[key]
            assert (list(given) if key == "raw" else given) == value


def test_cleaning_again_changes_nothing(document):
    again = clean(Article(article_id="article.txt", text=document.text))
    assert (again.text, again.units, again.dropped) == (document.text, document.units, [])


def test_offsets_of_every_unit_go_to_raw_and_back(document, raw):
    offsets = OffsetMap.of(document)
    for unit in document.units:
        start, end = offsets.to_raw(unit.start, unit.end)
        assert raw[start:end].replace("\u00a0", " ") == document.text[unit.start : unit.end]
        assert offsets.to_clean(start, end) == (unit.start, unit.end)
    for dropped in document.dropped:
        assert offsets.to_clean(*dropped.raw) is None
