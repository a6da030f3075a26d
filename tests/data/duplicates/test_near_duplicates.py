from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.data.duplicates.minhash import choose_banding
from stance.data.duplicates.near_duplicates import NearDuplicateSettings, find_clusters
from stance.data.duplicates.shingles import ShingleIndex, Shingler, overlap, shingle_all
from stance.errors import ConfigError

CORPUS = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "polnear" / "train" / "text"
PLAIN = NearDuplicateSettings()


def article(seed, n=300):
    rng = np.random.default_rng(seed)
    return [f"word{number}" for number in rng.integers(0, 5000, n)]


def edited(words, n_changed, seed=0):
    words = list(words)
    for place in np.random.default_rng(seed).choice(len(words), n_changed, replace=False):
        words[place] = f"other{place}"
    return words


def clusters(texts, settings=PLAIN, seed=1):
    return find_clusters({name: " ".join(words) for name, words in texts.items()}, settings, seed=seed)


def test_overlap_counts_word_triples_of_both_texts():
    shingler = Shingler(seed=1)
    # abc bcd cde | abc bcd cdx dxy: two of five in common, two of the shorter text's three.
    shared = overlap(shingler.fingerprints("a b c d e"), shingler.fingerprints("a B c, d x y"))
    assert (shared.jaccard, shared.containment) == (2 / 5, 2 / 3)
    assert overlap(shingler.fingerprints("a b"), shingler.fingerprints("a b")).jaccard == 0


def test_copies_and_lightly_edited_copies_are_one_cluster():
    words = article(1)
    found = clusters({"b": words, "a": edited(words, 5), "c": article(2), "d": list(words)})
    assert found.cluster_of == {"a": "a", "b": "a", "c": "c", "d": "a"}
    assert found.members() == {"a": ["a", "b", "d"]}
    # 5 changed words of 300 change at most 15 of 298 triples: Jaccard at least 283/313.
    assert all(pair.jaccard >= 283 / 313 for pair in found.pairs)


def test_a_heavily_edited_copy_is_another_article():
    words = article(1)
    # 40 changed words of 300 change about 115 triples: Jaccard about 183/413.
    assert clusters({"a": words, "b": edited(words, 40)}).members() == {}


def test_a_shortened_copy_is_found_although_its_jaccard_is_low():
    words = article(1, 600)
    found = clusters({"full": words, "short": words[:200], "other": article(2)})
    assert found.members() == {"full": ["full", "short"]}
    assert found.pairs[0].jaccard < 0.4
    assert found.pairs[0].containment == 1.0


def test_a_quoted_sentence_does_not_make_two_articles_one():
    words = article(1)
    assert clusters({"article": words, "brief": words[:20]}).members() == {}


def test_short_texts_are_duplicates_only_when_equal_but_for_case_and_space():
    texts = {"a": "Dam  holds", "b": "dam holds", "c": "Dam holds!", "d": "👍", "e": "👍", "f": "", "g": " "}
    assert find_clusters(texts, PLAIN, seed=1).members() == {"a": ["a", "b"], "d": ["d", "e"]}


def test_texts_may_hold_any_characters():
    line = "العربية \ud800 e\u0301 \u2028 🚢 &amp; \r\n naïve"
    texts = {"a": f"{line} one two three", "b": f"{line} one two three", "c": line}
    assert find_clusters(texts, PLAIN, seed=1).members() == {"a": ["a", "b"]}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), max_size=12), st.integers(0, 2**32 - 1))
def test_clusters_are_those_of_comparing_every_pair(made_of, seed):
    texts = {
        f"t{n}": " ".join(edited(article(base, 150), n_changed, n))
        for n, (base, n_changed) in enumerate(made_of)
    }
    shingles = shingle_all(texts, seed=7)
    found = find_clusters(texts, PLAIN, seed=seed)
    for first, second in combinations(sorted(texts), 2):
        shared = overlap(shingles[first], shingles[second])
        if shared.jaccard >= 0.8 or shared.containment >= 0.9:
            assert found.cluster_of[first] == found.cluster_of[second]
    assert all(pair.jaccard >= 0.8 or pair.containment >= 0.9 for pair in found.pairs)
    assert all(cluster == min(members) for cluster, members in found.members().items())
    # Enough pairs to connect every cluster, none to spare.
    assert len(found.pairs) == sum(len(members) - 1 for members in found.members().values())


def test_the_order_of_texts_has_no_effect():
    texts = {f"t{n}": edited(article(n // 3), n) for n in range(12)}
    backwards = dict(reversed(texts.items()))
    assert clusters(texts).pairs == clusters(backwards).pairs


def test_banding_finds_pairs_at_the_threshold_99_times_in_100():
    banding = choose_banding(0.8)
    # 21 bands of 6: 1 - (1 - .8^6)^21 = 1 - .7379^21.
    assert (banding.n_bands, banding.n_rows) == (21, 6)
    assert banding.recall(0.8) == pytest.approx(1 - 0.737856**21, abs=1e-6)
    for threshold in (0.1, 0.3, 0.5, 0.7, 0.9, 1.0):
        banding = choose_banding(threshold)
        assert banding.recall(threshold) >= 0.99
        assert banding.n_bands * banding.n_rows <= 128


def test_signatures_alone_find_pairs_as_often_as_computed():
    # A low share of triples in common keeps the index of shingles out of it: only min_jaccard can join.
    only_jaccard = NearDuplicateSettings(min_jaccard=0.8, min_containment=1.0, min_contained_words=10_000)
    texts = {}
    for n in range(200):
        words = article(n, 200)
        texts[f"a{n:03}"], texts[f"b{n:03}"] = words, edited(words, 7, n)
    shingles = shingle_all({name: " ".join(words) for name, words in texts.items()}, seed=1)
    same = [
        n
        for n in range(200)
        if overlap(shingles[f"a{n:03}"], shingles[f"b{n:03}"]).jaccard >= only_jaccard.min_jaccard
    ]
    found = clusters(texts, only_jaccard).cluster_of
    missed = [n for n in same if found[f"b{n:03}"] != found[f"a{n:03}"]]
    # 180 or more pairs just above the threshold at .998 each: three misses would be one in 10,000 runs.
    assert len(same) >= 150
    assert len(missed) <= 3


def test_a_paragraph_all_articles_share_joins_none_and_costs_little():
    notice = [f"notice{n}" for n in range(80)]
    texts = {f"t{n:03}": article(n, 120) + notice for n in range(300)}
    found = clusters(texts)
    assert found.members() == {}
    # All pairs would be 44,850.
    assert found.n_compared < 300


def test_comparisons_left_out_are_counted():
    template = [f"template{n}" for n in range(300)]
    texts = {f"t{n:03}": template + article(n, 60) for n in range(80)}
    tight = NearDuplicateSettings(min_jaccard=0.8, max_comparisons=5)
    found = clusters(texts, tight)
    assert found.n_passed_over > 0
    assert found.n_compared <= 80 * 5 * 22


def test_many_equal_articles_take_one_comparison_each_at_most():
    words = article(1)
    texts = {f"t{n:04}": edited(words, 1, n) for n in range(400)}
    found = clusters(texts)
    assert len(set(found.cluster_of.values())) == 1
    assert found.n_compared < 1000


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ConfigError, match="seed"):
        find_clusters({"a": "x"}, PLAIN, seed=seed)


def test_a_threshold_out_of_range_is_refused():
    with pytest.raises(ConfigError, match=r"min_jaccard.*0\.05"):
        find_clusters({"a": "x"}, NearDuplicateSettings(min_jaccard=0.0), seed=1)


def test_an_index_passes_over_shingles_of_too_many_groups():
    shingler = Shingler(seed=1)
    texts = [shingler.fingerprints(f"one two three four {n} {n}a {n}b") for n in range(5)]
    index = ShingleIndex(texts, range(5), max_groups=4)
    # "one two three" and "two three four" stand in all five.
    assert index.n_common == 2
    assert index.most_shared(texts[2]) == [(2, 1.0)]
    assert ShingleIndex([], [], max_groups=4).most_shared(texts[0]) == []


@pytest.mark.integration
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not beside the project")
def test_real_news_has_the_duplicates_that_comparing_every_pair_finds():
    names = sorted(CORPUS.glob("*.txt"))[:250]
    texts = {path.stem: path.read_text(encoding="utf-8") for path in names}
    shingles = shingle_all(texts, seed=1)
    found = find_clusters(texts, NearDuplicateSettings(min_jaccard=0.5, min_containment=0.7), seed=1)
    same = {
        pair
        for pair in combinations(sorted(texts), 2)
        if (shared := overlap(shingles[pair[0]], shingles[pair[1]])).jaccard >= 0.5
        or (shared.containment >= 0.7 and min(len(shingles[name]) for name in pair) >= 38)
    }
    assert same
    assert all(found.cluster_of[first] == found.cluster_of[second] for first, second in same)
    assert {(pair.first, pair.second) for pair in found.pairs} <= same
