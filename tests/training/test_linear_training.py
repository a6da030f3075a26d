from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import BundleError, ConfigError
from stance.models.families import rebuild
from stance.models.linear.features_characters import CharacterSettings
from stance.models.linear.features_words import WordSettings
from stance.models.linear.model import LinearClassifier
from stance.models.trained import ModelState, TextInput
from stance.records.example import LabelExample, SpanExample
from stance.records.label_set import LabelSet
from stance.training.families import training_settings
from stance.training.linear import Settings, fit

TWO = LabelSet(labels=("bad", "good"), exclusive=True)
THREE = LabelSet(labels=("bad", "good", "plain"), exclusive=True)
MANY = LabelSet(labels=("economy", "health", "war"), exclusive=False)
WORDS = {
    "bad": ["awful plan", "terrible vote", "awful vote", "terrible awful law"],
    "good": ["superb plan", "great vote", "superb great vote", "great law"],
    "plain": ["the plan", "a vote on monday", "the law", "monday vote"],
    "economy": ["tax rise", "budget tax", "the budget"],
    "health": ["hospital beds", "new hospital", "doctor and hospital"],
    "war": ["troops advance", "the troops", "troops and tanks"],
}
SMALL = Settings(blocks=(WordSettings(),), C=(1.0, 10.0))


def example(number: int, text: str, labels: list[str], votes: dict[str, int] | None = None) -> LabelExample:
    return LabelExample(
        example_id=f"e{number}",
        doc_id=f"d{number}",
        text=text,
        start=0,
        end=len(text),
        part="train",
        cluster=f"d{number}",
        groups={},
        labels=labels,
        votes=votes or {},
    )


def examples_of(labels: tuple[str, ...], n: int = 24) -> list[LabelExample]:
    texts = [(label, text) for label in labels for text in WORDS[label]]
    chosen = [texts[number % len(texts)] for number in range(n)]
    return [example(number, text, [label]) for number, (label, text) in enumerate(chosen)]


def trained(examples, label_set, chosen=SMALL, n_folds=3, seed=1) -> LinearClassifier:
    # Folds by runs of equal texts in turn, so that each has all labels.
    folds = [number % n_folds for number in range(len(examples))]
    return fit(examples, chosen, label_set=label_set, inner_folds=folds, seed=seed)


def inputs_of(*texts: str) -> list[TextInput]:
    return [TextInput(text) for text in texts]


def decided(model: LinearClassifier, *texts: str) -> list[list[str]]:
    return model.decide(model.predict(inputs_of(*texts)))


@pytest.mark.parametrize("head", ["logistic", "svm", "naive_bayes"])
@pytest.mark.parametrize("label_set", [TWO, THREE, MANY], ids=["two", "three", "many"])
def test_every_head_learns_what_words_say(head, label_set):
    model = trained(examples_of(label_set.labels, 36), label_set, msgspec.structs.replace(SMALL, head=head))
    asked = [WORDS[label][0] for label in label_set.labels]
    assert decided(model, *asked) == [[label] for label in label_set.labels]


@pytest.mark.parametrize("label_set", [TWO, THREE, MANY], ids=["two", "three", "many"])
def test_log_count_ratios_learn_what_words_say(label_set):
    chosen = msgspec.structs.replace(SMALL, log_count_ratios=True)
    model = trained(examples_of(label_set.labels, 36), label_set, chosen)
    asked = [WORDS[label][0] for label in label_set.labels]
    assert decided(model, *asked) == [[label] for label in label_set.labels]


def test_probabilities_of_exclusive_labels_sum_to_one_under_every_calibration():
    for calibration in ("none", "temperature", "isotonic"):
        chosen = msgspec.structs.replace(SMALL, calibration=calibration)
        found = trained(examples_of(THREE.labels, 36), THREE, chosen).predict(inputs_of("awful", "law", ""))
        assert found.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-12)
        assert (found >= 0).all()


@pytest.mark.parametrize("label_set", [TWO, THREE, MANY], ids=["two", "three", "many"])
@pytest.mark.parametrize("calibration", ["temperature", "isotonic"])
def test_a_model_comes_back_from_its_state_bit_for_bit(label_set, calibration):
    chosen = Settings(blocks=(WordSettings(), CharacterSettings(weight=0.5)), C=1.0, calibration=calibration)
    model = trained(examples_of(label_set.labels), label_set, chosen)
    state = model.state()
    loaded = ModelState(
        msgspec.json.decode(msgspec.json.encode(state.settings)),
        {name: array.copy() for name, array in state.arrays.items()},
        msgspec.json.decode(msgspec.json.encode(state.texts)),
    )
    again = rebuild("linear", loaded, label_set)
    asked = inputs_of("awful tax", "great vote on troops", "", "\ud800 law")
    assert again.predict(asked).tobytes() == model.predict(asked).tobytes()
    assert again.decide(again.predict(asked)) == model.decide(model.predict(asked))


@given(
    st.lists(st.lists(st.sampled_from(["awful", "great", "vote", "law", "x", "né"]), max_size=6), max_size=9)
)
@settings(max_examples=30, deadline=None)
def test_batch_and_order_do_not_change_an_answer(words):
    asked = inputs_of(*(" ".join(of_one) for of_one in words))
    together = MODEL.predict(asked)
    assert together.shape == (len(asked), 3)
    for row, one in enumerate(asked):
        assert MODEL.predict([one]).tobytes() == together[row : row + 1].tobytes()
    assert MODEL.predict(asked[::-1]).tobytes() == together[::-1].tobytes()


MODEL = trained(
    examples_of(THREE.labels, 36), THREE, Settings(blocks=(WordSettings(), CharacterSettings()), C=1.0)
)


@pytest.mark.parametrize("head", ["logistic", "svm"])
def test_the_same_seed_gives_the_same_bytes(head):
    chosen = msgspec.structs.replace(SMALL, head=head)
    one, other = (trained(examples_of(THREE.labels), THREE, chosen, seed=5).state() for _ in range(2))
    assert one.settings == other.settings
    assert one.texts == other.texts
    assert {name: array.tobytes() for name, array in one.arrays.items()} == {
        name: array.tobytes() for name, array in other.arrays.items()
    }


def test_a_word_of_one_training_text_is_in_no_byte_of_the_model():
    canary = "zqxjkvwpfh"
    examples = [*examples_of(TWO.labels), example(99, f"great {canary} plan", ["good"])]
    state = trained(examples, TWO, Settings()).state()
    stored = b"".join(array.tobytes() for array in state.arrays.values())
    stored += msgspec.json.encode([state.texts, state.settings])
    assert canary.encode() not in stored
    assert canary.encode("utf-32-le") not in stored


def test_an_exclusive_label_that_no_example_has_gets_probability_zero():
    model = trained(examples_of(("bad", "good")), THREE)
    found = model.predict(inputs_of("awful", "monday", ""))
    assert (found[:, 2] == 0).all()
    assert found.sum(axis=1) == pytest.approx([1, 1, 1])


def test_one_label_only_is_given_to_every_text():
    model = trained(examples_of(("good",)), TWO)
    assert model.predict(inputs_of("awful", "")).tolist() == [[0, 1], [0, 1]]


def test_a_free_label_that_no_example_has_is_improbable_and_never_given():
    # 24 examples without the label: log odds ln(1 / 25), probability 1 / 26.
    model = trained(
        examples_of(("economy", "health")), MANY, msgspec.structs.replace(SMALL, calibration="none")
    )
    found = model.predict(inputs_of("troops", "tax"))
    assert found[:, 2] == pytest.approx([1 / 26, 1 / 26])
    assert decided(model, "tax rise", "new hospital") == [["economy"], ["health"]]


def test_a_free_label_that_every_example_has_is_given_to_every_text():
    examples = [
        msgspec.structs.replace(e, labels=[*e.labels, "war"]) for e in examples_of(("economy", "health"))
    ]
    assert all("war" in labels for labels in decided(trained(examples, MANY), "tax", "zebra", ""))


def test_identical_texts_get_the_share_of_their_labels():
    examples = [example(number, "the same text", ["good" if number % 4 else "bad"]) for number in range(40)]
    chosen = msgspec.structs.replace(SMALL, calibration="none", C=1.0)
    found = trained(examples, TWO, chosen).predict(inputs_of("the same text"))
    assert found[0].tolist() == pytest.approx([0.25, 0.75], abs=0.01)


def test_texts_without_a_common_word_leave_only_the_shares():
    # No column: 6 of 8 examples are good, one more of each label is counted: 7 / 10.
    examples = [example(n, f"word{n}", ["good" if n % 4 else "bad"]) for n in range(8)]
    model = trained(examples, TWO, msgspec.structs.replace(SMALL, calibration="none", C=1.0))
    assert model.predict(inputs_of("word1", ""))[:, 1].tolist() == pytest.approx([0.7, 0.7])


def test_one_example_is_enough_where_nothing_is_chosen_on_inner_folds():
    chosen = Settings(C=1.0, calibration="none")
    model = fit([example(0, "great", ["good"])], chosen, label_set=TWO, inner_folds=[0], seed=1)
    assert model.decide(model.predict(inputs_of("anything"))) == [["good"]]


def test_one_inner_fold_is_refused_where_something_is_chosen_on_it():
    with pytest.raises(ConfigError, match="two inner folds or more"):
        trained(examples_of(TWO.labels), TWO, n_folds=1)


@pytest.mark.parametrize(
    ("examples", "label_set", "told"),
    [
        ([], TWO, "at least one example"),
        ([example(0, "x", ["ugly"])], TWO, "ugly"),
        ([example(0, "x", ["bad", "good"])], TWO, "exactly one label"),
        ([example(0, "x", [])], TWO, "no label"),
        ([example(0, "x", ["peace"])], MANY, "peace"),
    ],
)
def test_examples_that_do_not_fit_the_labels_are_refused(examples, label_set, told):
    with pytest.raises(ConfigError, match=told):
        trained(examples, label_set)


def test_examples_of_spans_and_missing_folds_are_refused():
    one = example(0, "x", ["good"])
    shared = {name: getattr(one, name) for name in ("example_id", "doc_id", "text", "start", "end", "part")}
    spans = SpanExample(**shared, cluster="d0", groups={}, spans=[], unit_starts=[0], unit_ends=[1])
    with pytest.raises(ConfigError, match="of spans"):
        trained([spans], TWO)
    with pytest.raises(ConfigError, match="an inner fold for each example"):
        fit([one], SMALL, label_set=TWO, inner_folds=[], seed=1)


def test_soft_labels_follow_the_votes():
    # All texts are the same; 3 of 4 votes say good although gold says bad.
    examples = [example(n, "the same text", ["bad"], {"bad": 1, "good": 3}) for n in range(40)]
    chosen = Settings(blocks=(WordSettings(),), C=1.0, calibration="none", votes="soft")
    assert trained(examples, TWO, chosen).predict(inputs_of("the same text"))[0, 1] == pytest.approx(
        0.75, abs=0.01
    )


def test_votes_as_weights_let_agreed_examples_count_more():
    # Half the examples say good with all votes, half bad with 3 of 5: good weighs 1 against 0.6.
    examples = [
        example(n, "the same text", ["good"], {"good": 5})
        if n % 2
        else example(n, "the same text", ["bad"], {"bad": 3, "good": 2})
        for n in range(40)
    ]
    chosen = Settings(blocks=(WordSettings(),), C=1.0, calibration="none", votes="weight")
    found = trained(examples, TWO, chosen).predict(inputs_of("the same text"))
    assert found[0, 1] == pytest.approx(1 / 1.6, abs=0.01)


@pytest.mark.parametrize("class_weight", ["balanced", {"bad": 3.0}])
def test_class_weights_make_up_for_a_rare_label(class_weight):
    # One in four is bad: either weight makes both labels count the same.
    examples = [example(number, "the same text", ["good" if number % 4 else "bad"]) for number in range(40)]
    chosen = Settings(blocks=(WordSettings(),), C=1.0, calibration="none", class_weight=class_weight)
    found = trained(examples, TWO, chosen).predict(inputs_of("the same text"))
    assert found[0].tolist() == pytest.approx([0.5, 0.5], abs=0.01)


def test_a_text_without_a_label_is_given_one_only_if_training_texts_all_had_one():
    labeled = examples_of(MANY.labels, 36)
    assert decided(trained(labeled, MANY), "zebra") != [[]]
    bare = [*labeled, *(example(100 + n, "zebra stripes", []) for n in range(6))]
    assert decided(trained(bare, MANY), "zebra stripes") == [[]]


def test_the_heaviest_features_name_what_speaks_for_a_label():
    model = trained(examples_of(TWO.labels, 32), TWO)
    assert [name for name, _ in model.heaviest("bad", 2)] == ["words: awful", "words: terrible"]


def test_settings_come_from_a_configuration():
    given = {
        "C": 4,
        "blocks": [{"kind": "words", "longest": 3}, {"kind": "pairs"}],
        "class_weight": "balanced",
    }
    found = training_settings("linear", given)
    assert isinstance(found, Settings)
    assert found.strengths == (4.0,)
    assert found.blocks[0] == WordSettings(longest=3)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"head": "forest"}, "forest"),
        ({"C": 0}, "C must be above 0"),
        ({"C": []}, "C must be one number or more"),
        ({"blocks": []}, "blocks must be"),
        ({"blocks": [{"kind": "wrods"}]}, "wrods"),
        ({"blocks": [{"kind": "words", "longst": 2}]}, "longst"),
        ({"head": "svm", "calibration": "none"}, "calibration must be"),
        ({"head": "naive_bayes", "log_count_ratios": True}, "log_count_ratios must be"),
        ({"class_weight": {"bad": -1}}, "class_weight of bad"),
        ({"alpha": 0}, "alpha must be"),
    ],
)
def test_wrong_settings_are_refused(given, told):
    with pytest.raises(ConfigError, match=told):
        training_settings("linear", given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weights", np.zeros((3, 1))),
        ("intercepts", np.array([0.0, np.inf, 0.0])),
        ("thresholds", np.array([1.0, 0.0, 1.0])),
        ("present", np.zeros(3, np.bool_)),
        ("present", np.ones(3)),
        ("calibration.scales", np.array([1.0, -1.0, 1.0])),
        ("calibration.ends", np.array([1, 1, 1, 1])),
        ("calibration.inputs", np.array([0.5, 0.4])),
        ("calibration.outputs", np.array([0.0, 1.0])),
        ("block0.idf", None),
    ],
)
def test_an_altered_model_is_refused(name, value):
    state = MODEL.state()
    arrays = dict(state.arrays)
    if name.startswith("calibration.") and name != "calibration.scales":
        arrays["calibration.ends"] = np.array([0, 2, 2, 2])
        arrays["calibration.inputs"] = np.array([0.2, 0.4])
        arrays["calibration.outputs"] = np.array([0.2, 0.4])
        LinearClassifier.from_state(ModelState(state.settings, arrays, state.texts), THREE)
    if value is None:
        del arrays[name]
    else:
        arrays[name] = value
    with pytest.raises(BundleError, match=name.removeprefix("block0.")):
        LinearClassifier.from_state(ModelState(state.settings, arrays, state.texts), THREE)


def test_other_labels_or_settings_than_the_saved_ones_are_refused():
    state = MODEL.state()
    with pytest.raises(BundleError, match="weights"):
        LinearClassifier.from_state(state, TWO)
    with pytest.raises(BundleError, match="settings"):
        LinearClassifier.from_state(ModelState({"blocks": 3}, state.arrays, state.texts), THREE)
