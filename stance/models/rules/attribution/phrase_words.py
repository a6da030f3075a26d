"""Words and tests shared by the rules for the bounds of noun phrases."""

from __future__ import annotations

from functools import cache

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.verb_list import verb_list

Range = tuple[int, int]

SUBJECT_PRONOUNS = frozenset("he she they we i it you who which".split())
QUANTIFIERS = frozenset(
    "some many others most few several both neither none all those these this another others everyone "
    "everybody nobody someone somebody anyone".split()
)
TO_ROLES = frozenset(
    "adviser advisor ambassador aide counsel assistant envoy contributor commentator candidate due "
    "close".split()
)
PAREN_OPEN, PAREN_CLOSE = frozenset("(["), frozenset(")]")
MAX_TOKENS = 40
NOUNS = w.ROLE_NOUN | w.COLLECTIVE_NOUN | w.DOCUMENT_NOUN


@cache
def reporting_forms() -> frozenset[str]:
    """Return the finite forms (past and third person) of all listed verbs."""
    verbs = verb_list().verbs
    return frozenset(w for w, entries in verbs.items() if any(e.form in {"past", "third"} for e in entries))
