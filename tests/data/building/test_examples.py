"""Units of learning made from documents, gold and votes."""

import msgspec
import pytest

from stance.data.building.example_files import read_examples, write_examples
from stance.data.building.examples import TaskPlan, make_examples
from stance.errors import ConfigError, InputError, ResourceMissingError
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.article import Article, ArticleMeta
from stance.records.document import Target
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.clean import clean

TEXT = "Toll divides the town\n\nThe mayor said so on Friday. Traders call it robbery."


@pytest.fixture
def document():
    meta = ArticleMeta(outlet_id="Post", event_id=None, groups={"topic": "toll"})
    cleaned = clean(Article(article_id="a", text=TEXT, meta=meta))
    return msgspec.structs.replace(cleaned, targets=[Target(id="T1", kind="policy", text="the bridge toll")])


def span(document, words):
    start = document.text.index(words)
    return Span(start=start, end=start + len(words), text=words)


def annotated(document, annotator, layers, **parts):
    return Annotation(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        labelset=LabelSetRef(name="own", version="1"),
        annotator=Annotator(id=annotator, kind="expert"),
        provenance=Provenance(),
        layers=layers,
        **parts,
    )


def examples_of(plan, document, gold, votes=()):
    return make_examples(
        "task", plan, {document.doc_id: document}, {document.doc_id: gold}, list(votes), clusters={}
    )


def test_an_answer_about_the_document_reads_the_whole_text_with_its_groups(document):
    gold = annotated(document, "gold", ["bias"], answers=[Answer(question="bias", value="Biased")])
    (example,), counts = examples_of(TaskPlan(kind="answer", layer="bias"), document, gold)
    assert example.text == document.text
    assert example.labels == ["Biased"]
    assert example.groups == {
        "document": document.doc_id,
        "outlet": "Post",
        "event": None,
        "date": None,
        "genre": None,
        "topic": "toll",
        "target": None,
    }
    assert example.cluster == document.doc_id
    assert counts.n_examples == 1


def test_votes_are_counted_per_label_beside_the_gold_label(document):
    gold = annotated(document, "gold", ["bias"], answers=[Answer(question="bias", value="Biased")])
    votes = [
        annotated(document, name, ["bias"], answers=[Answer(question="bias", value=value)])
        for name, value in [("a", "Biased"), ("b", "Biased"), ("c", "Plain")]
    ]
    plan = TaskPlan(kind="answer", layer="bias", labels={"Biased": "biased", "Plain": "plain"})
    (example,), _ = examples_of(plan, document, gold, votes)
    assert example.labels == ["biased"]
    assert example.votes == {"biased": 2, "plain": 1}


def test_an_answer_about_a_target_reads_the_document_and_names_the_target(document):
    answer = Answer(question="stance", value="against", about="T1")
    gold = annotated(document, "gold", ["stance"], answers=[answer])
    (example,), _ = examples_of(TaskPlan(kind="answer", layer="stance"), document, gold)
    assert example.target == example.groups["target"] == "the bridge toll"
    assert example.target_start is None
    assert example.example_id == f"{document.doc_id}#T1"


def test_an_answer_about_a_mark_reads_its_sentence_and_tells_where_the_mark_stands(document):
    mark = Mark(id="m1", layer="mention", label="target", pieces=[span(document, "Traders")])
    answer = Answer(question="sentiment", value="negative", about="m1")
    gold = annotated(document, "gold", ["mention", "sentiment"], marks=[mark], answers=[answer])
    (example,), _ = examples_of(TaskPlan(kind="answer", layer="sentiment"), document, gold)
    assert example.text == "Traders call it robbery."
    assert example.text[example.target_start : example.target_end] == example.target == "Traders"
    assert document.text[example.start : example.end] == example.text


def test_the_whole_document_can_stand_around_a_mark(document):
    mark = Mark(id="m1", layer="mention", label="target", pieces=[span(document, "Traders")])
    answer = Answer(question="sentiment", value="negative", about="m1")
    gold = annotated(document, "gold", ["mention", "sentiment"], marks=[mark], answers=[answer])
    plan = TaskPlan(kind="answer", layer="sentiment", context="document")
    (example,), _ = examples_of(plan, document, gold)
    assert example.text == document.text
    assert example.text[example.target_start : example.target_end] == "Traders"


def test_sentences_are_marked_or_unmarked_by_the_marks_they_hold(document):
    mark = Mark(id="c1", layer="cue", label="loaded_word", pieces=[span(document, "robbery")])
    other = Mark(id="c2", layer="cue", label="hedge", pieces=[span(document, "divides")])
    gold = annotated(document, "gold", ["cue"], marks=[mark, other])
    plan = TaskPlan(kind="marked_units", layer="cue", mark_labels=["loaded_word"])
    examples, _ = examples_of(plan, document, gold)
    # H1 holds only the hedge, S1 nothing, S2 the loaded word.
    assert [(example.example_id.partition("#")[2], example.labels) for example in examples] == [
        ("H1", ["unmarked"]),
        ("S1", ["unmarked"]),
        ("S2", ["marked"]),
    ]


def test_a_label_of_marks_becomes_an_example_each_and_marks_without_it_are_counted(document):
    marks = [
        Mark(
            id="a",
            layer="attribution",
            label="cue",
            pieces=[span(document, "said")],
            attributes={"verb_class": "neutral"},
        ),
        Mark(id="b", layer="attribution", label="cue", pieces=[span(document, "call")]),
    ]
    gold = annotated(document, "gold", ["attribution"], marks=marks)
    plan = TaskPlan(kind="attribute", layer="attribution", attribute="verb_class")
    (example,), counts = examples_of(plan, document, gold)
    assert (example.target, example.labels) == ("said", ["neutral"])
    assert dict(counts.left_out) == {"mark without the attribute": 1}


def test_spans_and_the_links_between_them_come_with_the_sentences(document):
    marks = [
        Mark(id="a", layer="attribution", label="cue", pieces=[span(document, "said")]),
        Mark(
            id="b",
            layer="attribution",
            label="source",
            pieces=[span(document, "The"), span(document, "mayor")],
        ),
        Mark(id="c", layer="other", label="x", pieces=[span(document, "town")]),
    ]
    links = [
        Link(layer="attribution", label="source", src="a", dst="b"),
        Link(layer="attribution", label="odd", src="a", dst="c"),
    ]
    gold = annotated(document, "gold", ["attribution", "other"], marks=marks, links=links)
    (example,), _ = examples_of(TaskPlan(kind="spans", layer="attribution"), document, gold)
    assert [
        [example.text[s:e] for s, e in zip(one.starts, one.ends, strict=True)] for one in example.spans
    ] == [["said"], ["The", "mayor"]]
    assert [(link.src, link.dst) for link in example.links] == [("a", "b")]
    assert len(example.unit_starts) == len(example.unit_ends) == 3


def test_a_document_in_which_the_layer_was_not_annotated_gives_no_example(document):
    gold = annotated(document, "gold", ["bias"], answers=[Answer(question="bias", value="x")])
    unseen = msgspec.structs.replace(document, doc_id="other")
    silent = annotated(unseen, "gold", ["frames"])
    documents = {document.doc_id: document, "other": unseen}
    examples, _ = make_examples(
        "t",
        TaskPlan(kind="answer", layer="bias"),
        documents,
        {document.doc_id: gold, "other": silent},
        [],
        clusters={},
    )
    assert [example.doc_id for example in examples] == [document.doc_id]


def test_a_layer_nobody_annotated_is_refused_with_the_layers_there_are(document):
    gold = annotated(document, "gold", ["bias"])
    with pytest.raises(ConfigError, match=r"expected a layer the gold has: bias; found biass"):
        examples_of(TaskPlan(kind="answer", layer="biass"), document, gold)


def test_a_label_the_configuration_does_not_name_is_refused(document):
    gold = annotated(document, "gold", ["bias"], answers=[Answer(question="bias", value="Odd")])
    with pytest.raises(ConfigError, match=r"found 'Odd'\. Add it to `labels`"):
        examples_of(TaskPlan(kind="answer", layer="bias", labels={"Biased": "b"}), document, gold)


def test_a_label_mapped_to_nothing_takes_its_example_out_and_is_counted(document):
    gold = annotated(document, "gold", ["bias"], answers=[Answer(question="bias", value="Odd")])
    plan = TaskPlan(kind="answer", layer="bias", labels={"Biased": "b", "Odd": None})
    examples, counts = examples_of(plan, document, gold)
    assert examples == []
    assert dict(counts.left_out) == {"label left out by the configuration": 1}


def test_several_labels_are_refused_where_labels_exclude_each_other(document):
    answer = Answer(question="frames", value=["economic", "morality"])
    gold = annotated(document, "gold", ["frames"], answers=[answer])
    with pytest.raises(ConfigError, match="exclusive"):
        examples_of(TaskPlan(kind="answer", layer="frames"), document, gold)
    (example,), _ = examples_of(TaskPlan(kind="answer", layer="frames", exclusive=False), document, gold)
    assert example.labels == ["economic", "morality"]


def test_a_set_of_labels_may_be_empty(document):
    gold = annotated(document, "gold", ["frames"], answers=[Answer(question="frames", value=[])])
    (example,), _ = examples_of(TaskPlan(kind="answer", layer="frames", exclusive=False), document, gold)
    assert example.labels == []


def _both_kinds(document):
    mark = Mark(
        id="m1",
        layer="mention",
        label="target",
        pieces=[span(document, "Traders")],
        attributes={"n": 2, "who": ["a", "b"]},
    )
    answer = Answer(question="sentiment", value="negative", about="m1")
    gold = annotated(document, "gold", ["mention", "sentiment"], marks=[mark], answers=[answer])
    labels, _ = examples_of(TaskPlan(kind="answer", layer="sentiment"), document, gold, [gold])
    spans, _ = examples_of(TaskPlan(kind="spans", layer="mention"), document, gold)
    return {"labels": labels, "spans": spans}


@pytest.mark.parametrize("kind", ["labels", "spans"])
def test_examples_are_read_back_from_parquet_as_they_were(document, tmp_path, kind):
    examples = _both_kinds(document)[kind]
    path = tmp_path / "train.parquet"
    names = list(examples[0].groups)
    write_examples(path, examples, group_names=names)
    assert list(read_examples(path, "all")) == examples


@pytest.mark.parametrize("kind", ["labels", "spans"])
def test_hugging_face_datasets_opens_the_files_with_nothing_of_ours(document, tmp_path, kind):
    datasets = pytest.importorskip("datasets")
    examples = _both_kinds(document)[kind]
    for part, rows in (("train", examples), ("test", examples)):
        write_examples(tmp_path / f"{part}.parquet", rows, group_names=["outlet"])
    files = {part: str(tmp_path / f"{part}.parquet") for part in ("train", "test")}
    loaded = datasets.load_dataset("parquet", data_files=files, cache_dir=str(tmp_path / "cache"))
    assert loaded["train"].features == loaded["test"].features
    assert loaded["train"][0]["text"] == examples[0].text
    assert loaded["train"][0]["group_outlet"] == "Post"


def test_a_missing_file_of_examples_names_the_command_that_makes_it(tmp_path):
    with pytest.raises(ResourceMissingError, match="stance data build"):
        list(read_examples(tmp_path / "train.parquet", "train"))


def test_a_file_that_is_no_parquet_is_refused(tmp_path):
    path = tmp_path / "train.parquet"
    path.write_bytes(b"not parquet")
    with pytest.raises(InputError, match="columns of examples"):
        list(read_examples(path, "train"))
