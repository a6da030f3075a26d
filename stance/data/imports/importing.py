"""Annotated texts turned into a dataset: offsets proven, texts cleaned, spans mapped, losses told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

import msgspec

from stance.data.closing import closed
from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.data.delivery import DeliveredAnnotation, Delivery
from stance.data.formats import reader_of, reader_options
from stance.data.imports.annotation import AnnotationMaker, answer_kind, link_kind, mark_kind
from stance.data.imports.clean_spans import CleanSpans
from stance.data.imports.documents import ImportDocuments
from stance.data.imports.exported import ExportedDocuments
from stance.data.imports.loss_log import ANNOTATION, RECORD, LossLog
from stance.data.imports.offset_proof import ClaimedSpan, Placement, place_spans
from stance.data.imports.staging import LineFile, staged_import
from stance.data.layers import opened
from stance.errors import InputError, InvariantError, ResourceMissingError
from stance.invariants.annotation import check_annotation
from stance.invariants.document import check_document
from stance.invariants.problems import require_valid
from stance.records.annotation import Annotation, LabelSetRef
from stance.records.article import Article
from stance.records.document import Document
from stance.records.imports import ImportReport, LossReason, OffsetProof
from stance.schema.labels import load_schema
from stance.text.as_is import document_as_is
from stance.text.clean import clean
from stance.text.decode import replace_surrogates

OWN_LABEL_SET: Final = "stance"
"""The label set whose layers are closed: those of the packaged label schema."""

Cleaning = Literal["standard", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What is to be imported, and where to."""

    format: str
    """Name in `stance.data.formats.READERS`."""
    paths: Sequence[Path]
    out: Path
    """The dataset folder."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Options of the format."""
    cleaning: Cleaning = "standard"
    """"none" keeps every text as delivered."""
    documents: Path | None = None
    """A documents.jsonl of ours. A delivery that names one of its documents is about that document, whose
    text, units, targets and entities stay as they are; None makes a new document of every text."""
    label_set: str = ""
    """Name of the label set; empty is what the annotations name, or else the format; "stance" is our label
    schema, whose layers are closed."""
    label_set_version: str = ""
    """Empty where the set has none; that of "stance" is the packaged schema's."""
    skip_bad: bool = False
    """Whether what is broken or contradicts what came before is left out and told as a loss."""
    overwrite: bool = False
    """Whether a dataset in `out` is replaced, with what was adjudicated and built from it."""


def import_annotations(request: ImportRequest) -> ImportReport:
    """Write a dataset folder from annotated texts and return what came through and what did not.

    Deliveries of the same text under the same id become one document with an annotation per annotator.
    The folder holds all of documents.jsonl, annotations.jsonl, losses.jsonl and import.json, or is left as
    it was.

    Raises:
        ConfigError: an unknown format or option, or `out` holds a dataset already.
        ResourceMissingError: a path is not there.
        InputError: nothing was delivered; or, unless `skip_bad`, a record is broken, an id is used for
            several texts, or an annotator judged one text twice and differently.
        MissingExtraError: the format needs optional packages.
        EnvironmentFault: a file cannot be read or the folder cannot be written.
    """
    for path in request.paths:
        if not path.exists():
            action = "Check the path."
            raise ResourceMissingError(
                str(path), expected="annotated texts", found="no such file or folder", action=action
            )
    exported = ExportedDocuments(request.documents) if request.documents is not None else None
    reader, options = reader_of(request.format), reader_options(request.format, request.options)
    with staged_import(request.out, overwrite=request.overwrite) as folder:
        with ExitStack() as files:
            running = _Import(request, exported, folder, files)
            for delivery in reader.read(request.paths, options):
                running.take(delivery)
        return running.finish(folder)


class _Import:
    """One import while it runs."""

    def __init__(
        self,
        request: ImportRequest,
        exported: ExportedDocuments | None,
        folder: DatasetFolder,
        files: ExitStack,
    ) -> None:
        self._request = request
        self._exported = exported
        self._documents = ImportDocuments(_maker(request.cleaning))
        self._labelset = _labelset(request)
        self._document_lines = files.enter_context(LineFile(folder.documents))
        self._annotation_lines = files.enter_context(LineFile(folder.annotations))
        self._log = LossLog(files.enter_context(LineFile(folder.losses)))
        self._n_annotations = 0
        self._kinds: Counter[str] = Counter()
        self._proof: Counter[tuple[str, str]] = Counter()

    def take(self, delivery: Delivery | InputError) -> None:
        """Take one text with its annotations into the dataset."""
        if isinstance(delivery, InputError):
            self._lose(delivery, RECORD)
            return
        self._log.extend(delivery.losses)
        text, n_replaced = replace_surrogates(delivery.article.text)
        if n_replaced:
            article = msgspec.structs.replace(delivery.article, text=text, n_replaced=n_replaced)
            delivery = replace(delivery, article=article)
        try:
            document, exported = self._take_document(delivery)
        except (InputError, InvariantError) as error:
            self._lose(_as_input_error(error, delivery.where), RECORD)
            return
        self._take_annotations(delivery, document, exported)

    def finish(self, folder: DatasetFolder) -> ImportReport:
        """Complete the files in a folder and return the report, which is one of them."""
        n_records = len(self._documents) + self._log.n_records
        if not n_records:
            raise InputError(
                ", ".join(map(str, self._request.paths)),
                reason="no_text",
                expected=f"annotated texts in format {self._request.format}",
                found="none",
                action="Check the path, the format and its options.",
            )
        if self._documents.have_grown:
            # Documents were written when their first delivery came; later ones brought more targets.
            write_lines(folder.documents, self._documents.completed(folder.documents))
        report = ImportReport(
            format=self._request.format,
            options={name: str(value) for name, value in sorted(self._request.options.items())},
            cleaning=self._request.cleaning,
            n_records=n_records,
            n_documents=len(self._documents),
            n_annotations=self._n_annotations,
            n_by_layer=dict(sorted(self._kinds.items())),
            offsets=_offset_proof(self._proof),
            n_losses=self._log.counts,
        )
        write_lines(folder.import_report, [report])
        return report

    def _take_document(self, delivery: Delivery) -> tuple[Document, bool]:
        """Return the document of a delivery and whether it is one of ours that was exported."""
        exported = self._exported.of(delivery) if self._exported else None
        document = self._documents.document_of(delivery, exported)
        require_valid(check_document(document, None if exported else delivery.article.text))
        if document not in self._documents:
            self._document_lines.write(document)
        self._documents.remember(document, delivery)
        for name in self._documents.differing_fields(document, delivery.article):
            detail = f"expected the {name} of the first delivery of {document.doc_id}; found another one"
            self._log.add("duplicate_record", f"metadata/{name}", where=delivery.where, detail=detail)
        return document, exported is not None

    def _take_annotations(self, delivery: Delivery, document: Document, is_exported: bool) -> None:
        text = document.text if is_exported else delivery.article.text
        claimed = [
            ClaimedSpan(mark.pieces, mark.covered)
            for annotation in delivery.annotations
            for mark in annotation.marks
        ]
        placements = iter(place_spans(text, claimed, delivery.conventions))
        spans = CleanSpans(document, None if is_exported else text)
        default = LabelSetRef(name=self._request.format, version="")
        maker = AnnotationMaker(document, spans, self._labelset, default, self._log, delivery.where)
        for delivered in delivery.annotations:
            own = [next(placements) for _ in delivered.marks]
            try:
                self._take_annotation(delivered, own, maker)
            except (InputError, InvariantError) as error:
                self._lose(_as_input_error(error, delivery.where), ANNOTATION)

    def _take_annotation(
        self, delivered: DeliveredAnnotation, placements: Sequence[Placement], maker: AnnotationMaker
    ) -> None:
        where = f"{maker.where}: annotator {delivered.annotator}"
        if self._documents.is_repeated(maker.document, delivered, where):
            detail = f"{delivered.annotator} has said the same of {maker.document.doc_id} before"
            self._log.add("duplicate_record", ANNOTATION, where=where, detail=detail)
            return
        annotation = maker.make(delivered, placements)
        if annotation.labelset.name == load_schema().name:
            annotation, losses = closed(annotation, maker.document)
            self._log.extend(losses)
        require_valid(check_annotation(annotation, maker.document))
        self._annotation_lines.write(annotation)
        self._n_annotations += 1
        self._kinds.update(_kinds(opened(annotation)))
        self._proof.update(
            (placed.status, placed.how if placed.status == "repaired" else "") for placed in placements
        )

    def _lose(self, error: InputError, what: str) -> None:
        if not self._request.skip_bad:
            raise error
        reason: LossReason = "duplicate_record" if error.reason == "duplicate_id" else "unreadable_record"
        detail = f"expected {error.expected}; found {error.found}"
        self._log.add(reason, what, where=error.where, detail=detail)


def _maker(cleaning: Cleaning) -> Callable[[Article], Document]:
    return clean if cleaning == "standard" else document_as_is


def _labelset(request: ImportRequest) -> LabelSetRef | None:
    if not request.label_set:
        return None
    if request.label_set == OWN_LABEL_SET:
        schema = load_schema()
        return LabelSetRef(name=schema.name, version=schema.version)
    return LabelSetRef(name=request.label_set, version=request.label_set_version)


def _as_input_error(error: InputError | InvariantError, where: str) -> InputError:
    if isinstance(error, InputError):
        return error
    return InputError(
        f"{where}: {error.where}",
        reason="parse_error",
        expected=error.expected,
        found=error.found,
        action="Correct the record, or take it out.",
    )


def _kinds(annotation: Annotation) -> list[str]:
    return [
        *map(mark_kind, annotation.marks),
        *map(link_kind, annotation.links),
        *map(answer_kind, annotation.answers),
    ]


def _offset_proof(placements: Mapping[tuple[str, str], int]) -> OffsetProof:
    by_status: Counter[str] = Counter()
    repaired: dict[str, int] = {}
    for (status, how), n in sorted(placements.items()):
        by_status[status] += n
        if status == "repaired":
            repaired[how] = n
    return OffsetProof(
        n_ok=by_status["ok"],
        n_unproven=by_status["unproven"],
        n_repaired=repaired,
        n_rejected=by_status["rejected"] + by_status["ambiguous"],
    )
