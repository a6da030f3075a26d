"""Checks of the arrays and texts a model is rebuilt from; what they refuse was altered or is foreign."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.errors import BundleError
from stance.models.linear.rows import Floats, Ints
from stance.models.trained import ModelState


def refused(where: str, expected: str, found: str) -> BundleError:
    """Return the error about one part of a state."""
    return BundleError(
        f"linear model, {where}", expected=expected, found=found, action="Train or copy the model again."
    )


def floats(state: ModelState, name: str, shape: tuple[int, ...]) -> Floats:
    """Return an array of finite numbers of a state; BundleError when it is missing or of another shape."""
    array = _array(state, name)
    if array.dtype != np.float64 or array.shape != shape:
        raise refused(name, f"float64 numbers of shape {shape}", f"{array.dtype} of shape {array.shape}")
    if not np.isfinite(array).all():
        raise refused(name, "finite numbers", "NaN or infinity")
    return array


def ascending(state: ModelState, name: str, *, below: int) -> Ints:
    """Return an array of whole numbers, strictly ascending, from 0 to under a bound; else BundleError."""
    array = _array(state, name)
    if array.dtype != np.int64 or array.ndim != 1:
        raise refused(name, "int64 numbers in one dimension", f"{array.dtype} of shape {array.shape}")
    if len(array) and (array[0] < 0 or array[-1] >= below or (array[1:] <= array[:-1]).any()):
        raise refused(name, f"numbers from 0 to below {below}, ascending", "others")
    return array


def vocabulary(state: ModelState, name: str) -> list[str]:
    """Return a list of texts that ascends, none twice; BundleError when it does not."""
    if name not in state.texts:
        raise refused(name, "a list of texts", "none")
    texts = list(state.texts[name])
    if not all(isinstance(text, str) for text in texts) or not is_ascending(texts):
        raise refused(name, "texts in order, none twice", "others")
    return texts


def is_ascending(texts: Sequence[str]) -> bool:
    """Return whether each text is greater than the one before."""
    return all(left < right for left, right in zip(texts, texts[1:], strict=False))


def _array(state: ModelState, name: str) -> np.ndarray:
    if name not in state.arrays:
        raise refused(name, "an array", "none")
    return np.asarray(state.arrays[name])


def offsets(state: ModelState, name: str, n: int) -> Ints:
    """Return n + 1 whole numbers that begin with 0 and never fall; BundleError when they are none."""
    array = _array(state, name)
    right = array.dtype == np.int64 and array.shape == (n + 1,)
    if not right or array[0] != 0 or (np.diff(array) < 0).any():
        raise refused(name, f"{n + 1} int64 numbers from 0 that never fall", "others")
    return array


def flags(state: ModelState, name: str, n: int) -> NDArray[np.bool_]:
    """Return n truth values of a state; BundleError when they are none."""
    array = _array(state, name)
    if array.dtype != np.bool_ or array.shape != (n,):
        raise refused(name, f"{n} truth values", f"{array.dtype} of shape {array.shape}")
    return array
