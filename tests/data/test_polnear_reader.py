"""PolNeAR's brat standoff, read from a corpus of two made-up articles."""

import pytest

from stance.data.readers.polnear import read_polnear
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
    with pytest.raises(ResourceMissingError, match="no such folder"):
        next(read_polnear(tmp_path, "dev"))
