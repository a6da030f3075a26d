"""`stance data`: from annotated articles to a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import click

from stance.cli.options import seed_option

if TYPE_CHECKING:
    from stance.records.decision import Method

DEFAULT_RESAMPLES = 1000
_folder = click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")


class _ImportOptions(TypedDict):
    out: Path
    cleaning: Literal["standard", "none"]
    documents: Path | None
    label_set: str
    skip_bad: bool
    overwrite: bool


@click.group(short_help="Turn annotated articles into a dataset one can trust.")
def data() -> None:
    """Turn annotated articles into a dataset one can trust."""


@data.command("import", short_help="Read texts and annotations of a tool or corpus.")
@click.argument("format", metavar="FORMAT")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Write the dataset folder here.")
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="Set an option of the format.")
@click.option(
    "--cleaning",
    type=click.Choice(["standard", "none"]),
    default="standard",
    show_default=True,
    help="Clean the texts as articles are cleaned for scoring, or keep them as they are.",
)
@click.option(
    "--documents",
    type=click.Path(path_type=Path),
    help="Match texts to these documents, which were exported.",
)
@click.option(
    "--label-set",
    default="own",
    show_default=True,
    help="Name the label set; stance fits the labels to the label schema.",
)
@click.option("--skip-bad", is_flag=True, help="Go on after a broken record and list it in the losses.")
@click.option("--overwrite", is_flag=True, help="Replace the dataset that is in the folder.")
def import_(
    format: str, paths: tuple[Path, ...], options: tuple[str, ...], **given: Unpack[_ImportOptions]
) -> int:
    """Read texts and annotations in a FORMAT into a dataset folder.

    Formats: label-studio, doccano, prodigy, brat, uima, webanno-tsv, conll, ptc, table, jsonl, and the
    corpora polnear, babe, newsmtsc, gvfc, narrative-frames, perspectrum. Every offset is proven against the
    text it is said to cover; what cannot be mapped is counted, and listed in losses.jsonl.
    """
    from stance.data.importing import ImportRequest, describe_import, import_annotations

    report = import_annotations(ImportRequest(format=format, paths=paths, options=_pairs(options), **given))
    click.echo(describe_import(report))
    return 0


def _pairs(options: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for option in options:
        name, sign, value = option.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"{option!r} is not KEY=VALUE", param_hint="--option")
        if name in pairs:
            raise click.BadParameter(f"{name} is given twice", param_hint="--option")
        pairs[name] = value
    return pairs
