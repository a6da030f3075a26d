"""The `stance` command: finds the command asked for, runs it, tells errors in four parts."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Sequence

import click

from stance import __version__

_COMMANDS = {
    "score": "stance.cli.score:score",
    "predict": "stance.cli.predict:predict",
    "data": "stance.cli.data:data",
    "train": "stance.cli.train:train",
    "tune": "stance.cli.train:tune",
    "curve": "stance.cli.train:curve",
    "evaluate": "stance.cli.evaluate:evaluate",
    "compare": "stance.cli.evaluate:compare",
    "runs": "stance.cli.evaluate:runs",
    "schema": "stance.cli.schema:schema",
}


class _StanceGroup(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the help text."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, None when there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> int:
        """Run the command and return its exit code."""
        # Imported here, as records take longer to load than the help text takes to show.
        from stance.cli.exit_codes import code_of_error
        from stance.errors import StanceError

        try:
            code: int = super().invoke(ctx)
        except StanceError as error:
            if ctx.params["debug"]:
                raise
            _tell(error.where, error.expected, error.found, error.action)
            return code_of_error(error)
        return code


@click.group(cls=_StanceGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show Python tracebacks of errors.")
@click.version_option(__version__, prog_name="stance", message="%(prog)s %(version)s")
def stance(debug: bool) -> None:
    """Read how news frames its subject: who speaks, which words are loaded, which frames, what stance."""
    if debug:
        logging.basicConfig(level=logging.DEBUG)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Args:
        arguments: without the name of the program; None takes those of the process.
    """
    try:
        code = stance.main(args=arguments, prog_name="stance", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as error:
        signal_number: int = getattr(error.__cause__, "signal_number", 2)
        click.echo("Interrupted: the output folder is as it was before.", err=True)
        return 128 + signal_number
    return code or 0


def _tell(where: str, expected: str, found: str, action: str) -> None:
    parts = {"expected": expected, "found": found, "to do": action}
    lines = [f"error: {where}", *(f"  {name:<8}  {part}" for name, part in parts.items())]
    click.echo("\n".join(lines), err=True)
