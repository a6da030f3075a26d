"""`stance data`: from annotated articles to a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypedDict, Unpack

import click

from stance.cli.options import bundle_option, key_values, seed_option

N_RESAMPLES = 1000
_PATH = click.Path(path_type=Path)
_folder = click.argument("folder", type=_PATH, metavar="FOLDER")
_options = click.option(
    "--option", "options", multiple=True, metavar="KEY=VALUE", help="Set an option of the format."
)


class _ImportChoices(TypedDict):
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
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="PATH...")
@click.option("--out", required=True, type=_PATH, help="Write the dataset to this folder.")
@_options
@click.option(
    "--cleaning",
    type=click.Choice(["standard", "none"]),
    default="standard",
    show_default=True,
    help="Clean texts as for scoring, or keep them as they are.",
)
@click.option(
    "--documents", type=_PATH, help="Match texts to these documents, from which they were exported."
)
@click.option(
    "--label-set",
    default="",
    help="Name the label set; stance fits labels to the label schema.  [default: the format]",
)
@click.option("--skip-bad", is_flag=True, help="List broken records in the losses and go on.")
@click.option("--overwrite", is_flag=True, help="Replace the dataset that is in the folder.")
def import_(
    format: str, paths: tuple[Path, ...], options: tuple[str, ...], **choices: Unpack[_ImportChoices]
) -> int:
    """Read texts and annotations in a FORMAT into a dataset folder.

    Formats: label-studio, doccano, prodigy, brat, uima, webanno-tsv, conll, ptc, table, jsonl, and the
    corpora polnear, babe, newsmtsc, gvfc, narrative-frames and perspectrum. Every offset is proven against
    the text it is said to cover; what cannot be mapped is counted here and listed in losses.jsonl.
    """
    from stance.data.imports.importing import ImportRequest, import_annotations
    from stance.data.imports.summary import describe_import

    request = ImportRequest(format=format, paths=paths, options=key_values(options), **choices)
    click.echo(describe_import(import_annotations(request)))
    return 0


@data.command(short_help="Show how far the annotators agree.")
@_folder
@click.option("--html", type=_PATH, help="Write a page to this file too.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--resamples",
    type=click.IntRange(min=0),
    default=N_RESAMPLES,
    show_default=True,
    help="Draw that many samples of documents for the intervals.",
)
@click.option(
    "--scale",
    "scales",
    multiple=True,
    metavar="QUESTION=LEVEL",
    help="Compare answers as nominal, ordinal, interval or masi, or ordinal:LOW<MIDDLE<HIGH.  "
    "[default: masi for sets of labels, nominal for all else]",
)
@seed_option
def agreement(
    folder: Path, html: Path | None, as_json: bool, resamples: int, scales: tuple[str, ...], seed: int
) -> int:
    """Show how far the annotators of a dataset agree, per layer, label and annotator.

    Labels are compared by Krippendorff's alpha, spans by F1 between annotators and by alpha over tokens, all
    with 95 % intervals over documents.
    """
    from stance.analysis.render.agreement_html import render_agreement_html
    from stance.analysis.render.agreement_terminal import render_agreement_terminal
    from stance.data.agreement.questions import parse_scale
    from stance.data.agreement.report import agreement_of_folder
    from stance.records.codec import encode_json

    report = agreement_of_folder(
        folder, seed=seed, n_resamples=resamples, scales=dict(map(parse_scale, scales))
    )
    if html is not None:
        html.write_text(render_agreement_html(report), encoding="utf-8")
    click.echo(encode_json(report).decode() if as_json else render_agreement_terminal(report))
    return 0


@data.command(short_help="Make gold of the votes of several annotators.")
@_folder
@click.option(
    "--method",
    type=click.Choice(["given", "majority", "unanimous", "dawid-skene", "review"]),
    help="Decide by this rule.  [required unless --apply]",
)
@click.option(
    "--min-votes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Leave items with fewer votes undecided.",
)
@click.option("--review", type=_PATH, help="Write what is undecided to this file (.csv, .jsonl) to fill in.")
@click.option("--apply", type=_PATH, help="Take the decisions from a file that was filled in.")
@click.option("--reviewer", default="", help="Name who decided, with --apply.")
@seed_option
def adjudicate(
    folder: Path,
    method: Literal["given", "majority", "unanimous", "dawid-skene", "review"] | None,
    min_votes: int,
    review: Path | None,
    apply: Path | None,
    reviewer: str,
    seed: int,
) -> int:
    """Make gold of the votes of several annotators; every decision keeps its trail in decisions.jsonl.

    The raw votes stay. What has no majority is left undecided: --review writes it to a file that a person
    fills in, --apply reads that file back.
    """
    from stance.data.adjudication.adjudicate import adjudicate_folder
    from stance.data.adjudication.review_file import apply_review, write_review
    from stance.data.building.summaries import describe_adjudication
    from stance.data.dataset_folder import DatasetFolder
    from stance.records.decision import Rule

    place = DatasetFolder(folder)
    if method == "review" and review is None:
        raise click.UsageError("--method review needs --review FILE, the file a person is to fill in.")
    if apply is not None:
        report = apply_review(place, apply, reviewer=reviewer)
    elif method is not None:
        report = adjudicate_folder(place, rule=Rule(method=method, min_votes=min_votes))
    else:
        raise click.UsageError("Name a rule with --method, or a file that was filled in with --apply.")
    click.echo(describe_adjudication(report))
    if review is not None:
        n_items = write_review(place, review, seed=seed)
        click.echo(f"{n_items:,} items to decide in {review}", err=True)
    return 0


@data.command(short_help="Build a dataset as a configuration says.")
@click.argument("config", type=_PATH, metavar="CONFIG")
@click.option("--source", multiple=True, type=_PATH, help="Import from here instead of the paths configured.")
@click.option("--out", type=_PATH, help="Write to this folder instead of the one configured.")
def build(config: Path, source: tuple[Path, ...], out: Path | None) -> int:
    """Build a dataset as a CONFIG (YAML) says: import, clean, adjudicate, split, audit, and write its card.

    The folder gets examples that datasets.load_dataset opens as they are, and a README.md that tells what
    the dataset is and what a model could cheat with.
    """
    from stance.data.building.build import build_dataset
    from stance.data.building.config import load_config
    from stance.data.building.summaries import describe_build

    plan = load_config(config)
    folder = out or Path(plan.folder)
    built = build_dataset(plan, folder=folder, sources=source)
    click.echo(describe_build(built, folder))
    return 0


@data.command(short_help="Show what leaks between parts and what a model could cheat with.")
@_folder
def audit(folder: Path) -> int:
    """Audit a dataset that was built: leaks between parts, and shortcuts to the labels.

    Everything is computed anew from the files in the folder; exit code 1 when they are not those that were
    built.
    """
    from stance.data.auditing.folder import audit_folder
    from stance.data.auditing.text import render_audit

    for report in audit_folder(folder):
        click.echo(render_audit(report))
    return 0


@data.command(short_help="Write a dataset in the format of an annotation tool.")
@_folder
@click.option(
    "--to",
    required=True,
    type=click.Choice(["label-studio", "doccano", "brat", "jsonl"]),
    help="Write in this format.",
)
@click.option("--out", required=True, type=_PATH, help="Write to this folder.")
@click.option(
    "--which",
    type=click.Choice(["annotations", "gold", "bundle"]),
    default="annotations",
    show_default=True,
    help="Write the raw votes, the gold, or what the models of --bundle find.",
)
@bundle_option
@seed_option
@_options
def export(
    folder: Path,
    to: str,
    out: Path,
    which: Literal["annotations", "gold", "bundle"],
    bundle: str,
    seed: int,
    options: tuple[str, ...],
) -> int:
    """Write a dataset so that an annotation tool opens it; stance data import reads it back.

    With --which bundle the annotations are made by models, for people to correct.
    """
    from stance.compose.export import export_folder
    from stance.data.building.summaries import describe_export

    report = export_folder(
        folder, to=to, out=out, which=which, options=key_values(options), bundle=bundle, seed=seed
    )
    click.echo(describe_export(report))
    return 0
