import numpy as np
import pytest

from stance.errors import ConfigError, InvariantError
from stance.evaluation.compare_spans import compare_counts, compare_spans
from stance.records.example import MarkedSpan, SpanExample
from stance.records.label_set import LabelSet
from stance.records.prediction import PredictedSpan, SpanPrediction

LOADED = LabelSet(labels=("loaded",), exclusive=False)
TEXT = "A shameful deal was struck by the mayor."


def recall(sums):
    return sums[:, 0] / sums[:, 1]


def span_example(n, *places):
    return SpanExample(
        example_id=f"e{n:03}",
        doc_id=f"d{n:03}",
        text=TEXT,
        start=0,
        end=len(TEXT),
        part="all",
        cluster=f"d{n:03}",
        groups={},
        spans=[
            MarkedSpan(id=f"s{k}", label="loaded", starts=[start], ends=[end])
            for k, (start, end) in enumerate(places)
        ],
        unit_starts=[0],
        unit_ends=[len(TEXT)],
    )


def span_prediction(n, *places, seed=1):
    return SpanPrediction(
        example_id=f"e{n:03}",
        spans=[
            PredictedSpan(id=f"s{k}", label="loaded", starts=[start], ends=[end], confidence=0.9)
            for k, (start, end) in enumerate(places)
        ],
        seed=seed,
    )


def test_any_counts_per_document_can_be_compared(made):
    # Found of what is there: 40 of 40 against 20 of 40; two seeds of the first, one of the second.
    examples = [made.example(n, "a") for n in range(40)]
    counts = np.array([[1.0, 1.0]] * 40)
    half = np.array([[float(n % 2), 1.0] for n in range(40)])
    found = compare_counts(
        examples,
        np.stack([counts, counts]),
        half[None],
        statistics={"recall": recall},
        settings=made.settings("recall", n_resamples=200),
        names=("tagger", "rules"),
    )
    (difference,) = found.metrics
    assert (difference.first, difference.second, difference.value) == (1, 0.5, 0.5)
    assert 0.3 < difference.low < 0.5 < difference.high < 0.7
    assert difference.p == difference.p_holm == pytest.approx(1 / 10_001)
    assert found.verdict.startswith("tagger is better than rules")


def test_taggers_are_compared_on_spans(made):
    # The first finds "shameful" everywhere, the second in the even documents only: F1 1 against
    # 2 · 10 / (10 + 20) = 2/3.
    place = (2, 10)
    examples = [span_example(n, place) for n in range(20)]
    first = [span_prediction(n, place) for n in range(20)]
    second = [span_prediction(n, *([place] if n % 2 == 0 else [])) for n in range(20)]
    found = compare_spans(
        examples[::-1], first, second, label_set=LOADED, settings=made.settings("loaded exact f1")
    )
    by_name = {each.name: each for each in found.metrics}
    assert (by_name["loaded exact f1"].first, by_name["loaded exact f1"].second) == (1, pytest.approx(2 / 3))
    assert by_name["loaded exact f1"].p < 0.01
    assert (found.kind, found.n_groups, found.primary) == ("spans", 20, "loaded exact f1")
    assert found.verdict.startswith("first is better than second")


def test_a_metric_or_number_of_seeds_that_does_not_fit_is_refused(made):
    examples = [span_example(0, (2, 10))]
    predictions = [span_prediction(0, (2, 10))]
    with pytest.raises(ConfigError, match=r"evaluation\.primary"):
        compare_spans(examples, predictions, predictions, label_set=LOADED, settings=made.settings("macro"))
    with pytest.raises(InvariantError, match="found 2 and 3"):
        compare_counts(
            examples,
            np.ones((2, 1, 2)),
            np.ones((3, 1, 2)),
            statistics={"recall": recall},
            settings=made.settings("recall"),
            names=("a", "b"),
        )
