import pytest

from stance.data.records_in import article_from_record, article_meta, known_fields, make_article
from stance.errors import InputError
from stance.text.clean import clean


def test_usual_names_of_fields_are_known():
    record = {
        "Body": "Text.",
        "headline": "T",
        "publish_date": "2016-03-04",
        "site-name": "Post",
        "link": "u",
    }
    assert known_fields(record) == {
        "text": "Text.",
        "title": "T",
        "published_at": "2016-03-04",
        "outlet_id": "Post",
        "url": "u",
    }


def test_first_name_that_holds_something_wins():
    assert known_fields({"body": "B", "text": "", "content": "C"}) == {"text": "B"}


def test_title_apart_from_the_text_becomes_its_first_line():
    article = article_from_record(
        {"title": "Mayor quits", "text": "He left on Monday."}, default_id="a", path=None
    )
    assert article.text == "Mayor quits\n\nHe left on Monday."
    document = clean(article)
    assert [unit.id for unit in document.units] == ["H1", "S1"]


@pytest.mark.parametrize(
    "text", ["Mayor quits his office now\n\nHe left.", "# Mayor quits his office now | Post\n\nHe left."]
)
def test_title_the_text_begins_with_is_not_put_there_again(text):
    article = make_article(text, {"title": "Mayor quits his office now"}, article_id="a", path=None)
    assert article.text == text


def test_list_of_paragraphs_is_joined():
    assert article_from_record({"text": ["One.", "Two."]}, default_id="a", path=None).text == "One.\n\nTwo."


def test_id_of_the_record_is_used():
    assert article_from_record({"text": "x", "uid": 17}, default_id="a", path=None).article_id == "17"
    assert article_from_record({"text": "x"}, default_id="a", path=None).article_id == "a"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Jane Roe and John Doe, Evening Post", ["Jane Roe", "John Doe"]),
        ("Jane Roe; John Doe", ["Jane Roe", "John Doe"]),
        (["Jane Roe", "Jane Roe"], ["Jane Roe"]),
        ([{"@type": "Person", "name": "Jane Roe"}], ["Jane Roe"]),
        ({"name": "Jane Roe"}, ["Jane Roe"]),
        (3.5, ["3.5"]),
        (None, []),
    ],
)
def test_authors_come_in_many_shapes(value, names):
    assert article_meta({"authors": value}).authors == names


@pytest.mark.parametrize(
    ("value", "date"),
    # 1,457,049,600 seconds after 1970 is 2016-03-04 00:00 UTC.
    [
        (1457049600, "2016-03-04"),
        (1457049600000, "2016-03-04"),
        (20160304, "20160304"),
        ("May 3", "May 3"),
        (True, None),
    ],
)
def test_dates_come_as_seconds_or_text(value, date):
    assert article_meta({"published_at": value}).published_at == date


def test_values_of_the_wrong_kind_are_left_out():
    meta = article_meta({"title": {"x": 1}, "url": True, "language": ["en", "de"]})
    assert (meta.title, meta.url, meta.language) == (None, None, "en")


def test_lone_surrogates_are_replaced_in_text_and_metadata():
    article = article_from_record({"text": "a\ud800", "title": "b\udfff"}, default_id="a", path=None)
    assert article.text == "b\ufffd\n\na\ufffd"
    assert article.text.encode()


@pytest.mark.parametrize(
    ("record", "reason"), [(5, "parse_error"), ({"text": 5}, "no_text"), ({"text": " "}, "no_text")]
)
def test_record_without_a_text_is_refused(record, reason):
    with pytest.raises(InputError) as caught:
        article_from_record(record, default_id="a", path=None)
    assert caught.value.reason == reason
