import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.data.delivery import Delivery
from stance.data.readers import conll
from stance.data.readers.conll_text import aligned, joined
from stance.errors import InputError


def _read(folder, content=None, name="a.conll", **options):
    if content is not None:
        (folder / name).write_bytes(content.encode())
    return list(conll.read([folder], conll.Options(**options)))


def _one(folder, content, **options):
    (delivery,) = _read(folder, content, **options)
    assert isinstance(delivery, Delivery), delivery
    (annotation,) = delivery.annotations
    return delivery, [(mark.label, mark.pieces[0], mark.covered[0]) for mark in annotation.marks]


def test_tokens_and_tags_become_a_text_with_marks(tmp_path):
    # "Ann Lee said so." has 16 characters; "Yes" begins at 17.
    delivery, spans = _one(tmp_path, "Ann B-PER\nLee I-PER\nsaid O\nso O\n. O\n\nYes B-SAY\n")
    assert delivery.article.text == "Ann Lee said so.\nYes"
    assert spans == [("PER", (0, 7), "Ann Lee"), ("SAY", (17, 20), "Yes")]
    assert delivery.article.meta.groups == {"offsets": "synthetic"}
    assert delivery.annotations[0].layers == ("conll",)
    assert delivery.annotations[0].marks[1].where == "a.conll:7"


def test_tokens_may_all_be_joined_by_spaces(tmp_path):
    delivery, spans = _one(tmp_path, "So O\n, O\nno B-SAY\n. I-SAY\n", join="space")
    assert (delivery.article.text, spans) == ("So , no .", [("SAY", (5, 9), "no .")])


@pytest.mark.parametrize(
    ("tags", "spans", "n_mended"),
    [
        ("B-A I-A O", [(0, 1, "A")], 0),
        ("B-A B-A I-A", [(0, 0, "A"), (1, 2, "A")], 0),
        ("B-A I-A E-A", [(0, 2, "A")], 0),
        ("B-A L-A U-A", [(0, 1, "A"), (2, 2, "A")], 0),
        ("S-A S-A O", [(0, 0, "A"), (1, 1, "A")], 0),
        ("B I O", [(0, 1, "")], 0),
        # What continues nothing begins a span.
        ("I-A I-A O", [(0, 1, "A")], 1),
        ("B-A I-B I-B", [(0, 0, "A"), (1, 2, "B")], 1),
        ("B-A O I-A", [(0, 0, "A"), (2, 2, "A")], 1),
        ("S-A I-A E-A", [(0, 0, "A"), (1, 2, "A")], 1),
        ("B-A E-A E-A", [(0, 1, "A"), (2, 2, "A")], 1),
        ("E-A I-A O", [(0, 0, "A"), (1, 1, "A")], 2),
        # A span that was not closed ends where the next begins.
        ("B-A B-B E-B", [(0, 0, "A"), (1, 2, "B")], 0),
    ],
)
def test_tags_of_every_scheme_become_spans(tmp_path, tags, spans, n_mended):
    content = "".join(f"{token} {tag}\n" for token, tag in zip("abc", tags.split(), strict=True))
    delivery, found = _one(tmp_path, content)
    # Token n stands at 2n.
    assert found == [
        (label or "conll", (2 * first, 2 * last + 1), "a b c"[2 * first : 2 * last + 1])
        for first, last, label in spans
    ]
    assert delivery.article.meta.groups.get("tags_mended", "0") == str(n_mended)


def test_a_span_ends_with_its_sentence(tmp_path):
    delivery, spans = _one(tmp_path, "a B-A\n\nb I-A\n")
    assert [span[1] for span in spans] == [(0, 1), (2, 3)]
    assert delivery.article.meta.groups["tags_mended"] == "1"


def test_documents_of_one_file_are_told_apart(tmp_path):
    found = _read(tmp_path, "-DOCSTART- -X- O\n\na B-A\n\n-DOCSTART- -X- O\n\n-DOCSTART- O\nb O\n")
    assert [(one.article.article_id, one.article.text) for one in found] == [("a", "a"), ("a-2", "b")]


def test_columns_separator_and_comments_are_given(tmp_path):
    content = "# text = x\n1\tNew York\tB-LOC\tx\n2\tgrew\tO\tx\n"
    delivery, spans = _one(
        tmp_path, content, token_column=1, label_column=2, separator="tab", comment="# ", layer="places"
    )
    assert (delivery.article.text, spans) == ("New York grew", [("LOC", (0, 8), "New York")])
    assert delivery.annotations[0].layers == ("places",)


@pytest.mark.parametrize(
    ("content", "where", "expected"),
    [
        ("a B-A\nb\n", "a.conll:2", "a tag in column -1"),
        ("a B-A\nb X-A\n", "a.conll:2", "a tag such as B-LABEL"),
        ("a B-\n", "a.conll:1", "a tag such as B-LABEL"),
        ("a PER\n", "a.conll:1", "a tag such as B-LABEL"),
    ],
)
def test_a_broken_line_is_refused_with_its_place(tmp_path, content, where, expected):
    (error,) = _read(tmp_path, content)
    assert isinstance(error, InputError)
    assert error.where == where
    assert expected in error.expected


def test_one_broken_document_does_not_stop_the_others(tmp_path):
    found = _read(tmp_path, "a\n-DOCSTART- O\nb B-A\n")
    assert [type(one) for one in found] == [InputError, Delivery]


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(tmp_path):
    delivery, spans = _one(tmp_path, "\ufeffa B-A\r\n\r\nb\u00a0c O\n")
    assert (delivery.article.text, spans) == ("a\nb\u00a0c", [("A", (0, 1), "a")])


def test_tokens_are_found_again_in_raw_texts(tmp_path):
    (tmp_path / "a.txt").write_bytes("Ann  (40)\r\nsaid:\u2028“No.”".encode())
    content = "Ann B-PER\n-LRB- O\n40 O\n-RRB- O\nsaid O\n: O\n\n`` B-Q\nNo I-Q\n. I-Q\n'' I-Q\n"
    delivery, spans = _one(tmp_path, content, texts=str(tmp_path))
    # The quotation begins after "Ann  (40)", CR, LF, "said:" and a line separator: 9 + 2 + 5 + 1.
    assert spans == [("PER", (0, 3), "Ann"), ("Q", (17, 22), "“No.”")]
    assert delivery.article.meta.groups == {}


def test_a_token_that_is_not_in_the_raw_text_is_told(tmp_path):
    (tmp_path / "a.txt").write_text("Ann left.")
    (error,) = _read(tmp_path, "Ann O\nwent O\n", texts=str(tmp_path))
    assert (error.where, error.found) == ("a.conll:2", "'went'")
    assert "'left.' at 4" in error.expected


def test_a_raw_text_that_is_missing_is_told(tmp_path):
    (error,) = _read(tmp_path, "Ann O\n", texts=str(tmp_path / "nowhere"))
    assert (error.reason, error.expected) == ("missing", "the raw text a.txt")


def test_punctuation_is_joined_as_in_print():
    words = "He did n't \" say \" ( much ) , he 's out of $ 5 ; 10 % .".split()
    assert joined([words], "news")[0] == "He didn't \"say\" (much), he's out of $5; 10%."


_WORDS = st.lists(st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1), min_size=1)


@given(st.lists(_WORDS, min_size=1), st.sampled_from(["space", "news"]))
def test_each_token_stands_where_it_is_said_to(sentences, join):
    text, places = joined(sentences, join)
    tokens = [token for sentence in sentences for token in sentence]
    assert [text[start:end] for start, end in places] == tokens
    assert aligned(text, [(token, "a:1") for token in tokens], "a.txt") == places
