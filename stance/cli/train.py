"""`stance train`, `stance tune` and `stance curve`: from a configuration to a measured model."""

from __future__ import annotations

from pathlib import Path

import click

_PATH = click.Path(path_type=Path)
_config = click.argument("config", type=_PATH, metavar="CONFIG")
_changes = click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a value of the configuration."
)
_out = click.option(
    "--out", type=_PATH, default=Path("runs"), show_default=True, help="Make the run's folder in this one."
)


@click.command(short_help="Train and measure a model as a configuration says.")
@_config
@_changes
@_out
@click.option("--no-track", is_flag=True, help="Leave the run out of MLflow.")
@click.option("--register", metavar="NAME", help="Register the model under this name, as its champion.")
def train(config: Path, changes: tuple[str, ...], out: Path, no_track: bool, register: str | None) -> int:
    """Train as a CONFIG (YAML) says, measure on what was held out, keep a model, and track the run.

    The run's folder gets the report (report.html), the predictions, the model and what was run. The locked
    test part is not opened; that is for stance evaluate --final. Exit code 7 when all is on disk and only
    tracking failed.
    """
    from stance.cli.exit_codes import NOT_TRACKED, OK
    from stance.compose.experiment.config import load_experiment
    from stance.compose.experiment.run import run_experiment
    from stance.evaluation.render.report_terminal import render_report_terminal
    from stance.tracking.tracker import open_tracker

    plan = load_experiment(config, changes=changes)
    tracker = open_tracker(None, "" if no_track else plan.tracking, folder=out)
    done = run_experiment(
        plan,
        out=out,
        tracker=tracker,
        register=register,
        on_progress=lambda line: click.echo(line, err=True),
    )
    click.echo(render_report_terminal(done.report))
    click.echo(f"read {done.folder.page}; model in {done.folder.model}")
    if done.untracked is not None:
        click.echo(f"not tracked: {done.untracked}", err=True)
        return NOT_TRACKED
    return OK


@click.command(short_help="Search for good settings inside the training part.")
@_config
@_changes
@click.option(
    "--trials", type=click.IntRange(min=1), default=20, show_default=True, help="Try that many settings."
)
def tune(config: Path, changes: tuple[str, ...], trials: int) -> int:
    """Search the space under `tuning` of a CONFIG for the settings that do best on inner folds.

    Only what a model may learn from is looked at: neither held-out folds nor dev nor test. Prints the best
    settings as they are written in a configuration.
    """
    from stance.compose.experiment.config import load_experiment
    from stance.compose.experiment.searching import describe_tuning, tune_experiment

    result = tune_experiment(
        load_experiment(config, changes=changes),
        n_trials=trials,
        on_progress=lambda line: click.echo(line, err=True),
    )
    click.echo(describe_tuning(result))
    return 0


@click.command(short_help="Show whether more annotation would help.")
@_config
@_changes
def curve(config: Path, changes: tuple[str, ...]) -> int:
    """Train on growing parts of the training data and show how the primary metric grows with them."""
    from stance.compose.experiment.config import load_experiment
    from stance.compose.experiment.searching import curve_of_experiment, describe_curve

    found = curve_of_experiment(
        load_experiment(config, changes=changes), on_progress=lambda line: click.echo(line, err=True)
    )
    click.echo(describe_curve(found))
    return 0
