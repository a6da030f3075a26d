"""The numbers behind stance per target and holder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StanceWeights:
    """Weights and thresholds; evidence is in points, the intensity of one author-voice cue being one each."""

    cue: float = 1.0
    """Per step of intensity of an author-voice cue with a direction."""
    uncertain_cue: float = 0.5
    """Factor for a cue that is not certain."""
    value: float = 3.0
    """An author-voice clause that calls the target good or bad."""
    effect: float = 1.5
    """An author-voice clause that tells of good or harm done by the target."""
    claim: float = 1.5
    """An author-voice clause that states (or denies) a claim flat."""
    headline: float = 1.25
    """Factor for author-voice clauses in the headline."""
    credence: float = 0.5
    """A reporting verb that vouches for (factive) or doubts a content with a direction."""
    selection: float = 1.0
    """Per independent voice, when every content with a direction points one way and none is contradicted."""
    max_selection: float = 2.0
    """Selection of quotations alone is never more than a weak stance."""
    weak: float = 2.0
    """Points from which a stance is favor or against at all."""
    moderate: float = 5.0
    strong: float = 9.0
    close: float = 1.5
    """Points around the `weak` threshold within which the other label is recorded as an alternate."""
    steepness: float = 4.0
    """Points in which the doubt about a polar label falls by a factor e."""
    source_strong: float = 2.5
    """Contents of one source, net, from which its stance is strong."""
    eventuality: float = 0.5
    """Weight of a deed told (refusal, offer) beside words as evidence for the doer's stance."""
