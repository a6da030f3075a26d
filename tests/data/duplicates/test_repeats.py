from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.data.duplicates.dropping import move_annotation, without_segments
from stance.data.duplicates.near_duplicates import NearDuplicateSettings, find_clusters
from stance.data.duplicates.repeats import RepeatSettings, find_repeated_paragraphs, segments_by_document
from stance.errors import InputError, InvariantError
from stance.invariants.document import check_document, text_checksum
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.article import Article, ArticleMeta
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.clean import clean

CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "polnear" / "train" / "text"
NOTICE = "Sign up for the Harbour Post morning letter here."
STORIES = [
    "The ferry to Lunde was late on Monday because of ice in the strait.",
    "Bakers in the old town want the market back where it was last year.",
    "A storm took the roof off the school gym, but nobody was hurt there.",
    "The council voted nine to four against the new tramway down the hill.",
]


def document(name, *paragraphs, outlet="post", headline="News from the harbour"):
    meta = ArticleMeta(outlet_id=outlet)
    text = "\n\n".join([headline, *paragraphs])
    return clean(Article(article_id=name, text=text, meta=meta))


def repeated(documents, clusters=None, **changes):
    return find_repeated_paragraphs(documents, RepeatSettings(**changes), clusters or {})


def test_a_paragraph_of_three_articles_of_one_site_is_found_with_its_places():
    documents = [document(f"a{n}", STORIES[n], NOTICE if n else NOTICE.upper()) for n in range(3)]
    (found,) = repeated([*documents, document("b", STORIES[3])])
    assert (found.text, found.outlet, found.n_articles, found.share) == (NOTICE.upper(), "post", 3, 3 / 4)
    assert segments_by_document([found]) == {d.doc_id: ["seg2"] for d in documents}


def test_two_articles_or_two_sites_are_not_enough():
    documents = [document(f"a{n}", STORIES[n], NOTICE, outlet="post" if n < 2 else "star") for n in range(3)]
    assert repeated(documents) == []
    # Two of the post's two articles have it; the star has one.
    (found,) = repeated(documents, min_share=0.01)
    assert (found.outlet, found.n_articles) == ("post", 2)


def test_copies_of_a_syndicated_article_count_once():
    documents = [document(f"a{n}", *STORIES[:3]) for n in range(5)]
    clusters = find_clusters({d.doc_id: d.text for d in documents}, NearDuplicateSettings(), seed=1)
    assert repeated(documents, clusters.cluster_of) == []
    assert len(repeated(documents)) == 3


def test_headlines_and_short_paragraphs_stay():
    documents = [document(f"a{n}", STORIES[n], "He declined to comment.") for n in range(3)]
    assert repeated(documents) == []
    (found,) = repeated(documents, min_words=4)
    assert found.text == "He declined to comment."


def test_a_document_without_a_paragraph_still_holds_together():
    raw = f"Harbour news\r\n\r\nCafe\u0301 “Søl”\u00a0opens 🚢\r\n\r\n{NOTICE}\r\n\r\n{STORIES[0]}\r\n"
    before = clean(Article(article_id="a", text=raw))
    notice = next(s.id for s in before.segments if before.text[s.start : s.end] == NOTICE)
    after = without_segments(before, [notice], "site_disclaimer").document
    assert check_document(after, raw) == []
    assert after.text == before.text.replace(f"{NOTICE}\n\n", "")
    assert after.text_sha256 == text_checksum(after.text)
    (dropped,) = after.dropped
    assert (dropped.text, dropped.reason) == (NOTICE, "site_disclaimer")
    assert raw[slice(*dropped.raw)] == NOTICE
    assert [unit.id for unit in after.units] == [u.id for u in before.units if u.segment != notice]
    assert [unit.rank for unit in after.units] == list(range(1, len(after.units) + 1))


PARAGRAPHS = st.lists(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda text: text.strip()),
    min_size=2,
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(PARAGRAPHS, st.data())
def test_any_paragraphs_can_be_taken_out_and_units_move_with_their_text(paragraphs, data):
    raw = "\n\n".join(["A headline stands here", *paragraphs])
    try:
        before = clean(Article(article_id="a", text=raw))
    except InputError:
        return
    body = [segment.id for segment in before.segments if segment.kind != "headline"]
    gone = data.draw(st.sets(st.sampled_from(body)) if body else st.just(set()))
    if len(gone) == len(before.segments):
        gone.pop()
    result = without_segments(before, gone, "site_disclaimer")
    assert check_document(result.document, raw) == []
    for unit in before.units:
        moved = result.moved.move(unit.start, unit.end)
        assert (moved is None) == (unit.segment in gone)
        if moved:
            assert result.document.text[slice(*moved)] == before.text[unit.start : unit.end]


def test_headlines_unknown_segments_and_the_last_paragraph_are_not_taken_out():
    before = document("a", STORIES[0])
    with pytest.raises(InvariantError, match="found the headline"):
        without_segments(before, ["seg0"], "site_disclaimer")
    with pytest.raises(InvariantError, match="no such segment"):
        without_segments(before, ["seg9"], "site_disclaimer")
    body_only = msgspec.structs.replace(
        before, segments=[msgspec.structs.replace(s, kind="body") for s in before.segments]
    )
    with pytest.raises(InputError, match="only notices of the site"):
        without_segments(body_only, ["seg0", "seg1"], "site_disclaimer")


def span(document, text):
    start = document.text.index(text)
    return Span(start=start, end=start + len(text), text=text)


def mark(document, name, *texts):
    return Mark(id=name, layer="words", label="loaded", pieces=[span(document, text) for text in texts])


def annotation(document, **fields):
    return Annotation(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        labelset=LabelSetRef(name="test", version="1"),
        annotator=Annotator(id="ann", kind="expert"),
        provenance=Provenance(),
        layers=["words", "tone"],
        **fields,
    )


def test_annotations_move_with_the_text_and_what_touches_the_gap_is_lost_and_told():
    before = document("a", STORIES[0], NOTICE, STORIES[1])
    notice = next(s.id for s in before.segments if before.text[s.start : s.end] == NOTICE)
    lost_unit = next(u.id for u in before.units if u.segment == notice)
    given_ = annotation(
        before,
        marks=[
            mark(before, "M1", "ferry"),
            mark(before, "M2", "Bakers", "market"),
            mark(before, "M3", "morning"),
            mark(before, "M4", "Bakers", "letter"),
        ],
        links=[
            Link(layer="words", label="with", src="M1", dst="M2"),
            Link(layer="words", label="with", src="M2", dst="M3"),
        ],
        answers=[
            Answer(question="tone", value="calm"),
            Answer(question="tone", value="calm", about="M1", attributes={"evidence": ["M2", "M3"]}),
            Answer(question="tone", value="loud", about="M4"),
            Answer(question="tone", value="loud", about=lost_unit),
        ],
    )
    result = without_segments(before, [notice], "site_disclaimer")
    moved, losses = move_annotation(given_, result.moved)
    assert moved.text_sha256 == result.document.text_sha256
    assert [m.id for m in moved.marks] == ["M1", "M2"]
    for kept in moved.marks:
        for piece in kept.pieces:
            assert result.document.text[piece.start : piece.end] == piece.text
    assert [(link.src, link.dst) for link in moved.links] == [("M1", "M2")]
    assert [(a.about, a.attributes) for a in moved.answers] == [(None, {}), ("M1", {"evidence": ["M2"]})]
    assert moved.layers == given_.layers
    # Two marks, one link, two answers, one piece of evidence.
    assert [loss.what for loss in losses] == [
        "words/loaded",
        "words/loaded",
        "words>with",
        "tone.evidence",
        "tone=loud",
        "tone=loud",
    ]
    assert {loss.reason for loss in losses} == {"text_dropped_by_cleaning"}


def test_an_annotation_of_another_document_is_refused():
    result = without_segments(document("a", STORIES[0], NOTICE), ["seg2"], "site_disclaimer")
    with pytest.raises(InvariantError, match="an annotation of a_"):
        move_annotation(annotation(document("b", STORIES[0])), result.moved)


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not beside the project")
def test_notices_of_real_sites_are_found_and_taken_out():
    documents, raws = [], {}
    for path in sorted(CORPUS.glob("*.txt")):
        raw = path.read_bytes().decode("utf-8")
        meta = ArticleMeta(outlet_id=path.stem.partition("_")[0])
        documents.append(clean(Article(article_id=path.stem, text=raw, meta=meta)))
        raws[documents[-1].doc_id] = raw
    found = repeated(documents)
    assert 3 <= len(found) <= 12
    gone = segments_by_document(found)
    for before in documents:
        if before.doc_id in gone:
            after = without_segments(before, gone[before.doc_id], "site_disclaimer").document
            assert check_document(after, raws[before.doc_id]) == []
