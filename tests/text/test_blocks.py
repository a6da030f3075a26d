from stance.text.blocks import ends_sentence, split_blocks
from stance.text.layout import stands_alone
from stance.text.normalize import level


def texts(raw, markup=None):
    return [block.text for block in split_blocks(level(raw), markup=markup, stands_alone=stands_alone)]


WRAPPED = """\
The council met on Monday evening and voted to close the old
bridge for good, after a debate of three hours in which nobody
from the harbor was heard, although many of them had come with
signs and whistles.

The mayor said that it was late and that he would speak to the
press in the morning, when the engineers would be back in town.
"""


def test_blank_lines_end_blocks():
    assert texts("One.\n\nTwo.\n \t\nThree.") == ["One.", "Two.", "Three."]


def test_hard_wrapped_lines_become_paragraphs():
    assert [text[:12] for text in texts(WRAPPED)] == ["The council ", "The mayor sa"]
    assert "old bridge for good" in texts(WRAPPED)[0]


def test_line_ends_of_windows_and_old_mac_read_like_those_of_unix():
    assert texts(WRAPPED.replace("\n", "\r\n")) == texts(WRAPPED)
    assert texts(WRAPPED.replace("\n", "\r")) == texts(WRAPPED)
    assert texts("One.\r\n\r\nTwo.\n\nThree.\r\rFour.") == ["One.", "Two.", "Three.", "Four."]


def test_file_without_blank_lines_has_a_paragraph_per_line():
    lines = ["The council met on Monday.", "It closed the bridge.", "Nobody cheered."]
    assert texts("\n".join(lines)) == lines


def test_lower_case_line_goes_on_where_the_last_one_stopped():
    assert texts("They spoke to him personally\nin the hall.\nThen he left.") == [
        "They spoke to him personally in the hall.",
        "Then he left.",
    ]


def test_list_of_titles_is_not_taken_for_wrapped_text():
    lines = ["Storm Hits The Northern Coast", "Council Closes Old Bridge", "Mayor Quits", "Harbor Stays Open"]
    assert texts("\n".join(lines)) == lines


def test_byline_does_not_melt_into_wrapped_text():
    assert texts("By Jane Roe\n" + WRAPPED)[0] == "By Jane Roe"


def test_hyphen_at_the_end_of_a_wrapped_line_joins_without_a_space():
    (text,) = texts("It is a well-\nknown bridge.")
    assert text == "It is a well-known bridge."


def test_form_feed_and_unicode_separators_break_lines():
    assert texts("One.\fTwo.\u2028Three.\u2029Four.") == ["One.", "Two.", "Three.", "Four."]


def test_raw_offsets_of_a_joined_block_span_its_lines():
    raw = "They spoke to him\r\nin the hall."
    (block,) = split_blocks(raw, markup=None, stands_alone=stands_alone)
    assert block.raw == (0, len(raw))
    # 17 characters and one space for \r, then the rest from 19 on.
    assert block.runs == [(0, 0, 18, 18), (18, 19, 12, 12)]


def test_lines_of_one_stretch_share_a_group():
    blocks = split_blocks("One.\nTwo.\n\nThree.", markup=None, stands_alone=stands_alone)
    groups = [block.group for block in blocks]
    assert groups[0] == groups[1] != groups[2]


def test_closing_marks_do_not_hide_a_stop():
    assert ends_sentence("“Go!”")
    assert ends_sentence("He left (at last.)")
    assert not ends_sentence("“Go”")
