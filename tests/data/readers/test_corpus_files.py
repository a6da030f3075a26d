"""Files of corpora: byte order marks, line ends, cells."""

import pytest

from stance.data.readers.corpus_files import corpus_file, corpus_lines, corpus_text, tab_row
from stance.errors import InputError, ResourceMissingError


def test_a_byte_order_mark_is_taken_off_and_line_ends_stay(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffOne\r\ntwo\n".encode())
    assert corpus_text(path) == "One\r\ntwo\n"


def test_lines_end_at_line_feeds_only_and_empty_ones_are_passed_over(tmp_path):
    path = tmp_path / "a.tsv"
    # U+2028, form feed and a lone carriage return are part of a text.
    path.write_bytes("one\u2028still\x0cone\rtoo\r\n\n  \ntwo".encode())
    assert list(corpus_lines(path)) == [(f"{path}:1", "one\u2028still\x0cone\rtoo"), (f"{path}:4", "two")]


def test_bytes_that_are_not_utf8_are_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="UTF-8") as error:
        corpus_text(path)
    assert error.value.reason == "undecodable"


def test_a_missing_file_is_told_in_four_parts(tmp_path):
    with pytest.raises(ResourceMissingError, match=r"a\.tsv: expected .* found .* Give the folder"):
        corpus_file(tmp_path, "a.tsv")


def test_quoted_cells_are_unpacked_only_where_the_file_quotes():
    line = '1\t"""Stay"" he said"'
    assert tab_row(line, "a:1", n_columns=2, quoted=True) == ["1", '"Stay" he said']
    assert tab_row(line, "a:1", n_columns=2, quoted=False) == ["1", '"""Stay"" he said"']


def test_a_line_with_too_few_cells_is_an_error():
    error = tab_row("1\tx", "a:7", n_columns=3, quoted=False)
    assert isinstance(error, InputError)
    assert error.where == "a:7"


def test_a_line_end_inside_a_cell_is_an_error():
    error = tab_row("1\tone\rtwo", "a:7", n_columns=2, quoted=True)
    assert isinstance(error, InputError)
    assert error.where == "a:7"
