"""Pictures of a dataset for its card: how labels and lengths are distributed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PART_COLORS = {"train": "#31688e", "dev": "#35b779", "test": "#d55e00", "all": "#31688e"}
"""Told apart in grey and by the color-blind."""
_OTHER_COLOR = "#777777"
_MAX_LABELS = 25
_N_BINS = 40


def plot_labels(counts: Mapping[str, Mapping[str, int]], path: Path, *, title: str) -> None:
    """Draw the share of examples that have each label, per part, as a PNG.

    Shares, not counts, so that parts of different size can be compared; the counts stand beside the bars.

    Args:
        counts: label to part to number of examples; at most the 25 most frequent labels are drawn.
        path: of the picture.
        title: above it.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    ranked = sorted(counts, key=lambda label: (-sum(counts[label].values()), label))[:_MAX_LABELS]
    parts = [part for part in PART_COLORS if any(part in by_part for by_part in counts.values())]
    totals = {part: sum(by_part.get(part, 0) for by_part in counts.values()) for part in parts}
    figure, axes = _figure(height=1.1 + 0.28 * len(ranked) * max(1, len(parts)))
    height = 0.8 / max(1, len(parts))
    for offset, part in enumerate(parts):
        shares = [counts[label].get(part, 0) / totals[part] if totals[part] else 0.0 for label in ranked]
        places = [row + offset * height for row in range(len(ranked))]
        axes.barh(places, shares, height=height * 0.9, color=PART_COLORS.get(part, _OTHER_COLOR), label=part)
        for place, share, label in zip(places, shares, ranked, strict=True):
            axes.text(share, place, f" {counts[label].get(part, 0):,}", va="center", fontsize=7.5)
    axes.set_yticks([row + height * (len(parts) - 1) / 2 for row in range(len(ranked))], ranked)
    axes.invert_yaxis()
    axes.set_xlabel("share of all labels in the part (count beside the bar)")
    axes.set_xlim(0, axes.get_xlim()[1] * 1.08)
    if len(parts) > 1:
        axes.legend(frameon=False)
    _finish(figure, axes, path, title)


def plot_lengths(lengths: Mapping[str, Sequence[int]], path: Path, *, title: str) -> None:
    """Draw how many words the texts have, per part, as a PNG.

    Args:
        lengths: part to the number of words of each text.
        path: of the picture.
        title: above it.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    figure, axes = _figure(height=2.8)
    longest = max((max(part, default=1) for part in lengths.values()), default=1)
    bins = [longest * step / _N_BINS for step in range(_N_BINS + 1)]
    for part, values in lengths.items():
        if values:
            weights = [1 / len(values)] * len(values)
            color = PART_COLORS.get(part, _OTHER_COLOR)
            axes.hist(
                values, bins=bins, weights=weights, histtype="step", color=color, label=part, linewidth=1.6
            )
    axes.set_xlabel("words")
    axes.set_ylabel("share of texts")
    if len(lengths) > 1:
        axes.legend(frameon=False)
    _finish(figure, axes, path, title)


def _figure(*, height: float) -> tuple[Figure, Axes]:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("plots of a dataset", extra="data") from error
    # No pyplot: it keeps figures and settings for the whole process.
    figure = Figure(figsize=(7.2, min(height, 14.0)), dpi=130, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots()


def _finish(figure: Figure, axes: Axes, path: Path, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without the version of the library in it, the same numbers give the same file.
    figure.savefig(path, metadata={"Software": None})
