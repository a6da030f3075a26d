"""Invented examples and a tiny trainer that can be named as a family."""

import importlib.util
import sys
from pathlib import Path

import pytest

from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.training import families
from stance.training.fitting import FitPlan


@pytest.fixture
def tiny_plan(monkeypatch):
    """Return how models of the tiny family are fitted."""
    path = Path(__file__).with_name("tiny_trainer.py")
    spec = importlib.util.spec_from_file_location("tiny_trainer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "tiny_trainer", module)
    monkeypatch.setitem(families.TRAINERS, "tiny", "tiny_trainer")
    labels = LabelSet(labels=("a", "b"), exclusive=True)
    return FitPlan(family="tiny", label_set=labels, group_by=("outlet",), n_folds=3)


@pytest.fixture
def outlet_examples():
    """Return 48 examples of 12 outlets, labels a and b in turn."""
    return [
        LabelExample(
            example_id=f"e{n:03}",
            doc_id=f"d{n:03}",
            text="The toll rose.",
            start=0,
            end=14,
            part="train",
            cluster=f"d{n:03}",
            groups={"document": f"d{n:03}", "outlet": f"o{n % 12}"},
            labels=["ab"[n // 12 % 2]],
        )
        for n in range(48)
    ]
