import subprocess
import sys
from pathlib import Path

import pytest

from stance.data.inputs import read_articles
from stance.errors import InputError
from stance.text.clean import clean

PARAGRAPHS = [
    "The council met on Monday evening and voted to close the old bridge for good, its chairman said.",
    "Engineers had warned of the cracks for years, but the mayor had always found other things to do.",
    "“We had no choice,” said Ann Roe, who chairs the council’s committee. “The cracks are too deep.”",
    "The harbor will be served by a ferry from May on, and drivers will go round by the north.",
]
ROOT = Path(__file__).resolve().parents[2]
PAGE = f"""<html lang="en"><head><meta charset="windows-1252"><title>Council closes the bridge | Post</title>
<meta property="og:title" content="Council closes the bridge">
<meta property="og:site_name" content="Evening Post"><meta name="author" content="Jane Roe">
<meta property="article:published_time" content="2016-03-04T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Council closes the bridge</h1>
{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</article><script>alert("no")</script></body></html>"""


def test_article_and_metadata_are_taken_out_of_a_page(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE.encode("cp1252"))
    (item,) = read_articles([tmp_path])
    document = clean(item)
    assert document.text == "\n\n".join(["Council closes the bridge", *PARAGRAPHS])
    assert document.meta.published_at == "2016-03-04"
    assert document.meta.authors == ["Jane Roe"]
    assert document.meta.outlet_id == "Evening Post"
    assert item.encoding == "cp1252"


@pytest.mark.parametrize("page", ["<html></html>", "<p>", "<" * 5000, "<div>" * 5000, "just words"])
def test_page_without_an_article_is_an_error(tmp_path, page):
    (tmp_path / "a.html").write_text(page)
    (item,) = read_articles([tmp_path])
    assert isinstance(item, InputError)
    assert item.reason == "no_text"


def test_broken_pages_write_nothing_to_the_terminal(tmp_path):
    for number, page in enumerate(["<html></html>", "<" * 5000, "<p>" * 3000, "<?xml version='1.0'?><a/>"]):
        (tmp_path / f"{number}.html").write_text(page)
    code = (
        "import sys\nfrom pathlib import Path\nfrom stance.data.inputs import read_articles\n"
        "print(*[item.reason for item in read_articles([Path(sys.argv[1])])])"
    )
    # In a process of its own: pytest takes the log records that would else reach the terminal.
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stdout.split() == ["no_text"] * 4
    assert result.stderr == ""


def test_missing_package_is_an_input_error_with_the_command(tmp_path):
    (tmp_path / "a.html").write_text(PAGE)
    code = (
        "import sys\nsys.modules['trafilatura'] = None\nfrom pathlib import Path\n"
        "from stance.data.inputs import read_articles\n"
        "(item,) = read_articles([Path(sys.argv[1])])\nprint(item.reason, item.action)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stdout.strip() == "missing_extra Run: pip install 'stance[html]'"
