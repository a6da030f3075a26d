"""N-grams of units as numbers: which ones a model knows, and where they occur."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stance.models.linear.rows import Ints, distinct


@dataclass(frozen=True, slots=True)
class Runs:
    """Sequences of units, one after the other; an n-gram lies within one run."""

    units: Ints
    """Number of each unit, -1 for units the model does not know."""
    lengths: Ints
    """Units of each run."""


@dataclass(frozen=True, slots=True)
class NgramTable:
    """The known n-grams of 1 to n units; the beginning of a known n-gram is known too.

    An n-gram is looked up by two numbers, that of its first n - 1 units and that of its last unit, so that no
    text is put together; it is numbered by its place in `keys`.
    """

    n_units: int
    keys: tuple[Ints, ...]
    """For bigrams, trigrams, ...: number of the beginning times `n_units` plus the last unit, ascending."""
    shortest: int = 1
    """Shorter n-grams only begin others; they have no column."""

    @property
    def sizes(self) -> list[int]:
        """Known n-grams of 1, 2, ... units."""
        return [self.n_units, *(len(keys) for keys in self.keys)]

    @property
    def n_columns(self) -> int:
        """N-grams that have a column: the shortest ones first, each length by number."""
        return sum(self.sizes[self.shortest - 1 :])

    def occurrences(self, runs: Runs) -> tuple[Ints, Ints]:
        """Return the run and the column of each occurrence of an n-gram that has one."""
        run = np.repeat(np.arange(len(runs.lengths)), runs.lengths)
        found = []
        first_column = 0
        for n, (places, numbers) in enumerate(self._places(runs), start=1):
            if n >= self.shortest:
                found.append((run[places], numbers + first_column))
                first_column += self.sizes[n - 1]
        return np.concatenate([rows for rows, _ in found]), np.concatenate([columns for _, columns in found])

    def _places(self, runs: Runs) -> Iterator[tuple[Ints, Ints]]:
        """Yield, for 1, 2, ... units, where known n-grams begin and their numbers."""
        places = np.flatnonzero(runs.units >= 0)
        numbers = runs.units[places]
        yield places, numbers
        for n, keys in enumerate(self.keys, start=2):
            places, candidates = _longer(runs, places, numbers, n, self.n_units)
            numbers = _numbers_of(keys, candidates)
            known = np.flatnonzero(numbers >= 0)
            places, numbers = places[known], numbers[known]
            yield places, numbers

    def spelled(self, units: list[str], joint: str) -> list[str]:
        """Return the n-gram of each column, its units joined."""
        names = units
        columns = list(names) if self.shortest == 1 else []
        for n, keys in enumerate(self.keys, start=2):
            first, last = np.divmod(keys, self.n_units)
            names = [
                f"{names[a]}{joint}{units[b]}" for a, b in zip(first.tolist(), last.tolist(), strict=True)
            ]
            if n >= self.shortest:
                columns += names
        return columns


@dataclass(frozen=True, slots=True)
class RunsOfDocuments:
    """The same runs in several documents: each run once, and which documents hold it."""

    documents: Ints
    """Ascending; one entry for each run a document holds, a run that it holds twice once."""
    runs: Ints
    n_documents: int


def fit_ngrams(
    runs: Runs,
    held: RunsOfDocuments,
    *,
    n_units: int,
    shortest: int,
    longest: int,
    min_documents: int,
) -> NgramTable:
    """Return the table of the n-grams that occur in enough documents.

    Args:
        runs: of all documents; units that occur in too few documents are -1 already.
        held: which documents hold which run.
        n_units: units that are known.
        shortest: units of the shortest n-grams that get a column.
        longest: units of the longest n-grams.
        min_documents: an n-gram in fewer documents is not known.
    """
    run = np.repeat(np.arange(len(runs.lengths)), runs.lengths)
    places = np.flatnonzero(runs.units >= 0)
    numbers = runs.units[places]
    tables: list[Ints] = []
    for n in range(2, longest + 1):
        places, candidates = _longer(runs, places, numbers, n, n_units)
        keys, number = np.unique(candidates, return_inverse=True)
        enough = document_counts(run[places], number, held, len(keys)) >= min_documents
        # Numbers count only the n-grams that stay.
        numbers = np.where(enough, np.cumsum(enough) - 1, -1)[number]
        known = np.flatnonzero(numbers >= 0)
        places, numbers = places[known], numbers[known]
        tables.append(keys[enough])
    return NgramTable(n_units, tuple(tables), shortest)


_PAIRS_AT_ONCE = 1 << 22


def document_counts(runs: Ints, numbers: Ints, held: RunsOfDocuments, n_numbers: int) -> Ints:
    """Return in how many documents each number occurs.

    Args:
        runs: run of each occurrence, ascending.
        numbers: what occurs there, from 0 to below `n_numbers`.
        held: which documents hold which run.
        n_numbers: length of the result.
    """
    n_runs = int(held.runs.max(initial=-1)) + 1
    ends = np.searchsorted(runs, np.arange(n_runs + 1))
    sizes = np.diff(ends)[held.runs]
    counts = np.zeros(n_numbers, np.int64)
    # Whole documents at a time, so that none is counted twice and memory stays bounded.
    size_of_document = np.bincount(held.documents, weights=sizes, minlength=held.n_documents)
    batch_of_document = np.cumsum(size_of_document).astype(np.int64) // _PAIRS_AT_ONCE
    batch = batch_of_document[held.documents]
    for number in distinct(batch)[0]:
        chosen = slice(*np.searchsorted(batch, [number, number + 1]))
        at = expanded(ends[held.runs[chosen]], sizes[chosen])
        documents = np.repeat(held.documents[chosen], sizes[chosen])
        pairs = distinct(documents * n_numbers + numbers[at])[0] % max(n_numbers, 1)
        counts += np.bincount(pairs, minlength=n_numbers)
    return counts


def expanded(starts: Ints, sizes: Ints) -> Ints:
    """Return the numbers start, start + 1, ... of each range, one range after the other."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))


def _longer(runs: Runs, places: Ints, numbers: Ints, n: int, n_units: int) -> tuple[Ints, Ints]:
    """Return where n-grams of n units begin, and their keys, given those of n - 1 units."""
    if not len(places):
        return places, places
    ends = np.repeat(np.cumsum(runs.lengths), runs.lengths)
    fits = np.flatnonzero(places + n <= ends[places])
    places, numbers = places[fits], numbers[fits]
    last = runs.units[places + (n - 1)]
    known = np.flatnonzero(last >= 0)
    return places[known], numbers[known] * n_units + last[known]


def _numbers_of(keys: Ints, wanted: Ints) -> Ints:
    """Return the place of each wanted key, -1 where there is none."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, places, -1)
