"""Every experiment that is shipped can be run as it is."""

from pathlib import Path

import msgspec
import pytest

from stance.compose.experiment.config import load_experiment
from stance.data.building.config import load_config
from stance.errors import ConfigError

CONFIGS = Path(__file__).resolve().parents[3] / "configs"
EXPERIMENTS = sorted((CONFIGS / "experiments").glob("*.yaml"))


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_it_loads_and_names_a_dataset_and_task_that_are_shipped(path):
    config = load_experiment(path)
    assert config.name == path.stem
    dataset = load_config(CONFIGS / "datasets" / f"{Path(config.dataset).name}.yaml")
    assert dataset.folder == config.dataset
    assert config.task in dataset.tasks


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_the_complete_record_is_the_same_experiment_again(path, tmp_path):
    # JSON is YAML: the record of a run can be run.
    config = load_experiment(path)
    again = tmp_path / "again.yaml"
    again.write_bytes(msgspec.json.encode(config.complete()))
    assert load_experiment(again).complete() == config.complete()


def test_a_setting_of_another_family_is_refused_with_those_it_has(repository):
    path = repository / "configs" / "experiments" / "own-csv.yaml"
    with pytest.raises(ConfigError, match=r"model\.max_iterations.*a setting of family linear: blocks"):
        load_experiment(path, changes=["model.max_iterations=5"])


@pytest.mark.parametrize("change", ["model={}", "model.family=3"])
def test_a_model_without_a_family_is_refused(repository, change):
    path = repository / "configs" / "experiments" / "own-csv.yaml"
    with pytest.raises(ConfigError, match="the family of the model"):
        load_experiment(path, changes=[change])
