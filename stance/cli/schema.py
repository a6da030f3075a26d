"""`stance schema`: the labels, the formats of the records, and whether files keep to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stance.data.tools.schema_exports import Tool
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


@schema.command(short_help="Write the codebook for annotators.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Write this .html or .md file.")
def guidelines(out: Path) -> int:
    """Write the codebook for annotators: every label with its rules, examples and keys."""
    from stance.schema.guidelines import write_guidelines

    click.echo(write_guidelines(out))
    return 0


@schema.command(short_help="Write the labels in the format of an annotation tool.")
@click.option(
    "--to",
    required=True,
    type=click.Choice(["label-studio", "doccano", "brat", "json-schema"]),
    help="Write for this tool, or the JSON Schemas of the records.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Write to this folder.")
def export(to: Tool, out: Path) -> int:
    """Write the labels so that an annotation tool offers them, or the JSON Schemas of the records."""
    from stance.data.tools.schema_exports import export_schema

    for path in export_schema(to, out):
        click.echo(path)
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
