"""What is written for an annotation tool comes back unchanged through the reader and the import."""

import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.data.imports.importing import ImportRequest, import_annotations
from stance.data.writing import export_dataset
from stance.errors import ConfigError, InputError
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.article import Article, ArticleMeta
from stance.records.document import Entity, Target
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.as_is import document_as_is

# Emoji (two UTF-16 units each), a letter with a combining mark, right to left, line ends of all kinds,
# entities, markup, a backslash followed by the letter n, and a line separator.
PARTS = [
    "Mayor", " said ", "\U0001f600", "\U0001f469\u200d\U0001f4bb", "e\u0301t\u00e9", "\u05e9\u05dc\u05d5",
    "\r\n", "\n\n", "\n", "&amp;", " & ", "<b>x</b>", "\\n", "\u2028", "\U0001d4b3", "\u202b", "\t",
    "100%", "'\"",
]  # fmt: skip
LAYERS = {
    "attribution": ["cue", "source", "content"],
    "cue": ["loaded_word", "euphemism"],
    "other.layer": ["A", "continues", "b/c \u00e9"],
    "text": ["stance_record"],
}
NAMES = st.sampled_from(["M1", "S1", "T#1", "a.b", "x~2", "H1", "\u00e9 /1", "100%", "~", "record"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ["voice", "intensity", "type", "note", "direction.T1", "direction.T9", "odd.name", "certain"]
    ),
    st.one_of(
        st.sampled_from(["author", "assertion", "yes", "no", "", "two\nlines", "1"]),
        st.sampled_from([-1, 0, 1, 3, 0.25]),
        st.lists(st.sampled_from(["a", "b"]), max_size=2),
    ),
    max_size=3,
)
VALUES = st.one_of(
    st.sampled_from(["economic", "favor", "yes", "1", "a\nb", " "]),
    st.lists(st.sampled_from(["economic", "political", "odd one"]), max_size=2),
    st.sampled_from([0, 1, 2.5]),
)
TARGETS = [
    Target(id="T1", kind="policy", text="the toll", terms=["charge"]),
    Target(id="S1", kind="issue", text="x"),
]
ENTITIES = [Entity(id="E1", name="The Mayor", type="person")]


@st.composite
def documents(draw):
    text = "".join(draw(st.lists(st.sampled_from(PARTS), min_size=3, max_size=14))) + "End."
    article = Article(article_id="paper/town", text=text, meta=ArticleMeta(outlet_id="The Secret Herald"))
    return msgspec.structs.replace(document_as_is(article), targets=TARGETS, entities=ENTITIES)


@st.composite
def annotations(draw, document, name, kind):
    text = document.text
    marks = []
    for mark_id in draw(st.lists(NAMES, unique=True, max_size=4)):
        layer = draw(st.sampled_from(list(LAYERS)))
        bounds = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
        pieces = [
            Span(start=start, end=end, text=text[start:end])
            for start, end in zip(bounds[::2], bounds[1::2], strict=False)
            if not text[start:end].isspace()
        ]
        if pieces:
            label = draw(st.sampled_from(LAYERS[layer]))
            marks.append(
                Mark(id=mark_id, layer=layer, label=label, pieces=pieces, attributes=draw(ATTRIBUTES))
            )
    ids = [mark.id for mark in marks]
    links = []
    if ids:
        links = [
            Link(layer=layer, label=label, src=src, dst=dst, attributes=attributes)
            for layer, label, src, dst, attributes in draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(["cue", "attribution"]),
                        st.sampled_from(["source", "continues", "parent", "x/y"]),
                        st.sampled_from(ids),
                        st.sampled_from(ids),
                        st.sampled_from([{}, {"confidence": 0.5}]),
                    ),
                    max_size=4,
                )
            )
        ]
    abouts = st.sampled_from([None, "T1", "S1", document.units[0].id, *ids])
    answers = {}
    for question, about, holder in draw(
        st.lists(
            st.tuples(st.sampled_from(["frame", "stance", "CO1", "cue", "why?"]), abouts,
                      st.sampled_from([None, "E1"])),
            max_size=5,
        )
    ):  # fmt: skip
        answers[question, about, holder] = Answer(
            question=question, about=about, holder=holder, value=draw(VALUES), attributes=draw(ATTRIBUTES)
        )
    used = [*(mark.layer for mark in marks), *(link.layer for link in links), *(key[0] for key in answers)]
    return Annotation(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        labelset=LabelSetRef(name="own", version="1"),
        annotator=Annotator(id=name, kind=kind, model="rules" if kind == "rule" else None),
        provenance=Provenance(guideline="G", round=2),
        layers=list(dict.fromkeys([*used, "looked_found_none"])),
        marks=marks,
        links=links,
        answers=list(answers.values()),
    )


@st.composite
def datasets(draw):
    document = draw(documents())
    people = [("../ann@example.org", "expert"), (".b", "crowd"), ("rules-1", "rule")]
    return document, [draw(annotations(document, name, kind)) for name, kind in people]


def keys(records):
    """Records in an order that does not matter, attributes likewise; where a piece starts tells its unit."""
    return sorted(
        json.dumps(_without_unit(msgspec.to_builtins(record)), sort_keys=True) for record in records
    )


def _without_unit(value):
    if isinstance(value, dict):
        return {name: _without_unit(part) for name, part in value.items() if name != "unit"}
    return [_without_unit(part) for part in value] if isinstance(value, list) else value


def round_trip(tmp_path, document, given, *, to, write=None, read=None):
    source, out, back = DatasetFolder(tmp_path / "in"), tmp_path / "out", DatasetFolder(tmp_path / "back")
    write_lines(source.documents, [document])
    write_lines(source.annotations, given)
    for old in out.glob("*"):
        old.unlink()
    report = export_dataset(source, to=to, out=out, options=write)
    assert report.losses == ()
    import_annotations(
        ImportRequest(
            format=to,
            paths=[out],
            out=back.path,
            options=read or {},
            documents=source.documents,
            overwrite=True,
        )
    )
    return {annotation.annotator.id: annotation for annotation in back.read_annotations()}, back, out


@pytest.mark.parametrize(
    ("to", "write", "read"),
    [
        ("label-studio", None, {"predictions": "true"}),
        ("label-studio", {"model_output": "annotations"}, None),
        ("doccano", None, None),
        ("doccano", {"project": "classification", "question": "frame"}, None),
    ],
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dataset=datasets())
def test_marks_links_and_answers_come_back_as_they_were(tmp_path, to, write, read, dataset):
    document, given = dataset
    found, back, _ = round_trip(tmp_path, document, given, to=to, write=write, read=read)
    assert back.losses.read_bytes() == b""
    for annotation in given:
        again = found[annotation.annotator.id]
        assert keys(again.marks) == keys(annotation.marks)
        assert keys(again.links) == keys(annotation.links)
        assert keys(again.answers) == keys(annotation.answers)
        assert again.layers == annotation.layers
        assert again.annotator == annotation.annotator
        assert (again.labelset, again.provenance) == (annotation.labelset, annotation.provenance)


@pytest.fixture
def judged():
    """A document with one person's attribution of a quotation in two pieces."""
    article = Article(
        article_id="the-secret-herald/x",
        text="Rain.\r\n\u201cWe\u201d, she said, \u201cwin\u201d \U0001f600 now.",
        meta=ArticleMeta(outlet_id="The Secret Herald", url="https://secret.example", authors=["A. Secret"]),
    )
    document = msgspec.structs.replace(document_as_is(article), targets=TARGETS, entities=ENTITIES)
    text = document.text
    pieces = [
        Span(start=at, end=at + len(words), text=words)
        for words in ("\u201cWe\u201d", "\u201cwin\u201d", "now")
        for at in [text.index(words)]
    ]
    cue = text.index("said")
    annotation = Annotation(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        labelset=LabelSetRef(name="own", version="1"),
        annotator=Annotator(id="ann", kind="expert"),
        provenance=Provenance(),
        layers=["attribution", "frame"],
        marks=[
            Mark(id="A1", layer="attribution", label="cue",
                 pieces=[Span(start=cue, end=cue + 4, text="said")],
                 attributes={"type": "assertion", "note": "n"}),
            Mark(id="A1.content", layer="attribution", label="content", pieces=pieces),
        ],
        links=[Link(layer="attribution", label="content", src="A1", dst="A1.content")],
        answers=[Answer(question="frame", value=["economic"])],
    )  # fmt: skip
    return document, annotation


def tasks_of(folder):
    return json.loads((folder / "tasks.json").read_text(encoding="utf-8"))


def test_label_studio_tasks_do_not_tell_the_outlet(tmp_path, judged):
    document, annotation = judged
    _, _, out = round_trip(tmp_path, document, [annotation], to="label-studio")
    [task] = tasks_of(out)
    assert set(task["data"]) == {"text", "doc_id", "text_sha256", "targets", "entities"}
    del task["data"]["doc_id"]
    assert "secret" not in json.dumps(task).lower()


def test_label_studio_pieces_are_regions_joined_by_relations(tmp_path, judged):
    document, annotation = judged
    _, _, out = round_trip(tmp_path, document, [annotation], to="label-studio")
    result = tasks_of(out)[0]["annotations"][0]["result"]
    regions = [(each["id"], each["value"]["text"]) for each in result if each["type"] == "labels"]
    assert regions == [
        ("A1", "said"), ("A1.content", "\u201cWe\u201d"), ("A1.content~2", "\u201cwin\u201d"),
        ("A1.content~3", "now"),
    ]  # fmt: skip
    relations = [
        (each["from_id"], each["to_id"], each["labels"]) for each in result if each["type"] == "relation"
    ]
    assert sorted(relations) == [
        ("A1", "A1.content", ["content"]),
        ("A1.content", "A1.content~2", ["continues"]),
        ("A1.content~2", "A1.content~3", ["continues"]),
    ]


def test_rules_make_predictions_and_persons_annotations(tmp_path, judged):
    document, annotation = judged
    rules = msgspec.structs.replace(annotation, annotator=Annotator(id="rules-1", kind="rule"))
    _, _, out = round_trip(tmp_path, document, [annotation, rules], to="label-studio")
    [task] = tasks_of(out)
    assert [len(task["annotations"]), len(task["predictions"])] == [1, 1]
    assert task["predictions"][0]["model_version"] == "rules-1"


def test_person_who_goes_on_from_a_prediction_is_its_annotator(tmp_path, judged):
    document, annotation = judged
    rules = msgspec.structs.replace(annotation, annotator=Annotator(id="rules-1", kind="rule"))
    _, _, out = round_trip(tmp_path, document, [rules], to="label-studio")
    [task] = tasks_of(out)
    task["annotations"] = [{"id": 3, "completed_by": 5, "result": task["predictions"].pop()["result"]}]
    (out / "tasks.json").write_text(json.dumps([task]), encoding="utf-8")
    request = ImportRequest(format="label-studio", paths=[out], out=tmp_path / "again")
    import_annotations(request)
    [again] = DatasetFolder(tmp_path / "again").read_annotations()
    assert (again.annotator.id, again.annotator.kind) == ("user-5", "expert")
    assert again.provenance.saw_model_output
    assert len(again.marks) == 2


def doccano_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_doccano_offsets_count_utf16_units(tmp_path, judged):
    document, annotation = judged
    _, _, out = round_trip(tmp_path, document, [annotation], to="doccano")
    [record] = doccano_lines(out / "ann.jsonl")
    units = document.text.encode("utf-16-le")
    words = [
        units[2 * each["start_offset"] : 2 * each["end_offset"]].decode("utf-16-le")
        for each in record["entities"]
    ]
    assert words == ["said", "\u201cWe\u201d", "\u201cwin\u201d", "now"]


def test_doccano_entities_changed_in_the_tool_are_what_counts(tmp_path, judged):
    document, annotation = judged
    _, _, out = round_trip(tmp_path, document, [annotation], to="doccano")
    [record] = doccano_lines(out / "ann.jsonl")
    # doccano gives ids of its own; the cue is deleted, and with it its relation, and a source is added.
    renamed = {entity["id"]: entity["id"] + 100 for entity in record["entities"]}
    record["entities"] = [{**entity, "id": renamed[entity["id"]]} for entity in record["entities"][1:]]
    record["entities"].append(
        {"id": 500, "label": "attribution/source", "start_offset": 13, "end_offset": 16}
    )
    record["relations"] = [
        {**each, "from_id": renamed[each["from_id"]], "to_id": renamed[each["to_id"]]}
        for each in record["relations"]
        if each["type"] == "continues"
    ]
    (out / "ann.jsonl").write_text(json.dumps(record), encoding="utf-8")
    import_annotations(ImportRequest(format="doccano", paths=[out], out=tmp_path / "again"))
    [again] = DatasetFolder(tmp_path / "again").read_annotations()
    assert [(mark.id, mark.label, [piece.text for piece in mark.pieces]) for mark in again.marks] == [
        ("A1.content", "content", ["\u201cWe\u201d", "\u201cwin\u201d", "now"]),
        ("entity500", "source", ["she"]),
    ]
    assert again.links == []


def test_doccano_labels_changed_in_the_tool_are_what_counts(tmp_path, judged):
    document, annotation = judged
    write = {"project": "classification", "question": "frame"}
    _, _, out = round_trip(tmp_path, document, [annotation], to="doccano", write=write)
    [record] = doccano_lines(out / "ann.jsonl")
    assert record["label"] == ["economic"]
    (out / "ann.jsonl").write_text(json.dumps({**record, "label": ["political"]}), encoding="utf-8")
    import_annotations(ImportRequest(format="doccano", paths=[out], out=tmp_path / "again"))
    [again] = DatasetFolder(tmp_path / "again").read_annotations()
    assert again.answers == [Answer(question="frame", value=["political"])]


@pytest.mark.parametrize("to", ["label-studio", "doccano"])
def test_text_that_nobody_annotated_is_written_too(tmp_path, judged, to):
    document, _ = judged
    found, back, _ = round_trip(tmp_path, document, [], to=to)
    assert found == {}
    assert list(back.read_documents()) == [document.doc_id]


def test_doccano_classification_needs_a_question(tmp_path, judged):
    with pytest.raises(ConfigError, match="question=frame"):
        round_trip(tmp_path, *judged[:1], [], to="doccano", write={"project": "classification"})


def test_unknown_format_and_option_are_refused(tmp_path, judged):
    document, annotation = judged
    with pytest.raises(ConfigError, match="Did you mean doccano"):
        round_trip(tmp_path, document, [annotation], to="docano")
    with pytest.raises(ConfigError, match="model_output"):
        round_trip(tmp_path, document, [annotation], to="label-studio", write={"colour": "red"})


def test_annotation_of_another_text_is_refused(tmp_path, judged):
    document, annotation = judged
    other = msgspec.structs.replace(annotation, text_sha256="0" * 64)
    with pytest.raises(InputError, match="another text"):
        round_trip(tmp_path, document, [other], to="label-studio")
