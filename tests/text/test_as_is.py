import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.invariants.document import check_document
from stance.records.article import Article, ArticleMeta
from stance.text.as_is import document_as_is
from stance.text.clean import clean
from stance.text.decode import replace_surrogates


def document_of(text, title=None):
    return document_as_is(Article(article_id="a", text=text, meta=ArticleMeta(title=title)))


def parts(document):
    return [(s.kind, document.text[s.start : s.end]) for s in document.segments]


def test_nothing_is_changed_and_nothing_dropped():
    text = "\ufeffRead also: x\r\n\r\nA\u00a0b\tc &amp; cafe\u0301  d.\u2028Next. \n"
    document = document_of(text)
    assert document.text == text
    assert (document.offset_map, document.dropped) == ([[0, 0, len(text)]], [])
    assert document.cleaner.name == "stance.as_is"


def test_blank_lines_part_paragraphs_and_single_line_ends_do_not():
    document = document_of("One line\nand its rest.\r\n \r\n\nTwo. Three.\n")
    assert parts(document) == [("body", "One line\nand its rest."), ("body", "Two. Three.")]
    assert [document.text[u.start : u.end] for u in document.units] == [
        "One line\nand its rest.",
        "Two.",
        "Three.",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"])
def test_line_ends_part_paragraphs_where_no_line_is_blank(end):
    assert parts(document_of(f"One.{end}Two.{end}")) == [("body", "One."), ("body", "Two.")]


def test_a_first_line_that_is_the_title_is_the_headline():
    document = document_of("Mayor  quits \nShe left\nearly.\n\nNo reason.", title="Mayor quits")
    assert parts(document)[0] == ("headline", "Mayor  quits")
    assert parts(document)[1] == ("body", "She left\nearly.")
    assert [unit.id for unit in document.units] == ["H1", "S1", "S2"]
    assert document.meta.title == "Mayor quits"


def test_a_title_that_is_not_the_first_line_makes_no_headline():
    assert parts(document_of("Mayor quits today", title="Mayor quits")) == [("body", "Mayor quits today")]


def test_the_id_is_that_of_the_cleaned_document():
    article = Article(article_id="x/a.txt", text="The mayor left on Monday.\n\nNo reason was given.")
    assert document_as_is(article).doc_id == clean(article).doc_id


@pytest.mark.parametrize("text", ["", " \r\n\u2028\t "])
def test_a_text_of_white_space_is_refused(text):
    with pytest.raises(InputError, match="nothing readable"):
        document_of(text)


PIECES = [
    "a",
    "Dr. B ",
    ". ",
    "\n",
    "\r\n",
    "\n\n",
    "\u2028",
    "\x1f",
    "\u200b",
    "e\u0301",
    "\U0001f600",
    "“",
    "\ud800",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_any_text_gives_a_document_that_holds_together(text):
    text = replace_surrogates(f"x{text}")[0]
    document = document_of(text, title="x")
    assert check_document(document, text) == []
    # Every visible character lies in a unit.
    covered = {at for unit in document.units for at in range(unit.start, unit.end)}
    assert all(c.isspace() for at, c in enumerate(text) if at not in covered)
