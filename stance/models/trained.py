"""What every trained model offers: it answers, and it gives itself away as plain data to be saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from stance.records.example import LabelExample, MarkedLink, SpanExample
from stance.records.label_set import LabelSet
from stance.records.prediction import PredictedSpan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class TextInput:
    """A text to be judged; what a classifier may see of an example."""

    text: str
    target: str | None = None
    target_start: int | None = None
    target_end: int | None = None
    """Where the target stands in `text`; None where it does not stand there."""

    @classmethod
    def of(cls, example: LabelExample) -> TextInput:
        """Return what of an example a model may see: neither label nor votes nor groups."""
        return cls(example.text, example.target, example.target_start, example.target_end)


@dataclass(frozen=True, slots=True)
class TagInput:
    """A document to be tagged; what a tagger may see of an example."""

    text: str
    units: tuple[tuple[int, int], ...]
    """Headline, deck and sentences in reading order, half open."""

    @classmethod
    def of(cls, example: SpanExample) -> TagInput:
        """Return what of an example a model may see."""
        return cls(example.text, tuple(zip(example.unit_starts, example.unit_ends, strict=True)))


@dataclass(frozen=True, slots=True)
class Tagging:
    """Spans found in one document, and the links between them by span id."""

    spans: list[PredictedSpan]
    links: list[MarkedLink] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ModelState:
    """All there is of a model, as data that runs no code."""

    settings: Mapping[str, Json]
    """What the family needs to rebuild itself; small."""
    arrays: Mapping[str, NDArray[np.generic]]
    """Weights by name; saved as safetensors."""
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Lists of strings by name, such as a vocabulary."""


@runtime_checkable
class Classifier(Protocol):
    """Answers for texts with a probability per label; exclusive or not is a matter of its label set."""

    @property
    def label_set(self) -> LabelSet:
        """Labels, in the order of the columns of `predict`."""

    def predict(self, inputs: Sequence[TextInput]) -> NDArray[np.float64]:
        """Return probabilities of shape (inputs, labels); the same for any batch an input comes in."""

    def decide(self, probabilities: NDArray[np.float64]) -> list[list[str]]:
        """Return the labels decided on per row: the most probable one, or those at their thresholds."""

    def state(self) -> ModelState:
        """Return the model as plain data."""

    @classmethod
    def from_state(cls, state: ModelState, label_set: LabelSet) -> Self:
        """Return the model that gave a state; BundleError when the state is none of this family."""


@runtime_checkable
class Tagger(Protocol):
    """Marks spans in documents."""

    @property
    def label_set(self) -> LabelSet:
        """Labels of the spans."""

    def tag(self, inputs: Sequence[TagInput]) -> list[Tagging]:
        """Return one tagging per document, the same for any batch it comes in."""

    def state(self) -> ModelState:
        """Return the model as plain data."""

    @classmethod
    def from_state(cls, state: ModelState, label_set: LabelSet) -> Self:
        """Return the model that gave a state; BundleError when the state is none of this family."""


Model = Classifier | Tagger
