import dataclasses

import msgspec
import pytest

from stance.data.dataset_folder import DatasetFolder
from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery
from stance.errors import InputError, ResourceMissingError
from stance.records.annotation import Provenance
from stance.records.article import Article, ArticleMeta
from stance.records.document import Entity, Target
from stance.records.open_layers import Answer, Link

TEXT = "Toll stays\n\nThe toll stays, \U0001f600 Mayor Ann Roe said on Monday.\n\nShe left."
TOLL = Target(id="T1", kind="policy", text="the toll")
BRIDGE = Target(id="T2", kind="issue", text="the bridge")
MAYOR = Entity(id="E1", name="Ann Roe", type="person")


def judged(annotator, value="favor", about=None, **fields):
    answers = (Answer(question="stance", value=value, about=about),)
    return DeliveredAnnotation(annotator=annotator, layers=("stance",), answers=answers, **fields)


def delivery(*annotations, text=TEXT, article_id="a", meta=None, **fields):
    article = Article(article_id=article_id, text=text, meta=meta or ArticleMeta())
    return Delivery(article=article, where="f.json:1", annotations=annotations, **fields)


@pytest.fixture
def folder(tmp_path):
    return DatasetFolder(tmp_path / "out")


def annotators(folder):
    return [annotation.annotator.id for annotation in folder.read_annotations()]


class TestTheSameText:
    def test_deliveries_of_one_text_are_one_document_with_an_annotation_each(self, run_import, folder):
        report = run_import(
            delivery(judged("ann")), delivery(article_id="b"), delivery(judged("bob", "against"))
        )
        assert (report.n_records, report.n_documents, report.n_annotations) == (2, 2, 2)
        first, _ = folder.read_documents()
        assert [a.doc_id for a in folder.read_annotations()] == [first, first]

    def test_targets_and_entities_of_later_deliveries_are_added(self, run_import, folder):
        report = run_import(
            delivery(judged("ann", about="T1"), targets=(TOLL,)),
            delivery(article_id="b"),
            delivery(judged("bob", about="T2"), targets=(TOLL, BRIDGE), entities=(MAYOR,)),
        )
        first, other = folder.read_documents().values()
        assert (first.targets, first.entities) == ([TOLL, BRIDGE], [MAYOR])
        assert (other.targets, other.entities) == ([], [])
        assert (report.n_annotations, report.n_losses) == (2, {})

    def test_a_target_of_another_delivery_may_be_answered_about(self, run_import, folder):
        run_import(delivery(targets=(TOLL,)), delivery(judged("ann", about="T1")))
        assert folder.read_annotations()[0].answers[0].about == "T1"

    def test_a_target_that_means_something_else_is_refused(self, run_import):
        other = msgspec.structs.replace(TOLL, text="the tax")
        with pytest.raises(InputError, match="a target id with one meaning"):
            run_import(delivery(targets=(TOLL,)), delivery(targets=(other,)))

    def test_metadata_given_otherwise_later_is_told(self, run_import, folder):
        metas = [{"outlet_id": "x", "title": "Toll stays"}, {"outlet_id": "y"}, {"url": "u"}]
        report = run_import(*(delivery(meta=ArticleMeta(**meta)) for meta in metas))
        assert report.n_losses == {"duplicate_record": {"metadata/outlet_id": 1, "metadata/url": 1}}
        (document,) = folder.read_documents().values()
        assert (document.meta.outlet_id, document.meta.url) == ("x", None)

    def test_the_same_id_with_another_text_is_refused_or_lost(self, run_import, folder):
        given = delivery(judged("ann")), delivery(judged("bob"), text="Another text.")
        with pytest.raises(InputError, match="a with another text"):
            run_import(*given)
        report = run_import(*given, skip_bad=True)
        assert report.n_losses == {"duplicate_record": {"record": 1}}
        assert (report.n_records, annotators(folder)) == (2, ["ann"])


class TestTheSameAnnotator:
    def test_the_same_judgement_twice_is_kept_once(self, run_import, folder):
        later = Provenance(created="2024-01-02", seconds=3.0)
        report = run_import(delivery(judged("ann")), delivery(judged("ann", provenance=later)))
        assert report.n_losses == {"duplicate_record": {"annotation": 1}}
        assert annotators(folder) == ["ann"]

    def test_ids_of_marks_do_not_make_it_another_judgement(self, run_import):
        def with_ids(one, other):
            marks = [
                DeliveredMark(id=one, layer="w", label="x", pieces=((0, 4),), covered=("Toll",), where="f"),
                DeliveredMark(id=other, layer="w", label="y", pieces=((0, 4),), covered=("Toll",), where="f"),
            ]
            return DeliveredAnnotation(
                annotator="ann",
                layers=("w", "sure"),
                marks=tuple(marks),
                links=(Link(layer="w", label="of", src=one, dst=other),),
                answers=(Answer(question="sure", value="yes", about=other),),
            )

        report = run_import(delivery(with_ids("m1", "m2")), delivery(with_ids("q8", "q9")))
        assert report.n_losses == {"duplicate_record": {"annotation": 1}}
        # The spans of what is dropped are not counted a second time.
        assert report.offsets.n_ok == 2
        crossed = dataclasses.replace(with_ids("q8", "q9"), links=with_ids("q9", "q8").links)
        with pytest.raises(InputError, match="says something else"):
            run_import(delivery(with_ids("m1", "m2")), delivery(crossed), overwrite=True)

    def test_another_judgement_is_refused_or_lost(self, run_import, folder):
        given = delivery(judged("ann")), delivery(judged("ann", "against"))
        with pytest.raises(InputError, match="one annotation of a_"):
            run_import(*given)
        report = run_import(*given, skip_bad=True)
        assert report.n_losses == {"duplicate_record": {"annotation": 1}}
        assert folder.read_annotations()[0].answers[0].value == "favor"


class TestDocumentsThatWereExported:
    @pytest.fixture
    def exported(self, run_import, tmp_path):
        run_import(
            delivery(targets=(TOLL,), entities=(MAYOR,)), delivery(article_id="b"), out=tmp_path / "old"
        )
        return DatasetFolder(tmp_path / "old")

    @staticmethod
    def returned(document, *annotations, text=None, **fields):
        return delivery(
            *annotations,
            article_id="task-7",
            text=document.text if text is None else text,
            doc_id=document.doc_id,
            text_sha256=document.text_sha256,
            **fields,
        )

    def test_the_document_stays_as_it_is(self, run_import, folder, exported):
        document = next(iter(exported.read_documents().values()))
        start = document.text.index("left")
        # The tool counts UTF-16 units, one more after the emoji.
        found = DeliveredMark(
            id="m", layer="w", label="x", pieces=((start + 1, start + 5),), covered=("left",), where="f"
        )
        given = DeliveredAnnotation(annotator="ann", layers=("w",), marks=(found,))
        about_unit = judged("bob", about="S2")
        report = run_import(self.returned(document, given, about_unit), documents=exported.documents)
        assert folder.read_documents() == {document.doc_id: document}
        marked, answered = folder.read_annotations()
        assert (marked.doc_id, marked.marks[0].pieces[0].start) == (document.doc_id, start)
        assert marked.marks[0].pieces[0].unit == "S2"
        assert answered.answers[0].about == "S2"
        assert report.offsets.n_repaired == {"utf16": 1}

    def test_line_ends_changed_by_the_tool_do_not_matter(self, run_import, folder, exported):
        document = next(iter(exported.read_documents().values()))
        text = document.text.replace("\n", "\r\n")
        at = text.index("left")
        found = DeliveredMark(
            id="m", layer="w", label="x", pieces=((at, at + 4),), covered=("left",), where="f"
        )
        given = DeliveredAnnotation(annotator="ann", layers=("w",), marks=(found,))
        run_import(self.returned(document, given, text=text), documents=exported.documents)
        assert folder.read_annotations()[0].marks[0].pieces[0].start == document.text.index("left")

    def test_new_targets_are_added_and_old_ones_kept(self, run_import, folder, exported):
        document = next(iter(exported.read_documents().values()))
        run_import(self.returned(document, targets=(BRIDGE,)), documents=exported.documents)
        assert folder.read_documents()[document.doc_id].targets == [TOLL, BRIDGE]

    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            ({"doc_id": "gone"}, "no gone in it"),
            ({"text_sha256": "0" * 64}, "a text with SHA-256 0000"),
            ({"article": Article(article_id="x", text="Another text.")}, "another text under its id"),
        ],
    )
    def test_another_document_is_refused_or_lost(self, run_import, exported, changes, found):
        document = next(iter(exported.read_documents().values()))
        given = dataclasses.replace(self.returned(document), **changes)
        with pytest.raises(InputError, match=found):
            run_import(given, documents=exported.documents)
        report = run_import(given, documents=exported.documents, skip_bad=True)
        assert report.n_losses == {"unreadable_record": {"record": 1}}

    def test_texts_from_elsewhere_are_new_documents(self, run_import, folder, exported):
        run_import(delivery(article_id="new"), documents=exported.documents)
        assert not folder.read_documents().keys() & exported.read_documents().keys()

    def test_the_documents_must_be_there_and_be_documents(self, run_import, tmp_path):
        with pytest.raises(ResourceMissingError, match=r"none\.jsonl"):
            run_import(delivery(), documents=tmp_path / "none.jsonl")
        lines = tmp_path / "lines.jsonl"
        lines.write_text('{"doc_id": "a"}\n\n{"id": 3}\n')
        with pytest.raises(InputError, match=r"lines\.jsonl:3"):
            run_import(delivery(), documents=lines)
        lines.write_text('{"doc_id": "a"}\n{"doc_id": "a"}\n')
        with pytest.raises(InputError, match="used once"):
            run_import(delivery(), documents=lines)
