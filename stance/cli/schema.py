"""`stance schema`: the labels, the formats of the records, and whether files keep to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stance.records.codec import RecordKind


@click.group(short_help="Show the label schema, or check files against the formats.")
def schema() -> None:
    """Show the label schema, or check files against the formats."""


@schema.command(short_help="Show the labels and their rules.")
@click.option(
    "--json-schema",
    "kind",
    type=click.Choice(["document", "annotation", "analysis", "scores"]),
    help="Show the JSON Schema of this record instead.",
)
@click.option("--version", "version_only", is_flag=True, help="Show the version of the label schema only.")
def show(kind: RecordKind | None, version_only: bool) -> int:
    """Show every label with its meaning and rules."""
    from stance.compose.schemas import schema_text

    click.echo(schema_text(kind, version_only=version_only))
    return 0


@schema.command(short_help="Check documents, annotations and analyses.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def validate(files: tuple[Path, ...]) -> int:
    """Check documents, annotations and analyses (.json, .jsonl) and print problems as FILE:LINE: problem.

    An annotation is checked against its document when that is in one of the files too. Exit code 1 when
    there are problems, 0 otherwise.
    """
    from stance.compose.validation import Validation, validate_files

    validation = Validation()
    n_problems = 0
    for problem in validate_files(files, validation):
        click.echo(problem)
        n_problems += 1
    click.echo(validation.summary(n_problems), err=True)
    return 1 if n_problems else 0
