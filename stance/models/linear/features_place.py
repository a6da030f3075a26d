"""Where the target stands in its sentence, and what stands next to it."""

from __future__ import annotations

from stance.models.linear.named import NamedBlock, NamedSettings, Reader
from stance.models.linear.views import tokenizer
from stance.models.trained import TextInput
from stance.text.quotations import find_quotations

_STEP = 3
_LAST_STEP = 9
_tokens_of = tokenizer("all", lowercase=True)


class PlaceSettings(NamedSettings, frozen=True, kw_only=True, tag="place"):
    """TF-IDF of the target's words, its neighbours, its distance to both ends, and quotation around it."""


class PlaceBlock(NamedBlock):
    """The known places and their weights."""

    __slots__ = ()

    @staticmethod
    def reader(_: PlaceSettings, /) -> Reader:
        """Return what names the place of an input's target; nothing where it does not stand in the text."""
        return _place


def _place(given: TextInput) -> list[str]:
    start, end = given.target_start, given.target_end
    if start is None or end is None:
        return []
    before, after = _tokens_of(given.text[:start]), _tokens_of(given.text[end:])
    names = [f"target {word}" for word in _tokens_of(given.text[start:end])]
    names.append(f"previous {before[-1] if before else '^'}")
    names.append(f"next {after[0] if after else '$'}")
    names.append(f"from start {min(len(before) // _STEP, _LAST_STEP)}")
    names.append(f"to end {min(len(after) // _STEP, _LAST_STEP)}")
    names.append(_quotation(given.text, start))
    return names


def _quotation(text: str, at: int) -> str:
    quotations = find_quotations(text, [(0, len(text))])
    if any(each.start <= at < each.end for each in quotations):
        return "in quotation"
    return "beside quotation" if quotations else "no quotation"
