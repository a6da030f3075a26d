"""A saved model of every family and released format version still loads and still says the same."""

import importlib.util
import json
from pathlib import Path

import pytest

from stance.models.families import CLASSES
from stance.models.store import load_model
from stance.records.model import MODEL_FORMAT

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FOLDERS = sorted(path.parent for path in GOLDEN.glob("*/model.json"))


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_golden", GOLDEN / "make_golden.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def numbers_and_rest(value):
    """Return the fractional numbers in plain values, and all else in a fixed form."""
    numbers = []

    def taken(part):
        if isinstance(part, float):
            numbers.append(part)
            return 0
        if isinstance(part, dict):
            return {name: taken(each) for name, each in part.items()}
        return [taken(each) for each in part] if isinstance(part, list) else part

    return taken(value), numbers


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_released_model_loads_and_answers_as_when_it_was_saved(folder, maker):
    loaded = load_model(folder)
    expected = json.loads(folder.with_name(folder.name + ".json").read_bytes())
    rest, numbers = numbers_and_rest(maker.answers_of(loaded.model))
    expected_rest, expected_numbers = numbers_and_rest(expected)
    assert rest == expected_rest
    assert numbers == pytest.approx(expected_numbers, abs=2e-6)


def test_every_family_has_a_model_of_the_format_of_today():
    version = MODEL_FORMAT.partition("/")[2]
    assert {f"{family}-{version}" for family in CLASSES} <= {path.name for path in FOLDERS}


def test_golden_taggers_link_what_they_mark():
    answers = [json.loads(path.read_bytes()) for path in sorted(GOLDEN.glob("crf-*.json"))]
    assert answers
    # Two sentences, each with cue, source and content.
    assert all(len(each["spans"]) == 6 and len(each["links"]) == 4 for each in answers)
