"""Invented articles with all four layers, for the Label Studio round trip."""

from __future__ import annotations

from typing import Literal

import msgspec

from stance.records.annotation import (
    Annotation,
    Annotator,
    Attribution,
    Cue,
    Frames,
    LabelSetRef,
    Provenance,
    Relation,
    Stance,
)
from stance.records.article import Article, ArticleMeta
from stance.records.document import Document, Entity, Target
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.as_is import document_as_is
from stance.text.clean import clean

TEXT = (
    "Harbour toll rises 😀\r\n\r\n"
    "The mayor of Östhaven, Noël Årud, told reporters on Monday the toll “will hold”.\r\n"
    "“Drivers &amp; traders <b>pay</b> twice,” said שרה כהן, “and the council calls it fair.”\r\n\r\n"
    "Critics claimed the so-called reform 🚗🚗 is daylight robbery & worse for cafe\u0301 owners in 𝒳-town."
)
FRONT_END_MARKS = ["reform 🚗🚗 is", "hold”.\r\n“Drivers &amp;", "cafe\u0301", "שרה כהן", "𝒳-town"]
"""Words that are marked with the mouse, where a text has them."""

_TARGETS = [
    Target(id="toll", kind="policy", text="the bridge toll", terms=["the charge"]),
    Target(id="council", kind="actor", text="the council's conduct"),
]
_ENTITIES = [
    Entity(id="E_MAYOR", name="Noël Årud", type="person", aliases=["The mayor"]),
    Entity(id="E_COHEN", name="שרה כהן", type="person"),
]


def judged_articles() -> list[tuple[Document, list[Annotation]]]:
    """Return the documents with their annotations: the text as it is, and the same text cleaned."""
    article = Article(article_id="harbour", text=TEXT, meta=ArticleMeta(outlet_id="The Invented Herald"))
    pairs = []
    for document in (document_as_is(article), clean(msgspec.structs.replace(article, article_id="cleaned"))):
        known = msgspec.structs.replace(document, targets=_TARGETS, entities=_ENTITIES)
        people: list[tuple[str, Literal["expert", "crowd", "rule"]]] = [
            ("ann", "expert"),
            ("bo@example.org", "crowd"),
            ("rules-1", "rule"),
        ]
        pairs.append((known, [_annotation(known, name, kind) for name, kind in people]))
    return pairs


def _annotation(document: Document, name: str, kind: Literal["expert", "crowd", "rule"]) -> Annotation:
    """The rules found less than the persons; one of those looked for framing cues and found none."""
    is_ann = name == "ann"
    return Annotation(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        labelset=LabelSetRef(name="invented", version=""),
        annotator=Annotator(id=name, kind=kind),
        provenance=Provenance(guideline="invented", round=1) if kind != "rule" else Provenance(),
        layers=["attribution", "cue", "frame", "stance", *(["irony", "length"] if is_ann else [])],
        attributions=_attributions(document) if is_ann else _attributions(document)[:2],
        relations=[Relation(type="contradicts", src="A3", dst=["A1"], confidence=0.5)] if is_ann else [],
        cues=_cues(document) if is_ann else [],
        frames=_frames(document) if is_ann else Frames(document=[], questions={"CO1": 0}),
        stances=_stances() if is_ann else _stances()[:1],
        marks=_irony(document) if is_ann else [],
        links=[Link(layer="irony", label="meant for", src="I1", dst="A3")] if is_ann else [],
        answers=[Answer(question="irony", value="not sure", about="I1"), Answer(question="length", value=2.5)]
        if is_ann
        else [],
    )


def _attributions(document: Document) -> list[Attribution]:
    return [
        Attribution(
            id="A1", level=0, type="assertion", naming="named", speech="mixed", verb_class="neutral",
            polarity="positive", source_entity="E_MAYOR", source_side="council",
            source=_spans(document, "The mayor of Östhaven, Noël Årud"), cue=_spans(document, "told"),
            recipient=_spans(document, "reporters"), content=_spans(document, "the toll “will hold”"),
            content_stance={"toll": 1, "council": 0}, note="a note\nof two lines",
        ),
        Attribution(
            id="A2", level=0, type="assertion", naming="named", speech="direct", verb_class="accusatory",
            polarity="positive", source_entity="E_COHEN", source_side="none",
            source=_spans(document, "שרה כהן"), cue=_spans(document, "said"),
            content=_spans(document, "“Drivers &amp; traders <b>pay</b> twice,”" if "&amp;" in document.text
                           else "twice,”", "“and the council calls it fair.”"),
        ),
        Attribution(
            id="A3", level=0, type="belief", naming="collective", speech="indirect", verb_class="doubt",
            polarity="negative", source_entity=None, source_side="none", confidence=0.25,
            source=_spans(document, "Critics"), cue=_spans(document, "claimed"),
            content=_spans(document, "the so-called reform 🚗🚗 is daylight robbery"), parent="A2",
        ),
    ]  # fmt: skip


def _cues(document: Document) -> list[Cue]:
    robbery, reform = _spans(document, "daylight robbery")[0], _spans(document, "so-called reform 🚗🚗")[0]
    return [
        Cue(
            id="C1", start=robbery.start, end=robbery.end, text=robbery.text, unit=robbery.unit,
            type="loaded_word", voice="source_indirect", intensity=3, direction={"toll": -1}, certain=True,
            secondary_types=["metaphor"], attribution="A3", alternatives=["too high", ""],
        ),
        Cue(
            id="C2", start=reform.start, end=reform.end, text=reform.text, unit=reform.unit,
            type="scare_quotes", voice="author", intensity=1, direction={}, certain=False,
            rationale='"so-called" & co.',
        ),
    ]  # fmt: skip


def _frames(document: Document) -> Frames:
    return Frames(
        document=["economic", "political"],
        primary="economic",
        ambiguous=["public_opinion"],
        units={document.units[1].id: ["economic"], document.units[-1].id: []},
        questions={"CO1": 1, "EC2": 1, "HI1": 0},
    )


def _stances() -> list[Stance]:
    return [
        Stance(id="S1", target="toll", holder="article", label="neutral", basis="balanced"),
        Stance(
            id="S2", target="council", holder="article", label="against", strength="weak", evidence=["C1"]
        ),
        Stance(id="S3", target="toll", holder="E_MAYOR", label="favor", strength="strong", confidence=0.75),
    ]


def _irony(document: Document) -> list[Mark]:
    return [
        Mark(
            id="I1",
            layer="irony",
            label="a dry one",
            pieces=_spans(document, "fair"),
            attributes={"sure": "no"},
        )
    ]


def _spans(document: Document, *words: str) -> list[Span]:
    """Where words first stand, each after the one before."""
    spans: list[Span] = []
    for each in words:
        start = document.text.index(each, spans[-1].end if spans else 0)
        unit = next((unit.id for unit in document.units if unit.start <= start < unit.end), None)
        spans.append(Span(start=start, end=start + len(each), text=each, unit=unit))
    return spans
