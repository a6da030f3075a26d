import io
import json
import zipfile

import pytest

cassis = pytest.importorskip("cassis")

from stance.data.archives import ArchiveLimits  # noqa: E402,F401
from stance.data.formats import reader_options  # noqa: E402
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
    cas.add(cas.typesystem.get_type(METADATA)(begin=0, end=len(TEXT), documentTitle=title, documentId="admin"))
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
    assert {covered: mark.label for covered, mark in marks.items()} == {"Ann Lee": "source", "We will pay.": "content"}
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
