"""Options that several commands take alike."""

from __future__ import annotations

from pathlib import Path

import click

from stance.compose.request import DEFAULT_BUNDLE, DEFAULT_SEED

targets_option = click.option(
    "--targets", type=click.Path(path_type=Path), help="Read targets per event from this file."
)
bundle_option = click.option(
    "--bundle", default=DEFAULT_BUNDLE, show_default=True, help="Analyze with these models."
)
seed_option = click.option(
    "--seed",
    type=int,
    default=DEFAULT_SEED,
    show_default=True,
    help="Draw the 95 % intervals from this seed.",
)


def key_values(options: tuple[str, ...]) -> dict[str, str]:
    """Return options given as KEY=VALUE.

    Raises:
        click.BadParameter: one is written otherwise, or a key is given twice.
    """
    pairs: dict[str, str] = {}
    for option in options:
        name, sign, value = option.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"{option!r} is not KEY=VALUE", param_hint="--option")
        if name in pairs:
            raise click.BadParameter(f"{name} is given twice", param_hint="--option")
        pairs[name] = value
    return pairs
