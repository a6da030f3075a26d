"""The smallest family of models: a probability per label, whatever the text."""

from dataclasses import dataclass

import numpy as np

from stance.errors import BundleError
from stance.models.trained import ModelState
from stance.records.label_set import LabelSet


@dataclass
class TinyModel:
    shares: np.ndarray
    words: list[str]
    label_set: LabelSet

    def predict(self, inputs):
        return np.tile(self.shares, (len(inputs), 1))

    def decide(self, probabilities):
        return [[self.label_set.labels[row.argmax()]] for row in probabilities]

    def state(self):
        return ModelState({"kind": "tiny", "smoothing": 0.5}, {"shares": self.shares}, {"words": self.words})

    @classmethod
    def from_state(cls, state, label_set):
        if state.settings["kind"] != "tiny" or state.arrays["shares"].shape != (len(label_set.labels),):
            raise BundleError("tiny", expected="one share per label", found="others", action="Train again.")
        return cls(state.arrays["shares"], state.texts["words"], label_set)
