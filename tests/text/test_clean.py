import msgspec
import pytest

from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.text.clean import clean
from stance.text.settings import CleaningSettings

PARAGRAPHS = [
    "The council met on Monday evening and voted to close the old bridge for good, its chairman said.",
    "“We had no choice,” said Ann Roe, who chairs it. “The cracks are too deep.”",
    "Engineers had warned of the cracks for years, but the mayor had always found other things to pay for.",
]


def article(*blocks, **meta):
    return Article(article_id="news/a.txt", text="\n\n".join(blocks), meta=ArticleMeta(**meta))


def kinds(document):
    return [segment.kind for segment in document.segments]


def ids(document):
    return [unit.id for unit in document.units]


def drops(document):
    return [(dropped.reason, dropped.text) for dropped in document.dropped]


def test_headline_deck_and_body_are_recognized():
    document = clean(article("Council closes the bridge", "Cracks had been known for years", *PARAGRAPHS))
    assert kinds(document) == ["headline", "deck", "body", "body", "body"]
    assert ids(document) == ["H1", "D1", "S1", "S2", "S3", "S4"]
    assert [unit.rank for unit in document.units] == [1, 2, 3, 4, 5, 6]
    assert document.meta.title == "Council closes the bridge"


def test_article_without_headline_begins_with_its_first_sentence():
    document = clean(article(*PARAGRAPHS))
    assert ids(document)[0] == "S1"
    assert document.meta.title is None


def test_lone_line_without_stop_is_a_sentence():
    assert ids(clean(article("Council closes the bridge"))) == ["S1"]


def test_date_line_and_byline_go_to_the_metadata():
    document = clean(
        article("Council closes the bridge", "By Jane Roe", "Friday, March 4, 2016", *PARAGRAPHS)
    )
    assert document.meta.published_at == "2016-03-04"
    assert document.meta.authors == ["Jane Roe"]
    assert drops(document) == [
        ("byline_to_metadata", "By Jane Roe"),
        ("dateline_to_metadata", "Friday, March 4, 2016"),
    ]


def test_date_of_publication_counts_more_than_that_of_an_update():
    lines = ["Updated: March 9, 2016", "Published: March 4, 2016"]
    assert clean(article("Council closes the bridge", *lines, *PARAGRAPHS)).meta.published_at == "2016-03-04"


def test_date_line_between_paragraphs_stays():
    document = clean(article(PARAGRAPHS[0], "March 4, 2016", PARAGRAPHS[1]))
    assert "March 4, 2016" in document.text
    assert document.meta.published_at is None


def test_metadata_of_the_delivery_wins():
    document = clean(
        article(
            "March 4, 2016", *PARAGRAPHS, published_at="2016-03-05T10:00:00Z", title="Bridge", genre="Op-Ed"
        )
    )
    assert document.meta.published_at == "2016-03-05"
    assert document.meta.title == "Bridge"
    assert document.meta.genre == "opinion"


def test_given_title_at_the_top_is_the_headline_whatever_its_shape():
    title = "The council said on Monday that the bridge is closed."
    assert ids(clean(article(title, *PARAGRAPHS, title=title)))[0] == "H1"
    assert ids(clean(article(title, *PARAGRAPHS)))[0] == "S1"


def test_near_duplicate_is_dropped_and_its_changed_word_kept():
    changed = PARAGRAPHS[2].replace("Engineers", "Builders")
    document = clean(article("Council closes the bridge", *PARAGRAPHS, changed))
    (dropped,) = document.dropped
    assert dropped.reason == "near_duplicate_paragraph"
    assert dropped.kept_segment == "seg3"
    assert [(v.kept, v.dropped) for v in dropped.variants] == [("Engineers", "Builders")]
    # 19 words, a comma and a stop are 21 tokens and 19 3-grams; the first word is in one of them.
    assert dropped.jaccard3 == pytest.approx(18 / 20)


def test_related_links_end_at_the_blank_line():
    text = "\n\n".join([PARAGRAPHS[0], "Read also:\nStorm Hits Coast\nWho Will Pay?", PARAGRAPHS[1]])
    document = clean(Article(article_id="a", text=text))
    assert [reason for reason, _ in drops(document)] == ["related_links"] * 3
    assert document.text == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}"


def test_paragraph_after_a_related_label_stays_when_it_is_a_sentence():
    document = clean(Article(article_id="a", text="\n".join([PARAGRAPHS[0], "Read also:", *PARAGRAPHS[1:]])))
    assert drops(document) == [("related_links", "Read also:")]


def test_list_under_a_related_label_is_dropped_across_the_blank_line():
    text = "\n\n".join(
        [*PARAGRAPHS, "**Related**", "- How the bridge was built\n- Who paid for it", "Photo:"]
    )
    document = clean(Article(article_id="a", text=text, markup="markdown"))
    assert drops(document) == [
        ("related_links", "Related"),
        ("related_links", "How the bridge was built"),
        ("related_links", "Who paid for it"),
        ("template_residue", "Photo:"),
    ]


def test_titles_that_end_the_text_after_a_related_label_are_dropped():
    document = clean(article(*PARAGRAPHS, "More on this", "How the bridge was built", "Share"))
    assert [reason for reason, _ in drops(document)] == ["related_links", "related_links", "template_residue"]
    # A paragraph follows, so nothing tells the line after the label from a subhead.
    document = clean(article(PARAGRAPHS[0], "More on this", "How the bridge was built", PARAGRAPHS[1]))
    assert drops(document) == [("related_links", "More on this")]


def test_label_with_an_outlet_counts_only_above_links():
    text = "\n\n".join([*PARAGRAPHS, "Also on Evening Post\nYour rights: what to do when you cross a bridge"])
    for markup in ("plain", "markdown"):
        document = clean(Article(article_id="a", text=text, markup=markup))
        assert [reason for reason, _ in drops(document)] == ["related_links", "related_links"]
    assert drops(clean(article(PARAGRAPHS[0], "Also on Evening Post", PARAGRAPHS[1]))) == []


def test_line_of_a_desk_and_its_date_gives_the_date():
    document = clean(article("Council closes the bridge", "03.05.2021 16:05 | Post newsroom", *PARAGRAPHS))
    assert document.meta.published_at == "2021-05-03"
    assert document.meta.authors == []
    assert drops(document) == [("dateline_to_metadata", "03.05.2021 16:05 | Post newsroom")]


def test_line_that_is_a_given_author_is_a_byline():
    blocks = ["Council closes the bridge", "JANE ROE", *PARAGRAPHS]
    assert drops(clean(article(*blocks, authors=["Jane Roe"]))) == [("byline_to_metadata", "JANE ROE")]
    assert drops(clean(article(*blocks))) == []


def test_sign_off_of_an_agency_goes_to_the_metadata():
    document = clean(article(*PARAGRAPHS, "(Reporting by Jane Roe; Editing by John Doe.)"))
    assert document.meta.authors == ["Jane Roe"]
    assert [reason for reason, _ in drops(document)] == ["byline_to_metadata"]


def test_repeated_title_is_dropped():
    document = clean(
        article("Council closes the bridge", *PARAGRAPHS[:1], "COUNCIL CLOSES THE BRIDGE", PARAGRAPHS[1])
    )
    assert drops(document) == [("repeated_title", "COUNCIL CLOSES THE BRIDGE")]


def test_short_line_among_paragraphs_is_a_subhead_of_one_unit():
    document = clean(article(PARAGRAPHS[0], "What comes next", PARAGRAPHS[1]))
    assert kinds(document) == ["body", "subhead", "body"]


def test_dropped_text_stands_at_its_raw_offsets():
    delivered = article("Council closes the bridge", "Published on", *PARAGRAPHS, "Advertisement")
    for dropped in clean(delivered).dropped:
        assert delivered.text[slice(*dropped.raw)] == dropped.text


def test_document_id_tells_deliveries_apart_and_stays_the_same():
    one = Article(article_id="news/a b.txt", text="Hello.")
    assert clean(one).doc_id == clean(one).doc_id
    assert clean(one).doc_id.startswith("a-b.txt_")
    assert clean(one).doc_id != clean(msgspec.structs.replace(one, article_id="old/a b.txt")).doc_id
    assert clean(one).doc_id != clean(msgspec.structs.replace(one, text="Hello!")).doc_id


@pytest.mark.parametrize("text", ["", " \n\n\u200b", "* * *", "Advertisement\n\nRead also:\n\nShare"])
def test_article_that_cleans_to_nothing_is_refused(text):
    with pytest.raises(InputError) as caught:
        clean(Article(article_id="a.txt", text=text))
    assert caught.value.reason == "no_text"


def test_article_above_the_limit_is_refused():
    with pytest.raises(InputError, match="at most 10 characters") as caught:
        clean(Article(article_id="a.txt", text="x" * 11), settings=CleaningSettings(max_characters=10))
    assert caught.value.reason == "too_large"


def test_settings_are_recorded_by_their_fingerprint():
    one = clean(article(*PARAGRAPHS))
    other = clean(article(*PARAGRAPHS), settings=CleaningSettings(max_headline_words=5))
    assert one.cleaner.config_sha256 != other.cleaner.config_sha256


@pytest.mark.parametrize("inserted", ["\u200b", "\u00ad", "\ufeff", "\u202e"])
def test_invisible_characters_do_not_change_the_text(inserted):
    plain = clean(article("Council closes the bridge", *PARAGRAPHS))
    spoofed = clean(article("Coun" + inserted + "cil closes the bridge", *PARAGRAPHS))
    assert spoofed.text == plain.text
