"""What tests of several floors share: documents written with their attributions marked."""

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from stance.records.annotation import Annotation, Attribution
from stance.records.document import Cleaner, Document, DocumentMeta, RawText, Segment, Unit
from stance.text.parse import ParsedDocument, parse

WORKED_EXAMPLE = Path(__file__).resolve().parents[1] / ".." / "shared" / "seed"
_MARK = re.compile(r"(s|c|t)\[([^\]]*)\]")


@dataclass(frozen=True)
class Marked:
    parsed: ParsedDocument
    attributions: list[Attribution]


@pytest.fixture
def marked():
    """Return a function from units to a parsed document with one attribution per marked unit.

    A unit is marked as "s[source] c[cue] t[content]"; its attribution is A1 in the first unit, A2 in the
    second. The first of several units is the headline. Keyword arguments overwrite fields of all
    attributions, `changes` those of single ones.
    """
    return build_marked


def build_marked(*units, changes=None, **fields):
    text, spans = "", []
    for unit in units:
        text += "\n\n" if text else ""
        start, at, roles = len(text), 0, {}
        for mark in _MARK.finditer(unit):
            text += unit[at : mark.start()]
            roles[mark[1]] = (len(text), len(text) + len(mark[2]))
            text += mark[2]
            at = mark.end()
        text += unit[at:]
        spans.append((start, len(text), roles))
    ids = ["S1"] if len(units) == 1 else ["H1", *(f"S{n}" for n in range(1, len(units)))]
    document = Document(
        doc_id="marked",
        text=text,
        text_sha256="0" * 64,
        raw=RawText(sha256="0" * 64, n_chars=len(text)),
        cleaner=Cleaner(name="test", version="0"),
        offset_map=[[0, 0, len(text)]],
        segments=[
            Segment(id=f"seg{n}", kind="headline" if ids[n] == "H1" else "body", start=start, end=end)
            for n, (start, end, _) in enumerate(spans)
        ],
        units=[
            Unit(id=ids[n], segment=f"seg{n}", start=start, end=end, rank=n + 1)
            for n, (start, end, _) in enumerate(spans)
        ],
        dropped=[],
        meta=DocumentMeta(
            title=None,
            published_at=None,
            language="en",
            outlet_id=None,
            origin_outlet_id=None,
            event_id=None,
            dup_cluster_id=None,
            genre="reporting",
        ),
    )
    parsed = parse(document)
    attributions = [
        _attribution(parsed, f"A{n}", roles, fields | (changes or {}).get(f"A{n}", {}))
        for n, (_, _, roles) in enumerate(spans, 1)
        if roles
    ]
    return Marked(parsed, attributions)


def _attribution(parsed, name, roles, fields):
    spans = {role: [parsed.span(*roles[role])] if role in roles else [] for role in "sct"}
    values = {
        "level": 0,
        "type": "assertion",
        "source_entity": None,
        "source_side": "none",
        "naming": "named",
        "speech": "indirect",
        "verb_class": "neutral",
        "polarity": "positive",
    }
    return Attribution(id=name, source=spans["s"], cue=spans["c"], content=spans["t"], **(values | fields))


@pytest.fixture(scope="session")
def worked_document():
    """Return the worked example as a parsed document; skip where it is not beside the project."""
    return parse(_worked("seed_document.json", Document))


@pytest.fixture(scope="session")
def worked_gold():
    """Return the gold annotation of the worked example; skip where it is not beside the project."""
    return _worked("seed_gold.json", Annotation)


def _worked(name, record):
    if not WORKED_EXAMPLE.is_dir():
        pytest.skip("the worked example is not beside the project")
    return msgspec.json.decode((WORKED_EXAMPLE / name).read_bytes(), type=record)


@pytest.fixture(scope="session")
def repository():
    """Root of the repository."""
    return Path(__file__).resolve().parents[1]
