"""The folder of a run."""

from datetime import UTC, datetime

import pytest

from stance.compose.experiment.run_folder import new_run_folder
from stance.errors import EnvironmentFault, InputError, ResourceMissingError

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_two_runs_of_the_same_second_get_folders_of_their_own(tmp_path):
    first = new_run_folder(tmp_path, "mine", {"a": 1}, now=NOW)
    second = new_run_folder(tmp_path, "mine", {"a": 1}, now=NOW)
    assert first.path.name.startswith("20260102-030405-")
    assert second.path.name == first.path.name + "-1"


def test_another_configuration_gives_another_name(tmp_path):
    first = new_run_folder(tmp_path, "mine", {"a": 1}, now=NOW)
    second = new_run_folder(tmp_path, "mine", {"a": 2}, now=NOW)
    assert first.path.name != second.path.name


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault, match="--out"):
        new_run_folder(tmp_path / "file", "mine", {})


def test_a_run_that_is_not_complete_is_told(tmp_path):
    folder = new_run_folder(tmp_path, "mine", {}, now=NOW)
    with pytest.raises(ResourceMissingError, match="a run that was completed"):
        folder.read_run()
    folder.run.write_text("{")
    with pytest.raises(InputError, match=r"run\.json"):
        folder.read_run()
