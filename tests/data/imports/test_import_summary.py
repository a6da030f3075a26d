import pytest

from stance.data.dataset_folder import DatasetFolder
from stance.data.imports.summary import describe_import, load_import_report
from stance.errors import InputError, ResourceMissingError
from stance.records.imports import ImportReport, OffsetProof


def report(**fields):
    given = {
        "format": "brat",
        "cleaning": "standard",
        "n_records": 1200,
        "n_documents": 1100,
        "n_annotations": 2200,
    }
    return ImportReport(**(given | fields))


def test_counts_proof_and_losses_are_told_with_what_to_do():
    text = describe_import(
        report(
            n_by_layer={"words/loaded": 5, "frame=economic": 7},
            offsets=OffsetProof(n_ok=9, n_repaired={"utf16": 2, "nearby": 1}, n_rejected=4),
            n_losses={"offsets_rejected": {"words/loaded": 1, "words/mild": 3}},
        )
    )
    assert text.splitlines() == [
        "1,100 documents and 2,200 annotations from 1,200 texts (brat, cleaning standard)",
        "Spans: 9 right as delivered, 3 repaired (nearby 1, utf16 2), "
        "0 without a covered text to prove them, 4 rejected",
        "",
        "Came through",
        "          7  frame=economic",
        "          5  words/loaded",
        "",
        "Lost (each one with its place in losses.jsonl)",
        "          4  offsets_rejected: the text at the offsets is not the covered text. "
        "Check that texts and annotations belong to the same export.",
        "                  3  words/mild",
        "                  1  words/loaded",
    ]


def test_an_import_without_spans_or_losses_is_short():
    assert describe_import(report()).splitlines()[1:] == ["", "Nothing was lost."]


def test_of_many_kinds_the_most_frequent_are_listed():
    kinds = {f"q={n}": n for n in range(1, 16)}
    text = describe_import(report(n_by_layer=kinds, n_losses={"unknown_label": kinds}))
    # Of 1 ... 15 the three smallest are summed up: 1 + 2 + 3.
    assert [line.split() for line in text.splitlines() if "other kinds" in line] == [
        ["6", *"of 3 other kinds".split()]
    ] * 2


def test_a_report_that_is_missing_or_broken_is_told(tmp_path):
    folder = DatasetFolder(tmp_path)
    with pytest.raises(ResourceMissingError, match="stance data import"):
        load_import_report(folder)
    folder.import_report.write_text('{"format": 3}')
    with pytest.raises(InputError, match=r"import\.json"):
        load_import_report(folder)
