"""The review file: open items for a person to decide, and what came back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal, NoReturn

import msgspec

from stance.data.adjudication.adjudicate import adjudicate_folder, read_decisions, read_report
from stance.data.adjudication.decisions import Reviewed
from stance.data.adjudication.review_cells import Vocabulary, parse_decision
from stance.data.adjudication.review_rows import ReviewRow, review_rows
from stance.data.adjudication.verdicts import name_of
from stance.data.cells import plain_cell, safe_cell
from stance.data.dataset_folder import DatasetFolder
from stance.errors import InputError, ResourceMissingError
from stance.records.decision import AdjudicationReport, Decision

_COLUMNS = tuple(field.name for field in fields(ReviewRow))
_NEEDED = ("id", "document", "decision")


@dataclass(frozen=True, slots=True)
class _Filled:
    """A row as it came back."""

    where: str
    id: str
    document: str
    decision: str
    note: str


def write_review(
    folder: DatasetFolder, path: Path, *, seed: int, which: Literal["undecided", "disputed"] = "undecided"
) -> int:
    """Write the items a person is to decide, and return how many there are.

    Each row shows the words in question as [[words]] in their context, and the votes in an order that tells
    nothing of who gave them. The person fills the column `decision`: a label, labels with " | " between them,
    a number, the letter of the bounds or "absent" for a mark, "linked" or "absent" for a link, "(none)" for
    no value. A row left empty stays as it is.

    Args:
        folder: adjudicated before.
        path: .csv opens in a spreadsheet, .jsonl holds one object a line.
        seed: of the order of the votes.
        which: "undecided", or "disputed" for everything on which votes differ.

    Raises:
        ResourceMissingError: the folder was not adjudicated.
        InputError: another kind of file is asked for.
    """
    decisions = _decisions(folder)
    chosen = [decision for decision in decisions if _is_chosen(decision, which)]
    rows = review_rows(decisions, chosen, folder.read_documents(), seed=seed)
    _encoding_of(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".jsonl":
        text = "".join(msgspec.json.encode(asdict(row)).decode() + "\n" for row in rows)
        path.write_text(text, encoding="utf-8", newline="")
        return len(rows)
    # With a byte order mark, without which some spreadsheets take UTF-8 for another encoding.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        writer.writerows([[safe_cell(cell) for cell in asdict(row).values()] for row in rows])
    return len(rows)


def apply_review(folder: DatasetFolder, path: Path, *, reviewer: str) -> AdjudicationReport:
    """Decide what a person filled in, write gold and decisions anew, and return the numbers.

    Nothing is written when anything in the file is wrong.

    Args:
        folder: the one the file was written from.
        path: the file, filled in; a spreadsheet may have changed its separators.
        reviewer: who decided; stands in the decisions.

    Raises:
        ResourceMissingError: the folder was not adjudicated, or there is no such file.
        InputError: the file cannot be read; an id is unknown, stands twice or belongs to another document; a
            label is neither in the label set nor among the votes and is not marked "other:".
    """
    if not reviewer.strip():
        _refuse(str(path), "the name of the reviewer", "nothing", "Say who decided.")
    report = read_report(folder)
    decisions = {decision.id: decision for decision in _decisions(folder)}
    vocabulary = Vocabulary(decisions.values())
    reviews: dict[str, Reviewed] = {}
    faults: list[InputError] = []
    seen: dict[str, str] = {}
    for row in _filled(path):
        try:
            decision = _decision_of(row, decisions, seen)
            if row.decision:
                value = parse_decision(row.decision, decision, vocabulary, where=row.where)
                reviews[decision.id] = Reviewed(value, reviewer.strip(), row.note or None)
        except InputError as fault:
            faults.append(fault)
    if faults:
        raise _all_of(faults)
    if report is None:
        raise _not_adjudicated(folder)
    return adjudicate_folder(folder, rule=report.rule, reviews=reviews)


def _is_chosen(decision: Decision, which: str) -> bool:
    if decision.kind == "layer" or not decision.votes:
        return False
    if which == "undecided":
        return not decision.decided
    return len({name_of(vote) for vote in decision.votes.values()}) > 1


def _decision_of(row: _Filled, decisions: Mapping[str, Decision], seen: dict[str, str]) -> Decision:
    if row.id not in decisions:
        found, action = row.id or "nothing", "Keep the column id as it was written; write the file anew."
        _refuse(row.where, "the id of an item of this dataset", found, action)
    if row.id in seen:
        action = "Keep one of the rows."
        _refuse(row.where, f"each id once (it stands in {seen[row.id]})", row.id, action)
    seen[row.id] = row.where
    decision = decisions[row.id]
    if row.document != decision.doc_id:
        action = "Rows were mixed up, as when one column is sorted alone; write the file anew."
        _refuse(row.where, f"document {decision.doc_id} beside the id {row.id}", row.document, action)
    return decision


def _filled(path: Path) -> Iterator[_Filled]:
    if not path.is_file():
        raise ResourceMissingError(
            str(path), expected="a review file", found="no such file", action="Check the path."
        )
    try:
        text = path.read_bytes().decode(_encoding_of(path))
    except UnicodeDecodeError as error:
        _refuse(str(path), "UTF-8 text", f"byte {error.start} is none", "Save it as CSV UTF-8.")
    rows = _objects(text, path) if path.suffix == ".jsonl" else _cells(text, path)
    for line, row in rows:
        if missing := [name for name in _NEEDED if name not in row]:
            action = "Leave the columns as they were written."
            _refuse(f"{path}:{line}", f"the columns {', '.join(_NEEDED)}", f"no {', '.join(missing)}", action)
        yield _Filled(
            where=f"{path}:{line}",
            id=row["id"].strip(),
            document=row["document"],
            decision=row["decision"].strip(),
            note=row.get("note", "").strip(),
        )


def _objects(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for line, row in enumerate(text.split("\n"), 1):
        if row.strip():
            try:
                values = msgspec.json.decode(row, type=dict[str, str | int | float | list[str] | None])
            except msgspec.DecodeError as error:
                _refuse(f"{path}:{line}", "a JSON object of texts", str(error), "Mend the line.")
            yield line, {name: "" if each is None else name_of(each) for name, each in values.items()}


def _cells(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        names = next(reader, [])
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                yield line, dict(zip(names, map(plain_cell, cells), strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        _refuse(f"{path}:{reader.line_num}", "a CSV table", str(error), "Save the table as CSV again.")


def _encoding_of(path: Path) -> str:
    if path.suffix not in (".csv", ".jsonl"):
        _refuse(str(path), "a name that ends in .csv or .jsonl", path.name, "Choose one of these.")
    return "utf-8-sig"


def _decisions(folder: DatasetFolder) -> list[Decision]:
    if not folder.decisions.is_file():
        raise _not_adjudicated(folder)
    return read_decisions(folder)


def _not_adjudicated(folder: DatasetFolder) -> ResourceMissingError:
    return ResourceMissingError(
        str(folder.path),
        expected="decisions.jsonl and adjudication.json",
        found="they are not both there",
        action="Run stance data adjudicate first.",
    )


def _all_of(faults: list[InputError]) -> InputError:
    first, *others = faults
    more = f" (and {len(others)} more: {', '.join(fault.where for fault in others[:5])})" if others else ""
    return InputError(
        first.where,
        reason="parse_error",
        expected=first.expected,
        found=first.found + more,
        action=f"{first.action} Nothing was changed.",
    )


def _refuse(where: str, expected: str, found: str, action: str) -> NoReturn:
    raise InputError(where, reason="parse_error", expected=expected, found=found, action=action)
