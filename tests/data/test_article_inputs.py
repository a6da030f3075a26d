import io
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from stance.data.files import SkippedFiles
from stance.data.inputs import ReadingOptions, read_articles
from stance.errors import InputError
from stance.text.settings import CleaningSettings


def read(*paths, **kwargs):
    return list(read_articles([Path(path) for path in paths], **kwargs))


def reasons(items):
    return [item.reason for item in items if isinstance(item, InputError)]


def ids(items):
    return [item.article_id for item in items if not isinstance(item, InputError)]


def test_folder_is_read_in_byte_order_and_what_is_left_out_is_counted(tmp_path):
    for name in ["b.txt", "a/z.txt", "a/y.md", "B.txt", ".hidden.txt", "c.pdf", "d", ".git/x.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Some text.")
    skipped = SkippedFiles()
    assert ids(read(tmp_path, skipped=skipped)) == ["B.txt", "a/y.md", "a/z.txt", "b.txt"]
    assert skipped.counts == {"hidden": 2, ".pdf": 1, "no suffix": 1}


def test_folder_of_our_results_is_passed_over(tmp_path):
    for name in ["a.txt", "out/analyses.jsonl", "out/articles/b.txt", "mine/c.txt", "odd/d.txt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Some text.")
    (tmp_path / "out" / "run.json").write_text('{"schema": "stance.run/1.0.0", "n_inputs": 1}')
    # Files of this name that others write are read as articles.
    (tmp_path / "mine" / "run.json").write_text('{"schema": "other.run/1", "text": "Some text."}')
    (tmp_path / "odd" / "run.json").write_text("[1")
    skipped = SkippedFiles()
    items = read(tmp_path, skipped=skipped)
    assert ids(items) == ["a.txt", "mine/c.txt", "mine/run.json", "odd/d.txt"]
    assert reasons(items) == ["parse_error"]
    assert skipped.counts == {"results": 1}
    assert skipped.examples == [("out", "results")]


def test_names_are_relative_to_what_the_paths_share(tmp_path):
    for name in ["one/a.txt", "two/a.txt"]:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("Some text.")
    assert ids(read(tmp_path / "one")) == ["a.txt"]
    assert ids(read(tmp_path / "one", tmp_path / "two" / "a.txt")) == ["one/a.txt", "two/a.txt"]


def test_file_named_with_an_unknown_suffix_or_missing_is_an_error(tmp_path):
    (tmp_path / "a.pdf").write_text("x")
    assert reasons(read(tmp_path / "a.pdf", tmp_path / "none.txt", "bad\0name.txt")) == [
        "unsupported_type",
        "missing",
        "missing",
    ]


def test_pipe_never_blocks(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    skipped = SkippedFiles()
    assert read(tmp_path, skipped=skipped) == []
    assert skipped.counts == {"special": 1}
    assert reasons(read(tmp_path / "pipe.txt", "/dev/null")) == ["unsupported_type"] * 2


def test_links_out_are_errors_and_links_inside_are_skipped(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.txt").write_text("Some text.")
    (root / "a.txt").write_text("Some text.")
    (root / "again.txt").symlink_to("a.txt")
    (root / "loop").symlink_to(".")
    (root / "self").symlink_to("self")
    (root / "out.txt").symlink_to("../secret.txt")
    (root / "up").symlink_to("..")
    items = read(root)
    assert ids(items) == ["a.txt"]
    assert reasons(items) == ["symlink_out", "symlink_out"]
    assert ids(read(root / "again.txt")) == ["again.txt"]


def test_name_that_is_not_utf8_is_escaped(tmp_path):
    (tmp_path / os.fsdecode(b"bad\xff.txt")).write_bytes(b"Some text.")
    assert ids(read(tmp_path)) == ["bad%FF.txt"]


def test_folder_and_file_without_permission_are_errors(tmp_path):
    (tmp_path / "open.txt").write_text("Some text.")
    (tmp_path / "closed.txt").write_text("Some text.")
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    tmp_path.chmod(0o755)
    for parent in list(tmp_path.parents)[:3]:
        parent.chmod(0o755)
    # Root reads everything, so a child without its rights does the reading.
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom stance.data.inputs import read_articles\n"
        "if os.getuid() == 0: os.seteuid(65534)\n"
        "print([getattr(x, 'reason', 'read') for x in read_articles([Path(sys.argv[1])])])"
    )
    root = Path(__file__).resolve().parents[2]
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=root
    )
    assert result.stdout.strip() == "['permission', 'permission', 'read']"


def test_large_file_is_refused_without_being_read(tmp_path):
    with (tmp_path / "big.txt").open("wb") as stream:
        stream.truncate(50_000_000)
    tracemalloc.start()
    assert reasons(read(tmp_path)) == ["too_large"]
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_duplicate_ids_are_refused_the_second_time(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "One."}\n{"id": 1, "text": "Two."}\n')
    items = read(tmp_path)
    assert ids(items) == ["1"]
    assert reasons(items) == ["duplicate_id"]


def test_standard_input_with_a_heading_mark_is_read_as_markdown():
    (item,) = read("-", stdin=io.BytesIO(b"# Toll approved\n\nThe council said so."))
    assert item.markup == "markdown"


def test_standard_input_is_read_as_told(tmp_path):
    (item,) = read("-", stdin=io.BytesIO(b"Some text."))
    assert (item.article_id, item.text, item.path) == ("stdin", "Some text.", None)
    lines = io.BytesIO(b'{"text": "One."}\n{"text": "Two."}')
    assert ids(read("-", stdin=lines, options=ReadingOptions(stdin_suffix=".jsonl"))) == [
        "stdin:1",
        "stdin:2",
    ]


def test_broken_line_is_named_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"text": "One."}\n{"text": \n\n[1]\n{"title": "T"}\n'
        + b"[" * 100_000
        + b'\n{"text": "\\ud800 Two.", "score": NaN}\n\xff\xff\n{"text": "Three."}'
    )
    items = read(path)
    assert ids(items) == ["a.jsonl:1", "a.jsonl:7", "a.jsonl:9"]
    assert items[5].text == "\ufffd Two."
    assert items[5].n_replaced == 1
    errors = [(item.where, item.reason) for item in items if isinstance(item, InputError)]
    assert errors == [
        ("a.jsonl:2", "parse_error"),
        ("a.jsonl:4", "parse_error"),
        ("a.jsonl:5", "no_text"),
        ("a.jsonl:6", "parse_error"),
        ("a.jsonl:8", "parse_error"),
    ]


def test_line_above_the_limit_is_refused_and_the_next_is_read(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "' + "x" * 5000 + '"}\n{"text": "Two."}\n')
    items = read(path, options=ReadingOptions(settings=CleaningSettings(max_bytes=1000)))
    assert reasons(items) == ["too_large"]
    assert ids(items) == ["a.jsonl:2"]


def test_memory_stays_flat_over_many_lines(tmp_path):
    path = tmp_path / "a.jsonl"
    with path.open("w") as stream:
        for number in range(3000):
            stream.write(json.dumps({"id": number, "text": "word " * 400}) + "\n")
    tracemalloc.start()
    assert sum(1 for _ in read_articles([path])) == 3000
    # The file has 6 MB.
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"text": "One."}', ["a.json"]),
        ('[{"text": "One."}, {"text": "Two."}]', ["a.json#1", "a.json#2"]),
        ('{"articles": [{"body": "One."}]}', ["a.json#1"]),
    ],
)
def test_json_file_holds_one_record_or_many(tmp_path, content, expected):
    (tmp_path / "a.json").write_text(content)
    assert ids(read(tmp_path)) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("3", "parse_error"),
        ("[" * 50_000, "parse_error"),
        ("{", "parse_error"),
        ("", "empty"),
        ("{}", "no_text"),
    ],
)
def test_json_file_without_articles_is_an_error(tmp_path, content, reason):
    (tmp_path / "a.json").write_text(content)
    assert reasons(read(tmp_path)) == [reason]


def test_front_matter_gives_metadata_and_leaves_the_text(tmp_path):
    (tmp_path / "a.md").write_text(
        "---\ntitle: Mayor quits\ndate: 2016-03-04\noutlet: The Post\nauthors: [Jane Roe, John Doe]\n"
        "event: e1\ngenre: opinion\nlanguage: en\nurl: https://example.com\nlicense: CC0\n---\n"
        "The mayor left.\n"
    )
    (item,) = read(tmp_path)
    assert item.text == "Mayor quits\n\nThe mayor left.\n"
    assert item.markup == "markdown"
    assert item.meta.published_at == "2016-03-04"
    assert (item.meta.outlet_id, item.meta.event_id, item.meta.genre) == ("The Post", "e1", "opinion")
    assert item.meta.authors == ["Jane Roe", "John Doe"]
    assert (item.meta.language, item.meta.url, item.meta.license) == ("en", "https://example.com", "CC0")


def test_encoding_is_reported(tmp_path):
    (tmp_path / "a.txt").write_bytes("naïve".encode("utf-16"))
    (item,) = read(tmp_path)
    assert (item.text, item.encoding, item.encoding_from) == ("naïve", "utf-16", "bom")


def test_empty_folder_gives_nothing(tmp_path):
    assert read(tmp_path) == []
    assert read() == []
