"""Label Studio: tasks to import (`tasks.json`), and the labeling configuration they are for (`config.xml`).

Make a project, paste the configuration into Settings, Labeling Interface, Code, and import the tasks. The
task data hold the text, the id and checksum of the document, its targets and entities; its outlet, title and
address are left out: annotators are to judge without knowing them (rule G7). Judgements of rules and models
become predictions, those of persons annotations. What the page has no control for is kept beside it:
attributes in the `meta` of their result, answers about anything but the document, its units and targets in a
hidden text. Both come back with the export.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from stance.data.delivery import ReaderOptions
from stance.data.tools.label_studio_forms import Form
from stance.data.writers.label_studio_page import page_controls, page_relations
from stance.data.writers.label_studio_results import Page, Slots, results_of
from stance.data.writing import Pairs, WriteReport
from stance.records.annotation import Annotation
from stance.records.document import Document, Entity
from stance.schema.label_studio_config import render_config
from stance.schema.label_studio_controls import HOLDER_TARGETS, TARGETS, TEXT
from stance.schema.labels import load_schema


class Options(ReaderOptions, frozen=True, kw_only=True):
    """Options of the format."""

    model_output: Literal["predictions", "annotations"] = "predictions"
    """What judgements of rules and models become; annotators may go on from a prediction."""


def write(pairs: Pairs, folder: Path, options: ReaderOptions, /) -> WriteReport:
    """Write tasks and configuration; a task per document, in the order given."""
    settings = msgspec.convert(options, Options, from_attributes=True)
    judged = [(document, list(annotations)) for document, annotations in pairs]
    annotations = [annotation for _, given in judged for annotation in given]
    schema = load_schema()
    controls = page_controls(schema, annotations)
    form = Form(controls, {TEXT: TEXT})
    folder.mkdir(parents=True, exist_ok=True)
    configuration, tasks = folder / "config.xml", folder / "tasks.json"
    configuration.write_text(render_config(controls, page_relations(schema, annotations)), encoding="utf-8")
    with tasks.open("wb") as stream:
        stream.write(b"[")
        for number, (document, given) in enumerate(judged, 1):
            stream.write(b",\n" if number > 1 else b"\n")
            stream.write(msgspec.json.encode(_task(number, document, given, form=form, options=settings)))
        stream.write(b"\n]\n")
    return WriteReport(files=(configuration, tasks), n_documents=len(judged), n_annotations=len(annotations))


def _task(
    number: int, document: Document, annotations: Sequence[Annotation], *, form: Form, options: Options
) -> dict[str, Any]:
    slots = Slots.of(document, annotations)
    page = Page(document, form, slots)
    parts: dict[str, list[dict[str, Any]]] = {"annotations": [], "predictions": []}
    for annotation in annotations:
        is_model = annotation.annotator.kind in ("rule", "model")
        if is_model and options.model_output == "predictions":
            result = results_of(annotation, page, as_prediction=True)
            parts["predictions"].append({"model_version": annotation.annotator.id, "result": result})
        else:
            parts["annotations"].append({"result": results_of(annotation, page, as_prediction=False)})
    return {"id": number, "data": _data(document, annotations, slots), **parts}


def _data(document: Document, annotations: Sequence[Annotation], slots: Slots) -> dict[str, Any]:
    entities: dict[str, Entity] = {entity.id: entity for entity in document.entities}
    for annotation in annotations:
        entities.update((entity.id, entity) for entity in annotation.entities)
    names = {name: entity.name for name, entity in entities.items()}
    texts = {target.id: target.text for target in document.targets}
    data: dict[str, Any] = {
        TEXT: document.text,
        "doc_id": document.doc_id,
        "text_sha256": document.text_sha256,
        TARGETS: [msgspec.to_builtins(target) for target in document.targets],
    }
    if slots.with_holder:
        data[HOLDER_TARGETS] = [
            {
                "id": target,
                "text": texts[target],
                "holder": holder,
                "title": f"{names.get(holder, holder)} toward {texts[target]}",
            }
            for target, holder in slots.with_holder
        ]
    if entities:
        data["entities"] = [msgspec.to_builtins(entity) for entity in entities.values()]
    return data
