from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from stance.errors import BundleError
from stance.models.linear.features_characters import CharacterBlock, CharacterSettings
from stance.models.linear.features_pairs import PairBlock, PairSettings
from stance.models.linear.features_words import WordBlock, WordSettings
from stance.models.linear.registry import BLOCKS, fit_block, rebuild_block
from stance.models.linear.rows import CHUNK, Rows, below, beside, rows_of_pairs
from stance.models.trained import ModelState, TextInput

TEXTS = [
    "The mayor said the budget was fine.",
    "Critics said the mayor's budget was reckless, reckless!",
    "Reckless spending, said critics of the city budget in 2024.",
    "a I \u00e9t\u00e9 \U0001f600 \u05e9\u05dc\u05d5\u05dd e\u0301t\u00e9 \r\n\u2028 budget",
    "",
]
ALL = [
    WordSettings(),
    WordSettings(view="masked", tokens="all", lowercase=False, longest=3, weight=0.5),
    CharacterSettings(),
    PairSettings(),
]
ODD_TEXT = st.lists(
    st.sampled_from(
        ["tax", "Tax", "cut", "x", "été", "\ud800", "\u2028", "😀", "e\u0301", "...", "İstanbul", "\x00"]
    ),
    max_size=12,
).map(" ".join)


def inputs_of(texts: list[str]) -> list[TextInput]:
    return [TextInput(text) for text in texts]


def about(text: str, target: str) -> TextInput:
    start = text.find(target)
    return TextInput(text, target, start, start + len(target)) if start >= 0 else TextInput(text, target)


def dense(rows: Rows) -> np.ndarray:
    matrix = np.zeros((len(rows), rows.n_columns))
    matrix[rows.row_of_entries(), rows.columns] = rows.values
    return matrix


def same_as_sklearn(texts: list[str], block: WordBlock | CharacterBlock, theirs: TfidfVectorizer) -> None:
    expected = theirs.fit_transform(texts)
    names = block.names()
    assert set(names) == set(theirs.vocabulary_)
    assert len(names) == len(theirs.vocabulary_)
    rows = block.transform(inputs_of(texts))
    columns = np.array([theirs.vocabulary_[name] for name in names])[rows.columns]
    mine = csr_matrix((rows.values, columns, rows.ends), shape=expected.shape)
    assert abs(mine - expected).max() < 1e-14


@pytest.mark.parametrize("longest", [1, 2, 3])
@pytest.mark.parametrize("sublinear", [True, False])
def test_words_equal_those_of_tfidf_vectorizer(longest, sublinear):
    texts = TEXTS * 2 + ["reckless budget", "the the the mayor said the"]
    block = WordBlock.fit(inputs_of(texts), WordSettings(longest=longest, sublinear=sublinear))
    theirs = TfidfVectorizer(ngram_range=(1, longest), min_df=2, sublinear_tf=sublinear)
    same_as_sklearn(texts, block, theirs)


@pytest.mark.parametrize("bounds", [(2, 5), (1, 3), (3, 6)])
def test_characters_equal_those_of_tfidf_vectorizer(bounds):
    texts = [*TEXTS, *TEXTS[:3], "a budget, a mayor"]
    block = CharacterBlock.fit(inputs_of(texts), CharacterSettings(shortest=bounds[0], longest=bounds[1]))
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=bounds, min_df=2, sublinear_tf=True)
    same_as_sklearn(texts, block, theirs)


def test_weights_of_two_words_are_those_worked_out_by_hand():
    # 3 texts; "tax" in 3 of them, idf ln(4/4)+1 = 1; "cut" in 2, idf ln(4/3)+1. In the second text "cut"
    # occurs twice: (1 + ln 2) times its idf; the row is divided by its length.
    block = WordBlock.fit(inputs_of(["tax", "tax cut cut", "cut tax"]), WordSettings(longest=1))
    assert block.names() == ["cut", "tax"]
    cut = (1 + math.log(2)) * (math.log(4 / 3) + 1)
    length = math.hypot(cut, 1.0)
    row = dense(block.transform(inputs_of(["tax cut cut"])))[0]
    assert row == pytest.approx([cut / length, 1 / length], rel=1e-15)


def test_a_token_of_one_text_is_in_no_byte_of_the_state():
    canary = "zqxjkvwpfh"
    texts = [*TEXTS, *TEXTS, f"the budget {canary} was {canary} fine"]
    given = [
        TextInput(text, f"{canary} budget") if canary in text else TextInput(text, "city") for text in texts
    ]
    for chosen in ALL:
        state = fit_block(given, chosen).state()
        stored = b"".join(array.tobytes() for array in state.arrays.values())
        stored += msgspec.json.encode(state.texts)
        for encoding in ("utf-8", "utf-32-le"):
            assert canary.encode(encoding) not in stored


def test_bigrams_do_not_join_two_texts():
    block = WordBlock.fit(inputs_of(["tax cut", "rate rise"] * 2), WordSettings())
    assert block.names() == ["cut", "rate", "rise", "tax", "rate rise", "tax cut"]


def test_masked_view_hides_the_name_of_the_target():
    given = [
        about("Critics of Smith praised Smith", "Smith"),
        about("Critics of Jones praised Jones", "Jones"),
    ]
    block = WordBlock.fit(given, WordSettings(view="masked", longest=3))
    assert "of $T$ praised" in block.names()
    assert "smith" not in " ".join(block.names())


def test_sides_of_the_target_are_told_apart():
    given = [about("Voters praised Smith after the speech", "Smith")] * 2
    assert WordBlock.fit(given, WordSettings(view="before", longest=1)).names() == ["praised", "voters"]
    assert WordBlock.fit(given, WordSettings(view="after", longest=1)).names() == ["after", "speech", "the"]
    window = WordBlock.fit(given, WordSettings(view="window")).names()
    assert "praised $T$" in window
    assert "$T$ after" in window


def test_pairs_join_words_of_the_target_with_words_of_the_text():
    given = [TextInput("it saves lives", "ban guns"), TextInput("it saves money", "ban guns")]
    assert PairBlock.fit(given, PairSettings()).names() == [
        "ban | it",
        "ban | saves",
        "guns | it",
        "guns | saves",
    ]


@pytest.mark.parametrize("chosen", ALL, ids=lambda chosen: type(chosen).__name__)
@given(st.lists(ODD_TEXT, min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_row_is_the_same_alone_and_among_others(chosen, texts):
    inputs = [about(text, "tax") for text in texts]
    block = fit_block(inputs, chosen)
    together = dense(block.transform(inputs))
    alone = np.vstack([dense(block.transform([one])) for one in inputs])
    assert (together == alone).all()
    assert (dense(block.transform(inputs[::-1]))[::-1] == together).all()


@pytest.mark.parametrize("chosen", ALL, ids=lambda chosen: type(chosen).__name__)
@given(st.lists(ODD_TEXT, max_size=8), st.lists(ODD_TEXT, max_size=3))
@settings(max_examples=40, deadline=None)
def test_a_block_comes_back_from_its_state(chosen, texts, others):
    block = fit_block([about(text, "tax") for text in texts], chosen)
    state = block.state()
    # As a file would give them: JSON texts, copied arrays.
    loaded = ModelState(
        {},
        {name: array.copy() for name, array in state.arrays.items()},
        msgspec.json.decode(msgspec.json.encode(state.texts)),
    )
    again = rebuild_block(loaded, chosen)
    asked = [about(text, "tax") for text in others]
    assert (dense(again.transform(asked)) == dense(block.transform(asked))).all()


def test_the_order_of_training_texts_does_not_matter():
    for chosen in ALL:
        one, other = (
            fit_block([about(text, "budget") for text in texts], chosen).state()
            for texts in (TEXTS * 2, TEXTS[::-1] * 2)
        )
        assert one.texts == other.texts
        assert all((one.arrays[name] == other.arrays[name]).all() for name in one.arrays)


def test_more_texts_than_one_chunk_give_the_same_rows():
    block = WordBlock.fit(inputs_of(TEXTS * 2), WordSettings())
    n = CHUNK + 3
    many = dense(block.transform(inputs_of([TEXTS[row % 5] for row in range(n)])))
    assert (
        many[CHUNK:] == dense(block.transform(inputs_of([TEXTS[row % 5] for row in range(CHUNK, n)])))
    ).all()


def test_every_kind_of_settings_has_a_block_and_a_name_per_column():
    for chosen in ALL:
        block = fit_block([about(text, "budget") for text in TEXTS * 2], chosen)
        assert type(block) is BLOCKS[type(chosen)]
        assert len(set(block.names())) == len(block.names()) == block.n_columns > 0


def test_rows_beside_and_below_each_other_keep_their_places():
    left = rows_of_pairs(np.array([0, 2, 2]), np.array([1, 0, 0]), n_rows=3, n_columns=2)
    right = rows_of_pairs(np.array([1, 2]), np.array([0, 2]), n_rows=3, n_columns=3)
    # left: row 0 holds column 1 once, row 2 column 0 twice.
    assert dense(left).tolist() == [[0, 1], [0, 0], [2, 0]]
    assert dense(beside([left, right])).tolist() == [[0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [2, 0, 0, 0, 1]]
    assert dense(below([left, left])).tolist() == [[0, 1], [0, 0], [2, 0]] * 2


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (WordSettings, {"longest": 0}),
        (WordSettings, {"min_documents": 0}),
        (WordSettings, {"weight": math.nan}),
        (CharacterSettings, {"shortest": 4}),
        (CharacterSettings, {"shortest": 3, "longest": 2}),
        (PairSettings, {"min_documents": 0}),
    ],
)
def test_settings_out_of_range_are_refused(kind, values):
    with pytest.raises(ValueError, match=" must be "):
        kind(**values)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("keys2", lambda array: array[::-1].copy()),
        ("keys2", lambda array: array + 10**6),
        ("keys2", lambda array: array.astype(np.int32)),
        ("idf", lambda array: array[:-1]),
        ("idf", lambda array: np.full_like(array, np.nan)),
        ("idf", lambda array: array.astype(np.float32)),
        ("idf", None),
    ],
)
def test_an_altered_block_is_refused(name, change):
    state = WordBlock.fit(inputs_of(TEXTS * 2), WordSettings()).state()
    arrays = dict(state.arrays)
    if change is None:
        del arrays[name]
    else:
        arrays[name] = change(arrays[name])
    with pytest.raises(BundleError, match=name):
        WordBlock.from_state(ModelState({}, arrays, state.texts), WordSettings())


@pytest.mark.parametrize("words", [["b", "a"], ["a", "a"], [1, 2], None])
def test_a_vocabulary_out_of_order_is_refused(words):
    state = WordBlock.fit(inputs_of(TEXTS * 2), WordSettings()).state()
    texts = {} if words is None else {"words": words}
    with pytest.raises(BundleError, match="words"):
        WordBlock.from_state(ModelState({}, state.arrays, texts), WordSettings())
