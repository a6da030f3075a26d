"""`stance predict`: one article, shown in the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from stance.cli.options import bundle_option, seed_option, targets_option

_WIDTHS = (60, 120)


@click.command(short_help="Show who speaks in an article, which words are loaded, and its scores.")
@click.argument("file", metavar="FILE|-")
@targets_option
@click.option(
    "--target",
    "texts",
    multiple=True,
    metavar="TEXT",
    help="Look for stances toward this; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the analysis as JSON, one line per article.")
@bundle_option
@seed_option
def predict(
    file: str, targets: Path | None, texts: tuple[str, ...], as_json: bool, bundle: str, seed: int
) -> int:
    """Show what is found in an article (FILE, or - for standard input).

    A file of several articles shows them one after another. Colours are used in a terminal only, and not
    when NO_COLOR is set.
    """
    from stance.analysis.render.terminal import render_terminal
    from stance.compose.prediction import predict_file
    from stance.records.codec import encode_json

    for analysis in predict_file(file, targets, texts=texts, bundle=bundle, seed=seed):
        shown = (
            encode_json(analysis).decode()
            if as_json
            else render_terminal(analysis, width=_width(), color=_color())
        )
        click.echo(shown, color=True)
    return 0


def _width() -> int:
    low, high = _WIDTHS
    return max(low, min(high, shutil.get_terminal_size((100, 24)).columns))


def _color() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
