"""The entities of one document: given ones and those its sources bring in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stance.analysis.entities.gazetteer import Gender, gazetteer
from stance.analysis.entities.mentions import PersonMention
from stance.records.annotation import Naming
from stance.records.document import Entity
from stance.text.tokens import tokenize

_LEADING = frozenset("the a an this that these those some many other another its his her their our".split())
# Words after which a name only describes ("an adviser at X's office").
_DESCRIBING = frozenset("at of for in from with to by near outside under".split())


@dataclass(slots=True)
class Known:
    """An entity while the document is being read."""

    id: str
    name: str
    type: str
    side: str
    naming: Naming
    aliases: set[str] = field(default_factory=set)
    gender: Gender | None = None
    given: str = ""
    surname: str = ""
    roles: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    given_by_user: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it is one human being."""
        return self.type.lower() in {"person", "people"}

    def record(self) -> Entity:
        """Return the entity as a record."""
        aliases = sorted(self.aliases - {self.name})
        return Entity(id=self.id, name=self.name, type=self.type, side=self.side, aliases=aliases)


class Registry:
    """Entities by name; the same words lead to the same entity."""

    def __init__(self, given: Sequence[Entity]) -> None:
        self._by_name: dict[str, Known] = {}
        self._aliases: list[tuple[tuple[str, ...], Known]] = []
        self._persons: list[Known] = []
        self.entities: list[Known] = []
        self._taken = {entity.id for entity in given}
        for entity in given:
            self._add_given(entity)

    def _add_given(self, entity: Entity) -> None:
        known = Known(
            entity.id,
            entity.name,
            entity.type,
            entity.side,
            "collective",
            set(entity.aliases),
            given_by_user=True,
        )
        parts = entity.name.lower().split()
        if known.is_person:
            known.naming = "named"
        if known.is_person and parts:
            known.surname = parts[-1]
            known.given = parts[0] if len(parts) > 1 else ""
            known.gender = gazetteer().gender_of.get(known.given)
            self._persons.append(known)
        self.entities.append(known)
        for name in (entity.name, *entity.aliases):
            words = tuple(strip_leading(tokenize(name).lower))
            if words:
                self._aliases.append((words, known))
        self._aliases.sort(key=lambda pair: -len(pair[0]))

    def by_alias(self, words: list[str]) -> Known | None:
        """Return the given entity whose longest alias stands as such in a phrase's lower-case words."""
        for alias, known in self._aliases:
            size = len(alias)
            for at in range(len(words) - size + 1):
                if tuple(words[at : at + size]) == alias and not _describes(words, at, size):
                    return known
        return None

    def side_in(self, words: list[str]) -> str:
        """Return the side of a given entity that a phrase mentions in any place, else "none"."""
        for alias, known in self._aliases:
            size = len(alias)
            if known.side not in {"none", "both"} and any(
                tuple(words[at : at + size]) == alias for at in range(len(words) - size + 1)
            ):
                return known.side
        return "none"

    def person(self, mention: PersonMention, name: str) -> Known:
        """Return the person of a mention, new if nobody of that name is known."""
        found = self.find_person(mention.surname, mention.given, gender=mention.gender)
        if found is None:
            found = self._new(name, "person", "named")
            found.given, found.surname = mention.given, mention.surname
            self._persons.append(found)
        if len(name) > len(found.name) and not found.given_by_user:
            found.aliases.add(found.name)
            found.name, found.given = name, mention.given
        found.aliases.add(name)
        found.roles |= mention.roles
        found.countries |= mention.countries
        found.gender = found.gender or mention.gender
        return found

    def find_person(self, surname: str, given: str = "", *, gender: Gender | None = None) -> Known | None:
        """Return the latest person of a surname whose given name and gender, where known, agree."""
        for known in reversed(self._persons):
            if (
                known.surname == surname
                and (not given or not known.given or given == known.given)
                and (gender is None or known.gender in {gender, None})
            ):
                return known
        return None

    def by_role(self, role: str, countries: set[str], order: Sequence[Known]) -> Known | None:
        """Return the person that a short form names, the most recent first ("the Russian leader").

        Args:
            role: head noun of the short form.
            countries: countries its adjectives name; a person known to be of another does not fit.
            order: candidates, most recent first.
        """
        family = gazetteer().role_families.get(role, frozenset({role}))
        for known in order:
            if (
                known.is_person
                and known.roles & family
                and (not countries or not known.countries or known.countries & countries)
            ):
                return known
        return None

    def other(self, words: list[str], name: str, type_: str, naming: Naming) -> Known:
        """Return the entity of a phrase that is no person, by its normalized words."""
        country = gazetteer().country_of.get(" ".join(_without_organ(words)))
        key = country.lower() if country else " ".join(words)
        known = self._by_name.get(key)
        if known is None:
            known = self._by_name[key] = self._new(country or name, "state" if country else type_, naming)
            known.side = self.side_in(words)
        known.aliases.add(name)
        return known

    def _new(self, name: str, type_: str, naming: Naming) -> Known:
        number = len(self.entities) + 1
        while f"E{number}" in self._taken:
            number += 1
        self._taken.add(f"E{number}")
        known = Known(f"E{number}", name, type_, "none", naming)
        self.entities.append(known)
        return known


# Organs that speak for their country as its capital's name does.
_ORGANS = frozenset(
    "government leadership leaders authorities side regime administration state officials".split()
)


def _without_organ(words: list[str]) -> list[str]:
    """Return the words of a country without the organ that speaks for it.

    >>> _without_organ(["france", "'s", "leadership"]), _without_organ(["the", "hospital"])
    (['france'], ['the', 'hospital'])
    """
    if len(words) > 1 and words[-1] in _ORGANS:
        words = words[:-1]
        return words[:-1] if len(words) > 1 and words[-1] in {"'s", "'"} else words
    return words


def strip_leading(words: list[str]) -> list[str]:
    """Return the words without determiners in front, unless nothing else is there.

    >>> strip_leading(["the", "town", "council"])
    ['town', 'council']
    """
    start = 0
    while start < len(words) - 1 and words[start] in _LEADING:
        start += 1
    return words[start:]


def _describes(words: list[str], at: int, size: int) -> bool:
    """Return whether an alias only describes another head of its phrase ("X's lawyer", "the mayor of X")."""
    after = words[at + size] if at + size < len(words) else ""
    before = " ".join(words[max(0, at - 2) : at]).removesuffix(" the").rpartition(" ")[2]
    if after in {"'s", "'"} or before in _DESCRIBING:
        return True
    # "Kremlin spokesman Ann Lee": more words follow without a comma.
    return (
        bool(after)
        and after.isalpha()
        and after not in {"who", "which", "and", "himself", "herself", "itself"}
    )
