import pytest

ARTICLE = """Council backs the bridge toll

The mayor said the toll “will pay for repairs” on Monday. Shopkeepers claimed that the brutal toll ruins
the harbour.

“Nobody asked us,” said Nuala Bistrup, who runs the bakery. The bridge opened in 1931.
"""


@pytest.fixture
def folder(tmp_path):
    """Two good articles, and inputs that cannot be scored for four reasons."""
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.txt").write_text(ARTICLE)
    (inputs / "b.txt").write_text(ARTICLE.replace("Monday", "Friday"))
    (inputs / "binary.txt").write_bytes(b"PK\x03\x04\x00\x00\x00\x00" * 20)
    (inputs / "empty.txt").write_bytes(b"")
    (inputs / "lines.jsonl").write_text('{"id": "j1", "text": "The mayor said it rains."}\n{"text": "br\n')
    (inputs / "photo.jpg").write_bytes(b"x")
    return inputs
