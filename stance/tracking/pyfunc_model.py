"""The code that MLflow keeps with a model and runs to load it: finds the model folder, and asks stance.

MLflow copies this file as it stands. Loading any MLflow model runs its code; stance itself never does that,
see `stance.tracking.registry`.
"""

from pathlib import Path
from typing import Any

import msgspec
import pydantic
from mlflow.models import set_model
from mlflow.pyfunc.model import PythonModel, PythonModelContext

from stance.models.store import load_model
from stance.models.trained import Classifier, Tagger, TagInput, TextInput
from stance.records.article import Article
from stance.text.as_is import document_as_is


class Text(pydantic.BaseModel):
    """A text to be judged."""

    text: str
    target: str | None = None


class Span(pydantic.BaseModel):
    """Words that a tagger marks; offsets count characters of the text."""

    id: str
    label: str
    starts: list[int]
    ends: list[int]
    confidence: float


class Link(pydantic.BaseModel):
    """How two spans belong together, by their ids."""

    label: str
    src: str
    dst: str


class Answer(pydantic.BaseModel):
    """What a classifier (labels, probabilities) or a tagger (spans, links) says; the rest is empty."""

    labels: list[str] = []
    probabilities: dict[str, float] = {}
    spans: list[Span] = []
    links: list[Link] = []


class StanceModel(PythonModel):
    """A model of stance as MLflow asks it."""

    # MLflow passes `context` by its name, in both methods.
    def load_context(self, context: PythonModelContext) -> None:
        """Load the model folder without running anything of it."""
        self._model = load_model(Path(context.artifacts["model"])).model

    def predict(
        self,
        context: PythonModelContext,
        model_input: list[Text],
        params: dict[str, Any] | None = None,
    ) -> list[Answer]:
        """Return one answer per text."""
        if isinstance(self._model, Classifier):
            return _judged(self._model, model_input)
        return _tagged(self._model, model_input)


def _judged(model: Classifier, texts: list[Text]) -> list[Answer]:
    names = model.label_set.labels
    rows = model.predict([_text_input(text) for text in texts])
    return [
        Answer(labels=labels, probabilities=dict(zip(names, row.tolist(), strict=True)))
        for labels, row in zip(model.decide(rows), rows, strict=True)
    ]


def _text_input(given: Text) -> TextInput:
    start = -1 if given.target is None else given.text.find(given.target)
    if given.target is None or start < 0:
        return TextInput(given.text, given.target)
    return TextInput(given.text, given.target, start, start + len(given.target))


def _tagged(model: Tagger, texts: list[Text]) -> list[Answer]:
    return [
        Answer(
            spans=[Span(**msgspec.structs.asdict(span)) for span in tagging.spans],
            links=[Link(**msgspec.structs.asdict(link)) for link in tagging.links],
        )
        for tagging in model.tag([_tag_input(text.text) for text in texts])
    ]


def _tag_input(text: str) -> TagInput:
    if not text.strip():
        return TagInput(text, ())
    units = document_as_is(Article(article_id="request", text=text)).units
    return TagInput(text, tuple((unit.start, unit.end) for unit in units))


set_model(StanceModel())
