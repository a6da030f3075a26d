"""PolNeAR's brat standoff, read from a corpus of two made-up articles."""

from collections import Counter
from pathlib import Path

import pytest

from stance.data.readers.polnear import Options, read, read_polnear
from stance.errors import InputError, ResourceMissingError
from stance.metrics.relations import RelationSpans

# "The warden said:\r\n\"It\nis shut.\" Ann, the mayor, denied it."
#  0   4      11      17 (\r) 18 (\n) 19 quote ... 33; then " Ann" at 34
HARBOUR = 'The warden said:\r\n"It\nis shut." Ann, the mayor, denied it.\n'


def span(words, start=None):
    start = HARBOUR.index(words) if start is None else start
    return start, start + len(words)


@pytest.fixture
def corpus(tmp_path):
    """Writes annotation files by name, and returns the corpus's folder."""
    texts, annotations = tmp_path / "train" / "text", tmp_path / "train" / "attributions"
    texts.mkdir(parents=True)
    annotations.mkdir()
    (texts / "harbour.txt").write_bytes(HARBOUR.encode())
    (texts / "market.txt").write_bytes("Café 😀 shut.".encode())

    def write(**files):
        for name, lines in files.items():
            (annotations / f"{name}.ann").write_bytes("\n".join(lines).encode() + b"\n")
        return tmp_path

    return write


def line(name, role, words, start=None):
    first, last = span(words, start)
    return f"{name}\t{role} {first} {last}\t{words}"


SAID = [
    line("T1", "Source", "The warden"),
    line("T2", "Cue", "said:"),
    # The covered text holds a line end, as the corpus's files do.
    line("T3", "Content", '"It\nis shut."'),
    line("T4", "Attribution", "said:"),
    "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
]


def test_articles_come_in_order_of_name_with_their_texts_as_delivered(corpus):
    articles = list(read_polnear(corpus(harbour_a1=SAID), "train"))
    assert [article.name for article in articles] == ["harbour", "market"]
    assert articles[0].text == HARBOUR
    assert articles[1].attributions == {}
    assert articles[1].first == []


def test_offsets_count_code_points_of_the_raw_text(corpus):
    (relation,) = next(read_polnear(corpus(harbour_a1=SAID), "train")).first
    (content,) = relation.content
    assert HARBOUR[slice(*content)] == '"It\nis shut."'
    # 18 characters stand before the quotation mark: "The warden said:" and two of the line end.
    assert content == (18, 31)
    assert [HARBOUR[slice(*piece)] for piece in (*relation.source, *relation.cue)] == ["The warden", "said:"]


def test_fragments_and_numbered_roles_are_gathered_in_order(corpus):
    mayor = span("the mayor")
    ann = span("Ann")
    lines = [
        f"T1\tSource {mayor[0]} {mayor[1]};{ann[0]} {ann[1]}\tAnn the mayor",
        line("T2", "Cue", "denied"),
        line("T3", "Content", "it", HARBOUR.index(" it.") + 1),
        line("T4", "Content", '"It\nis shut."'),
        "E1\tAttribution:T9 Source:T1 Cue:T2 Content:T3 Content2:T4",
        "A1\tNote E1 something",
        "#1\tAnnotatorNotes T1\ta remark",
    ]
    (relation,) = next(read_polnear(corpus(harbour_a1=lines), "train")).first
    it = span("it", HARBOUR.index(" it.") + 1)
    assert relation == RelationSpans((ann, mayor), (span("denied"),), (span('"It\nis shut."'), it))


def test_events_that_only_discuss_or_are_discarded_are_left_out(corpus):
    lines = [*SAID, "E2\tDiscuss:T2 Source:T1", "E3\tDiscard:T2 Content:T3"]
    assert len(next(read_polnear(corpus(harbour_a1=lines), "train")).first) == 1


def test_each_annotator_is_kept_apart_and_the_first_id_is_first(corpus):
    article = next(read_polnear(corpus(harbour_b2=[], harbour_a1=SAID), "train"))
    assert list(article.attributions) == ["a1", "b2"]
    assert [len(found) for found in article.attributions.values()] == [1, 0]
    assert article.first == article.attributions["a1"]


@pytest.mark.parametrize(
    "broken",
    [
        "T5\tSource four five\tx",
        "T5\tSource",
        "T5\tSource 5 5\t",
        "T5\tSource 9 2\tx",
        f"T5\tSource 0 {len(HARBOUR) + 1}\tx",
    ],
)
def test_a_broken_line_is_named_with_file_and_line(corpus, broken):
    # T3 covers a line end, so the sixth record begins on line 7.
    with pytest.raises(InputError, match=r"harbour_a1\.ann:7") as error:
        list(read_polnear(corpus(harbour_a1=[*SAID, broken]), "train"))
    assert error.value.reason == "parse_error"


def test_a_part_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ResourceMissingError, match="no such file or folder"):
        next(read_polnear(tmp_path, "dev"))


def test_attributions_without_a_source_are_read_but_are_not_among_the_first_with_one(corpus):
    lines = [
        *SAID,
        line("T5", "Cue", "denied"),
        line("T6", "Content", "it", 53),
        "E2\tAttribution-no-source:T9 Content:T6 Cue:T5",
    ]
    article = next(read_polnear(corpus(harbour_a1=lines), "train"))
    assert [relation.source for relation in article.attributions["a1"]] == [(span("The warden"),), ()]
    assert len(article.first) == 1


HEADER = (
    "compartment\tfilename\tlevel\tannotators\tpublisher\tpublication_date\tauthor\ttitle\ttrump_count"
    "\tclinton_count\tcredit\twire"
)


@pytest.fixture
def deliver(corpus):
    """Writes annotation files and metadata, and returns what the reader delivers."""

    def deliver(*rows, part="train", **files):
        folder = corpus(**files)
        (folder / "metadata.tsv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return list(read([folder], Options(part=part)))

    return deliver


def test_the_cue_stands_for_the_attribution_and_is_linked_to_source_and_content(deliver):
    (annotation,) = deliver(harbour_a1=SAID)[0].annotations
    assert [(mark.id, mark.label, mark.covered) for mark in annotation.marks] == [
        ("T1", "source", ("The warden",)),
        ("E1", "cue", ("said:",)),
        ("T3", "content", ('"It\nis shut."',)),
    ]
    assert [(link.src, link.label, link.dst) for link in annotation.links] == [
        ("E1", "source", "T1"),
        ("E1", "content", "T3"),
    ]


def test_a_shared_source_is_one_mark_with_two_links_to_it(deliver):
    lines = [*SAID, line("T5", "Cue", "denied"), "E2\tAttribution:T5 Cue:T5 Source:T1"]
    (annotation,) = deliver(harbour_a1=lines)[0].annotations
    assert [mark.id for mark in annotation.marks if mark.label == "source"] == ["T1"]
    assert [link.src for link in annotation.links if link.dst == "T1"] == ["E1", "E2"]


def test_a_shared_cue_is_a_mark_for_each_of_its_attributions(deliver):
    lines = [*SAID, "E2\tAttribution:T2 Cue:T2"]
    (annotation,) = deliver(harbour_a1=lines)[0].annotations
    assert [mark.id for mark in annotation.marks if mark.label == "cue"] == ["E1", "E2"]


def test_without_a_cue_the_content_stands_for_the_attribution(deliver):
    lines = [SAID[0], SAID[2], "E1\tAttribution:T9 Content:T3 Source:T1"]
    (annotation,) = deliver(harbour_a1=lines)[0].annotations
    assert [(mark.id, mark.label) for mark in annotation.marks] == [("T1", "source"), ("E1", "content")]
    assert [(link.src, link.label, link.dst) for link in annotation.links] == [("E1", "source", "T1")]


def test_notes_empty_events_and_spans_of_no_event_are_counted_as_lost(deliver):
    lines = [
        *SAID,
        line("T5", "Discuss", "denied"),
        line("T6", "Cue", "denied"),
        "E2\tAttribution-no-source:T6",
        "E3\tAttribution:T6 Cue:T77",
        "E4\tMeeting:T6 Who:T1",
        "#1\tAnnotatorNotes T1\ta remark",
    ]
    (delivery, _) = deliver(harbour_a1=lines)
    assert Counter((loss.reason, loss.what) for loss in delivery.losses) == {
        ("unsupported", "attribution/Discuss"): 1,
        ("broken_reference", "attribution/Cue"): 1,  # T6 is in no attribution
        ("empty_span", "attribution/Attribution-no-source"): 1,
        ("broken_reference", "attribution/Attribution/cue"): 1,  # T77
        ("empty_span", "attribution/Attribution"): 1,  # E3 is left with nothing
        ("unsupported", "attribution/Meeting"): 1,
        ("unsupported", "attribution/AnnotatorNotes"): 1,
    }


def test_metadata_tells_outlet_date_authors_and_where_the_text_came_from(deliver):
    source = "h/t: The Quay \tReuters"
    row = f"train\tharbour\t1\ta1\tthe-pier\t2016-01-31\tAnn Lee and Bo Ray\tHarbour shut\t0\t1\t{source}"
    nothing_known = "train\tmarket\t1\tNone\tthe-pier\t2016-02-01\tNone\tMarket\t0\t0\tNone\tNA"
    harbour, market = (delivery.article.meta for delivery in deliver(row, nothing_known))
    assert (harbour.outlet_id, harbour.published_at, harbour.title) == (
        "the-pier",
        "2016-01-31",
        "Harbour shut",
    )
    assert harbour.authors == ["Ann Lee", "Bo Ray"]
    assert harbour.origin_outlet_id == "reuters"
    assert harbour.groups == {"part": "train", "wire": "reuters", "credit": "The Quay"}
    assert (market.authors, market.origin_outlet_id, market.groups) == ([], None, {"part": "train"})


def test_a_broken_annotation_file_costs_its_document_and_no_other(deliver):
    broken, market = deliver(harbour_a1=["T1\tSource four five\tx"])
    assert isinstance(broken, InputError)
    assert "harbour_a1.ann:1" in str(broken)
    assert market.article.article_id == "market"


CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "polnear"


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project")
@pytest.mark.parametrize(
    ("part", "n_articles", "n_events", "n_empty"), [("train", 840, 19_868, 34), ("dev", 84, 2_193, 1)]
)
def test_the_real_corpus_has_the_published_number_of_attributions(part, n_articles, n_events, n_empty):
    deliveries = list(read([CORPUS], Options(part=part)))
    assert len(deliveries) == n_articles
    n_first = 0
    for delivery in deliveries:
        # The anchor of an attribution has the id of its event.
        n_first += sum(mark.id.startswith("E") for mark in delivery.annotations[0].marks)
        for annotation in delivery.annotations:
            for mark in annotation.marks:
                assert mark.covered == tuple(delivery.article.text[start:end] for start, end in mark.pieces)
    # Documents with several annotators have no empty events, so all of them are the first annotator's.
    assert n_first + n_empty == n_events
