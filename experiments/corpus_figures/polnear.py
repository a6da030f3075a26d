"""PolNeAR: counts, and agreement of the articles that several annotators read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from corpus_figures.figures import Figure, deliveries, n_losses
from stance.data.readers.polnear import ROLES, PolnearArticle, read_polnear
from stance.metrics.agreement import krippendorff_alpha
from stance.metrics.counts import Counts
from stance.metrics.relations import match_relations
from stance.metrics.spans import (
    Pieces,
    TypedSpan,
    n_shared,
    ptc_counts,
    span_counts,
    token_counts,
    tokens_inside,
)
from stance.text.tokens import Tokens, tokenize

SCHEMES = ("exact", "overlap", "overlap, any", "PTC", "token")


_SIMPLE_TOKEN = re.compile(r"\w+|[^\w\s]")


def simple_tokens(text: str) -> Tokens:
    """Return runs of letters and digits, and every other sign by itself."""
    spans = [match.span() for match in _SIMPLE_TOKEN.finditer(text)]
    words = [text[start:end] for start, end in spans]
    return Tokens([s for s, _ in spans], [e for _, e in spans], words, [word.lower() for word in words])


def token_alpha(articles: Iterable[PolnearArticle], tokenizer: Callable[[str], Tokens]) -> float:
    """Return nominal alpha over tokens labeled source, cue, content or none."""
    rows: list[tuple[str, ...]] = []
    for article in articles:
        tokens = tokenizer(article.text)
        by_annotator = []
        for relations in article.attributions.values():
            labels = ["none"] * len(tokens)
            for role in ("content", "cue", "source"):
                for relation in relations:
                    for index in tokens_inside(getattr(relation, role), tokens):
                        labels[index] = role
            by_annotator.append(labels)
        rows += zip(*by_annotator, strict=True)
    return krippendorff_alpha(rows, level="nominal")


def pair_counts(first: list[Pieces], second: list[Pieces], tokens: Tokens) -> dict[str, Counts]:
    """Return the counts of one pair of annotators for one role under all schemes."""
    gold, predicted = [TypedSpan(pieces) for pieces in first], [TypedSpan(pieces) for pieces in second]
    counts = span_counts(gold, predicted)
    touched = [
        sum(any(n_shared(a, b) for b in others) for a in ones)
        for ones, others in ((second, first), (first, second))
    ]
    return {
        "exact": counts.exact,
        "overlap": counts.overlap,
        "overlap, any": Counts(touched[0], len(second), touched[1], len(first)),
        "PTC": ptc_counts(gold, predicted),
        "token": token_counts(gold, predicted, tokens=tokens),
    }


def span_agreement(
    articles: Iterable[PolnearArticle], tokenizer: Callable[[str], Tokens]
) -> dict[tuple[str, str], float]:
    """Return role and scheme to F1, summed over all pairs of annotators; whole spans, each once, untrimmed."""
    sums: defaultdict[tuple[str, str], Counts] = defaultdict(Counts)
    for article in articles:
        tokens = tokenizer(article.text)
        for pair in combinations(article.attributions.values(), 2):
            for role in ROLES:
                first, second = (
                    list(dict.fromkeys(p for r in relations if (p := getattr(r, role)))) for relations in pair
                )
                for scheme, counts in pair_counts(first, second, tokens).items():
                    sums[role, scheme] += counts
    return {key: counts.f1 for key, counts in sums.items()}


def relation_agreement(articles: Iterable[PolnearArticle]) -> tuple[float, float, float, float]:
    """Return F1 of attributions with overlapping cues, and the shares of these with equal source, content, all."""
    cues, n_pairs, equal = Counts(), 0, np.zeros(3)
    for article in articles:
        tokens = tokenize(article.text)
        for first, second in combinations(article.attributions.values(), 2):
            matches = match_relations(first, second, tokens=tokens)
            cues += Counts.of_matches(len(matches), n_predicted=len(second), n_gold=len(first))
            n_pairs += len(matches)
            for match in matches:
                equal += (match.source_exact, match.content_exact, match.is_strict)
    source, content, everything = (equal / n_pairs).tolist()
    return cues.f1, source, content, everything


def polnear(corpora: Path) -> Iterator[Figure]:
    """Yield counts and agreement of PolNeAR."""
    for part, n_published in (("train", "19,868"), ("dev", "2,193")):
        documents = deliveries(corpora, "polnear", part=part)
        n_whole = n_empty = n_sourceless = 0
        for each in documents:
            first = each.annotations[0]
            sourced = {link.src for link in first.links if link.label == "source"}
            anchors = [mark.id for mark in first.marks if mark.id.startswith("E")]
            n_whole += len(anchors)
            n_sourceless += len(set(anchors) - sourced)
            n_empty += n_losses([each], "empty_span", within=f"_{first.annotator}.ann")
        yield Figure(f"{part}: articles", len(documents), {"train": "840", "dev": "84"}[part])
        note = f"of the first annotator by id; {n_empty} have no span at all and become losses, {n_sourceless} no source"
        yield Figure(f"{part}: attributions", n_whole + n_empty, n_published, note)
    shared = [
        a
        for part in ("train", "dev")
        for a in read_polnear(corpora / "polnear", part)
        if len(a.attributions) > 1
    ]
    training = list(read_polnear(corpora / "polnear", "annotator-training"))
    yield Figure("articles with several annotators", len(shared), "18")
    yield Figure("articles of the training of the annotators", len(training), "4")
    note = "published on tokens that split inner hyphens and stops; that tokenization is used here"
    yield Figure("token alpha", token_alpha(shared, simple_tokens), "0.773", note)
    yield Figure("token alpha, after the training", token_alpha(training, simple_tokens), "0.808", note)
    yield Figure("token alpha on our tokens", token_alpha(shared, tokenize))
    yield Figure("token alpha on our tokens, after the training", token_alpha(training, tokenize))
    yield from _span_figures(shared)
    cues, *equal = relation_agreement(shared)
    yield Figure("attributions whose cues overlap", cues, "0.82")
    for what, share, published in zip(
        ("source", "content", "all three"), equal, ("0.91", "0.80", "0.69"), strict=True
    ):
        yield Figure(f"of these, {what} equal", share, published)


def _span_figures(shared: Sequence[PolnearArticle]) -> Iterator[Figure]:
    published = {
        "source": ("0.782", "", "0.846", "0.832", "0.810"),
        "cue": ("0.711", "", "0.820", "0.789", "0.693"),
        "content": ("0.661", "", "0.884", "0.854", "0.918"),
    }
    notes = {
        "overlap": "one span with one span; the stricter reading, used everywhere else in this project",
        "overlap, any": "published as overlap: several spans may meet the same one, which flatters cut-up contents",
        "PTC": "each span once; the published cue counts one that two attributions share twice",
    }
    simple, ours = span_agreement(shared, simple_tokens), span_agreement(shared, tokenize)
    for role in ROLES:
        for scheme, number in zip(SCHEMES, published[role], strict=True):
            yield Figure(f"{role}: {scheme} F1", simple[role, scheme], number, notes.get(scheme, ""))
        yield Figure(f"{role}: token F1 on our tokens", ours[role, "token"])
