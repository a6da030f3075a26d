"""Which column of a table holds what: the options of the table format, checked against a table's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from stance.data.delivery import ReaderOptions
from stance.data.readers.option_lists import names_in
from stance.data.readers.table_rows import TableOptions
from stance.errors import ConfigError
from stance.records.annotation import AnnotatorKind
from stance.records.document import TargetKind


class Options(ReaderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Columns by what they hold; several are written "a,b", under another name "name=column".

    A column whose own name has a comma is quoted: '"a,b",c'.
    """

    text: str
    id: str | None = None
    """Rows of one id are about one text; without it each row is a text of its own, unless annotators, targets
    or spans are named: then rows of equal text belong together."""
    title: str | None = None
    target: str | None = None
    """What the labels of the row are about."""
    target_kind: TargetKind = "issue"
    label: str | None = None
    """Columns with one label each; every column is a question."""
    labels: str | None = None
    """Columns with several labels each, as a list or between separators; "[]" is none, empty is no answer."""
    separator: str = ";"
    onehot: str | None = None
    """Columns that each say whether one label holds; together they are one question."""
    numeric: str | None = None
    """Those of the label columns whose labels are numbers; other labels are text."""
    question: str | None = None
    """Name of the question of `onehot`, of `annotators`, or of the only label column."""
    missing: str = "nan,NaN,#N/A"
    """Labels that mean no answer, like an empty cell."""
    annotator: str | None = None
    """Column that names who judged the row; "table" without it."""
    annotators: str | None = None
    """Columns that each hold the labels of one annotator."""
    kind: AnnotatorKind = "expert"
    group: str | None = None
    """outlet, event, date and url are known to the document; other groups keep their name."""
    part: str | None = None
    fold: str | None = None
    start: str | None = None
    end: str | None = None
    span_label: str | None = None
    """With start and end: one span a row, half open."""
    covered: str | None = None
    """Text the span covers, to prove its offsets."""
    covered_list: str | None = None
    """Strings that are marked in the text but come without offsets, as a list or between separators."""
    layer: str | None = None
    """Layer of the marks: "spans", or the name of the `covered_list` column."""
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header: Literal["first", "none"] = "first"
    """Without a header, columns are named 1, 2, ... by their place."""
    quoting: Literal["yes", "no"] = "yes"

    @property
    def file(self) -> TableOptions:
        """How the file is opened."""
        return TableOptions(
            encoding=self.encoding,
            delimiter={"tab": "\t", "\\t": "\t"}.get(self.delimiter or "", self.delimiter),
            has_header=self.header == "first",
            quoting=self.quoting == "yes",
            sheet=self.sheet,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of one table by what they hold; None and empty where there is none."""

    text: str
    id: str | None
    title: str | None
    target: str | None
    label: Mapping[str, str]
    """Question to column."""
    labels: Mapping[str, str]
    """Question to column."""
    onehot: Mapping[str, str]
    """Label to column."""
    numeric: frozenset[str]
    """Columns."""
    annotator: str | None
    annotators: Mapping[str, str]
    """Annotator to column."""
    groups: Mapping[str, str]
    """Group to column."""
    start: str | None
    end: str | None
    span_label: str | None
    covered: str | None
    covered_list: str | None


def columns_of(options: Options, present: Sequence[str], where: str) -> Columns:
    """Return the columns of a table that the options name.

    Raises:
        ConfigError: a column that is not there or there twice, or options that do not go together.
    """
    _check_combination(options)
    finder = _Finder(present, where)
    label = finder.several("label", options.label)
    labels = finder.several("labels", options.labels)
    if options.question is not None and len(label) + len(labels) == 1 and options.onehot is None:
        label = dict(zip([options.question], label.values(), strict=False))
        labels = dict(zip([options.question], labels.values(), strict=False))
    groups = finder.several("group", options.group)
    for name in ("part", "fold"):
        if column := finder.one(name, getattr(options, name)):
            groups[name] = column
    single = ("id", "title", "target", "annotator", "start", "end", "span_label", "covered", "covered_list")
    return Columns(
        text=finder.required("text", options.text),
        label=label,
        labels=labels,
        onehot=finder.several("onehot", options.onehot),
        numeric=frozenset(finder.several("numeric", options.numeric).values()),
        annotators=finder.several("annotators", options.annotators),
        groups=groups,
        **{name: finder.one(name, getattr(options, name)) for name in single},
    )


@dataclass(frozen=True, slots=True)
class _Finder:
    present: Sequence[str]
    where: str

    def required(self, option: str, column: str) -> str:
        if self.present.count(column) == 1:
            return column
        if column in self.present:
            found = f"it {self.present.count(column)} times"
            raise ConfigError(
                f"option {option} of {self.where}",
                expected=f"one column {column!r}",
                found=found,
                action="Rename one of the columns in the file.",
            )
        near = get_close_matches(column, self.present, n=1)
        raise ConfigError(
            f"option {option} of {self.where}",
            expected=f"one of the columns: {', '.join(map(repr, self.present[:50]))}",
            found=repr(column),
            action=f"Did you mean {near[0]!r}?" if near else "Name a column of the file.",
        )

    def one(self, option: str, column: str | None) -> str | None:
        return None if column is None else self.required(option, column)

    def several(self, option: str, given: str | None) -> dict[str, str]:
        columns: dict[str, str] = {}
        for written in names_in(given or ""):
            name, separator, column = written.partition("=")
            if not separator or written in self.present:
                name = column = written
            columns[name.strip()] = self.required(option, column.strip())
        return columns


def _check_combination(options: Options) -> None:
    if (options.start is None) != (options.end is None):
        raise _clash("start and end", "both or neither", "only one of them", "Name the other column too.")
    if options.start is None and (options.span_label is not None or options.covered is not None):
        raise _clash("span_label, covered", "them with start and end", "them alone", "Name start and end.")
    if options.annotators is not None and (options.annotator or options.label or options.labels):
        expected, found = "either annotators or annotator with label", "both"
        raise _clash("annotators", expected, found, "Use annotators for one column per annotator only.")
    if options.onehot is not None and options.question is None:
        action = "Add question=NAME."
        raise _clash("onehot", "the name of its question", "no question", action)
    if options.start is not None and options.covered_list is not None:
        expected, found = "either start and end or covered_list", "both"
        raise _clash("covered_list", expected, found, "Import the table twice, once with each.")


def _clash(option: str, expected: str, found: str, action: str) -> ConfigError:
    return ConfigError(f"options {option} of format table", expected=expected, found=found, action=action)
