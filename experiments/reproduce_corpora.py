"""Read the public corpora through the adapters and measure what is published about them, one command each.

Usage: python experiments/reproduce_corpora.py polnear|babe|newsmtsc|gvfc|narrative-frames|perspectrum|all
           [--corpora ../shared/corpora] [--out experiments/corpora]

Figures go to OUT.json and OUT.md beside the published ones; a corpus that is not measured keeps its section.
Published means: told of the corpus by its paper or by an earlier measurement of ours. Where two numbers differ,
the note says who is right. No text of a corpus is written.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from stance.data.corpus_files import corpus_lines
from stance.data.delivery import DeliveredAnnotation, Delivery
from stance.data.formats import reader_of, reader_options
from stance.data.readers.gvfc import N_FOLDS, read_headline
from stance.data.readers.narrative_frames import LABELS, RULES, frames_of
from stance.data.readers.newsmtsc import groups_of
from stance.data.readers.polnear import ROLES, PolnearArticle, read_polnear
from stance.errors import InputError
from stance.metrics.agreement import krippendorff_alpha, unanimous_share
from stance.metrics.classification import label_counts
from stance.metrics.counts import Counts, macro_score
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
from stance.records.imports import LossReason
from stance.records.open_layers import Value
from stance.text.tokens import Tokens, tokenize

SCHEMES = ("exact", "overlap", "overlap, any", "PTC", "token")
_SIMPLE_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, the published one where there is one, and what to know about the difference."""

    what: str
    found: float
    published: str = ""
    note: str = ""
    n_digits: int = 3

    @property
    def shown(self) -> str:
        """The number with the digits of the published one."""
        digits = len(self.published.partition(".")[2]) if self.published else self.n_digits
        return f"{self.found:,}" if isinstance(self.found, int) else f"{self.found:.{digits}f}"

    @property
    def verdict(self) -> str:
        """Same when equal to all published digits."""
        if not self.published:
            return ""
        return "same" if self.shown == self.published else "differs"


def deliveries(corpora: Path, name: str, **options: str) -> list[Delivery]:
    """Return what the adapter of a corpus delivers; a broken record ends the program."""
    folder = corpora / name.replace("-", "_")
    found = list(reader_of(name).read([folder], reader_options(name, options)))
    errors = [each for each in found if isinstance(each, InputError)]
    if errors:
        raise errors[0]
    return [each for each in found if isinstance(each, Delivery)]


def answer(annotation: DeliveredAnnotation, question: str) -> Value | None:
    """Return what an annotator answered about the document; None without an answer."""
    return next((each.value for each in annotation.answers if each.question == question), None)


def ratings(documents: Iterable[Delivery], question: str) -> list[list[Value | None]]:
    """Return the answers of the raters per document; the gold annotation comes first and is left out."""
    return [[answer(rater, question) for rater in document.annotations[1:]] for document in documents]


def n_losses(documents: Iterable[Delivery], reason: LossReason, *, within: str = "") -> int:
    """Return how many losses have a reason and a text in their place."""
    return sum(loss.reason == reason and within in loss.where for each in documents for loss in each.losses)


# PolNeAR


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
    }
    simple, ours = span_agreement(shared, simple_tokens), span_agreement(shared, tokenize)
    for role in ROLES:
        for scheme, number in zip(SCHEMES, published[role], strict=True):
            yield Figure(f"{role}: {scheme} F1", simple[role, scheme], number, notes.get(scheme, ""))
        yield Figure(f"{role}: token F1 on our tokens", ours[role, "token"])


# BABE


def macro_f1(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the mean of F1 over the labels."""
    return macro_score(label_counts(gold, predicted, labels=sorted(set(gold))).values()).f1


def babe(corpora: Path) -> Iterator[Figure]:
    """Yield counts, agreement and shortcuts of BABE."""
    documents = deliveries(corpora, "babe")
    yield Figure("sentences", len(documents), "3,674")
    n_marks = sum(len(each.annotations[0].marks) for each in documents)
    gold_only = deliveries(corpora, "babe", ratings="false")
    several, none, twice = (
        sum(
            loss.reason == reason and loss.what == "biased_words"
            for each in gold_only
            for loss in each.losses
        )
        for reason in ("offsets_ambiguous", "offsets_rejected", "duplicate_record")
    )
    yield Figure("biased words", n_marks + several + none + twice, "3,902")
    yield Figure("of these, marked", n_marks)
    note = f"149 counts whole words that occur twice; the adapter finds one more as part of words; {twice} are listed twice"
    yield Figure("of these, several times in the sentence", several, "149", note)
    note = "57 ignores that the list has straight quotation marks where the sentences have curly ones: 29 are there"
    yield Figure("of these, not in the sentence", none, "57", note)
    n_rated = sum(len(each.annotations) - 1 for each in documents)
    yield Figure(
        "ratings",
        n_rated,
        "",
        "of 18,361 with a text, 6 fit no sentence and 1 is a second one by the same rater",
    )
    bias = ratings(documents, "bias")
    yield Figure("alpha of bias, nominal", krippendorff_alpha(bias, level="nominal"), "0.40")
    yield Figure("sentences whose raters agree on bias", unanimous_share(bias), "0.39")
    opinion = ratings(documents, "opinion")
    yield Figure("alpha of opinion, nominal", krippendorff_alpha(opinion, level="nominal"), "0.42")
    steps = {
        "Entirely factual": 0,
        "Somewhat factual but also opinionated": 1,
        "Expresses writer’s opinion": 2,
    }
    numbers = [[steps.get(str(each)) for each in row] for row in opinion]
    note = "the interval level is the default of the krippendorff package, and wrong for labels"
    yield Figure(
        "alpha of opinion as if its labels were numbers",
        krippendorff_alpha(numbers, level="interval"),
        "0.60",
        note,
    )
    yield from _shortcuts(documents)


def _shortcuts(documents: Sequence[Delivery]) -> Iterator[Figure]:
    from sklearn.model_selection import GroupKFold, StratifiedKFold

    labeled = [each for each in documents if answer(each.annotations[0], "bias") is not None]
    gold = [str(answer(each.annotations[0], "bias")) for each in labeled]
    outlets = [each.article.meta.groups["outlet"] for each in labeled]
    topics = [each.article.meta.groups["topic"] for each in labeled]
    folds = list(StratifiedKFold(5, shuffle=True, random_state=42).split(gold, gold))
    predicted = dict.fromkeys(range(len(gold)), "")
    for train, test in folds:
        by_outlet = Counter((outlets[index], gold[index]) for index in train)
        for index in test:
            is_biased = by_outlet[outlets[index], "Biased"] >= by_outlet[outlets[index], "Non-biased"]
            predicted[index] = "Biased" if is_biased else "Non-biased"
    note = ".737 to .738 however ties are broken (one outlet has 62 of each); 5 folds, random_state 42"
    yield Figure("macro-F1 knowing the outlet only", macro_f1(gold, list(predicted.values())), "0.736", note)
    texts = [each.article.text for each in labeled]
    note = "words and pairs of words, logistic regression; the settings of the published run are not known"
    for what, cuts, published in (
        ("in the same folds", folds, "0.719"),
        ("outlets held out (5 groups)", list(GroupKFold(5).split(gold, gold, outlets)), "0.613"),
        ("topics held out (5 groups)", list(GroupKFold(5).split(gold, gold, topics)), "0.702"),
    ):
        yield Figure(f"macro-F1 of a linear model, {what}", _linear_f1(texts, gold, cuts), published, note)


def _linear_f1(
    texts: Sequence[str], gold: Sequence[str], cuts: Sequence[tuple[Sequence[int], Sequence[int]]]
) -> float:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    predicted = [""] * len(gold)
    for train, test in cuts:
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        model = make_pipeline(words, LogisticRegression(max_iter=1000))
        model.fit([texts[index] for index in train], [gold[index] for index in train])
        for index, label in zip(test, model.predict([texts[index] for index in test]), strict=True):
            predicted[index] = str(label)
    return macro_f1(gold, predicted)


# NewsMTSC


def newsmtsc(corpora: Path) -> Iterator[Figure]:
    """Yield counts, offsets and leaks of NewsMTSC."""
    parts = {part: deliveries(corpora, "newsmtsc", part=part) for part in ("train", "rw_dev", "rw_test")}
    n_half_open = n_closed = 0
    for part, published in zip(parts, ("8,739", "343", "803"), strict=True):
        marks = [(each.article.text, mark) for each in parts[part] for mark in each.annotations[0].marks]
        yield Figure(f"{part}: targets", len(marks), published)
        for text, mark in marks:
            ((start, end),) = mark.pieces
            n_half_open += mark.covered == (text[start:end],)
            n_closed += mark.covered == (text[start : end + 1],)
    yield Figure(
        "targets covered by half-open offsets",
        n_half_open,
        "9,885",
        "the readme says that the end is included",
    )
    yield Figure(
        "targets covered by closed offsets", n_closed, "", "only where the sentence ends with the target"
    )
    known = {part: _groups(documents, "article") for part, documents in parts.items()}
    shared = set(known["rw_test"]) & set(known["train"])
    note = f"{len(shared)} of {len(set(known['rw_test']))}; the article is the first number of an AllSides id"
    yield Figure(
        "test articles that supply training sentences", len(shared) / len(set(known["rw_test"])), "0.47", note
    )
    yield Figure("test sentences from articles seen in training", _share(known["rw_test"], known["train"]))
    yield Figure(
        "development sentences from articles seen in training", _share(known["rw_dev"], known["train"])
    )
    test, train = (_groups(parts[part], "event", "article") for part in ("rw_test", "train"))
    note = "the second number of an AllSides id is an event that up to three articles report: articles are too small a group"
    yield Figure(
        "test sentences about events, or from articles, seen in training", _share(test, train), "", note
    )


def _groups(documents: Iterable[Delivery], *names: str) -> list[str]:
    """Return per document the first of some groups that is known."""
    groups = [groups_of(each.article.article_id) or {} for each in documents]
    return [next(each[name] for name in names if name in each) for each in groups]


def _share(values: Sequence[str], known: Iterable[str]) -> float:
    seen = set(known)
    return sum(value in seen for value in values) / len(values)


# GVFC


def gvfc(corpora: Path) -> Iterator[Figure]:
    """Yield counts and consistency of GVFC."""
    documents = deliveries(corpora, "gvfc")
    frames = {each.article.text: answer(each.annotations[0], "frames") for each in documents}
    folds: defaultdict[str, set[str]] = defaultdict(set)
    for each in documents:
        folds[each.article.text].add(each.article.meta.groups["fold"])
    yield Figure("headlines", len(documents), "1,300")
    yield Figure(
        "numbers", len({each.article.article_id.split("-")[1] for each in documents}), "", "67 is used twice"
    )
    note = "the same wording under two numbers: near-duplicates across folds"
    yield Figure("wordings in two folds", sum(len(each) > 1 for each in folds.values()), "", note)
    n_rows = n_other = 0
    for fold in range(N_FOLDS):
        for where, line in corpus_lines(corpora / "gvfc" / str(fold) / "train.tsv"):
            row = read_headline(line, where)
            if isinstance(row, InputError):
                raise row
            n_rows += 1
            n_other += frames.get(row.text) != row.frames
    yield Figure("rows of the training parts", n_rows, "5,200")
    yield Figure("of these, with other frames than in the test part", n_other, "0")
    sizes = Counter(len(answer(each.annotations[0], "frames") or []) for each in documents)
    yield Figure("headlines with two frames", sizes[2])


# Narrative frames


def narrative_frames(corpora: Path) -> Iterator[Figure]:
    """Yield counts, the rules of the frames and agreement of the narrative frames."""
    documents = deliveries(corpora, "narrative-frames")
    yield Figure("articles", len(documents), "428")
    n_right = 0
    for each in documents:
        answers = {given.question: str(given.value) for given in each.annotations[0].answers}
        n_right += len(LABELS) - len(
            set(frames_of(answers)) ^ set(answer(each.annotations[0], "frames") or [])
        )
    note = "; ".join(
        f"{frame}: {least} of {', '.join(questions)}" for frame, (least, questions) in RULES.items()
    )
    yield Figure("gold frames given by our rules, of 2,140", n_right, "2,140", note)
    published = {"AR": "", "HI": "0.26", "CO": "0.58", "MO": "0.50", "EC": "0.53"}
    for frame in LABELS:
        note = "published is alpha of 'any of its questions': not the rule that makes the gold (see below)"
        yield Figure(
            f"alpha of {frame}, any question", _alpha(documents, frame, least=1), published[frame], note
        )
    for frame in LABELS:
        note = f"{RULES[frame][0]} questions, as the gold frames need; this is the agreement to quote"
        yield Figure(
            f"alpha of {frame} by the rule of the gold",
            _alpha(documents, frame, least=RULES[frame][0]),
            "",
            note,
        )


def _alpha(documents: Iterable[Delivery], frame: str, *, least: int) -> float:
    rows = [
        [
            sum(answer(rater, question) == "yes" for question in RULES[frame][1]) >= least
            for rater in each.annotations[1:]
        ]
        for each in documents
    ]
    return krippendorff_alpha(rows, level="nominal")


# Perspectrum


def perspectrum(corpora: Path) -> Iterator[Figure]:
    """Yield counts and leaks of Perspectrum."""
    documents = deliveries(corpora, "perspectrum")
    groups = [each.article.meta.groups for each in documents]
    n_again = n_losses(documents, "duplicate_record")
    yield Figure("claims", len({each["claim"] for each in groups}), "907")
    yield Figure("pairs of a claim and a perspective", len(documents) + n_again, "11,822")
    yield Figure("of these, listed twice", n_again, "", "in two clusters of their claim, with the same label")
    parts: defaultdict[str, set[str]] = defaultdict(set)
    wordings: defaultdict[str, set[str]] = defaultdict(set)
    for each, group in zip(documents, groups, strict=True):
        parts[group["perspective"]].add(group["part"])
        wordings[" ".join(each.targets[0].text.lower().split())].add(group["part"])
    note = "split by claim only; split by perspective as well, or expect them to be recognised"
    yield Figure(
        "perspectives in several parts of the published split",
        sum(len(each) > 1 for each in parts.values()),
        "",
        note,
    )
    yield Figure("claims worded alike in several parts", sum(len(each) > 1 for each in wordings.values()))


CORPORA: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "polnear": polnear,
    "babe": babe,
    "newsmtsc": newsmtsc,
    "gvfc": gvfc,
    "narrative-frames": narrative_frames,
    "perspectrum": perspectrum,
}


def table(figures: Iterable[dict[str, object]]) -> list[str]:
    """Return the lines of a table of figures."""
    return [
        "| figure | published | found | verdict | note |",
        "|---|---|---|---|---|",
        *(
            f"| {f['what']} | {f['published']} | {f['shown']} | {f['verdict']} | {f['note']} |"
            for f in figures
        ),
    ]


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", choices=[*CORPORA, "all"])
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, default=Path("experiments/corpora"))
    options = parser.parse_args()
    kept_in = options.out.with_suffix(".json")
    kept = json.loads(kept_in.read_text(encoding="utf-8")) if kept_in.is_file() else {}
    for name in CORPORA if options.corpus == "all" else [options.corpus]:
        figures = CORPORA[name](options.corpora)
        kept[name] = [asdict(f) | {"shown": f.shown, "verdict": f.verdict} for f in figures]
        print("\n".join([f"## {name}", "", *table(kept[name]), ""]))
    kept_in.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [
        "# What is published about the corpora, measured again",
        "",
        "Repeat with `python experiments/reproduce_corpora.py all --corpora CORPORA`; the script says what is counted.",
        "Same: equal to all published digits. Where a number differs, the note says why and who is right.",
    ]
    for name in filter(kept.__contains__, CORPORA):
        lines += ["", f"## {name}", "", *table(kept[name])]
    options.out.with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
