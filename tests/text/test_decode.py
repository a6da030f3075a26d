import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.text.decode import decode, replace_surrogates

ENGLISH = "The mayor’s office said “no” on Monday – twice. Nobody asked why, and nobody answered.\n" * 3
RUSSIAN = "Мэр города заявил в субботу, что переговоры продолжатся на следующей неделе.\n" * 4


@pytest.mark.parametrize(
    ("text", "codec", "source"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "utf-8-sig", "bom"),
        (ENGLISH, "utf-16", "bom"),
        (ENGLISH, "utf-32", "bom"),
        (ENGLISH, "utf-16-le", "detected"),
        (ENGLISH, "utf-16-be", "detected"),
        (ENGLISH, "utf-32-le", "detected"),
        (ENGLISH, "utf-32-be", "detected"),
        (ENGLISH, "cp1252", "detected"),
        (RUSSIAN, "utf-16-le", "detected"),
        (RUSSIAN, "cp1251", "detected"),
        (RUSSIAN, "koi8-r", "detected"),
    ],
)
def test_text_comes_back_from_every_usual_encoding(text, codec, source):
    decoded = decode(text.encode(codec), declared=None, where="a.txt")
    assert (decoded.text, decoded.encoding_from, decoded.n_replaced) == (text, source, 0)


def test_declared_encoding_is_used_before_detection():
    decoded = decode("naïve".encode("latin-1"), declared="latin-1", where="a.txt")
    assert (decoded.text, decoded.encoding, decoded.encoding_from) == ("naïve", "iso8859-1", "declared")


def test_byte_order_mark_wins_over_a_declaration():
    assert decode("“No”".encode("utf-8-sig"), declared="cp1252", where="a.txt").text == "“No”"


def test_few_broken_bytes_in_utf8_are_replaced_and_counted():
    raw = ENGLISH.encode() + b"\xe2\x80 end"
    decoded = decode(raw, declared=None, where="a.txt")
    assert decoded.text == ENGLISH + "\ufffd end"
    assert (decoded.encoding, decoded.n_replaced) == ("utf-8", 1)


def test_replacement_characters_that_were_delivered_are_not_counted():
    assert decode("a\ufffdb".encode(), declared=None, where="a.txt").n_replaced == 0


def test_lone_surrogate_in_utf16_becomes_one_replacement_character():
    raw = ("\ufeff" + ENGLISH + "\ud800x").encode("utf-16-le", "surrogatepass")
    decoded = decode(raw, declared=None, where="a.txt")
    assert decoded.text == ENGLISH + "\ufffdx"
    assert decoded.n_replaced == 1


@pytest.mark.parametrize(
    ("raw", "declared", "reason"),
    [
        (b"", None, "empty"),
        (b"\xff\xfe", None, "empty"),
        (b"\x00\x01\x02\x03" * 20, None, "binary"),
        (b"abc\x00def", None, "binary"),
        (b"\x01\x02\x03 words", None, "binary"),
        (b"%PDF-1.7 words", None, "binary"),
        (b"PK\x03\x04words", None, "binary"),
        (bytes(range(128, 256)), None, "undecodable"),
        (b"words", "no-such-encoding", "undecodable"),
        (b"words", "base64", "undecodable"),
        (b"words", "idna", "undecodable"),
        (b"\xff" * 50, "utf-8", "undecodable"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(raw, declared, reason):
    with pytest.raises(InputError, match=r"a\.txt") as caught:
        decode(raw, declared=declared, where="a.txt")
    assert caught.value.reason == reason


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "cp1252"]))
def test_any_bytes_give_encodable_text_or_an_input_error(raw, declared):
    try:
        decoded = decode(raw, declared=declared, where="x")
    except InputError:
        return
    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_surrogates_are_replaced_one_for_one(text):
    clean, n = replace_surrogates(text)
    assert len(clean) == len(text)
    assert n == sum("\ud800" <= c <= "\udfff" for c in text)
