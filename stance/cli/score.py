"""`stance score`: a folder of articles to a folder of results."""

from __future__ import annotations

from pathlib import Path

import click

from stance.cli.options import bundle_option, seed_option, targets_option
from stance.compose.request import DEFAULT_FORMAT, ResultFormat, ScoringRequest


@click.command(short_help="Score articles into a folder of results.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Write results to this folder.")
@targets_option
@click.option(
    "--format",
    type=click.Choice(["jsonl", "parquet"]),
    default=DEFAULT_FORMAT,
    show_default=True,
    help="Write analyses in this format.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Stop after that many inputs.  [default: all]")
@bundle_option
@seed_option
def score(
    paths: tuple[Path, ...],
    out: Path,
    targets: Path | None,
    format: ResultFormat,
    limit: int | None,
    bundle: str,
    seed: int,
) -> int:
    """Score articles in files and folders (PATH...) into a folder of results.

    The folder gets analyses.jsonl (or Parquet parts), scores.csv, failures.jsonl, run.json and
    report.html. Inputs that cannot be scored are listed in failures.jsonl and never stop the run. The
    results of an earlier run are replaced, as a whole, when the new ones are complete.

    Exit codes: 0 all scored, 1 a fault of stance, 2 wrong use, 3 some inputs not scored, 4 bundle
    refused, 5 disk, permission or memory, 6 folder in use, 130 and 143 interrupted.
    """
    from stance.cli.exit_codes import code_of_run
    from stance.cli.progress import ProgressLine
    from stance.compose.overview import overview_table, run_facts
    from stance.compose.scoring import score as score_request

    request = ScoringRequest(
        paths=paths, out=out, targets=targets, format=format, limit=limit, bundle=bundle, seed=seed
    )
    with ProgressLine() as progress:
        run = score_request(request, on_progress=progress.update)
    click.echo(overview_table(out), nl=False)
    click.echo(run_facts(run, out), err=True)
    return code_of_run(run)
