"""Models saved and loaded: the same model comes back, and never half a model is left."""

import os
from pathlib import Path

import msgspec
import numpy as np
import pytest

from stance.errors import BundleError, ConfigError, EnvironmentFault, InvariantError, ResourceMissingError
from stance.models import store
from stance.models.store import load_model, read_model_record, save_model
from stance.models.trained import ModelState
from stance.records.label_set import LabelSet


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def with_state(model, **changes):
    """Return the model as one whose state differs from its own."""
    model.state = lambda: ModelState(
        **{"settings": {"kind": "tiny"}, "arrays": {"shares": model.shares}, "texts": {"words": []}} | changes
    )
    return model


def test_a_saved_model_comes_back_with_its_record(tiny_model, model_record, tmp_path):
    written = save_model(tiny_model, tmp_path / "deep" / "model", model_record)
    loaded = load_model(tmp_path / "deep" / "model")
    assert loaded.record == written
    assert loaded.record.settings == model_record.settings
    assert loaded.record.state == {"kind": "tiny", "smoothing": 0.5}
    assert loaded.model.words == ["tax", "naïve 🙂"]
    assert loaded.model.label_set == tiny_model.label_set
    np.testing.assert_array_equal(loaded.model.predict([None]), [[0.5, 0.2, 0.3]])


def test_a_model_folder_holds_four_files_and_nothing_stays_beside_it(tiny_model, model_record, tmp_path):
    save_model(tiny_model, tmp_path / "model", model_record)
    assert names_in(tmp_path) == ["model"]
    assert names_in(tmp_path / "model") == ["README.md", "model.json", "texts.json", "weights.safetensors"]


def test_the_same_model_gives_the_same_bytes(tiny_model, model_record, tmp_path):
    for name in ("one", "two"):
        save_model(tiny_model, tmp_path / name, model_record)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_the_checksum_of_a_model_tells_weights_apart(tiny_model, model_record, tmp_path):
    first = save_model(tiny_model, tmp_path / "one", model_record)
    tiny_model.shares = np.array([0.5, 0.3, 0.2])
    assert save_model(tiny_model, tmp_path / "two", model_record).sha256 != first.sha256


def test_saving_again_replaces_the_model(tiny_model, model_record, tmp_path):
    save_model(tiny_model, tmp_path / "model", model_record)
    tiny_model.words = ["bridge"]
    save_model(tiny_model, tmp_path / "model", model_record)
    assert load_model(tmp_path / "model").model.words == ["bridge"]
    assert names_in(tmp_path) == ["model"]


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.arange(20, dtype=np.int32)[::3],
        np.array(7.5),
        np.zeros((0, 4)),
        np.array([True, False]),
        np.array([1, 2], dtype=">i8"),
        np.array([1.5], dtype=np.float16),
    ],
    ids=["transposed", "strided", "scalar", "empty", "bool", "big-endian", "half"],
)
def test_arrays_come_back_however_they_lie_in_memory(tiny_model, model_record, tmp_path, array, monkeypatch):
    seen = {}
    monkeypatch.setattr(store, "rebuild", lambda family, state, label_set: seen.update(state.arrays))
    save_model(with_state(tiny_model, arrays={"a": array}), tmp_path / "model", model_record)
    load_model(tmp_path / "model")
    np.testing.assert_array_equal(seen["a"], array)
    assert seen["a"].shape == array.shape


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"arrays": {"a": np.array([1.0, np.nan])}}, "NaN"),
        ({"arrays": {"a": np.array(["x"], dtype=object)}}, "object"),
        ({"arrays": {"a": np.array(["x"])}}, "str"),
        ({"arrays": {"../a": np.zeros(1)}}, "another name"),
        ({"settings": {"C": float("nan")}}, "JSON"),
        ({"settings": {"C": {1: 2}}}, "JSON"),
        ({"texts": {"words": ["\ud800"]}}, "surrogate"),
    ],
)
def test_a_state_that_would_not_come_back_is_not_saved(tiny_model, model_record, tmp_path, changes, told):
    with pytest.raises(InvariantError, match=told):
        save_model(with_state(tiny_model, **changes), tmp_path / "model", model_record)
    assert names_in(tmp_path) == []


def test_tuples_in_settings_come_back_as_lists(tiny_model, model_record, tmp_path):
    record = msgspec.structs.replace(model_record, settings={"ngrams": [(1, 2)]})
    settings = {"kind": "tiny", "blocks": ({"sizes": (1, 2)},)}
    written = save_model(with_state(tiny_model, settings=settings), tmp_path / "model", record)
    assert written.settings == {"ngrams": [[1, 2]]}
    assert written.state == {"kind": "tiny", "blocks": [{"sizes": [1, 2]}]}


def test_a_record_of_other_labels_is_not_saved(tiny_model, model_record, tmp_path):
    other = LabelSet(labels=("moral", "economic", "other"), exclusive=True)
    with pytest.raises(InvariantError, match="label set"):
        save_model(tiny_model, tmp_path / "model", msgspec.structs.replace(model_record, label_set=other))


def test_a_model_too_big_to_be_loaded_is_not_saved(tiny_model, model_record, tmp_path, monkeypatch):
    monkeypatch.setitem(store.MAX_BYTES, "texts.json", 10)
    with pytest.raises(InvariantError, match="at most 10 bytes"):
        save_model(tiny_model, tmp_path / "model", model_record)


def test_a_folder_with_other_files_is_left_alone(tiny_model, model_record, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match=r"notes\.txt"):
        save_model(tiny_model, tmp_path, model_record)
    assert names_in(tmp_path) == ["notes.txt"]


def test_a_file_or_link_in_place_of_the_folder_is_left_alone(tiny_model, model_record, tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(ConfigError, match="file or link"):
            save_model(tiny_model, tmp_path / name, model_record)


@pytest.mark.parametrize("failing", ["fsync", "second rename"])
def test_a_failed_save_leaves_the_earlier_model(tiny_model, model_record, tmp_path, monkeypatch, failing):
    save_model(tiny_model, tmp_path / "model", model_record)
    tiny_model.words = ["bridge"]
    no_space = OSError(28, "No space left on device")
    rename = Path.rename

    def refuse(*args):
        raise no_space

    def rename_old_only(path, target):
        return refuse() if path.name == "new" else rename(path, target)

    if failing == "fsync":
        monkeypatch.setattr(os, "fsync", refuse)
    else:
        monkeypatch.setattr(Path, "rename", rename_old_only)
    with pytest.raises(EnvironmentFault, match="No space left"):
        save_model(tiny_model, tmp_path / "model", model_record)
    monkeypatch.undo()
    assert names_in(tmp_path) == ["model"]
    assert read_model_record(tmp_path / "model").name == "frames-tiny"


def test_a_place_that_cannot_be_written_is_told(tiny_model, model_record, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match="can be written"):
        save_model(tiny_model, tmp_path / "file" / "model", model_record)


def test_a_folder_that_is_not_there_is_missing_rather_than_broken(tmp_path):
    with pytest.raises(ResourceMissingError, match="nothing there"):
        load_model(tmp_path / "model")


def test_a_folder_may_be_reached_by_a_link(tiny_model, model_record, tmp_path):
    save_model(tiny_model, tmp_path / "model", model_record)
    (tmp_path / "champion").symlink_to("model")
    assert load_model(tmp_path / "champion").record.name == "frames-tiny"


def test_the_card_may_be_edited(tiny_model, model_record, tmp_path):
    save_model(tiny_model, tmp_path / "model", model_record)
    (tmp_path / "model" / "README.md").write_text("# Ours")
    (tmp_path / "model" / ".DS_Store").write_bytes(b"\x00")
    assert load_model(tmp_path / "model").record.name == "frames-tiny"


def test_a_state_the_family_stumbles_over_is_told_in_four_parts(tiny_model, model_record, tmp_path):
    # Without "kind" the tiny family raises KeyError.
    save_model(with_state(tiny_model, settings={}), tmp_path / "model", model_record)
    with pytest.raises(BundleError, match="KeyError") as refused:
        load_model(tmp_path / "model")
    assert refused.value.where == str(tmp_path / "model")
