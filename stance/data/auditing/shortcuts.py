"""Shortcut probes: how well a label can be told without reading the text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stance.data.auditing.cheap_guesses import Shortcut, find_shortcuts
from stance.data.auditing.guessing import Rows
from stance.data.auditing.label_table import LabelTable, numbered
from stance.data.auditing.sides import TRAIN
from stance.data.splitting.locked import TEST
from stance.data.splitting.splits import SplitPlan, split, split_items
from stance.errors import ConfigError
from stance.metrics.counts import Counts, macro_score
from stance.metrics.resample import N_RESAMPLES, percentile_interval, resample_counts
from stance.records.audit import Probe, Probes
from stance.records.example import LabelExample

DEV = "dev"
_N_FOLDS = 5


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
    documents = numbered([examples[row].doc_id for row in held])
    found, skipped = find_shortcuts(examples, table, headlines, seed=seed)
    results = []
    for shortcut in found:
        unseen = shortcut.unseen(rounds.rounds)
        if unseen == 1.0:
            skipped[shortcut.name] = "no held-out example has a value that is learned from"
        else:
            results.append(_measured(shortcut, table, rounds.rounds, documents, seed, unseen))
    return Probes(
        evaluation=rounds.told,
        n_examples=len(held),
        labels=list(table.labels),
        results=results,
        skipped=skipped,
    )


def _measured(
    shortcut: Shortcut,
    table: LabelTable,
    rounds: Sequence[tuple[Rows, Rows]],
    documents: Rows,
    seed: int,
    unseen: float | None,
) -> Probe:
    guessed = np.concatenate([shortcut.guess(learned, held_out).has for learned, held_out in rounds])
    has = table.has[np.concatenate([held_out for _, held_out in rounds])]
    counts = np.hstack([has & guessed, guessed, has])
    by_document = np.zeros((int(documents.max()) + 1, counts.shape[1]), dtype=np.int64)
    np.add.at(by_document, documents, counts)
    resamples = resample_counts(len(by_document), seed=seed, n_resamples=N_RESAMPLES)
    values = [_macro_f1(drawn @ by_document) for drawn in resamples]
    bounds = percentile_interval(values, n_resamples=N_RESAMPLES).bounds
    macro_f1 = _macro_f1(by_document.sum(axis=0))
    return Probe(
        name=shortcut.name,
        kind=shortcut.kind,
        macro_f1=None if math.isnan(macro_f1) else macro_f1,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        n_values=shortcut.n_values,
        unseen=unseen,
    )


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
