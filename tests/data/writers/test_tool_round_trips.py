"""What is written for an annotation tool comes back unchanged through the reader and the import."""

import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.data.importing import ImportRequest, import_annotations
from stance.data.writing import export_dataset
from stance.errors import ConfigError, InputError
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.article import Article, ArticleMeta
from stance.records.document import Entity, Target
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.as_is import document_as_is

# Emoji (two UTF-16 units each), a letter with a combining mark, right to left, line ends of all kinds, entities,
# markup, a backslash followed by the letter n, and a line separator.
PARTS = [
    "Mayor", " said ", "\U0001f600", "\U0001f469\u200d\U0001f4bb", "e\u0301t\u00e9", "\u05e9\u05dc\u05d5\u05dd",
    "\r\n", "\n\n", "\n", "&amp;", " & ", "<b>x</b>", "\\n", "\u2028", "\U0001d4b3", "\u202b", "\t", "100%", "'\"",
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
        annotator=Annotator(id=name, kind=kind),
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
            format=to, paths=[out], out=back.path, options=read or {}, documents=source.documents,
            label_set="own", label_set_version="1", overwrite=True,
        )
    )  # fmt: skip
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
        assert (again.annotator.kind, again.provenance) in (
            (annotation.annotator.kind, annotation.provenance),
            ("rule", Provenance(tool="label-studio", saw_model_output=False)),
        )
