"""`stance evaluate`, `stance compare` and `stance runs`: how good models are, and against each other."""

from __future__ import annotations

from pathlib import Path

import click

_PATH = click.Path(path_type=Path)


@click.command(short_help="Measure a saved model on a part of a dataset.")
@click.argument("model", metavar="MODEL")
@click.argument("dataset", type=_PATH, metavar="DATASET")
@click.option(
    "--split",
    "part",
    type=click.Choice(["dev", "test"]),
    default="dev",
    show_default=True,
    help="Measure on this part.",
)
@click.option("--final", is_flag=True, help="Open the locked test part; every opening is logged.")
@click.option("--reason", default="", help="Say what the test part is opened for; stands in the log.")
@click.option("--out", type=_PATH, default=Path("runs"), show_default=True, help="Write the report here.")
def evaluate(model: str, dataset: Path, part: str, final: bool, reason: str, out: Path) -> int:
    """Measure a MODEL (its folder, or models:/name@alias) on a part of a DATASET folder.

    The test part is locked: it is opened with --final only, its checksum is compared, and each opening is
    written to openings.jsonl of the dataset with date and reason.
    """
    from stance.compose.experiment.evaluating import evaluate_model
    from stance.evaluation.render.report_terminal import render_report_terminal

    folder, report = evaluate_model(model, dataset, part=part, final=final, reason=reason, out=out)
    click.echo(render_report_terminal(report))
    click.echo(f"read {folder.page}")
    return 0


@click.command(short_help="Test whether one run does better than another.")
@click.argument("first", type=_PATH, metavar="RUN_A")
@click.argument("second", type=_PATH, metavar="RUN_B")
@click.option("--html", type=_PATH, help="Write a page to this file too.")
def compare(first: Path, second: Path, html: Path | None) -> int:
    """Compare two runs on the examples both held out: difference, interval, paired test, per slice."""
    from stance.compose.experiment.comparing import compare_runs
    from stance.evaluation.render.comparison import (
        render_comparison_html,
        render_comparison_terminal,
    )

    comparison = compare_runs(first, second)
    if html is not None:
        html.write_text(render_comparison_html(comparison), encoding="utf-8")
    click.echo(render_comparison_terminal(comparison))
    return 0


@click.command(short_help="List the runs that were tracked.")
@click.option("--out", type=_PATH, default=Path("runs"), show_default=True, help="Folder of the runs.")
@click.option("--experiment", default="stance", show_default=True, help="List this MLflow experiment.")
def runs(out: Path, experiment: str) -> int:
    """List the tracked runs, the newest first; mlflow ui shows the same store."""
    from stance.compose.experiment.listing import describe_runs
    from stance.tracking.tracker import list_runs

    click.echo(describe_runs(list_runs(None, experiment, folder=out)))
    return 0
