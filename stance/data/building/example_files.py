"""Examples as Parquet files that `datasets.load_dataset` opens as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from stance.errors import InputError, MissingExtraError, ResourceMissingError
from stance.records.example import Example, LabelExample, MarkedLink, MarkedSpan, SpanExample

GROUP_PREFIX = "group_"
"""Columns with the groups of an example: group_outlet, group_event, ..."""


def write_examples(path: Path, examples: Sequence[Example], *, group_names: Sequence[str]) -> None:
    """Write the examples of one task and part.

    Columns: example_id, doc_id, text, start, end, fold, cluster, a `group_` column per group, and for labels
    target, target_start, target_end, label (exclusive tasks: the one label), labels, votes; for spans spans,
    links, unit_starts, unit_ends. All parts of a task have the same columns.

    Args:
        path: of the file; its folder is made.
        examples: at least one, all of one kind; an empty file is none that `datasets` opens.
        group_names: groups to write, also those no example here knows.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pyarrow, parquet = _pyarrow()
    path.parent.mkdir(parents=True, exist_ok=True)
    spans = isinstance(examples[0], SpanExample)
    schema = pyarrow.schema(_columns(pyarrow, group_names, spans=spans))
    rows = [_row(example, group_names) for example in examples]
    unfinished = path.with_name(path.name + ".part")
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), unfinished, compression="zstd")
    unfinished.replace(path)


def read_examples(path: Path, part: str) -> Iterator[Example]:
    """Yield the examples of a file.

    Args:
        path: written by `write_examples`.
        part: that the file holds.

    Raises:
        ResourceMissingError: there is no such file.
        InputError: the file has not the columns of examples.
        MissingExtraError: pyarrow is not installed.
    """
    _, parquet = _pyarrow()
    if not path.is_file():
        raise ResourceMissingError(
            str(path),
            expected="examples of a dataset",
            found="no such file",
            action="Make them with stance data build.",
        )
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=1000):
                for row in batch.to_pylist():
                    yield _example(row, part)
    except (KeyError, TypeError, OSError, ValueError) as error:
        raise InputError(
            str(path),
            reason="parse_error",
            expected="a Parquet file with the columns of examples",
            found=f"{type(error).__name__}: {error}",
            action="Build the dataset again.",
        ) from error


def _pyarrow() -> tuple[ModuleType, ModuleType]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("writing examples as Parquet", extra="data") from error
    return pyarrow, pyarrow.parquet


def _columns(pyarrow: ModuleType, group_names: Sequence[str], *, spans: bool) -> list[tuple[str, Any]]:
    text, number = pyarrow.string(), pyarrow.int64()
    numbers = pyarrow.list_(number)
    columns = [("example_id", text), ("doc_id", text), ("text", text), ("start", number), ("end", number)]
    columns += [("fold", number), ("cluster", text)]
    columns += [(GROUP_PREFIX + name, text) for name in group_names]
    if spans:
        span = pyarrow.struct(
            [("id", text), ("label", text), ("starts", numbers), ("ends", numbers), ("attributes", text)]
        )
        link = pyarrow.struct([("label", text), ("src", text), ("dst", text)])
        return [
            *columns,
            ("spans", pyarrow.list_(span)),
            ("links", pyarrow.list_(link)),
            ("unit_starts", numbers),
            ("unit_ends", numbers),
        ]
    vote = pyarrow.struct([("label", text), ("n", number)])
    return [
        *columns,
        ("target", text),
        ("target_start", number),
        ("target_end", number),
        ("label", text),
        ("labels", pyarrow.list_(text)),
        ("votes", pyarrow.list_(vote)),
    ]


def _row(example: Example, group_names: Iterable[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: getattr(example, name)
        for name in ("example_id", "doc_id", "text", "start", "end", "fold", "cluster")
    }
    row.update({GROUP_PREFIX + name: example.groups.get(name) for name in group_names})
    if isinstance(example, LabelExample):
        row.update(
            target=example.target,
            target_start=example.target_start,
            target_end=example.target_end,
            label=example.labels[0] if len(example.labels) == 1 else None,
            labels=example.labels,
            votes=[{"label": label, "n": n} for label, n in example.votes.items()],
        )
    elif isinstance(example, SpanExample):
        row.update(
            spans=[_span_row(span) for span in example.spans],
            links=[{"label": link.label, "src": link.src, "dst": link.dst} for link in example.links],
            unit_starts=example.unit_starts,
            unit_ends=example.unit_ends,
        )
    return row


def _span_row(span: MarkedSpan) -> dict[str, Any]:
    # Attributes differ from label to label; one column of text holds them all.
    attributes = json.dumps(span.attributes, ensure_ascii=False, sort_keys=True)
    return {
        "id": span.id,
        "label": span.label,
        "starts": span.starts,
        "ends": span.ends,
        "attributes": attributes,
    }


def _example(row: Mapping[str, Any], part: str) -> Example:
    shared = {name: row[name] for name in ("example_id", "doc_id", "text", "start", "end", "fold", "cluster")}
    shared["part"] = part
    shared["groups"] = {
        name.removeprefix(GROUP_PREFIX): value for name, value in row.items() if name.startswith(GROUP_PREFIX)
    }
    if "spans" in row:
        return SpanExample(
            **shared,
            spans=[
                MarkedSpan(**{**span, "attributes": json.loads(span["attributes"])}) for span in row["spans"]
            ],
            links=[MarkedLink(**link) for link in row["links"]],
            unit_starts=row["unit_starts"],
            unit_ends=row["unit_ends"],
        )
    return LabelExample(
        **shared,
        target=row["target"],
        target_start=row["target_start"],
        target_end=row["target_end"],
        labels=row["labels"],
        votes={vote["label"]: vote["n"] for vote in row["votes"]},
    )
