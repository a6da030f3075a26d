"""Fitting taggers on small invented texts: what comes out can be saved, and does not depend on company."""

import msgspec
import numpy as np
import pycrfsuite
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import BundleError, ConfigError
from stance.models.crf.decode import Packed, best_labels
from stance.models.crf.emissions import Scorer
from stance.models.crf.features import ATTRIBUTES, FeatureSpace
from stance.models.crf.model import CrfTagger
from stance.models.crf.reading import read_input
from stance.models.crf.templates import PLAIN_TEMPLATES, Template
from stance.models.trained import ModelState, TagInput
from stance.records.example import LabelExample, MarkedLink, MarkedSpan, SpanExample
from stance.records.label_set import LabelSet
from stance.training.crf import Settings, fit
from stance.training.crf_marks import Marked
from stance.training.crf_plan import TagPlan
from stance.training.crf_weights import Penalty, item_features, read_weights, train_crfsuite

LABELS = LabelSet(labels=("source", "cue", "content"), exclusive=False)
PEOPLE = ["The mayor", "Ana Ruiz", "Officials", "Mr. Lee", "The driver", "Residents"]
CLAIMS = ["the bridge is safe", "prices went up", "nobody was hurt", "the toll pays for repairs"]


def example(number, parts, tail):
    """A sentence of (label, text) parts and a plain one behind it; sources and contents hang on the cue."""
    text, spans = "", []
    for label, words in parts:
        if label:
            spans.append(
                MarkedSpan(
                    id=f"{label}{len(spans)}", label=label, starts=[len(text)], ends=[len(text) + len(words)]
                )
            )
        text += words
    middle = len(text)
    text += " " + tail
    cue = next((span.id for span in spans if span.label == "cue"), None)
    return SpanExample(
        example_id=f"d{number}",
        doc_id=f"d{number}",
        text=text,
        start=0,
        end=len(text),
        part="train",
        cluster=f"d{number}",
        groups={},
        spans=spans,
        links=[MarkedLink(label=s.label, src=cue, dst=s.id) for s in spans if s.label != "cue"],
        unit_starts=[0, middle + 1],
        unit_ends=[middle, len(text)],
    )


def examples():
    found = []
    for number, (who, what) in enumerate((who, what) for who in PEOPLE for what in CLAIMS):
        if number % 2:
            parts = [("source", who), ("", " "), ("cue", "said"), ("", " "), ("content", what), ("", ".")]
        else:
            parts = [
                ("", "“"),
                ("content", what),
                ("", ",” "),
                ("source", who),
                ("", " "),
                ("cue", "said"),
                ("", "."),
            ]
        found.append(example(number, parts, "Work began on Monday."))
    return found


def fitted(given_settings=None):
    given_examples = examples()
    return fit(
        given_examples,
        given_settings or Settings(l1=0.05, min_word_count=1),
        label_set=LABELS,
        inner_folds=[0] * len(given_examples),
        seed=1,
    )


@pytest.fixture(scope="module")
def tagger():
    return fitted()


def text_of(given, span):
    return [given.text[start:end] for start, end in zip(span.starts, span.ends, strict=True)]


def test_a_new_sentence_is_tagged_and_linked_like_those_learned_from(tagger):
    text = "Ana Ruiz said nobody was hurt."
    given = TagInput(text, ((0, len(text)),))
    [tagging] = tagger.tag([given])
    assert [(s.label, text_of(given, s)) for s in tagging.spans] == [
        ("source", ["Ana Ruiz"]),
        ("cue", ["said"]),
        ("content", ["nobody was hurt"]),
    ]
    assert {(link.label, link.src, link.dst) for link in tagging.links} == {
        ("source", "T2", "T1"),
        ("content", "T2", "T3"),
    }
    assert all(0.5 < span.confidence <= 1 for span in tagging.spans)


def test_rules_as_features_change_nothing_in_the_shape_of_the_answer():
    tagger = fitted(Settings(l1=0.05, min_word_count=1, rules=("attribution", "cues"), sides=False))
    given = TagInput.of(examples()[0])
    assert {span.label for span in tagger.tag([given])[0].spans} == {"source", "cue", "content"}


def test_the_same_examples_give_the_same_weights(tagger):
    again = fitted().state()
    for name, array in tagger.state().arrays.items():
        assert np.array_equal(array, again.arrays[name])


def test_a_restored_tagger_answers_alike(tagger):
    inputs = [TagInput.of(e) for e in examples()]
    assert CrfTagger.from_state(tagger.state(), LABELS).tag(inputs) == tagger.tag(inputs)


WORDS = st.sampled_from(
    [
        "The",
        "mayor",
        "said",
        "“",
        "”",
        "’",
        ",",
        ".",
        "nobody",
        "🚲",
        "שלום",
        "e\u0301",
        "\u2028",
        "\n",
        "\ud800",
        "12",
    ]
)


@st.composite
def tag_inputs(draw):
    sentences = draw(st.lists(st.lists(WORDS, min_size=1, max_size=8), max_size=4))
    text, units = "", []
    for words in sentences:
        sentence = " ".join(words)
        units.append((len(text), len(text) + len(sentence)))
        text += sentence + draw(st.sampled_from([" ", "\n\n", "\r\n"]))
    return TagInput(text, tuple(units))


@given(st.lists(tag_inputs(), max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_document_is_tagged_alike_in_any_company(tagger, inputs):
    together = tagger.tag(inputs)
    assert together == [tagger.tag([given])[0] for given in inputs]
    for tag_input, tagging in zip(inputs, together, strict=True):
        check_spans(tag_input, tagging)


def check_spans(given, tagging):
    tokens = read_input(given).tokens
    taken = set()
    for span in tagging.spans:
        assert 0 <= span.confidence <= 1
        for start, end in zip(span.starts, span.ends, strict=True):
            assert start in tokens.starts
            assert end in tokens.ends
            assert not taken & set(range(start, end))
            taken |= set(range(start, end))
    ids = {span.id for span in tagging.spans}
    assert len(ids) == len(tagging.spans)
    assert all(link.src in ids and link.dst in ids for link in tagging.links)


def test_our_tags_are_those_of_crfsuite(tmp_path):
    given_examples = examples()
    documents = [read_input(TagInput.of(e)) for e in given_examples]
    space = FeatureSpace.of(documents, min_count=1, rules=())
    plan = TagPlan.of(given_examples, LABELS.labels, sides=True)
    marked = Marked.of(space.columns(documents), given_examples, plan)
    templates = [Template.of(name, ATTRIBUTES) for name in PLAIN_TEMPLATES]
    path = tmp_path / "weights"
    # Few iterations: weights that do not simply reproduce the gold tags.
    train_crfsuite(path, space, templates, [(marked.columns, marked.tags)], Penalty(0.3, 0.1, 3, 1))
    weights, transitions = read_weights(path, templates, plan.kinds.n_tags)
    scores = Scorer(space, weights, plan.kinds.n_tags).scores(marked.columns)
    sequence = marked.columns.batch.sequence
    ours = best_labels(scores, transitions, Packed.of(np.bincount(sequence)))
    theirs = pycrfsuite.Tagger()
    theirs.open(str(path))
    features = item_features(space, templates, marked.columns)
    expected = []
    for number in range(sequence[-1] + 1):
        rows = np.flatnonzero(sequence == number)
        expected += [int(tag) for tag in theirs.tag([features[row] for row in rows])]
    theirs.close()
    assert ours.tolist() == expected
    assert len(set(expected)) > 1


def test_a_content_broken_by_its_speaker_is_one_span_in_two_pieces():
    parts = [("", "“"), ("content", "The bridge"), ("", ",” "), ("source", "Ana Ruiz"), ("", " ")]
    parts += [("cue", "said"), ("", ", “"), ("content", "is safe"), ("", ".”")]
    broken = [example(100 + n, parts, "Work began on Monday.") for n in range(6)]
    tagger = fit(broken, Settings(l1=0.01, min_word_count=1), label_set=LABELS, inner_folds=[0] * 6, seed=1)
    given = TagInput.of(broken[0])
    contents = [text_of(given, s) for s in tagger.tag([given])[0].spans if s.label == "content"]
    assert contents == [["The bridge", "is safe"]]


def test_a_label_that_no_example_has_is_never_given():
    labels = LabelSet(labels=("source", "cue", "content", "recipient"), exclusive=False)
    given_examples = examples()
    tagger = fit(given_examples, Settings(max_iterations=3), label_set=labels, inner_folds=[0] * 24, seed=1)
    found = tagger.tag([TagInput.of(e) for e in given_examples])
    assert "recipient" not in {span.label for tagging in found for span in tagging.spans}


def test_examples_without_any_span_give_a_tagger_that_finds_none():
    bare = [msgspec.structs.replace(e, spans=[], links=[]) for e in examples()]
    tagger = fit(bare, Settings(), label_set=LABELS, inner_folds=[0] * 24, seed=1)
    assert tagger.tag([TagInput.of(bare[0])])[0].spans == []


def test_a_bonus_on_beginnings_finds_no_fewer_spans():
    counts = []
    for bonus in (-3.0, 0.0, 3.0):
        tagger = fitted(Settings(max_iterations=4, opening_bonus=bonus))
        counts.append(sum(len(t.spans) for t in tagger.tag([TagInput.of(e) for e in examples()])))
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_examples_of_labels_are_refused():
    label = LabelExample(
        example_id="a",
        doc_id="a",
        text="x",
        start=0,
        end=1,
        part="train",
        cluster="a",
        groups={},
        labels=["b"],
    )
    with pytest.raises(ConfigError, match="task of kind spans"):
        fit([label], Settings(), label_set=LABELS, inner_folds=[0], seed=1)


def altered(state, *, settings=None, arrays=None, texts=None):
    return ModelState(
        settings={**state.settings, **(settings or {})},
        arrays={k: v for k, v in {**state.arrays, **(arrays or {})}.items() if v is not None},
        texts={k: v for k, v in {**state.texts, **(texts or {})}.items() if v is not None},
    )


@pytest.mark.parametrize(
    "change",
    [
        {"settings": {"format": 2}},
        {"settings": {"templates": ["low[9]"]}},
        {"settings": {"kinds": ["nobody"]}},
        {"settings": {"rules": ["all"]}},
        {"settings": {"extra": 1}},
        {"arrays": {"transitions": None}},
        {"arrays": {"transitions": np.zeros((2, 2))}},
        {"arrays": {"offsets": np.full(15, np.nan)}},
        {
            "arrays": {
                "keys.0": np.array([3, 2], dtype=np.int64),
                "rows.0": np.zeros((2, 15), dtype=np.float32),
            }
        },
        {"arrays": {"keys.0": np.array([1 << 40]), "rows.0": np.zeros((1, 15), dtype=np.float32)}},
        {"arrays": {"links.0": np.zeros(3)}},
        {"texts": {"low": None}},
        {"texts": {"low": ["a", "a"]}},
    ],
)
def test_a_state_that_is_no_tagger_is_refused(tagger, change):
    with pytest.raises(BundleError, match="Train the model again"):
        CrfTagger.from_state(altered(tagger.state(), **change), LABELS)
