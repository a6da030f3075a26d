"""A comparison of two models as a page and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from stance.analysis.render.visible import show_hidden
from stance.evaluation.render.pages import difference_bar, page_template, probability
from stance.evaluation.render.rows import Scale, number, signed
from stance.evaluation.render.text_tables import fit, table
from stance.records.comparison import Comparison, Difference

_LEAST = 0.05
"""Half of the narrowest scale of differences."""


def render_comparison_html(comparison: Comparison) -> str:
    """Return the whole page; all text of the comparison is escaped, hidden characters are shown."""
    page = page_template("comparison.html.j2").render(
        comparison=comparison,
        primary=next((one for one in comparison.metrics if one.name == comparison.primary), None),
        scale=_scale(comparison.metrics),
        slice_scale=_scale(part.difference for part in comparison.slices),
    )
    return show_hidden(page)


def render_comparison_terminal(comparison: Comparison, *, width: int = 100) -> str:
    """Return the comparison as text, to be printed as it is.

    Args:
        comparison: to show.
        width: columns to use; longer lines are cut.
    """
    groups = f"{comparison.n_groups:,} groups by {', '.join(comparison.group_by)}"
    head = [
        f"A  {comparison.first}",
        f"B  {comparison.second}",
        f"{comparison.n_examples:,} examples both held out, {groups}",
        "",
        f"{comparison.primary}: {comparison.verdict}",
        *(f"note: {note}" for note in comparison.notes),
    ]
    columns = ("A", "B", "A − B", "95 % interval", "p", "p, Holm")
    rows = [[one.name, *_cells(one)] for one in comparison.metrics]
    parts = ["\n".join(head), table(("metric", *columns), rows)]
    for group, slices in groupby(comparison.slices, key=lambda part: part.group):
        rows = [[part.value, f"{part.n:,}", *_cells(part.difference)] for part in slices]
        parts.append(table((group, "examples", *columns), rows))
    return fit(show_hidden("\n\n".join(parts)), width)


def _cells(one: Difference) -> Iterator[str]:
    yield from (number(one.first), number(one.second), signed(one.value))
    yield difference_bar(one).interval
    yield from (probability(one.p), probability(one.p_holm))


def _scale(differences: Iterable[Difference]) -> Scale:
    """A scale with 0 in its middle."""
    ends = [abs(end) for one in differences for end in (one.value, one.low, one.high) if end is not None]
    half = max([*ends, _LEAST])
    return Scale(-half, half)
