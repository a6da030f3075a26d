"""Floors for the rules on a news corpus that people annotated, a little under what was measured."""

from pathlib import Path

import pytest

from stance.analysis.analyzer import load_analyzer
from stance.data.readers.polnear import read_polnear
from stance.data.targets import TargetSet
from stance.evaluation.attributions import AttributionComparison
from stance.invariants.annotation import check_annotation
from stance.invariants.document import check_document
from stance.metrics.relations import RelationSpans
from stance.records.article import Article
from stance.text.offsets import OffsetMap

CORPUS = Path(__file__).resolve().parents[4] / ".." / "shared" / "corpora" / "polnear"
STEP = 12

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project"),
]


@pytest.fixture(scope="module")
def articles():
    return [article for n, article in enumerate(read_polnear(CORPUS, "train")) if n % STEP == 0]


@pytest.fixture(scope="module")
def analyses(articles):
    batch = [(Article(article_id=a.name, text=a.text), TargetSet([], [])) for a in articles]
    return load_analyzer("rules", seed=0).analyze_many(batch)


@pytest.fixture(scope="module")
def rows(articles, analyses):
    comparison = AttributionComparison()
    for article, analysis in zip(articles, analyses, strict=True):
        comparison.add(article.text, article.first, in_raw_text(analysis))
    return {row.metric: row for row in comparison.rows(seed=0)}


def in_raw_text(analysis):
    """The attributions that the corpus would annotate: of level 0, with a source."""
    offsets = OffsetMap.of(analysis.document)

    def pieces(spans):
        return tuple(sorted(offsets.to_raw(span.start, span.end) for span in spans))

    return [
        RelationSpans(pieces(a.source), pieces(a.cue), pieces(a.content))
        for a in analysis.attributions
        if a.level == 0 and a.source
    ]


def test_every_article_has_a_valid_analysis(articles, analyses):
    assert len(articles) >= 60
    found = [
        problem
        for article, analysis in zip(articles, analyses, strict=True)
        for problem in (
            *check_document(analysis.document, article.text),
            *check_annotation(analysis.findings, analysis.document),
        )
    ]
    assert found == []


@pytest.mark.parametrize(
    ("metric", "floor"), [("source exact", 0.60), ("cue exact", 0.60), ("content exact", 0.52)]
)
def test_f1_of_exact_spans(rows, metric, floor):
    assert rows[metric].f1 >= floor


def test_attributed_characters(rows):
    row = rows["attributed characters"]
    assert row.precision >= 0.86
    assert row.recall >= 0.73
