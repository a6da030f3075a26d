import os

from hypothesis import given
from hypothesis import strategies as st

from stance.data.files import escape_name, unescape_name


def test_percent_is_escaped_only_before_hex_digits():
    assert escape_name("100% sure%20.txt") == "100% sure%2520.txt"


def test_line_breaks_in_names_are_escaped():
    assert escape_name("a\nb") == "a%0Ab"


@given(st.binary(max_size=30))
def test_escaped_names_lead_back_to_the_same_bytes(raw):
    name = os.fsdecode(raw)
    escaped = escape_name(name)
    assert escaped.encode("utf-8").decode("utf-8") == escaped
    assert os.fsencode(unescape_name(escaped)) == raw
