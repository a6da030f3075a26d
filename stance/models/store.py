"""Models as folders: saved whole or not at all, and loaded only when they are what was saved.

A model folder holds `model.json` (the record of the model), `weights.safetensors` (arrays), `texts.json`
(lists of strings) and `README.md` (the card). Loading reads the first three and runs no code of theirs.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from stance.errors import BundleError, ConfigError, EnvironmentFault, InvariantError, ResourceMissingError
from stance.models.card import render_model_card
from stance.models.families import CLASSES, rebuild
from stance.models.store_format import (
    CARD,
    MAX_BYTES,
    MODEL,
    TEXTS,
    WEIGHTS,
    checksum,
    decode_arrays,
    decode_record,
    decode_texts,
    encode_arrays,
    encode_record,
    encode_texts,
    refused,
)
from stance.models.trained import Model, ModelState
from stance.records.model import ModelRecord
from stance.schema.labels import available_versions, is_compatible


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model and what is known of it."""

    model: Model
    record: ModelRecord


def save_model(model: Model, folder: Path, record: ModelRecord) -> ModelRecord:
    """Save a model in a folder, and return its record with state and checksums filled in.

    The folder is there whole or not at all; an earlier model in it is replaced.

    Args:
        model: of a known family.
        folder: to be made; its parent folders are made too.
        record: what is known of the model; `state`, `files` and `sha256` are filled in.

    Raises:
        ConfigError: the folder holds something other than a model.
        InvariantError: the record is of another label set, or the state cannot be saved: see `ModelState`.
        EnvironmentFault: the folder cannot be written.
        MissingExtraError: safetensors is not installed.
    """
    if model.label_set != record.label_set:
        raise InvariantError(
            f"model {record.name}",
            expected=f"the label set of the model, {', '.join(model.label_set.labels)}",
            found=f"{', '.join(record.label_set.labels)} in its record",
            action="Make the record with the label set of the model.",
        )
    state = model.state()
    files = {WEIGHTS: encode_arrays(state.arrays), TEXTS: encode_texts(state.texts)}
    unsigned = msgspec.structs.replace(
        record,
        state=dict(state.settings),
        files={name: checksum(data) for name, data in files.items()},
    )
    files[MODEL] = encode_record(unsigned)
    written = msgspec.json.decode(files[MODEL], type=ModelRecord)
    files[CARD] = render_model_card(written).encode()
    for name, most in MAX_BYTES.items():
        if len(files[name]) > most:
            raise InvariantError(
                f"model {record.name}",
                expected=f"{name} of at most {most:,} bytes, as loading allows",
                found=f"{len(files[name]):,}",
                action="Train with fewer features.",
            )
    _write(folder, files)
    return written


def load_model(folder: Path) -> LoadedModel:
    """Return the model saved in a folder.

    Raises:
        ResourceMissingError: there is no such folder.
        BundleError: it is no model folder, one of a newer format or of another label schema, or its files are
            not those that were saved.
        MissingExtraError: safetensors is not installed.
    """
    record = read_model_record(folder)
    _check_record(record, folder / MODEL)
    weights, texts = (_checked(folder / name, record) for name in (WEIGHTS, TEXTS))
    state = ModelState(
        settings=record.state,
        arrays=decode_arrays(weights, folder / WEIGHTS),
        texts=decode_texts(texts, folder / TEXTS),
    )
    try:
        model = rebuild(record.family, state, record.label_set)
    except BundleError:
        raise
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise refused(
            folder, f"the state of a model of family {record.family}", f"{type(error).__name__}: {error}"
        ) from error
    return LoadedModel(model, record)


def read_model_record(folder: Path) -> ModelRecord:
    """Return the record of a model folder without loading the model; errors are those of `load_model`."""
    if not folder.is_dir():
        raise ResourceMissingError(
            str(folder),
            expected="a model folder",
            found="a file" if folder.exists() else "nothing there",
            action="Name a folder that stance train wrote.",
        )
    return decode_record(_read(folder / MODEL), folder / MODEL)


def _check_record(record: ModelRecord, where: Path) -> None:
    if record.family not in CLASSES:
        raise refused(
            where, f"a family this stance has: {', '.join(CLASSES)}", record.family, "Install a newer stance."
        )
    if set(record.files) != {WEIGHTS, TEXTS}:
        raise refused(where, f"checksums of {WEIGHTS} and {TEXTS}", ", ".join(record.files)[:200] or "none")
    labels = record.label_set.labels
    if not labels or len(set(labels)) < len(labels):
        raise refused(where, "labels, each once", ", ".join(labels)[:200] or "none")
    if not is_compatible(record.label_schema):
        raise refused(
            where,
            f"a label schema that goes with {available_versions()[-1]}",
            record.label_schema,
            "Install the stance that goes with it, or train the model again.",
        )


def _checked(path: Path, record: ModelRecord) -> bytes:
    data = _read(path)
    if (found := checksum(data)) != record.files[path.name]:
        raise refused(
            path, f"the file that was saved, SHA-256 {record.files[path.name]}", f"another one, {found}"
        )
    return data


def _read(path: Path) -> bytes:
    """Return the bytes of a regular file that is no link and not too big."""
    most = MAX_BYTES[path.name]
    try:
        # Without O_NONBLOCK a pipe in place of the file would be waited on for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise refused(path, "a regular file", "a folder, device, pipe or socket")
            if about.st_size > most:
                raise refused(path, f"at most {most:,} bytes", f"{about.st_size:,}")
            return stream.read(most)
    except OSError as error:
        found = "a link" if path.is_symlink() else error.strerror or str(error)
        raise refused(path, "a file of the model folder", found) from error


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(folder)
        with tempfile.TemporaryDirectory(prefix=".stance-model-", dir=folder.parent) as workplace:
            new, old = Path(workplace) / "new", Path(workplace) / "old"
            new.mkdir()
            for name, data in files.items():
                with (new / name).open("wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
            try:
                if folder.exists():
                    folder.rename(old)
                new.rename(folder)
            finally:
                if old.exists() and not folder.exists():
                    old.rename(folder)
    except OSError as error:
        raise EnvironmentFault(
            str(folder),
            expected="a folder that can be written",
            found=error.strerror or str(error),
            action="Free some space, change the permissions, or choose another folder.",
        ) from error


def _refuse_foreign(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        foreign = ["a file or link of that name"]
    elif not folder.exists():
        return
    else:
        foreign = sorted({path.name for path in folder.iterdir()} - {*MAX_BYTES, CARD})
    if foreign:
        raise ConfigError(
            str(folder),
            expected="a new or empty folder, or one that holds a model and nothing else",
            found=foreign[0],
            action="Choose another folder.",
        )
