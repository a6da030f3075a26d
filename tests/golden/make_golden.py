"""Saves a tiny model of each family beside this file, in the model format of today, with what it answers.

Run it once per version of the model format, never for an older one: what is here has to load for ever.

    python tests/golden/make_golden.py
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from stance import __version__
from stance.models.store import save_model
from stance.models.trained import Model, TagInput, TextInput
from stance.records.example import Example, LabelExample, MarkedLink, MarkedSpan, SpanExample
from stance.records.label_set import LabelSet
from stance.records.model import MODEL_FORMAT, ModelRecord
from stance.training.families import trainer_of, training_settings

HERE = Path(__file__).resolve().parent
LABELS = LabelSet(labels=("economic", "moral"), exclusive=True)
SPANS = LabelSet(labels=("cue", "source", "content"), exclusive=True)
TEXTS = {
    "economic": [
        "The toll costs drivers money.",
        "Taxes and prices rose.",
        "The budget of the port shrinks.",
    ],
    "moral": ["It is wrong to close the shelter.", "A duty to the poor.", "Shame on the council."],
}
ASKED = ["Prices at the port rose.", "It is a duty and not wrong.", ""]
SPEAKERS = ["The mayor", "Critics", "A spokeswoman", "The union"]
CLAIMS = ["the bridge is safe", "the toll is too high", "nobody was asked", "the port will grow"]
ASKED_OF_TAGGER = ("The mayor said the toll is too high.", "Critics said nobody was asked.")


def labeled() -> list[Example]:
    """Return texts with one label each."""
    return [
        LabelExample(labels=[label], **_shared(f"{label}{number}", text))
        for label, texts in TEXTS.items()
        for number, text in enumerate(texts)
    ]


def marked() -> list[Example]:
    """Return texts of two sentences, each with source, cue and content."""
    said = [(speaker, claim) for speaker in SPEAKERS for claim in CLAIMS]
    return [_attributed(f"d{number}", pair) for number, pair in enumerate(zip(said, said[5:], strict=False))]


def _attributed(name: str, said: Iterable[tuple[str, str]]) -> SpanExample:
    text, spans, links, starts, ends = "", [], [], [], []
    for number, (speaker, claim) in enumerate(said):
        text += " " if text else ""
        starts.append(len(text))
        for label, words in (("source", speaker), ("cue", "said"), ("content", claim)):
            start = len(text) + (label != "source")
            text += f" {words}" if label != "source" else words
            spans.append(
                MarkedSpan(id=f"{label}{number}", label=label, starts=[start], ends=[start + len(words)])
            )
        text += "."
        ends.append(len(text))
        for label in ("source", "content"):
            links.append(MarkedLink(label=label, src=f"cue{number}", dst=f"{label}{number}"))
    return SpanExample(spans=spans, links=links, unit_starts=starts, unit_ends=ends, **_shared(name, text))


def _shared(name: str, text: str) -> dict[str, object]:
    return {
        "example_id": name,
        "doc_id": name,
        "text": text,
        "start": 0,
        "end": len(text),
        "part": "train",
        "cluster": name,
        "groups": {},
    }


def answers_of(model: Model) -> object:
    """Return what a model says of invented texts, in plain values."""
    if hasattr(model, "tag"):
        first, second = map(len, ASKED_OF_TAGGER)
        units = ((0, first), (first + 1, first + 1 + second))
        tagging = model.tag([TagInput(" ".join(ASKED_OF_TAGGER), units)])[0]
        spans = {span.id: [span.label, span.starts, span.ends] for span in tagging.spans}
        return {
            "spans": list(spans.values()),
            "confidence": [round(span.confidence, 6) for span in tagging.spans],
            "links": [[link.label, spans[link.src], spans[link.dst]] for link in tagging.links],
        }
    return model.predict([TextInput(text) for text in ASKED]).round(6).tolist()


def main() -> None:
    """Train, save and ask a model of each family."""
    version = MODEL_FORMAT.partition("/")[2]
    for family, kind, label_set, examples in (
        ("linear", "labels", LABELS, labeled()),
        ("crf", "spans", SPANS, marked()),
    ):
        settings = training_settings(family, {})
        folds = [number % 3 for number in range(len(examples))]
        model = trainer_of(family).fit(examples, settings, label_set=label_set, inner_folds=folds, seed=1)
        record = ModelRecord(
            name=f"golden-{family}",
            family=family,
            kind=kind,
            task="frame" if kind == "labels" else "attribution",
            label_set=label_set,
            settings={},
            label_schema="0.2.0",
            dataset="invented",
            fingerprint="0" * 64,
            n_examples=len(examples),
            seed=1,
            stance_version=__version__,
            created="2026-11-22",
        )
        save_model(model, HERE / f"{family}-{version}", record)
        answers = json.dumps(answers_of(model))
        (HERE / f"{family}-{version}.json").write_text(answers + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
