"""Folders with a valid signature whose contents no family would have saved: refused, or loaded and usable."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from stance.errors import BundleError
from stance.models.store import load_model
from stance.models.store_format import checksum

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FOLDERS = sorted(path.parent for path in GOLDEN.glob("*/model.json"))
VALUES = (0, -1, 1, 2**31, -(2**31), 10**300, -(10**300))


def spoiled_array(array, rng):
    """Return an array with another shape, type or value."""
    kind = int(rng.integers(6))
    if kind == 0:
        return array.ravel()[: max(array.size - 1, 0)]
    if kind == 1:
        return np.concatenate([array, array]) if array.ndim else np.zeros(3)
    if kind == 2:
        return array[None]
    if kind == 3:
        return array.astype(rng.choice(["float32", "int64", "uint8", "int32", "float64"]))
    changed = array.copy().ravel()
    if changed.size:
        kinds = {"f": np.finfo, "i": np.iinfo, "u": np.iinfo}
        low, high = 0, 1
        if changed.dtype.kind in kinds:
            about = kinds[changed.dtype.kind](changed.dtype)
            # Of Python's own types, which compare without overflow.
            low, high = np.array([about.min, about.max]).tolist()
        value = VALUES[int(rng.integers(len(VALUES)))]
        changed[int(rng.integers(changed.size))] = min(max(value, low), high)
    return changed.reshape(array.shape)


def spoiled(record, arrays, texts, rng):
    """Change one thing in place."""
    kind = int(rng.integers(5))
    array = str(rng.choice(sorted(arrays)))
    if kind == 0:
        del arrays[array]
    elif kind <= 2:
        arrays[array] = spoiled_array(arrays[array], rng)
    elif kind == 3 and texts:
        name = str(rng.choice(sorted(texts)))
        texts[name] = [texts[name][:-1], texts[name] * 2, [], ["", *texts[name][1:]]][int(rng.integers(4))]
    else:
        name = str(rng.choice(sorted(record["state"])))
        record["state"][name] = [None, "x", -1, [], {}, 10**9, [[]]][int(rng.integers(7))]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_spoiled_state_is_refused_or_loads(folder, tmp_path, signed):
    rng = np.random.default_rng(5)
    good = json.loads((folder / "model.json").read_bytes())
    place = tmp_path / "model"
    shutil.copytree(folder, place)
    n_refused = 0
    for _ in range(150):
        record = json.loads(json.dumps(good))
        arrays = {
            name: array.copy()
            for name, array in safetensors.numpy.load((folder / "weights.safetensors").read_bytes()).items()
        }
        texts = json.loads((folder / "texts.json").read_bytes())
        spoiled(record, arrays, texts, rng)
        files = {
            "weights.safetensors": safetensors.numpy.save(arrays),
            "texts.json": json.dumps(texts).encode(),
        }
        for name, data in files.items():
            (place / name).write_bytes(data)
        record["files"] = {name: checksum(data) for name, data in files.items()}
        (place / "model.json").write_bytes(signed(record))
        try:
            load_model(place)
        except BundleError:
            n_refused += 1
    # Another weight is a valid model; another shape or type is none.
    assert 50 < n_refused < 150
