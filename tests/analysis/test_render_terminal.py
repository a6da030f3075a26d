import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.analysis.render.terminal import render_terminal
from stance.analysis.render.wrapping import Fragment, wrap

ESCAPE = re.compile("\x1b\\[[0-9;]*m")


def test_plain_view_marks_every_role_by_brackets(bridge):
    view = render_terminal(bridge, width=100, color=False)
    assert "\x1b" not in view
    assert "[The mayor] /said/ {the toll “will pay for repairs”}A1 on Monday." in view
    assert "[Shopkeepers] /claimed/ {that the *brutal*LW·P toll ruins the harbour}A2." in view
    assert "*Toll will ruin the harbour*AD·A" in view


def test_colored_view_has_the_words_of_the_text_without_brackets(bridge):
    view = render_terminal(bridge, width=100, color=True)
    bare = ESCAPE.sub("", view)
    assert "The mayor said the toll “will pay for repairs”A1 on Monday." in bare
    # The author's own framing is black on yellow, the source's paraphrased one is not.
    assert "\x1b[1;30;43mToll\x1b[0m" in view
    assert "\x1b[33mbrutal\x1b[0m" in view


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("color", [True, False])
def test_no_line_is_wider_than_the_terminal(bridge, width, color):
    lines = ESCAPE.sub("", render_terminal(bridge, width=width, color=color)).splitlines()
    assert max(map(len, lines)) <= width


def test_view_lists_sources_scores_stances_and_frames(bridge):
    view = render_terminal(bridge, width=110, color=False)
    # Two of the four attributions lie with the shopkeepers, one of them quoted.
    assert re.search(r"^2 +1 +shops +the shopkeepers$", view, re.MULTILINE)
    assert re.search(r"^▲ favor +the mayor +the bridge toll +A1$", view, re.MULTILINE)
    assert re.search(r"^words given to sources +\d+ % +\[0\.\d\d, [01]\.\d\d\]$", view, re.MULTILINE)
    assert re.search(r"economic +H1, S1$", view, re.MULTILINE)


def test_escape_sequences_in_an_article_do_not_reach_the_terminal(bridge):
    title = "\x1b]0;owned\x07\x1b[2J\u202eevil"
    meta = msgspec.structs.replace(bridge.document.meta, title=title, outlet_id="\x9b31m")
    text = bridge.document.text.replace("Monday", "\x1b[31m!")
    document = msgspec.structs.replace(bridge.document, meta=meta, text=text)
    view = render_terminal(msgspec.structs.replace(bridge, document=document), width=100, color=False)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", view)
    assert "⟦U+001B⟧[31m!" in view


WORDS = st.text("abc de\n", max_size=60)


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", "\x1b[1m"])), max_size=6), st.integers(5, 30))
def test_wrap_keeps_every_word_in_order_and_the_width_where_words_allow(parts, width):
    lines = wrap([Fragment(text, style) for text, style in parts], width)
    bare = [ESCAPE.sub("", line) for line in lines]
    assert " ".join(" ".join(bare).split()) == " ".join("".join(text for text, _ in parts).split())
    assert all(len(line) <= width or " " not in line for line in bare)


def test_wrap_switches_a_style_off_at_each_line_end():
    assert wrap([Fragment("one two", "\x1b[1m")], 4) == ["\x1b[1mone\x1b[0m", "\x1b[1mtwo\x1b[0m"]
