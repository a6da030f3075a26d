"""How far annotators agree, per question, layer, label and annotator."""

from __future__ import annotations

from typing import Final, Literal

from stance.records.document import Record

AGREEMENT_FORMAT: Final = "stance.agreement/1.0.0"

MeasurementLevel = Literal["nominal", "ordinal", "interval", "masi"]


class Figure(Record, frozen=True, kw_only=True):
    """A statistic with its 95 % bootstrap interval over documents."""

    value: float | None
    """None where it is undefined (nothing to compare, or all ratings the same)."""
    interval: tuple[float, float] | None = None
    """None with fewer than two documents, or where resamples say nothing."""
    n_undefined: int = 0
    """Resamples in which it was undefined; they are left out of the interval."""


class Gate(Record, frozen=True, kw_only=True):
    """A threshold a layer of ours must reach before it is used as test data."""

    what: str
    threshold: float
    value: float | None
    passed: bool
    """False where the value is undefined."""


class LabelAgreement(Record, frozen=True, kw_only=True):
    """One label against the rest."""

    label: str
    n_ratings: int
    """Ratings that are, or hold, the label."""
    prevalence: float
    """Share of all ratings, 0 to 1."""
    alpha: Figure


class AnnotatorAgreement(Record, frozen=True, kw_only=True):
    """One annotator against the others."""

    annotator: str
    n: int
    """Ratings, or marks, on what somebody else judged too."""
    agreement: float | None
    """Mean over the other annotators: share of equal ratings, or token F1; 0 to 1."""
    alpha_without: float | None
    """Alpha of all others; above that of all, this annotator lowers it. None where undefined, and beyond the
    50 annotators who did most."""


class QuestionAgreement(Record, frozen=True, kw_only=True):
    """Agreement on the answers to one question about one kind of thing."""

    question: str
    about: str
    """What was judged: "document", "unit", "target" or "mark", with ", per holder" for views of holders."""
    level: MeasurementLevel
    n_documents: int
    n_items: int
    """Items with at least two ratings; the others count for nothing."""
    n_single: int
    """Items with one rating."""
    n_annotators: int
    n_ratings: int
    """On the items with at least two."""
    alpha: Figure
    kappa: float | None
    """Cohen's for two annotators, Fleiss' for more; None where items differ in their number of ratings."""
    kappa_name: str | None
    unanimous: float | None
    """Share of items on which all ratings are equal, 0 to 1."""
    pairwise: float | None
    """Share of equal pairs of ratings, 0 to 1."""
    labels: list[LabelAgreement]
    """The most frequent first; empty for numbers on a scale."""
    n_labels: int
    """Labels that occur; more than are listed where there are very many."""
    annotators: list[AnnotatorAgreement]
    gates: list[Gate] = []


class SpanAgreement(Record, frozen=True, kw_only=True):
    """Agreement on where the spans of one label, or of a whole layer, stand.

    F1 of one annotator against another is the same both ways. It is micro-averaged over documents; in one
    with several pairs of annotators each pair counts for its share.
    """

    label: str
    """Empty for the whole layer, whose figures are sums over labels."""
    n_marks: int
    """By all annotators together."""
    token_share: float | None
    """Tokens inside a span, of all tokens times annotators, 0 to 1."""
    token_alpha: Figure
    """Nominal alpha over tokens: inside the label or not; for the layer: which labels the token has."""
    unitizing_alpha: Figure
    exact_f1: Figure
    overlap_f1: Figure
    ptc_f1: Figure
    token_f1: Figure


class AttributeAgreement(Record, frozen=True, kw_only=True):
    """Agreement on an attribute of marks that two annotators both set (matched one to one by overlap)."""

    attribute: str
    level: MeasurementLevel
    n_pairs: int
    """Matched marks where both give the attribute."""
    alpha: Figure
    kappa: float | None
    """Cohen's, of the first against the second annotator of each document."""
    equal: float | None
    """Share of equal values, 0 to 1."""


class RelationAgreement(Record, frozen=True, kw_only=True):
    """Agreement on attributions as wholes; pairs are matched one to one where cues overlap."""

    n_relations: int
    """By all annotators together."""
    cue_overlap_f1: Figure
    relaxed_f1: Figure
    """Cues overlap, source and content have a token F1 of at least 0.5."""
    strict_f1: Figure
    """All three roles equal after trimming."""
    source_exact: Figure
    """Of the pairs with overlapping cues, the share with equal source."""
    content_exact: Figure
    all_exact: Figure


class LayerAgreement(Record, frozen=True, kw_only=True):
    """Agreement on the marks of one layer."""

    layer: str
    n_documents: int
    """Documents at least two annotators worked on."""
    n_pairs: int
    """Pairs of annotators, summed over documents."""
    n_annotators: int
    whole: SpanAgreement
    labels: list[SpanAgreement]
    sentence_alpha: Figure
    """Nominal alpha over sentences: holds a mark of the layer or not."""
    annotators: list[AnnotatorAgreement]
    attributes: list[AttributeAgreement] = []
    relations: RelationAgreement | None = None
    gates: list[Gate] = []


class SplitItem(Record, frozen=True, kw_only=True):
    """An item on which annotators part."""

    question: str
    doc_id: str
    about: str
    """What was judged; empty is the document."""
    votes: dict[str, int]
    """Value to number of annotators, the most frequent first."""
    excerpt: str
    """Beginning of the text that was judged."""


class AgreementReport(Record, frozen=True, kw_only=True):
    """Agreement on everything at least two annotators judged in a dataset."""

    schema: Literal["stance.agreement/1.0.0"] = AGREEMENT_FORMAT
    seed: int
    n_resamples: int
    n_documents: int
    n_annotations: int
    """Those compared."""
    n_left_out: dict[str, int]
    """Kind of annotator to number of annotations that were not compared (models, rules, adjudicated)."""
    questions: list[QuestionAgreement]
    layers: list[LayerAgreement]
    split: list[SplitItem]
    """The items with the most divided votes, the worst first; not all."""
