"""Names known in advance: countries with their seats and adjectives, given names, role families."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from stance.models.rules.lexicon.folder import lexicon_folder, read_list

Gender = Literal["female", "male"]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lexicon: str
    version: str
    language: str
    origin: str
    countries: dict[str, list[str]]
    role_families: dict[str, list[str]]
    female: list[str]
    male: list[str]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Look-up tables; keys are lower case."""

    country_of: dict[str, str]
    """Country, seat of government or adjective to the country's name."""
    role_families: dict[str, frozenset[str]]
    """General role to the roles it may stand for, itself included."""
    gender_of: dict[str, Gender]
    """Given name to its usual gender."""


@cache
def gazetteer() -> Gazetteer:
    """Return the packaged names."""
    listed = read_list(lexicon_folder() / "names.yaml", _File)
    country_of: dict[str, str] = {}
    for country, names in listed.countries.items():
        for name in (country, *names):
            country_of[name.lower()] = country
    gender_of: dict[str, Gender] = {name.lower(): "female" for name in listed.female}
    gender_of.update({name.lower(): "male" for name in listed.male})
    return Gazetteer(
        country_of=country_of,
        role_families={role: frozenset([role, *others]) for role, others in listed.role_families.items()},
        gender_of=gender_of,
    )
