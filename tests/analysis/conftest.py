from pathlib import Path

import pytest

from stance.analysis.measures import measure
from stance.records.analysis import Analysis
from stance.records.codec import decode_annotation, decode_document

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session")
def bridge() -> Analysis:
    """The hand-annotated article about a bridge toll, with its scores."""
    document = decode_document((DATA / "bridge_document.json").read_bytes(), "bridge")
    findings = decode_annotation((DATA / "bridge_annotation.json").read_bytes(), "bridge")
    return Analysis(document=document, findings=findings, scores=measure(document, findings, seed=1))
