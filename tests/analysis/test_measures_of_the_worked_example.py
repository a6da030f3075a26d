import json
from pathlib import Path

import msgspec
import pytest

from stance.analysis.measures import measure
from stance.records.codec import decode_annotation, decode_document

SEED = Path(__file__).resolve().parents[2] / ".." / "shared" / "seed"
pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not SEED.exists(), reason="the worked example is not beside the project"),
]
SECOND_COPY = {"A5", "A6", "A7"}


@pytest.fixture(scope="module")
def document():
    return decode_document((SEED / "seed_document.json").read_bytes(), "seed_document.json")


@pytest.fixture(scope="module")
def gold():
    return decode_annotation((SEED / "seed_gold.json").read_bytes(), "seed_gold.json")


def _leaves(value, path=()):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, (*path, name))
    else:
        yield path, value


def _rounded_alike(expected, found):
    """Equal at the decimals with which the expectation is written (one to three)."""
    if not isinstance(expected, float):
        return expected == found
    decimals = len(str(expected).partition(".")[2])
    return found == pytest.approx(expected, abs=0.5001 * 10**-decimals)


def test_every_score_is_reproduced(document, gold):
    expected = dict(_leaves(json.loads((SEED / "seed_scores.json").read_text("utf-8"))))
    found = dict(_leaves(msgspec.to_builtins(measure(document, gold, seed=None))))
    wrong = {
        ".".join(path): (value, found.get(path))
        for path, value in expected.items()
        if not _rounded_alike(value, found.get(path))
    }
    assert wrong == {}
    assert len(expected) > 100


def test_without_the_repeated_paragraph_the_balance_shifts_to_one_side(document, gold):
    # 11.5 against 4.5.
    fewer = [a for a in gold.attributions if a.id not in SECOND_COPY]
    scores = measure(document, msgspec.structs.replace(gold, attributions=fewer), seed=None)
    assert scores.attribution.balance_count["balance"] == pytest.approx(0.4375)


def test_counting_the_repeated_paragraph_twice_would_even_the_balance(document, gold):
    # 11.5 against 10.5.
    copies = [msgspec.structs.replace(a, id=f"{a.id}bis") for a in gold.attributions if a.id in SECOND_COPY]
    scores = measure(
        document, msgspec.structs.replace(gold, attributions=gold.attributions + copies), seed=None
    )
    assert scores.attribution.balance_count["balance"] == pytest.approx(0.045, abs=5e-4)
