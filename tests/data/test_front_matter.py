import pytest

from stance.data.frontmatter import split_front_matter
from stance.errors import InputError


@pytest.mark.parametrize(
    "text",
    [
        "No front matter.",
        "---\n\nA rule, then text.\n\n---\n",
        "---\ntitle: never closed\n\nText",
        "--- title: x ---",
        "",
    ],
)
def test_text_without_front_matter_stays_whole(text):
    assert split_front_matter(text, where="a.txt") == ({}, text)


def test_windows_line_ends_and_three_dots_close_the_block():
    assert split_front_matter("---\r\ntitle: A\r\n...\r\nText", where="a.txt") == ({"title": "A"}, "Text")


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("title: [open", "valid YAML"),
        ("title: &a x\nurl: *a", "anchor"),
        ("title: a\ntitle: b", "given twice"),
        ("a: " + "[" * 30 + "]" * 30, "levels"),
        ("title: " + "x" * 70_000, "64,000"),
        ("date: 2024-13-45", "valid YAML"),
        ("title: !!python/object:os.system x", "valid YAML"),
    ],
)
def test_dangerous_or_broken_block_is_refused(block, words):
    with pytest.raises(InputError, match=words) as caught:
        split_front_matter(f"---\n{block}\n---\nText", where="a.txt")
    assert caught.value.reason == "parse_error"


def test_error_names_the_line_of_the_file():
    with pytest.raises(InputError, match=r"a\.txt:3"):
        split_front_matter("---\ntitle: a\ntitle: b\n---\nText", where="a.txt")
