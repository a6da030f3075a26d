"""What a dataset gives away before any training: leaks between parts, and cheap ways to tell the label."""

from __future__ import annotations

from typing import Final, Literal

from stance.records.document import Record

AUDIT_FORMAT: Final = "stance.audit/1.0.0"


class PartCounts(Record, frozen=True, kw_only=True):
    """What is in one part or fold."""

    part: str
    n_documents: int
    n_examples: int
    labels: dict[str, int]
    """Label to number of examples (of spans, for span tasks)."""


class ClusterCounts(Record, frozen=True, kw_only=True):
    """Near-duplicates in the dataset."""

    n_clusters: int
    """Clusters of two documents and more."""
    n_documents: int
    """Documents in them."""
    biggest: int
    """Documents in the biggest one; 0 without clusters."""
    n_cut: int
    """Clusters that stand on both sides of a cut, which only a given cut can do."""
    n_passed_over: int
    """Candidates that were not compared (see `Clusters`); above 0, near-duplicates may have been missed."""


class GroupOverlap(Record, frozen=True, kw_only=True):
    """How far held-out examples share a group with those learned from."""

    group: str
    held_out: str
    """Part that is held out, or "folds": each fold against the others, summed."""
    n_values: int
    """Different groups among the held-out examples."""
    n_shared: int
    """Of these, how many also occur among the examples learned from."""
    n_documents: int
    """Held-out documents whose group is known."""
    n_affected: int
    """Of these, how many share a group with a document learned from."""


class ClosePair(Record, frozen=True, kw_only=True):
    """A held-out document and the document learned from that is most like it."""

    held_out: str
    learned: str
    containment: float
    """Share of the shorter text's word 3-grams that stand in the other, 0 to 1."""
    jaccard: float


class TextOverlap(Record, frozen=True, kw_only=True):
    """How far held-out texts stand among those learned from."""

    held_out: str
    """As in `GroupOverlap`."""
    n_documents: int
    n_near: int
    """Documents with a containment of .8 or more in a document learned from."""
    n_sharing: int
    """Documents that share a whole sentence of 8 words or more."""
    n_sentences: int
    """Different sentences shared."""
    closest: list[ClosePair]
    """The most similar pairs, at most 20."""

    @property
    def max_containment(self) -> float | None:
        """Containment of the most similar pair; None where no document is long enough to compare."""
        return self.closest[0].containment if self.closest else None


class Leakage(Record, frozen=True, kw_only=True):
    """What held-out examples share with those learned from."""

    groups: list[GroupOverlap]
    """Every known group, those the plan did not ask for too."""
    texts: list[TextOverlap]


class Probe(Record, frozen=True, kw_only=True):
    """How well labels can be told from one thing that is not the text."""

    name: str
    """majority, random, length, headline, target text, or the name of a group."""
    kind: Literal["constant", "group", "length", "text"]
    macro_f1: float | None
    """Over all held-out examples together, 0 to 1; None where no label occurs."""
    low: float | None
    """Ends of the 95 % bootstrap interval over documents; None where there is none."""
    high: float | None
    n_values: int | None = None
    """Different values, for groups."""
    unseen: float | None = None
    """Share of held-out examples whose value was not learned from; they get the majority."""


class Probes(Record, frozen=True, kw_only=True):
    """All probes of one task."""

    evaluation: str
    """On what was learned and on what measured, in words."""
    n_examples: int
    """Held-out examples measured on; the test part is never among them."""
    labels: list[str]
    results: list[Probe]
    skipped: dict[str, str]
    """Probe that was not made to the reason."""


class LabelShares(Record, frozen=True, kw_only=True):
    """Labels of the examples of one group."""

    value: str
    n_examples: int
    shares: dict[str, float]
    """Label to share of the group's examples that have it, 0 to 1."""


class GroupLabels(Record, frozen=True, kw_only=True):
    """How labels depend on a group."""

    group: str
    n_values: int
    n_unknown: int
    """Examples whose group is not known; they are not counted here."""
    association: float | None
    """Cramér's V, corrected for chance, 0 (none) to 1; for sets of labels that of the label that depends
    most. None with fewer than two values or labels."""
    most_dependent: str | None
    """That label, for sets of labels."""
    values: list[LabelShares]
    """The biggest groups, at most 30."""


class Audit(Record, frozen=True, kw_only=True):
    """What is known about one task of a dataset before anything is trained on it."""

    schema: Literal["stance.audit/1.0.0"] = AUDIT_FORMAT
    task: str
    seed: int
    n_documents: int
    n_examples: int
    stamps: list[str]
    """What every result on this split has to print."""
    parts: list[PartCounts]
    clusters: ClusterCounts
    leakage: Leakage
    probes: Probes | None
    """None for tasks of spans."""
    labels: list[GroupLabels]
    """Without the test part; empty for tasks of spans."""
    warnings: list[str]
    """What a reader of results must know, in plain words, the gravest first."""
