from pathlib import Path

import pytest

from stance.invariants.annotation import check_annotation
from stance.invariants.document import check_document
from stance.invariants.labels import AllowedLabels
from stance.metrics.relations import RelationSpans, match_relations, relation_counts
from stance.metrics.spans import TypedSpan, ptc_counts, span_counts
from stance.records.codec import decode_annotation, decode_document
from stance.schema.labels import load_schema
from stance.text.tokens import tokenize

SEED = Path(__file__).resolve().parents[2] / ".." / "shared" / "seed"
pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not SEED.exists(), reason="the worked example is not beside the project"),
]


@pytest.fixture(scope="module")
def document():
    return decode_document((SEED / "seed_document.json").read_bytes(), "seed_document.json")


@pytest.fixture(scope="module")
def gold():
    return decode_annotation((SEED / "seed_gold.json").read_bytes(), "seed_gold.json")


def test_the_document_is_valid_against_its_raw_text(document):
    assert check_document(document, (SEED / "article.txt").read_text("utf-8")) == []


def test_the_gold_annotation_breaks_no_invariant(document, gold):
    assert check_annotation(gold, document, labels=AllowedLabels.of(load_schema())) == []


@pytest.mark.parametrize(("predicts_gold", "score"), [(True, 1.0), (False, 0.0)])
def test_gold_scores_1_against_itself_and_0_against_nothing(document, gold, predicts_gold, score):
    cues = [TypedSpan.at(cue.start, cue.end, cue.type) for cue in gold.cues]
    relations = [RelationSpans.of(a).trimmed(document.text) for a in gold.attributions]
    found_cues, found_relations = (cues, relations) if predicts_gold else ([], [])
    spans = span_counts(cues, found_cues)
    matches = match_relations(relations, found_relations, tokens=tokenize(document.text))
    counts = relation_counts(matches, n_gold=len(relations), n_predicted=len(found_relations))
    scores = {
        c.f1
        for c in (spans.strict, spans.exact, spans.partial, spans.type, spans.overlap)
        + (ptc_counts(cues, found_cues), counts.relaxed, counts.strict, counts.cue_overlap)
    }
    assert scores == {score}
