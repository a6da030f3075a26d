"""Two runs compared on what both held out."""

from __future__ import annotations

from pathlib import Path

import msgspec

from stance.compose.experiment.run_folder import ExperimentRun, RunFolder
from stance.compose.experiment.training_data import load_training_data
from stance.errors import ConfigError
from stance.evaluation.compare import compare
from stance.evaluation.compare_spans import compare_spans
from stance.evaluation.settings import EvaluationSettings
from stance.records.comparison import Comparison
from stance.records.example import LabelExample, SpanExample
from stance.records.prediction import LabelPrediction, SpanPrediction


def compare_runs(first: Path, second: Path) -> Comparison:
    """Return whether the first run does better than the second, on the examples both predicted.

    Args:
        first: folder of a run; its evaluation settings say what is compared.
        second: folder of another run on the same dataset and task.

    Raises:
        ResourceMissingError: a folder holds no complete run.
        ConfigError: the runs are not on the same dataset and task.
        InvariantError: they did not hold out the same examples.
    """
    folders = RunFolder(first), RunFolder(second)
    runs = folders[0].read_run(), folders[1].read_run()
    _check_comparable(*runs)
    data = load_training_data(Path(runs[0].dataset), runs[0].task)
    given = runs[0].config.get("evaluation")
    settings = (
        msgspec.convert(given, EvaluationSettings)
        if given
        else EvaluationSettings(primary=folders[0].read_report().primary, seed=0)
    )
    predictions = [folder.read_predictions() for folder in folders]
    predicted = {each.example_id for each in predictions[0]}
    examples = [example for example in data.examples if example.example_id in predicted]
    names = (runs[0].name, runs[1].name)
    if names[0] == names[1]:
        names = (f"{names[0]} {first.name}", f"{names[1]} {second.name}")
    if data.kind == "spans":
        spans = [[each for each in made if isinstance(each, SpanPrediction)] for made in predictions]
        return compare_spans(
            [example for example in examples if isinstance(example, SpanExample)],
            *spans,
            label_set=data.label_set,
            settings=settings,
            names=names,
        )
    labels = [[each for each in made if isinstance(each, LabelPrediction)] for made in predictions]
    return compare(
        [example for example in examples if isinstance(example, LabelExample)],
        *labels,
        label_set=data.label_set,
        settings=settings,
        names=names,
    )


def _check_comparable(first: ExperimentRun, second: ExperimentRun) -> None:
    for name in ("task", "fingerprint"):
        ours, theirs = getattr(first, name), getattr(second, name)
        if ours != theirs:
            raise ConfigError(
                f"runs {first.name} and {second.name}",
                expected=f"the same dataset and task; {name} {ours} in the first",
                found=f"{theirs} in the second",
                action="Train both on the same dataset.",
            )
