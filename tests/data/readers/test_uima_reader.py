import json
import warnings
import zipfile

import pytest

cassis = pytest.importorskip("cassis")

from stance.data.dataset_folder import DatasetFolder  # noqa: E402
from stance.data.formats import reader_options  # noqa: E402
from stance.data.imports.importing import ImportRequest, import_annotations  # noqa: E402
from stance.data.readers import uima  # noqa: E402
from stance.errors import ConfigError, InputError  # noqa: E402
from stance.records.open_layers import Answer, Link  # noqa: E402

TEXT = "🙂 Mayor Ann Lee said:\r\n“We will pay.”\u2028Café ن end."
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def type_system():
    types = cassis.TypeSystem()
    meta = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId"):
        types.create_feature(meta, name, "uima.cas.String")
    entity = types.create_type(ENTITY, "uima.tcas.Annotation")
    for name in ("value", "identifier"):
        types.create_feature(entity, name, "uima.cas.String")
    opinion = types.create_type("webanno.custom.Opinion", "uima.tcas.Annotation")
    for name in ("label", "tone"):
        types.create_feature(opinion, name, "uima.cas.String")
    types.create_feature(opinion, "strength", "uima.cas.Integer")
    types.create_feature(opinion, "sure", "uima.cas.Boolean")
    slot = types.create_type("webanno.custom.OpinionHolderLink", "uima.cas.TOP")
    types.create_feature(slot, "role", "uima.cas.String")
    types.create_feature(slot, "target", "uima.tcas.Annotation")
    types.create_feature(opinion, "holder", "uima.cas.FSArray", elementType=slot)
    relation = types.create_type("webanno.custom.Says", "uima.tcas.Annotation")
    for name in ("Governor", "Dependent"):
        types.create_feature(relation, name, "uima.tcas.Annotation")
    types.create_feature(relation, "how", "uima.cas.String")
    frame = types.create_type("webanno.custom.Frame", "uima.cas.AnnotationBase")
    types.create_feature(frame, "value", "uima.cas.String")
    types.create_type("webanno.custom.Unused", "uima.tcas.Annotation")
    return types


def span(cas, kind, covered, **features):
    begin = TEXT.index(covered)
    made = cas.typesystem.get_type(kind)(begin=begin, end=begin + len(covered), **features)
    cas.add(made)
    return made


def annotated(*, title="town.txt", fill=True):
    cas = cassis.Cas(typesystem=type_system(), sofa_string=TEXT)
    cas.document_language = "en"
    cas.add(
        cas.typesystem.get_type(METADATA)(begin=0, end=len(TEXT), documentTitle=title, documentId="admin")
    )
    if fill:
        who = span(cas, "webanno.custom.Opinion", "Ann Lee", label="source", strength=2, sure=True)
        what = span(cas, "webanno.custom.Opinion", "We will pay.", label="content", tone="calm")
        link = cas.typesystem.get_type("webanno.custom.OpinionHolderLink")(role="speaker", target=who)
        what.holder = cas.typesystem.get_type("uima.cas.FSArray")(elements=[link])
        says = cas.typesystem.get_type("webanno.custom.Says")
        cas.add(says(begin=who.begin, end=who.end, Governor=who, Dependent=what, how="direct"))
        cas.add(cas.typesystem.get_type("webanno.custom.Frame")(value="economic"))
    return cas


def zipped(path, cas, name="ann.xmi"):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, cas.to_xmi())
        archive.writestr("TypeSystem.xml", cas.typesystem.to_xml())
    return path


def read(*paths, **options):
    return list(uima.read(paths, reader_options("uima", options)))


def only(found):
    assert len(found) == 1
    return found[0]


@pytest.fixture(params=["zip", "xmi", "json"])
def exported(request, tmp_path):
    """The same CAS as INCEpTION writes it in each of its formats."""
    cas = annotated()
    if request.param == "zip":
        return zipped(tmp_path / "webanno123export.zip", cas)
    if request.param == "xmi":
        (tmp_path / "ann.xmi").write_text(cas.to_xmi(), encoding="utf-8", newline="")
        (tmp_path / "TypeSystem.xml").write_text(cas.typesystem.to_xml(), encoding="utf-8")
        return tmp_path / "ann.xmi"
    (tmp_path / "ann.json").write_text(cas.to_json(), encoding="utf-8", newline="")
    return tmp_path / "ann.json"


def test_spans_relations_slots_and_document_labels_come_through(exported):
    delivery = only(read(exported))
    annotation = only(delivery.annotations)
    assert delivery.article.text == TEXT
    assert delivery.article.article_id == "town.txt"
    assert delivery.article.meta.language == "en"
    assert annotation.annotator == "ann"
    assert annotation.layers == ("Frame", "Opinion", "Says", "Unused")
    marks = {TEXT[a:b]: mark for mark in annotation.marks for a, b in mark.pieces}
    assert {covered: mark.label for covered, mark in marks.items()} == {
        "Ann Lee": "source",
        "We will pay.": "content",
    }
    assert marks["Ann Lee"].attributes == {"strength": 2, "sure": "true"}
    assert marks["We will pay."].attributes == {"tone": "calm"}
    who, what = marks["Ann Lee"].id, marks["We will pay."].id
    assert set(map(repr, annotation.links)) == set(
        map(
            repr,
            [
                Link(layer="Says", label="direct", src=who, dst=what),
                Link(layer="Opinion", label="speaker", src=what, dst=who),
            ],
        )
    )
    assert annotation.answers == (Answer(question="Frame", value="economic"),)
    assert delivery.losses == ()


def test_annotators_and_curator_of_a_document_are_deliveries_of_one_text(tmp_path):
    zipped(tmp_path / "annotation" / "town.txt" / "x1export.zip", annotated(), "ann.xmi")
    zipped(tmp_path / "annotation" / "town.txt" / "x2export.zip", annotated(), "INITIAL_CAS.xmi")
    zipped(tmp_path / "curation" / "town.txt" / "x3export.zip", annotated(), "CURATION_USER.xmi")
    (tmp_path / "exportedproject-1.json").write_text("{}")
    ann, initial, curated = read(tmp_path)
    assert {each.article.article_id for each in (ann, initial, curated)} == {"town.txt"}
    assert only(ann.annotations).kind == "expert"
    assert only(curated.annotations).kind == "adjudicated"
    assert initial.annotations == ()
    # Two spans and a document label, of nobody.
    assert [loss.what for loss in initial.losses] == ["INITIAL_CAS"] * 3


def test_a_document_without_title_is_named_by_its_folder(tmp_path):
    zipped(tmp_path / "annotation" / "city.txt" / "x1export.zip", annotated(title=None))
    assert only(read(tmp_path)).article.article_id == "city.txt"


def test_a_file_named_as_its_text_names_no_annotator(tmp_path):
    (tmp_path / "town.json").write_text(annotated(title="town").to_json(), encoding="utf-8")
    assert only(only(read(tmp_path)).annotations).annotator == "uima"
    assert only(only(read(tmp_path, annotator="eve")).annotations).annotator == "eve"


def test_layers_without_annotations_count_as_looked_at_but_named_entities_do_not(tmp_path):
    assert only(only(read(zipped(tmp_path / "a.zip", annotated(fill=False)))).annotations).layers == (
        "Frame",
        "Opinion",
        "Says",
        "Unused",
    )
    cas = annotated(fill=False)
    span(cas, ENTITY, "Ann Lee", value="PER", identifier="Q1")
    annotation = only(only(read(zipped(tmp_path / "b.zip", cas))).annotations)
    assert "NamedEntity" in annotation.layers
    assert only(annotation.marks).label == "PER"
    assert only(annotation.marks).attributes == {"identifier": "Q1"}


def test_layers_and_labels_are_those_named(tmp_path):
    path = zipped(tmp_path / "a.zip", annotated())
    annotation = only(only(read(path, types="Opinion", label="Opinion=tone")).annotations)
    assert annotation.layers == ("Opinion",)
    # The first has no tone: it is labeled with its layer.
    assert [mark.label for mark in annotation.marks] == ["Opinion", "calm"]
    with pytest.raises(ConfigError, match="Did you mean Opinion"):
        read(path, types="Opinon")
    with pytest.raises(ConfigError, match="label, tone, strength, sure"):
        read(path, types="Opinion", label="Opinion=mood")


def test_a_relation_to_a_layer_not_taken_is_told_as_lost(tmp_path):
    delivery = only(read(zipped(tmp_path / "a.zip", annotated()), types="Says,Frame"))
    assert only(delivery.annotations).links == ()
    assert [(loss.reason, loss.what) for loss in delivery.losses] == [("broken_reference", "Says>direct")]


def test_several_labels_of_a_document_layer_are_a_set(tmp_path):
    cas = annotated()
    cas.add(cas.typesystem.get_type("webanno.custom.Frame")(value="moral"))
    answer = only(only(only(read(zipped(tmp_path / "a.zip", cas))).annotations).answers)
    assert answer.value == ["economic", "moral"]


@pytest.mark.parametrize(("begin", "why"), [(1, "inside the emoji"), (900, "beyond the text")])
@pytest.mark.parametrize("form", ["xmi", "json"])
def test_offsets_that_cassis_cannot_convert_are_told_as_lost(tmp_path, begin, why, form):
    cas = annotated()
    # "Ann Lee" begins at code point 8, which is UTF-16 unit 9, as the emoji before it counts twice.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if form == "json":
            content = json.loads(cas.to_json())
            for each in content["%FEATURE_STRUCTURES"]:
                if each.get("label") == "source":
                    assert each["begin"] == 9
                    each["begin"] = begin
            path = tmp_path / "ann.json"
            path.write_text(json.dumps(content))
        else:
            broken = cas.to_xmi().replace(
                'begin="9" end="16" label="source"', f'begin="{begin}" end="16" label="source"'
            )
            assert broken != cas.to_xmi()
            path = tmp_path / "ann.zip"
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("ann.xmi", broken)
                archive.writestr("TypeSystem.xml", cas.typesystem.to_xml())
        delivery = only(read(path))
    assert [mark.label for mark in only(delivery.annotations).marks] == ["content"]
    # The span itself, the relation from it and the slot that leads to it.
    assert sorted((loss.reason, loss.what) for loss in delivery.losses) == [
        ("broken_reference", "Opinion>speaker"),
        ("broken_reference", "Says>direct"),
        ("offsets_rejected", "Opinion/source"),
    ]


INJECTION = "x'+str(__import__('pathlib').Path({path!r}).touch())+'"


@pytest.mark.parametrize("name", ["class", "two words", "x=1", INJECTION])
@pytest.mark.parametrize("form", ["xmi", "json"])
def test_no_feature_name_reaches_the_source_code_that_cassis_writes(tmp_path, name, form):
    canary = tmp_path / "canary"
    name = name.replace("{path!r}", repr(str(canary)))
    cas = annotated()
    path = tmp_path / f"ann.{'zip' if form == 'xmi' else 'json'}"
    if form == "xmi":
        escaped = name.replace("&", "&amp;").replace("<", "&lt;")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("ann.xmi", cas.to_xmi())
            archive.writestr(
                "TypeSystem.xml",
                cas.typesystem.to_xml().replace("<name>tone</name>", f"<name>{escaped}</name>"),
            )
    else:
        content = json.loads(cas.to_json())
        opinion = content["%TYPES"]["webanno.custom.Opinion"]
        opinion[name] = opinion.pop("tone") | {"%NAME": name}
        path.write_text(json.dumps(content))
    error = only(read(path))
    assert isinstance(error, InputError)
    assert error.expected == "names of letters, digits and _ that are no words of Python"
    assert not canary.exists()


def _with_xmi(tmp_path, xmi, types=None):
    path = tmp_path / "ann.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ann.xmi", xmi)
        archive.writestr("TypeSystem.xml", types or type_system().to_xml())
    return only(read(path))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda xmi: xmi[: len(xmi) // 2], "well-formed XML"),
        (
            lambda xmi: xmi.replace("<xmi:XMI", '<!DOCTYPE x [<!ENTITY a "b">]>\n<xmi:XMI', 1),
            "XML without DTD",
        ),
        (lambda xmi: xmi.replace('Dependent="', 'Dependent="99'), "UIMA CAS XMI that fits its type system"),
        (lambda xmi: xmi.replace("custom:Frame", "custom:Unknown"), "UIMA CAS XMI that fits its type system"),
        (lambda xmi: xmi.replace('begin="9"', 'begin="nine"'), "UIMA CAS XMI that fits its type system"),
        (lambda xmi: xmi.replace("sofaString=", "nothing="), "UIMA CAS XMI that fits its type system"),
    ],
)
def test_a_broken_xmi_is_refused(tmp_path, change, expected):
    xmi = annotated().to_xmi()
    assert change(xmi) != xmi
    error = _with_xmi(tmp_path, change(xmi))
    assert isinstance(error, InputError)
    assert error.where.startswith("ann.zip:ann.xmi")
    assert error.expected.startswith(expected)


def test_a_broken_type_system_is_refused(tmp_path):
    types = type_system().to_xml()
    circle = types.replace("<supertypeName>uima.tcas.Annotation<", "<supertypeName>webanno.custom.Opinion<")
    for broken in (types[:-30], circle, "<a/>", types.replace("uima.cas.Integer", "no.such.Type")):
        assert isinstance(_with_xmi(tmp_path, annotated().to_xmi(), broken), InputError)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "{", '{"%TYPES": {}, "%FEATURE_STRUCTURES": [], "%VIEWS": {}}', "[" * 100_000]
)
def test_json_that_is_no_cas_is_refused(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content)
    assert isinstance(only(read(path)), InputError)


def test_many_broken_offsets_in_a_long_text_are_refused_at_once(tmp_path):
    cas = cassis.Cas(typesystem=type_system(), sofa_string="word " * 200_000)
    opinion = cas.typesystem.get_type("webanno.custom.Opinion")
    for _ in range(2_000):
        cas.add(opinion(begin=0, end=4))
    error = _with_xmi(tmp_path, cas.to_xmi().replace('end="4"', 'end="9000000"'))
    assert error.expected == "offsets into the text of the file"


def test_xmi_without_its_type_system_is_refused(tmp_path):
    (tmp_path / "ann.xmi").write_text(annotated().to_xmi(), encoding="utf-8")
    assert only(read(tmp_path)).action == "Put the TypeSystem.xml of the export beside it."


def test_a_project_export_still_packed_is_refused_with_what_to_do(tmp_path):
    inner = zipped(tmp_path / "inner" / "x.zip", annotated())
    outer = tmp_path / "project.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, "annotation/town.txt/x.zip")
    assert only(read(outer)).action == "Unpack the outer archive and name its folder."


def test_annotators_of_a_document_become_annotations_of_it_in_an_import(tmp_path):
    zipped(tmp_path / "annotation" / "town.txt" / "x1export.zip", annotated(), "ann.xmi")
    zipped(tmp_path / "curation" / "town.txt" / "x2export.zip", annotated(), "CURATION_USER.xmi")
    report = import_annotations(ImportRequest(format="uima", paths=[tmp_path], out=tmp_path / "out"))
    assert (report.n_documents, report.n_annotations, report.n_losses) == (1, 2, {})
    annotations = DatasetFolder(tmp_path / "out").read_annotations()
    assert [[piece.text for mark in each.marks for piece in mark.pieces] for each in annotations] == [
        ["Ann Lee", "We will pay."]
    ] * 2
