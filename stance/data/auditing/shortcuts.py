"""Shortcut probes: how well a label can be told without reading the text."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from stance.data.auditing.guessing import Bools, Rows, guess_by_chance, guess_by_text, guess_by_value, tenths
from stance.data.auditing.label_table import LabelTable, numbered
from stance.data.auditing.sides import TRAIN
from stance.data.duplicates.shingles import n_words
from stance.data.splitting.groups import CUTS, DOCUMENT
from stance.data.splitting.locked import TEST
from stance.data.splitting.splits import SplitPlan, split, split_items
from stance.errors import ConfigError
from stance.metrics.counts import Counts, macro_score
from stance.metrics.resample import N_RESAMPLES, percentile_interval, resample_counts
from stance.records.audit import Probe, Probes
from stance.records.example import LabelExample

DEV = "dev"
_N_FOLDS = 5
_MAX_SAME = 0.9
"""Share of examples whose text is the headline from which a headline probe would only read the text."""


@dataclass(frozen=True, slots=True)
class _Rounds:
    """What is learned from and what is held out, once or in turn."""

    rounds: list[tuple[Rows, Rows]]
    told: str


def probe_shortcuts(examples: Sequence[LabelExample], headlines: Mapping[str, str], *, seed: int) -> Probes:
    """Return how well labels can be told from one thing at a time: an outlet, a target, a headline, ...

    Learned and measured fold by fold where the dataset has folds, from train to dev where it has a dev part,
    else in 5 folds made for the purpose. Examples of the test part are never looked at.

    Args:
        examples: of one task.
        headlines: document id to headline, for documents that have one.
        seed: of the made folds, the random guesses and the intervals.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    examples = sorted((e for e in examples if e.part != TEST), key=lambda example: example.example_id)
    table = LabelTable.of(examples)
    rounds = _rounds(examples, seed=seed)
    held = np.concatenate([held_out for _, held_out in rounds.rounds] or [np.empty(0, dtype=np.intp)])
    if not len(held) or len(table.labels) < 2:
        reason = "no examples to learn from and to measure on" if not len(held) else "there is one label only"
        return Probes(
            evaluation=rounds.told,
            n_examples=len(held),
            labels=list(table.labels),
            results=[],
            skipped={"all": reason},
        )
    probing = _Probing(examples, table, rounds.rounds, held, seed)
    skipped: dict[str, str] = {}
    results = [probing.majority(), probing.random()]
    known = {name for e in examples for name, value in e.groups.items() if value is not None}
    for name in sorted(known - CUTS - {DOCUMENT}):
        probe = probing.group(name)
        if probe is None:
            skipped[name] = "no held-out example has a value that is learned from"
        else:
            results.append(probe)
    for name, texts in (
        ("headline", [headlines.get(example.doc_id, "") for example in examples]),
        ("target text", [example.target or "" for example in examples]),
    ):
        why_not = _why_not(examples, texts)
        if why_not is None:
            results.append(probing.text(name, texts))
        else:
            skipped[name] = why_not
    results.append(probing.length())
    return Probes(
        evaluation=rounds.told,
        n_examples=len(held),
        labels=list(table.labels),
        results=results,
        skipped=skipped,
    )


@dataclass(frozen=True, slots=True)
class _Probing:
    """Examples with their labels, and the rounds in which probes learn and are measured."""

    examples: Sequence[LabelExample]
    table: LabelTable
    rounds: list[tuple[Rows, Rows]]
    held: Rows
    """Held-out rows of all rounds, one after the other."""
    seed: int

    def majority(self) -> Probe:
        return self._by_value("majority", "constant", lambda _: np.zeros(len(self.examples), dtype=np.intp))

    def random(self) -> Probe:
        rng = np.random.default_rng(self.seed)
        exclusive = self.table.is_exclusive
        return self._measured(
            "random",
            "constant",
            lambda learned, held_out: guess_by_chance(
                self.table.has, learned, held_out, exclusive=exclusive, rng=rng
            ),
        )

    def group(self, name: str) -> Probe | None:
        names = [example.groups.get(name) for example in self.examples]
        values = numbered(names)
        n_unseen = sum(
            int((~np.isin(values[held_out], values[learned])).sum()) for learned, held_out in self.rounds
        )
        if n_unseen == len(self.held):
            return None
        n_values, unseen = len(set(names) - {None}), n_unseen / len(self.held)
        return self._by_value(name, "group", lambda _: values, n_values=n_values, unseen=unseen)

    def length(self) -> Probe:
        sizes = np.array([n_words(example.text) for example in self.examples], dtype=np.intp)
        return self._by_value("length", "length", lambda learned: tenths(sizes, learned))

    def text(self, name: str, texts: Sequence[str]) -> Probe:
        has, exclusive = self.table.has, self.table.is_exclusive
        return self._measured(
            name,
            "text",
            lambda learned, held_out: guess_by_text(texts, has, learned, held_out, exclusive=exclusive),
        )

    def _by_value(
        self,
        name: str,
        kind: Literal["constant", "group", "length"],
        values: Callable[[Rows], Rows],
        *,
        n_values: int | None = None,
        unseen: float | None = None,
    ) -> Probe:
        has, exclusive = self.table.has, self.table.is_exclusive
        return self._measured(
            name,
            kind,
            lambda learned, held_out: guess_by_value(
                values(learned), has, learned, held_out, exclusive=exclusive
            ),
            n_values=n_values,
            unseen=unseen,
        )

    def _measured(
        self,
        name: str,
        kind: Literal["constant", "group", "length", "text"],
        guess: Callable[[Rows, Rows], Bools],
        *,
        n_values: int | None = None,
        unseen: float | None = None,
    ) -> Probe:
        guessed = np.concatenate([guess(learned, held_out) for learned, held_out in self.rounds])
        has = self.table.has[self.held]
        counts = np.hstack([has & guessed, guessed, has])
        documents = numbered([self.examples[row].doc_id for row in self.held])
        by_document = np.zeros((int(documents.max()) + 1, counts.shape[1]), dtype=np.int64)
        np.add.at(by_document, documents, counts)
        resamples = resample_counts(len(by_document), seed=self.seed, n_resamples=N_RESAMPLES)
        values = [_macro_f1(drawn @ by_document) for drawn in resamples]
        bounds = percentile_interval(values, n_resamples=N_RESAMPLES).bounds
        macro_f1 = _macro_f1(by_document.sum(axis=0))
        return Probe(
            name=name,
            kind=kind,
            macro_f1=None if math.isnan(macro_f1) else macro_f1,
            low=bounds[0] if bounds else None,
            high=bounds[1] if bounds else None,
            n_values=n_values,
            unseen=unseen,
        )


def _why_not(examples: Sequence[LabelExample], texts: Sequence[str]) -> str | None:
    """Return why a probe on these texts would tell nothing, None when it would."""
    if len(set(texts)) < 2:
        return "there is one for all" if any(texts) else "there is none"
    n_same = sum(example.text == text for example, text in zip(examples, texts, strict=True))
    return "it is the whole text" if n_same > _MAX_SAME * len(examples) else None


def _macro_f1(counts: np.ndarray) -> float:
    """Macro-F1 of hits, guesses and gold of all labels, one after the other; NaN without any."""
    hits, guesses, gold = counts.reshape(3, -1).tolist()
    score = macro_score(
        Counts.of_matches(hit, n_predicted=n_guessed, n_gold=n_gold)
        for hit, n_guessed, n_gold in zip(hits, guesses, gold, strict=True)
    )
    return math.nan if score.f1 is None else score.f1


def _rounds(examples: Sequence[LabelExample], *, seed: int) -> _Rounds:
    rows = np.arange(len(examples))
    folds = np.array([-1 if example.fold is None else example.fold for example in examples])
    if len(folds) and (folds >= 0).all():
        told = f"the {len(set(folds.tolist()))} folds of the dataset, each held out once"
        return _Rounds(_in_turn(rows, folds), told)
    parts = np.array([example.part for example in examples])
    if (parts == TRAIN).any() and (parts == DEV).any():
        return _Rounds([(rows[parts == TRAIN], rows[parts == DEV])], "learned on train, measured on dev")
    try:
        plan = SplitPlan(kind="folds", n_folds=_N_FOLDS, seed=seed)
        made = split(split_items({"": examples}), plan)
    except ConfigError:
        return _Rounds([], "too few documents")
    folds = np.array([made.fold_of[example.doc_id] for example in examples])
    told = f"{_N_FOLDS} folds made for the probes, near-duplicates kept together"
    without = " without the test part" if (parts != "all").any() else ""
    return _Rounds(_in_turn(rows, folds), told + without)


def _in_turn(rows: Rows, folds: Rows) -> list[tuple[Rows, Rows]]:
    return [(rows[folds != fold], rows[folds == fold]) for fold in sorted(set(folds.tolist()))]
