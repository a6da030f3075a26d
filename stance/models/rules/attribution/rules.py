"""The rules that join a verb group, a source and a content into one finding."""

from __future__ import annotations

from dataclasses import dataclass

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.contents import (
    Offsets,
    clause_before,
    content_after,
    ends_sentence,
    quotation_after,
    quotation_before,
    quoted_content,
    recipient_after,
    skip_adjuncts,
)
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.noun_phrases import Range, subject_after, subject_before
from stance.models.rules.attribution.passives import read_fronted, read_passive
from stance.models.rules.attribution.predicates import Predicate, find_predicates
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.verb_list import Sense


_BEFORE_INVERSION = frozenset([",", "”", '"', "'", "’", "»", "—", "–", "-"])


def find_by_verbs(reading: Reading, unit: int) -> list[Finding]:
    """Return the findings whose cue is a verb in one unit."""
    first, last = reading.parsed.unit_tokens[unit]
    found: list[Finding] = []
    shared = _Shared()
    for predicate in find_predicates(reading, first, last):
        finding = _read(reading, predicate, (first, last), shared)
        if finding is not None:
            found.append(finding)
    return found


@dataclass(slots=True)
class _Shared:
    """The subject that later verb groups of the unit may share."""

    subject: Range | None = None
    content_end: int = -1
    """End offset of the content of the finding that gave the subject; inside it nothing is shared."""

    def update(self, finding: Finding | None, subject: Range | None) -> None:
        """Take over the subject of a finding, unless it lies inside the content of an earlier one."""
        if finding is None or subject is None or finding.cue[0] < self.content_end:
            return
        self.subject = subject
        self.content_end = max(end for _, end in finding.content)


def _read(reading: Reading, predicate: Predicate, bounds: tuple[int, int], shared: _Shared) -> Finding | None:
    """Return the finding of one verb group, None when it lays nothing to anybody."""
    if predicate.construction == "passive":
        return read_passive(reading, predicate, bounds)
    if predicate.construction == "gerund":
        return _read_gerund(reading, predicate, bounds, shared)
    if predicate.construction != "finite":
        return None
    if predicate.first > bounds[0] and reading.lower[predicate.first - 1] in _BEFORE_INVERSION:
        inverted = _inverted(reading, predicate, bounds)
        if inverted is not None:
            return inverted
    own = subject_before(reading, predicate.first, bounds[0])
    if own is None:
        if shared.subject is None or not _coordinated(reading, predicate.first, bounds[0]):
            return None
        return _forward(reading, predicate, bounds, shared.subject, rule="coordinated")
    finding = _trailing(reading, predicate, bounds, own) or _forward(reading, predicate, bounds, own, rule="subject_verb")
    shared.update(finding, own)
    return finding


def _read_gerund(reading: Reading, predicate: Predicate, bounds: tuple[int, int], shared: _Shared) -> Finding | None:
    source = shared.subject or _main_subject(reading, predicate.first, bounds[0])
    if source is None:
        return read_fronted(reading, predicate, bounds)
    finding = _forward(reading, predicate, bounds, source, rule="gerund")
    shared.update(finding, source)
    return finding


def _coordinated(reading: Reading, token: int, floor: int) -> bool:
    return token > floor and reading.lower[token - 1] in {"and", "but", ",", "then", "or"}


def _main_subject(reading: Reading, before: int, floor: int) -> Range | None:
    """Return the subject of the first finite verb of the unit, for a participle that shares it."""
    for token in range(floor + 1, before):
        bits = reading.flags[token]
        word = reading.lower[token]
        if bits & (w.AUXILIARY | w.FINITE_VERB) and word not in {"'s", "being", "be", "been", "having"} or (
            word.endswith("ed") and not bits
        ):
            subject = subject_before(reading, token, floor)
            if subject is not None:
                return subject
    return None


def _offsets(reading: Reading, tokens: Range | None) -> Offsets | None:
    return None if tokens is None else (reading.starts[tokens[0]], reading.ends[tokens[1] - 1])


def _cue(reading: Reading, predicate: Predicate) -> Offsets:
    return reading.starts[predicate.first], reading.ends[predicate.last - 1]


def _sense(predicate: Predicate, *wanted: str) -> Sense | None:
    for kind in wanted:
        for sense in predicate.entry.senses:
            if kind in sense.takes:
                return sense
    return None


def _trailing(reading: Reading, predicate: Predicate, bounds: tuple[int, int], source: Range) -> Finding | None:
    """Read "CONTENT, X said" where the content stands before the source."""
    sense = _sense(predicate, "quote")
    if sense is None or source[0] <= bounds[0] and quotation_before(reading, reading.starts[source[0]]) is None:
        return None
    quotation = quotation_before(reading, reading.starts[source[0]])
    if quotation is not None and reading.quotations[quotation].double | (reading.lower[source[0] - 1] != "s"):
        content = quoted_content(reading, quotation, reading.starts[bounds[0]])
        return _quoted_finding(reading, predicate, sense, content, quotation, source, "quotation_subject_verb")
    recipient = recipient_after(reading, predicate.last, bounds[1]) if _sense(predicate, "to_whom") else None
    after = skip_adjuncts(reading, recipient[1] if recipient else predicate.last, bounds[1])
    closes = ends_sentence(reading, predicate.last, bounds[1]) or ends_sentence(reading, after, bounds[1]) or (
        recipient is not None and reading.lower[after] in {"as", "in", "on", "at", "during", "after", "when", "while"}
    )
    if reading.lower[source[0] - 1] != "," or not (closes or reading.lower[after] == ","):
        return None
    clause = clause_before(reading, source[0] - 1, bounds[0], min_tokens=3 if closes else 2)
    if clause is None:
        return None
    content = [clause]
    if not closes:
        rest = content_after(reading, after, bounds[1], phrase=False)
        if rest is not None:
            content.append(rest)
    return Finding("clause_subject_verb", sense, _cue(reading, predicate), content, _offsets(reading, source), negative=predicate.negative, confidence=0.8)


def _inverted(reading: Reading, predicate: Predicate, bounds: tuple[int, int]) -> Finding | None:
    """Read "CONTENT, said X" where the source stands behind the verb."""
    sense = _sense(predicate, "quote")
    if sense is None or predicate.negative:
        return None
    quotation = quotation_before(reading, reading.starts[predicate.first])
    source = subject_after(reading, predicate.last, bounds[1], open_end=quotation is not None)
    if source is None:
        return None
    if quotation is not None:
        content = quoted_content(reading, quotation, reading.starts[bounds[0]])
        return _quoted_finding(reading, predicate, sense, content, quotation, source, "quotation_verb_subject")
    if predicate.first <= bounds[0] or reading.lower[predicate.first - 1] != ",":
        return None
    if not (ends_sentence(reading, source[1], bounds[1]) or reading.lower[source[1]] in {",", "as", "in", "on", "after", "when", "who"}):
        return None
    source = subject_after(reading, predicate.last, bounds[1], open_end=True) or source
    clause = clause_before(reading, predicate.first - 1, bounds[0])
    if clause is None:
        return None
    return Finding("clause_verb_subject", sense, _cue(reading, predicate), [clause], _offsets(reading, source), negative=predicate.negative, confidence=0.75)


def _quoted_finding(
    reading: Reading, predicate: Predicate, sense: Sense, content: Offsets, quotation: int, source: Range, rule: str
) -> Finding:
    return Finding(
        rule, sense, _cue(reading, predicate), [content], _offsets(reading, source),
        negative=predicate.negative, confidence=0.9, quoted={quotation},
    )


def _forward(
    reading: Reading, predicate: Predicate, bounds: tuple[int, int], source: Range, *, rule: str
) -> Finding | None:
    """Read "X said CONTENT"."""
    last = bounds[1]
    token = predicate.last
    recipient: Range | None = None
    if _sense(predicate, "to_whom") is not None:
        recipient = recipient_after(reading, token, last)
        token = recipient[1] if recipient else token
    token = skip_adjuncts(reading, token, last)
    if token >= last or ends_sentence(reading, token, last):
        return None
    sense, phrase = _complement(reading, predicate, token, last)
    if sense is None:
        return None
    content = content_after(reading, token, last, phrase=phrase)
    if content is None:
        return None
    source, object_before = _split_relative(reading, source)
    contents = [content] if object_before is None else [object_before, content]
    return Finding(
        rule, sense, _cue(reading, predicate), contents, _offsets(reading, source),
        recipient=_offsets(reading, recipient), negative=predicate.negative,
        confidence=0.6 if phrase else 0.85, shape="phrase" if phrase else "clause",
    )


def _split_relative(reading: Reading, source: Range) -> tuple[Range, Offsets | None]:
    """Return the source without the object that a relative clause puts before it ("whose plan X sees as")."""
    start, end = source
    if reading.lower[start] == "whose":
        cut = next((i for i in range(start + 2, end) if reading.is_capital(i) or reading.flags[i] & w.DETERMINER), None)
        return (source, None) if cut is None else ((cut, end), (reading.starts[start], reading.ends[cut - 1]))
    if start > 0 and reading.lower[start - 1] in {"which", "what", "whom"}:
        return source, (reading.starts[start - 1], reading.ends[start - 1])
    return source, None


def _complement(reading: Reading, predicate: Predicate, token: int, last: int) -> tuple[Sense | None, bool]:
    """Return the sense that fits what follows the verb, and whether that is a phrase."""
    word, bits = reading.lower[token], reading.flags[token]
    if reading.quotation_of[token] >= 0 or (word in {",", ":"} and token + 1 < last and reading.quotation_of[token + 1] >= 0):
        sense = _sense(predicate, "quote")
        return (sense, False) if sense else (_sense(predicate, "np"), True)
    if word == ":":
        return _sense(predicate, "quote"), False
    if word == ",":
        return None, False
    if word == "that":
        return _sense(predicate, "clause", "quote"), False
    if bits & w.WH:
        return _sense(predicate, "wh", "clause"), False
    if word == "to":
        return _sense(predicate, "to"), True
    if word in {"he", "she", "they", "we", "i", "it", "there", "you"}:
        return _sense(predicate, "clause", "np"), _sense(predicate, "clause") is None
    if bits & w.PREPOSITION and word not in {"in", "at", "after", "among", "under", "by", "for", "with", "if", "about", "of", "as"}:
        return None, False
    return _bare_complement(reading, predicate, token, last)


_ALWAYS_CLAUSE = frozenset({"say", "add", "show", "find"})


def _bare_complement(reading: Reading, predicate: Predicate, token: int, last: int) -> tuple[Sense | None, bool]:
    clause, phrase = _sense(predicate, "clause"), _sense(predicate, "np")
    if clause is not None and (clause.lemma in _ALWAYS_CLAUSE or _has_finite_verb(reading, token, last)):
        return clause, False
    if reading.flags[token] & w.PREPOSITION:
        return None, True
    return phrase, True


def _has_finite_verb(reading: Reading, token: int, last: int) -> bool:
    for index in range(token + 1, min(last, token + 12)):
        word, bits = reading.lower[index], reading.flags[index]
        if word in {",", ";"} or bits & w.SUBORDINATOR or word in {"to", "who", "which"}:
            return False
        if bits & (w.AUXILIARY | w.FINITE_VERB) and word not in {"'s", "be", "being", "been"}:
            return True
    return False
