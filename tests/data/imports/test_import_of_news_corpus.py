from pathlib import Path

import pytest

from stance.data.dataset_folder import DatasetFolder
from stance.data.imports.importing import ImportRequest, import_annotations

CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "polnear"
pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project"),
]


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = DatasetFolder(tmp_path_factory.mktemp("polnear") / "out")
    request = ImportRequest(format="polnear", paths=[CORPUS], out=folder.path, options={"part": "train"})
    return import_annotations(request), folder


def test_every_article_comes_through_and_every_offset_is_proven(imported):
    report, _ = imported
    assert (report.n_records, report.n_documents) == (840, 840)
    assert (report.offsets.n_unproven, report.offsets.n_rejected, report.offsets.n_repaired) == (0, 0, {})
    assert report.offsets.n_ok > 60_000


def test_cleaning_costs_hardly_any_span(imported):
    report, _ = imported
    n_lost = sum(report.n_losses.get("text_dropped_by_cleaning", {}).values())
    # Blocks of links and copies of paragraphs that annotators marked: fewer than 1 in 5,000 spans.
    assert n_lost * 5_000 < report.offsets.n_ok


def test_what_is_written_is_read_again(imported):
    report, folder = imported
    documents = folder.read_documents()
    annotations = folder.read_annotations()
    assert (len(documents), len(annotations)) == (report.n_documents, report.n_annotations)
    for annotation in annotations:
        text = documents[annotation.doc_id].text
        assert all(text[p.start : p.end] == p.text for mark in annotation.marks for p in mark.pieces)
