"""The files of a model folder: their names, bounds, and bytes to data and back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from stance.errors import BundleError, InvariantError, MissingExtraError
from stance.records.codec import encode_json
from stance.records.model import MODEL_FORMAT, ModelRecord

MODEL: Final = "model.json"
WEIGHTS: Final = "weights.safetensors"
TEXTS: Final = "texts.json"
CARD: Final = "README.md"
MAX_BYTES: Final = {MODEL: 4 << 20, WEIGHTS: 1 << 30, TEXTS: 256 << 20}
"""Biggest file that is read, in bytes."""
_MAX_HEADER = 1 << 20
_DTYPES = frozenset(
    {"float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16"}
    | {"uint8", "bool"}
)
_ARRAY_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_VERSION = re.compile(r"stance\.model/(\d{1,6})\.(\d{1,6})\.(\d{1,6})")
_READS = (1, 0, 0)
_UNSIGNED = b"0" * 64
_UNSIGNED_END = b'"sha256": "' + _UNSIGNED + b'"\n}\n'
_AGAIN = "Copy the folder again from where it was saved."

T = TypeVar("T")


def refused(where: Path, expected: str, found: str, action: str = _AGAIN) -> BundleError:
    """Return the error that says why a model folder is not loaded."""
    return BundleError(str(where), expected=expected, found=found, action=action)


def checksum(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def encode_record(record: ModelRecord) -> bytes:
    """Return the bytes of `model.json`, its own checksum filled in.

    Raises:
        InvariantError: the record does not read back as it is, for example because of a NaN in settings.
    """
    unsigned = msgspec.structs.replace(
        record,
        sha256=_UNSIGNED.decode(),
        settings=_with_lists(record.settings),
        state=_with_lists(record.state),
    )
    data = msgspec.json.format(encode_json(unsigned), indent=2) + b"\n"
    if msgspec.json.decode(data, type=ModelRecord) != unsigned:
        raise InvariantError(
            f"model {record.name}",
            expected="settings of text, finite numbers, true, false, null, lists and mappings",
            found="a value that JSON does not give back as it was",
            action="Mend the settings of the model's family.",
        )
    return _with_checksum(data, checksum(data).encode())


def _with_lists(value: Any) -> Any:  # noqa: ANN401 - any plain value
    """Return a plain value with lists for tuples, which JSON does not tell apart."""
    if isinstance(value, dict):
        return {name: _with_lists(part) for name, part in value.items()}
    return [_with_lists(part) for part in value] if isinstance(value, list | tuple) else value


def decode_record(data: bytes, where: Path) -> ModelRecord:
    """Return the record in the bytes of `model.json`.

    Raises:
        BundleError: not a record of a model, one of a newer format, or one that was altered.
    """
    given = _parsed(data, dict[str, Any], where)
    _check_format(given.get("schema"), where)
    record = _parsed(data, ModelRecord, where)
    if checksum(_with_checksum(data, _UNSIGNED)) != record.sha256:
        raise refused(where, f"the file that was saved, SHA-256 {record.sha256}", "a file that was altered")
    return record


def encode_texts(texts: Mapping[str, Sequence[str]]) -> bytes:
    """Return the bytes of `texts.json`; InvariantError when a text holds a lone surrogate."""
    try:
        return msgspec.json.encode({name: list(texts[name]) for name in sorted(texts)})
    except UnicodeEncodeError as error:
        raise InvariantError(
            TEXTS,
            expected="Unicode text",
            found=f"a lone surrogate in {ascii(error.object[:40])}",
            action="Clean the texts before training; cleaning replaces lone surrogates.",
        ) from error


def decode_texts(data: bytes, where: Path) -> dict[str, list[str]]:
    """Return the lists in the bytes of `texts.json`; BundleError when it holds anything else."""
    return _parsed(data, dict[str, list[str]], where)


def encode_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    """Return the bytes of `weights.safetensors`.

    Raises:
        InvariantError: an array of another kind than numbers, with a number that is not finite, or named
            otherwise than in letters, digits, "_", "." and "-".
        MissingExtraError: safetensors is not installed.
    """
    for name, array in arrays.items():
        fault = _array_fault(name, array)
        if fault is not None:
            raise InvariantError(
                f"array {name!r}", expected=fault[0], found=fault[1], action="Mend the model's family."
            )
    # safetensors takes the memory of an array as it lies.
    plain = {name: np.array(array, order="C", copy=True) for name, array in arrays.items()}
    library, _ = _safetensors()
    data: bytes = library.save(plain)
    return data


def decode_arrays(data: bytes, where: Path) -> dict[str, NDArray[np.generic]]:
    """Return the arrays in the bytes of `weights.safetensors`.

    Raises:
        BundleError: not safetensors, a header that is too long, or an array that `encode_arrays` refuses.
        MissingExtraError: safetensors is not installed.
    """
    library, its_error = _safetensors()
    header = int.from_bytes(data[:8], "little")
    if not 0 < header <= min(_MAX_HEADER, len(data) - 8):
        raise refused(
            where,
            f"safetensors with a header of at most {_MAX_HEADER:,} bytes",
            f"{len(data):,} bytes that announce a header of {header:,}",
        )
    _refuse_repeats(data[8 : 8 + header], where)
    try:
        arrays: dict[str, NDArray[np.generic]] = library.load(data)
    except (its_error, KeyError, ValueError, TypeError) as error:
        raise refused(where, "safetensors", f"{type(error).__name__}: {error}") from error
    for name, array in arrays.items():
        fault = _array_fault(name, array)
        if fault is not None:
            raise refused(where, fault[0], f"{fault[1]} in the array {name[:100]!r}")
    return arrays


def _array_fault(name: str, array: NDArray[np.generic]) -> tuple[str, str] | None:
    """Return what would be right and what is wrong with an array, None where nothing is."""
    if not _ARRAY_NAME.fullmatch(name):
        return 'names of letters, digits, "_", "." and "-"', "another name"
    if array.dtype.name not in _DTYPES:
        return "arrays of numbers", f"values of type {array.dtype.name}"
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        return "finite numbers", "NaN or infinity"
    return None


def _safetensors() -> tuple[ModuleType, type[Exception]]:
    try:
        import safetensors.numpy
    except ImportError as error:
        raise MissingExtraError("models as safetensors", extra="train") from error
    return safetensors.numpy, safetensors.SafetensorError


def _with_checksum(data: bytes, value: bytes) -> bytes:
    """Return the bytes of `model.json` with another checksum of its own, which stands at the very end."""
    return data[: -len(_UNSIGNED_END)] + _UNSIGNED_END.replace(_UNSIGNED, value)


def _check_format(found: object, where: Path) -> None:
    version = _VERSION.fullmatch(found) if isinstance(found, str) else None
    if version is None:
        what = f"the format {str(found)[:60]!r}"
        raise refused(where, MODEL_FORMAT, what, "Name a folder that stance train wrote.")
    if found == MODEL_FORMAT:
        return
    if tuple(map(int, version.groups())) > _READS:
        raise refused(where, f"at most {MODEL_FORMAT}", str(found), "Install a newer stance.")
    raise refused(where, MODEL_FORMAT, str(found), "Train the model again.")


def _parsed(data: bytes, kind: type[T], where: Path) -> T:
    """Return strict JSON as a type: no key twice, no unknown field, no number that is not finite."""
    try:
        value = msgspec.json.decode(data, type=kind)
        _refuse_repeats(data, where)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise refused(where, "JSON as it was saved", str(error)) from error
    return value


def _refuse_repeats(data: bytes, where: Path) -> None:
    """Refuse JSON that says a key twice: readers differ in which of the values they take."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise refused(where, "every key once", "a key that is there twice")
        return dict(pairs)

    try:
        json.loads(data, object_pairs_hook=once)
    except (json.JSONDecodeError, RecursionError, UnicodeDecodeError) as error:
        raise refused(where, "JSON", str(error)) from error
