"""What holds for the cleaner whatever it is given."""

import hashlib

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.text.clean import clean
from stance.text.normalize import level, normalize
from stance.text.parse import parse

NAUGHTY = [
    "undefined", "NULL", "1;DROP TABLE users", "<script>alert(1)</script>", "Ω≈ç√∫˜µ≤≥÷",
    "田中さんにあげて下さい", "👾 🙇 💁 🙅", "👩‍👩‍👧‍👦 family", "بولندا، الإطلاق", "הָיְתָהtestالصفحات",
    "T̫̺̳o̬̜ ì̬͎̲̟nv̖̗̻̣̹̕o͖̗̠̜̤k͍͚̹͖̼e̦̗̪͍̪͍",
    "\u2028\u2029\x85\x0b\x0c", "\x00\x01\x1f", "‪‪test‪", "％ＡＢＣ１２３",
    "ﬁ ﬂ Ǆ", "İSTANBUL ıi", "0xFFFF", "-", "…", "“", "''\"", "\ud800",
]  # fmt: skip
BLOCKS = [
    "Council closes the bridge", "Council Closes Bridge.", "Cracks had been known for years", "By Jane Roe",
    "Friday, March 4, 2016", "Updated: March 9, 2016", "Read also:", "Storm Hits The Coast", "Published on",
    "Advertisement", "What comes next", "Photo: the bridge in May", "© 2016 Post. All rights reserved.",
    "The council met on Monday evening and voted to close the old bridge for good, its chairman said.",
    "The council met on Monday evening and voted to close the old bridge for good, her chairman said.",
    "“We had no choice,” said Ann Roe. “The cracks are too deep.” He left the U.S. in May.", "- one item",
    "1. Roe leads",
    "It  has\u00a0odd spaces and cafe\u0301s.", "he went on in lower case", "Council closes the bridge.",
]  # fmt: skip
SEPARATORS = ["\n\n", "\n", "\r\n", "\r\n\r\n", "\r", "\n \n", "\f", " "]


@st.composite
def articles(draw):
    pieces = draw(st.lists(st.sampled_from(BLOCKS + NAUGHTY), min_size=1, max_size=12))
    text = "".join(piece + draw(st.sampled_from(SEPARATORS)) for piece in pieces)
    title = draw(st.sampled_from([None, "Council closes the bridge", "\u200b", "Another title"]))
    return Article(article_id="a.txt", text=text, meta=ArticleMeta(title=title))


def cleaned(article):
    try:
        return clean(article)
    except InputError:
        return None


@given(articles())
@settings(max_examples=300, deadline=None)
def test_cleaning_a_cleaned_text_changes_nothing(article):
    once = cleaned(article)
    if once is None:
        return
    twice = clean(msgspec.structs.replace(article, text=once.text))
    assert twice.text == once.text
    assert twice.dropped == []
    assert [u.id for u in twice.units] == [u.id for u in once.units]


@given(st.one_of(articles(), st.builds(Article, article_id=st.just("x"), text=st.text(max_size=300))))
@settings(max_examples=300, deadline=None)
def test_document_holds_together(article):
    document = cleaned(article)
    if document is None:
        return
    text = document.text
    assert document.text_sha256 == hashlib.sha256(text.encode()).hexdigest()
    # Segments and the blank lines between them rebuild the text.
    assert "\n\n".join(text[s.start : s.end] for s in document.segments) == text
    # Units lie in their segments, in order, and lose only white space.
    segments = {segment.id: segment for segment in document.segments}
    end = 0
    for rank, unit in enumerate(document.units, 1):
        assert unit.rank == rank
        assert end <= unit.start < unit.end
        assert segments[unit.segment].start <= unit.start
        assert unit.end <= segments[unit.segment].end
        assert not text[end : unit.start].strip()
        end = unit.end
    assert end == len(text)
    # A decoded copy is equal: the record obeys its own constraints.
    assert msgspec.json.decode(msgspec.json.encode(document), type=type(document)) == document


@given(articles())
@settings(max_examples=300, deadline=None)
def test_every_clean_character_comes_from_a_raw_one_and_dropped_ones_from_others(article):
    document = cleaned(article)
    if document is None:
        return
    raw_spans = []
    covered = 0
    for clean_start, raw_start, n, *rest in document.offset_map:
        n_raw = rest[0] if rest else n
        raw = level(article.text[raw_start : raw_start + n_raw]).replace("\n", " ").replace("\r", " ")
        assert (
            normalize(f"|{raw}|", 0, len(raw) + 2).text == f"|{document.text[clean_start : clean_start + n]}|"
        )
        raw_spans.append((raw_start, raw_start + n_raw))
        covered += n
    assert covered == len(document.text) - 2 * (len(document.segments) - 1)
    spans = sorted(raw_spans + [dropped.raw for dropped in document.dropped])
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))
    assert spans[-1][1] <= document.raw.n_chars


@given(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=200),
    st.sampled_from(["plain", "markdown"]),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_cleaned_and_parsed_or_refused_with_an_input_error(text, markup):
    document = cleaned(Article(article_id="x", text=text, markup=markup))
    if document is not None:
        parsed = parse(document)
        assert len(parsed.unit_tokens) == len(document.units)
