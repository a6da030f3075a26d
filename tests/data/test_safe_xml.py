import time

import pytest

from stance.data.safe_xml import parse_xml
from stance.errors import InputError

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY a "lol">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<lolz>&c;</lolz>"""
QUADRATIC = b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 50_000 + b'">]><a>' + b"&x;" * 5_000 + b"</a>"
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>'
PLAIN_DTD = b'<!DOCTYPE a SYSTEM "a.dtd"><a/>'


def refused(data, **options):
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        parse_xml(data, "a.xml", **options)
    assert time.process_time() - began < 5
    error = caught.value
    assert all((error.where, error.expected, error.found, error.action))
    return error


def test_a_tree_keeps_text_attributes_and_line_ends_written_as_references():
    root = parse_xml("<a b='x&#13;&#10;y &amp; 🙂'><c>é</c></a>".encode(), "a.xml")
    assert root.attrib == {"b": "x\r\ny & 🙂"}
    assert root[0].text == "é"


@pytest.mark.parametrize("data", [LAUGHS, QUADRATIC, EXTERNAL, PARAMETER, PLAIN_DTD])
def test_entities_and_dtds_are_refused(data):
    error = refused(data)
    assert error.found == "a DTD"
    # The line of the DTD: only that of the billion laughs follows a declaration.
    assert error.where == ("a.xml:2" if data is LAUGHS else "a.xml:1")


def test_a_dtd_in_utf16_is_refused():
    assert refused(EXTERNAL.decode().encode("utf-16")).found == "a DTD"


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"<a>\n<b>\n</a>", "a.xml:3"),
        (b"<a>\n<b", "a.xml:2"),
        (b"", "a.xml:1"),
        (b"no xml", "a.xml:1"),
        (b"<a>&unknown;</a>", "a.xml:1"),
        (b"<a>\n\x01</a>", "a.xml:2"),
        (b"<a>\xff</a>", "a.xml:1"),
        (b"<a b='1' b='2'/>", "a.xml:1"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_line(data, where):
    error = refused(data)
    assert (error.where, error.reason) == (where, "parse_error")


def test_an_unknown_encoding_is_refused():
    assert refused(b"<?xml version='1.0' encoding='no-such'?><a/>").reason in ("undecodable", "parse_error")


def test_size_depth_and_attributes_are_bounded():
    assert refused(b"<a>12345</a>", max_bytes=11).reason == "too_large"
    assert parse_xml(b"<a>12345</a>", "a.xml", max_bytes=12).text == "12345"
    assert refused(b"<a>" * 100_000 + b"</a>" * 100_000).expected == "elements nested at most 200 deep"
    attributes = " ".join(f"a{n}='1'" for n in range(1_001))
    assert refused(f"<a {attributes}/>".encode()).found == "1,001 on a"
