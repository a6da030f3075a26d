import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.records.article import Article
from stance.text.clean import clean
from stance.text.markdown import mask_markdown
from stance.text.normalize import MASK


def unmasked(text):
    return mask_markdown(text)[0].replace(MASK, "")


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("# Title", "Title"),
        ("## Title ##", "Title"),
        ("Some *light* and **strong** and ***both***.", "Some light and strong and both."),
        ("Some _light_ and __strong__ words.", "Some light and strong words."),
        ("A snake_case_name and 2*3*4 stay.", "A snake_case_name and 2*3*4 stay."),
        ("A [link](https://example.com/a_(b)) here.", "A link here."),
        ("A [link][1] here.", "A link here."),
        ("An ![image](a.png) here.", "An  here."),
        ("See <https://example.com>.", "See https://example.com."),
        ("Use `code` now.", "Use code now."),
        ("- item", "item"),
        ("* [x] done", "done"),
        ("1. first", "1. first"),
        ("> quoted\n> words", "quoted\nwords"),
        ("Title\n=====", "Title\n"),
        ("One\n\n---\n\nTwo", "One\n\n\n\nTwo"),
        ("[1]: https://example.com", ""),
        ("Known.[^1]", "Known."),
        (r"5 \* 3", "5 * 3"),
        ("A<br>b <em>c</em> d < e", "Ab c d < e"),
        ("~~gone~~", "gone"),
    ],
)
def test_marks_are_masked_and_words_stay(marked, plain):
    assert unmasked(marked) == plain


def test_headings_and_items_are_noted_by_line():
    text = "# One\n\nTwo\n\n- three\n\nFour\n----\n"
    # "# One" begins at 0, "- three" at 12, the underlined "Four" at 21.
    assert mask_markdown(text)[1] == {0: "heading", 12: "list_item", 21: "heading"}


def test_markdown_article_keeps_its_structure():
    text = "# Mayor *quits*\n\nThe mayor left on Monday,\nsaid [Roe](http://x.y).\n\n"
    text += "- He is 70.\n- He is tired.\n\n## Next\n\nA vote."
    document = clean(Article(article_id="a.md", text=text, markup="markdown"))
    assert [(s.kind, document.text[s.start : s.end]) for s in document.segments] == [
        ("headline", "Mayor quits"),
        ("body", "The mayor left on Monday, said Roe."),
        ("list_item", "He is 70."),
        ("list_item", "He is tired."),
        ("subhead", "Next"),
        ("body", "A vote."),
    ]


@given(st.text(alphabet=st.sampled_from("ab# *_[]()!`<>\\~-=1.:\n "), max_size=80))
def test_masking_keeps_every_offset_and_adds_nothing(text):
    masked, _ = mask_markdown(text)
    assert len(masked) == len(text)
    assert all(m in (c, MASK) for m, c in zip(masked, text, strict=True))


@pytest.mark.parametrize(
    "piece", ["*a", "[", "[a](", "_a ", "`", "<a ", "![", "> ", "# ", "\\", "~~a", "**", "<!--", "- ", "\n="]
)
def test_hostile_marks_take_about_linear_time(piece):
    began = time.process_time()
    mask_markdown(piece * (100_000 // len(piece)))
    assert time.process_time() - began < 3
