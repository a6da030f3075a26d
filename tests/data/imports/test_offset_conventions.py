import html
import re
import sys

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from stance.data.imports.offset_conventions import countings
from stance.data.imports.offset_proof import ClaimedSpan, place_spans
from stance.errors import MissingExtraError

ALL = ("code_points", "utf16", "bytes", "crlf_as_one", "crlf_as_two", "html_escaped", "graphemes")
PARTS = [
    *[
        "a",
        "b",
        "ab ",
        " ",
        "\n",
        "\r\n",
        "é",
        "e\u0301",
        "\U0001f600",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    ],
    *["&", "<", "&amp;", '"', "'", "שלום", "\u2028", "\ufeff", "अनु"],
]
TEXTS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=25).map("".join)


# How many steps a tool counts before a place, worked out from the whole text before it.
def n_steps(before, convention):
    match convention:
        case "utf16":
            return len(before.encode("utf-16-le")) // 2
        case "bytes":
            return len(before.encode())
        case "crlf_as_one":
            return len(before.replace("\r\n", "\n"))
        case "crlf_as_two":
            return len(re.sub("(?<!\r)\n", "\r\n", before))
        case "html_escaped":
            return len(html.escape(before))
        case "graphemes":
            return len(regex.findall(r"\X", before))
    return len(before)


def places(text, convention):
    """Places a tool can point to: not between CR and LF, nor inside a grapheme cluster."""
    if convention == "graphemes":
        return [0, *(match.end() for match in regex.finditer(r"\X", text))]
    return [at for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n"]


@st.composite
def deliveries(draw, convention):
    """A text, spans of it in code points, and the same spans as a tool counts them."""
    text = draw(TEXTS)
    at = places(text, convention)
    pairs = st.lists(st.sampled_from(at), min_size=2, max_size=2, unique=True).map(sorted)
    spans = draw(st.lists(pairs.map(tuple), min_size=1, max_size=6)) if len(at) > 1 else [(0, len(text))]
    claimed = [
        ClaimedSpan(
            ((n_steps(text[:start], convention), n_steps(text[:end], convention)),), (text[start:end],)
        )
        for start, end in spans
    ]
    return text, [((start, end),) for start, end in spans], claimed


@pytest.mark.parametrize("convention", [name for name in ALL if name != "html_escaped"])
def test_spans_come_back_exactly_from_the_convention_they_were_counted_in(convention):
    @given(deliveries(convention))
    def check(delivery):
        text, spans, claimed = delivery
        placed = place_spans(text, claimed, (convention,))
        assert [placement.pieces for placement in placed] == spans
        assert {placement.status for placement in placed} <= {"ok", "repaired"}

    check()


@pytest.mark.parametrize("convention", ALL)
def test_a_wrong_convention_never_wins_over_the_right_one(convention):
    @given(deliveries(convention), st.permutations(ALL))
    def check(delivery, order):
        text, spans, claimed = delivery
        placed = place_spans(text, claimed, tuple(order))
        if placed[0].status != "ambiguous":
            assert [placement.pieces for placement in placed] == spans

    check()


@given(TEXTS, st.data())
def test_a_browser_counts_utf16_and_a_crlf_as_one(text, data):
    # A mark at the end that occurs once tells the two conventions together from each alone.
    text = f"x\U0001f600\r\n{text}@"
    end = n_steps(text.replace("\r\n", "\n"), "utf16")
    (placed,) = place_spans(
        text, [ClaimedSpan(((end - 1, end),), ("@",))], ("code_points", "utf16", "crlf_as_one")
    )
    assert placed.pieces == ((len(text) - 1, len(text)),)


@given(TEXTS)
def test_spans_counted_in_what_a_browser_shows_of_escaped_text_come_back(shown):
    text = html.escape(f"<{shown}@")
    end = len(html.unescape(text))
    (placed,) = place_spans(text, [ClaimedSpan(((end - 1, end),), ("@",))], ("code_points", "html_escaped"))
    assert placed.pieces == ((len(text) - 1, len(text)),)


def test_conventions_that_make_no_difference_are_one():
    # No astral character, no CRLF, no markup: all but bytes (for é) and crlf_as_two (for LF) are plain.
    names = [counting.name for counting in countings("é\nb", ALL)]
    assert names == ["code_points", "bytes", "crlf_as_two", "bytes+crlf_as_two"]


def test_an_offset_inside_a_step_is_no_place():
    # a, one emoji as two UTF-16 units (1 and 2), b at 3, end at 4.
    (counting,) = countings("a\U0001f600b", ("utf16",))
    assert [counting.to_raw(offset) for offset in range(-1, 6)] == [None, 0, 1, None, 2, 3, None]
    assert [counting.nearest_raw(offset) for offset in range(-1, 6)] == [-1, 0, 1, 1, 2, 3, 4]


def test_a_grapheme_cluster_is_one_step_and_a_crlf_too():
    # Clusters: a, CRLF, a family of three (five code points), e with its accent.
    (counting,) = countings("a\r\n\U0001f468\u200d\U0001f469\u200d\U0001f467e\u0301", ("graphemes",))
    assert [counting.to_raw(offset) for offset in range(6)] == [0, 1, 3, 8, 10, None]


def test_graphemes_need_an_optional_package_only_where_they_make_a_difference(monkeypatch):
    monkeypatch.setitem(sys.modules, "regex", None)
    assert [counting.name for counting in countings("plain\n", ("graphemes",))] == ["graphemes"]
    with pytest.raises(MissingExtraError, match=r"stance\[data\]"):
        countings("e\u0301", ("graphemes",))
