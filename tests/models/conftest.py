"""A model of a tiny family that knows the frames of an invented dataset, and its record."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from stance.models import families
from stance.models.store_format import checksum
from stance.records.label_set import LabelSet
from stance.records.model import ModelRecord

LABELS = LabelSet(labels=("economic", "moral", "other"), exclusive=True)


@pytest.fixture
def tiny_family(monkeypatch):
    """Return the class of the tiny family, which can be saved and loaded as long as the test runs."""
    spec = importlib.util.spec_from_file_location("tiny_family", Path(__file__).with_name("tiny_family.py"))
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "tiny_family", module)
    monkeypatch.setitem(families.CLASSES, "tiny", "tiny_family:TinyModel")
    spec.loader.exec_module(module)
    return module.TinyModel


@pytest.fixture
def tiny_model(tiny_family):
    return tiny_family(np.array([0.5, 0.2, 0.3]), ["tax", "naïve 🙂"], LABELS)


@pytest.fixture
def model_record():
    return ModelRecord(
        name="frames-tiny",
        family="tiny",
        kind="labels",
        task="frame",
        label_set=LABELS,
        settings={"smoothing": 0.5, "words": ["tax"], "C": None},
        label_schema="0.2.0",
        dataset="invented",
        fingerprint="f" * 64,
        stamps=["ungrouped: event"],
        n_examples=1200,
        seed=13,
        stance_version="0.1.0",
        commit="0" * 40,
        dirty=True,
        libraries={"numpy": "2.0.0"},
        created="2026-01-31",
    )


@pytest.fixture
def signed():
    """Return a function from a record in plain values to the model.json that saving would write for it.

    Whatever is wrong in the record then has to be refused for itself, not for its signature.
    """

    def sign(record):
        zeros = "0" * 64
        head, mark, tail = (json.dumps({**record, "sha256": zeros}, indent=2) + "\n").rpartition(zeros)
        return (head + checksum((head + mark + tail).encode()) + tail).encode()

    return sign
