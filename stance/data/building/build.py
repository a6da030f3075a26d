"""The build: from imported annotations to examples, split, audit and card."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from stance import __version__
from stance.data.adjudication.adjudicate import adjudicate_folder
from stance.data.adjudication.voters import is_vote
from stance.data.agreement.report import measure_agreement
from stance.data.auditing.audit import audit
from stance.data.building.config import DatasetConfig
from stance.data.building.example_files import write_examples
from stance.data.building.examples import ExampleCounts, make_examples
from stance.data.building.results import Built, write_results
from stance.data.dataset_folder import DatasetFolder
from stance.data.duplicates.near_duplicates import Clusters, find_clusters
from stance.data.duplicates.site_paragraphs import SiteParagraphs, drop_site_paragraphs, restore_imported
from stance.data.imports.importing import ImportRequest, import_annotations
from stance.data.layers import opened
from stance.data.splitting.locked import TEST, lock
from stance.data.splitting.splits import Split, assign, split, split_items
from stance.records.agreement import AgreementReport
from stance.records.annotation import Annotation
from stance.records.dataset import DatasetRecord, TaskCounts
from stance.records.decision import Rule
from stance.records.document import Document
from stance.records.example import Example, LabelExample, SpanExample
from stance.schema.labels import load_schema

N_RESAMPLES = 1000
"""Resamples behind the intervals of agreement and audit."""


def build_dataset(config: DatasetConfig, *, folder: Path, sources: Sequence[Path] = ()) -> Built:
    """Make a dataset as a configuration says, and return what was made.

    Imports (where the configuration has a source), finds near-duplicates, takes out what sites repeat,
    adjudicates, makes examples, splits, locks the test part, audits, and writes the card. The same
    configuration and input give the same files.

    Args:
        config: all choices.
        folder: to write to; a dataset that is in it is replaced where the configuration has a source.
        sources: files and folders to import instead of those the configuration names.

    Raises:
        ConfigError: a task, split or source that does not fit the data.
        InputError: an input that cannot be read.
        MissingExtraError: stance[data] is not installed.
    """
    place = DatasetFolder(folder)
    _prepare(config, place, sources)
    clusters = find_clusters(
        {doc_id: document.text for doc_id, document in place.read_documents().items()},
        config.near_duplicates,
        seed=config.seed,
    )
    removed = SiteParagraphs([], [])
    if config.repeats is not None:
        removed = drop_site_paragraphs(place, config.repeats, clusters.cluster_of)
    n_undecided = _adjudicate(config, place)
    documents, annotations = place.read_documents(), place.read_annotations()
    tasks, counts = _examples(config, documents, place, annotations, clusters)
    cut = split(split_items(tasks), config.split)
    tasks = {name: assign(examples, cut) for name, examples in tasks.items()}
    _write_examples(place, tasks)
    record = _record(config, place, tasks, counts=counts, cut=cut, clusters=clusters)
    record = msgspec.structs.replace(
        record,
        n_annotations=len(annotations),
        n_repeated_paragraphs=removed.n_dropped,
        n_undecided=n_undecided,
    )
    built = Built(
        config=config,
        record=record,
        audits={
            name: audit(name, examples, documents, cut, clusters=clusters, seed=config.seed)
            for name, examples in tasks.items()
        },
        agreement=_agreement(annotations, documents, config.seed),
        losses=removed.losses,
    )
    write_results(place, built, tasks)
    return built


def _prepare(config: DatasetConfig, place: DatasetFolder, sources: Sequence[Path]) -> None:
    restore_imported(place)
    if config.source is None:
        return
    paths = tuple(sources) or tuple(Path(path) for path in config.source.paths)
    import_annotations(
        ImportRequest(
            format=config.source.format,
            paths=paths,
            out=place.path,
            options=config.source.options,
            cleaning=config.source.cleaning,
            label_set=config.source.label_set,
            skip_bad=config.source.skip_bad,
            overwrite=True,
        )
    )


def _adjudicate(config: DatasetConfig, place: DatasetFolder) -> int:
    """Write the gold and return the number of items without a decision."""
    method = config.gold.method
    if method == "kept":
        place.read_gold()
        return 0
    rule = Rule(method=method, min_votes=config.gold.min_votes, voters=config.gold.voters)
    report = adjudicate_folder(place, rule=rule)
    return report.n_undecided


def _examples(
    config: DatasetConfig,
    documents: Mapping[str, Document],
    place: DatasetFolder,
    annotations: Sequence[Annotation],
    clusters: Clusters,
) -> tuple[dict[str, list[Example]], dict[str, ExampleCounts]]:
    gold = {doc_id: opened(annotation) for doc_id, annotation in place.read_gold().items()}
    votes = [opened(annotation) for annotation in annotations if is_vote(annotation)]
    tasks: dict[str, list[Example]] = {}
    counts: dict[str, ExampleCounts] = {}
    for name, plan in config.tasks.items():
        tasks[name], counts[name] = make_examples(
            name, plan, documents, gold, votes, clusters=clusters.cluster_of
        )
    return tasks, counts


def _write_examples(place: DatasetFolder, tasks: Mapping[str, Sequence[Example]]) -> None:
    shutil.rmtree(place.examples, ignore_errors=True)
    for name, examples in tasks.items():
        groups = sorted({group for example in examples for group in example.groups})
        for part in sorted({example.part for example in examples}):
            in_part = [example for example in examples if example.part == part]
            write_examples(place.examples / name / f"{part}.parquet", in_part, group_names=groups)


def _record(
    config: DatasetConfig,
    place: DatasetFolder,
    tasks: Mapping[str, Sequence[Example]],
    *,
    counts: Mapping[str, ExampleCounts],
    cut: Split,
    clusters: Clusters,
) -> DatasetRecord:
    # By way of JSON, so that the record equals itself when it is read back.
    all_choices = msgspec.json.decode(msgspec.json.encode(config))
    files = _checksums(place)
    members = clusters.members()
    locked = lock((name, example) for name, examples in tasks.items() for example in examples)
    return DatasetRecord(
        name=config.name,
        fingerprint=_sha256(msgspec.json.encode([all_choices, files], order="sorted")),
        stance_version=__version__,
        label_schema=load_schema().version,
        config=all_choices,
        files=files,
        n_documents=len(clusters.cluster_of),
        n_annotations=0,
        n_clusters=len(members),
        n_in_clusters=sum(map(len, members.values())),
        n_repeated_paragraphs=0,
        n_gold=len(place.read_gold()),
        n_undecided=0,
        tasks={name: _task_counts(name, examples, counts[name]) for name, examples in tasks.items()},
        stamps=cut.stamps,
        lock=locked.sha256 if TEST in cut.part_of.values() else None,
        n_folds=len(set(cut.fold_of.values())) or None,
        n_pieces=cut.n_pieces,
        biggest_piece=cut.biggest_piece,
    )


def _task_counts(name: str, examples: Sequence[Example], counts: ExampleCounts) -> TaskCounts:
    by_label: dict[str, Counter[str]] = {}
    for example in examples:
        labels = example.labels if isinstance(example, LabelExample) else []
        if isinstance(example, SpanExample):
            labels = [span.label for span in example.spans]
        for label in labels:
            by_label.setdefault(label, Counter())[example.part] += 1
    parts = Counter(example.part for example in examples)
    return TaskCounts(
        n_examples=len(examples),
        n_by_part=dict(sorted(parts.items())),
        n_by_label={label: dict(sorted(of.items())) for label, of in sorted(by_label.items())},
        left_out=dict(sorted(counts.left_out.items())),
        files={part: f"examples/{name}/{part}.parquet" for part in sorted(parts)},
    )


def _checksums(place: DatasetFolder) -> dict[str, str]:
    files = [place.documents, place.annotations, place.gold, *sorted(place.examples.rglob("*.parquet"))]
    return {path.relative_to(place.path).as_posix(): _sha256(path.read_bytes()) for path in files}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _agreement(
    annotations: Sequence[Annotation], documents: Mapping[str, Document], seed: int
) -> AgreementReport | None:
    report = measure_agreement(annotations, documents, seed=seed, n_resamples=N_RESAMPLES)
    return report if report.questions or report.layers else None
