"""Feature blocks: each turns inputs into columns; a model has several, side by side.

To add a block: write a module `features_<name>.py` with its settings (a `BlockSettings` with a tag) and its
class (a `Block`), and name both in `AnyBlockSettings` and `BLOCKS` of `registry`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self

import msgspec

from stance.models.linear.rows import Rows
from stance.models.trained import ModelState, TextInput


class BlockSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of the settings of a block; `kind` names the block."""

    weight: float = 1.0
    """All values of the block times this: above 1 it is penalized less than the others."""

    def __post_init__(self) -> None:
        """Refuse a weight that is not positive."""
        require(0 < self.weight < 1e6, "weight", "above 0 and below 1,000,000", self.weight)


def require(holds: bool, name: str, expected: str, found: object) -> None:
    """Refuse a setting unless a condition holds: to be called in `__post_init__`.

    Raises:
        ValueError: it does not hold; msgspec makes it part of the error about the configuration.
    """
    if not holds:
        raise ValueError(f"{name} must be {expected}, not {found!r}")


class Block(Protocol):
    """A fitted feature block."""

    @property
    def n_columns(self) -> int:
        """Columns of its rows."""

    def transform(self, inputs: Sequence[TextInput]) -> Rows:
        """Return one row per input, the same for any batch an input comes in, before `weight`."""

    def names(self) -> list[str]:
        """Return what each column stands for, to be read by people."""

    def state(self) -> ModelState:
        """Return the block as plain data; `settings` are those of its settings class, without kind."""

    @classmethod
    def fit(cls, inputs: Sequence[TextInput], settings: Any, /) -> Self:  # noqa: ANN401 - its own settings class
        """Return the block fitted to inputs; all it learns from them, it learns here."""

    @classmethod
    def from_state(cls, state: ModelState, settings: Any, /) -> Self:  # noqa: ANN401 - its own settings class
        """Return the block that gave a state; BundleError when the state is none of it."""
