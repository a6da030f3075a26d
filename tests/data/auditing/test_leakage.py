import json
from pathlib import Path

import pytest

from stance.data.auditing.leakage import clusters_cut, find_leakage
from stance.data.auditing.sides import sides_of
from stance.data.readers.newsmtsc import groups_of
from stance.data.splitting.splits import Split
from stance.records.article import Article
from stance.records.example import LabelExample
from stance.text.clean import clean

CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "newsmtsc"
SHARED = "The ferry to Lunde was late on Monday because of ice in the strait."


def split_of(part_of, fold_of=None):
    return Split(part_of=part_of, fold_of=fold_of or {}, n_pieces=0, biggest_piece=0, stamps=[])


def example(doc_id, **groups):
    return LabelExample(
        example_id=doc_id,
        doc_id=doc_id,
        text="x",
        start=0,
        end=1,
        part="all",
        cluster=doc_id,
        groups=groups,
        labels=["a"],
    )


def documents(texts):
    return {name: clean(Article(article_id=name, text=f"News\n\n{text}")) for name, text in texts.items()}


def leakage(texts, part_of, fold_of=None, groups=None):
    examples = [example(name, **(groups or {}).get(name, {})) for name in texts]
    return find_leakage(examples, documents(texts), sides_of(split_of(part_of, fold_of)), seed=1)


def test_groups_on_both_sides_are_counted_by_value_and_by_document():
    parts = {"a": "train", "b": "train", "c": "test", "d": "test", "e": "test", "f": "dev"}
    outlets = {"a": "post", "b": "star", "c": "post", "d": "post", "e": "sun", "f": None}
    texts = {name: f"Text {name}." for name in parts}
    found = leakage(texts, parts, groups={name: {"outlet": outlet} for name, outlet in outlets.items()})
    by_part = {overlap.held_out: overlap for overlap in found.groups}
    test = by_part["test"]
    # Of post and sun, post is in train too; c and d are from the post.
    assert (test.n_values, test.n_shared, test.n_documents, test.n_affected) == (2, 1, 3, 2)
    # The outlet of the only dev document is not known.
    assert (by_part["dev"].n_values, by_part["dev"].n_documents) == (0, 0)


def test_what_dev_and_test_share_does_not_leak():
    parts = {"a": "train", "b": "dev", "c": "test"}
    same = {"b": {"event": "e1"}, "c": {"event": "e1"}}
    found = leakage({"a": "One.", "b": SHARED, "c": SHARED}, parts, groups=same)
    assert [overlap.n_shared for overlap in found.groups] == [0, 0]
    assert [texts.n_sharing for texts in found.texts] == [0, 0]


def test_folds_are_each_held_out_against_the_others():
    folds = {"a": 0, "b": 0, "c": 1, "d": 1}
    events = {"a": {"event": "e1"}, "b": {"event": "e2"}, "c": {"event": "e1"}, "d": {"event": "e3"}}
    texts = {name: f"Text {name}." for name in folds}
    (overlap,) = leakage(texts, dict.fromkeys(folds, "all"), folds, groups=events).groups
    # e1 and e2 in fold 0, e1 and e3 in fold 1: four, of which e1 leaks in both.
    assert (overlap.held_out, overlap.n_values, overlap.n_shared, overlap.n_affected) == ("folds", 4, 2, 2)


def test_whole_sentences_of_training_are_found_in_held_out_texts():
    texts = {
        "a": f"{SHARED} He is 70.",
        "b": f"It rained.  {SHARED.upper()}",
        "c": "It rained. He is 70.",
        "d": "Nothing of the kind was ever said by anyone in town.",
    }
    found = leakage(texts, {"a": "train", "b": "test", "c": "test", "d": "test"})
    (test,) = found.texts
    # "He is 70." is too short to tell anything.
    assert (test.n_documents, test.n_sharing, test.n_sentences) == (3, 1, 1)


def test_the_closest_training_text_is_told_with_its_containment():
    words = [f"word{n}" for n in range(40)]
    texts = {
        "a": " ".join(words),
        "b": " ".join(words[:20]),
        "c": " ".join([*words[:10], *(f"other{n}" for n in range(30))]),
        "d": "short text",
    }
    (test,) = leakage(texts, {"a": "train", "b": "test", "c": "test", "d": "test"}).texts
    # With the headline, b has 19 triples, of which that at the end of the headline and all others are in a.
    assert [(pair.held_out, pair.learned) for pair in test.closest] == [("b", "a"), ("c", "a")]
    assert test.max_containment == pytest.approx(1.0)
    # c has 39 triples, as a has; the first 9 are the same.
    assert test.closest[1].containment == pytest.approx(9 / 39)
    assert test.n_near == 1


def test_clusters_cut_by_a_given_split_are_told():
    sides = sides_of(split_of({"a": "train", "b": "test", "c": "dev", "d": "test"}))
    assert clusters_cut({"a": "a", "b": "a", "c": "c", "d": "c"}, sides) == ["a"]
    folds = sides_of(split_of(dict.fromkeys("abcd", "all"), {"a": 0, "b": 1, "c": 1, "d": 1}))
    assert clusters_cut({"a": "a", "b": "a", "c": "c", "d": "c"}, folds) == ["a"]


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not beside the project")
def test_nearly_half_of_newsmtsc_test_articles_also_supply_training_sentences():
    examples, part_of = [], {}
    for part in ("train", "rw_test"):
        for line in (CORPUS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
            name = json.loads(line)["primary_gid"]
            part_of[name] = "test" if part == "rw_test" else part
            examples.append(example(name, **groups_of(name)))
    texts = documents(dict.fromkeys(part_of, "Not needed here."))
    found = find_leakage(examples, texts, sides_of(split_of(part_of)), seed=1)
    (article,) = [overlap for overlap in found.groups if overlap.group == "article"]
    assert (article.n_shared, article.n_values) == (343, 726)
    assert article.n_shared / article.n_values == pytest.approx(0.47, abs=0.005)
