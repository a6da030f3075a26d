"""Commands that messages and documentation name exist, with their options."""

import ast
import re
import shlex
from pathlib import Path

import click
import pytest

from stance.cli.main import stance

ROOT = Path(__file__).resolve().parents[2]
IN_BACKTICKS = re.compile(r"`(stance [a-z-][^`]*)`")
ON_ITS_OWN_LINE = re.compile(r"^(?:\$ )?(stance [a-z-][^#\n]*)", re.MULTILINE)


def texts_of(path):
    """Return the string literals of a module, with {} where a value is put in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def named_commands():
    for path in sorted((ROOT / "stance").rglob("*.py")):
        for text in texts_of(path):
            yield from IN_BACKTICKS.findall(text)
    for name in ("README.md", "CHANGELOG.md", "docs/datasets.md", "docs/training.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        yield from IN_BACKTICKS.findall(text)
        yield from ON_ITS_OWN_LINE.findall(text)


def fault(line):
    """Return what a command line names that does not exist, None when all of it does."""
    command = stance
    context = click.Context(stance)
    for word in shlex.split(line)[1:]:
        if word.startswith("-") and word != "-":
            options = {name for parameter in command.params for name in parameter.opts}
            if word.partition("=")[0] not in options | {"-h", "--help"}:
                return word
        elif isinstance(command, click.Group):
            if word not in command.list_commands(context):
                return word
            command = command.get_command(context, word)
    return None


@pytest.mark.parametrize("line", sorted(set(named_commands())))
def test_command_that_a_text_names_exists(line):
    assert fault(line) is None


@pytest.mark.parametrize(
    ("line", "wrong"),
    [("stance shcema show", "shcema"), ("stance schema list", "list"), ("stance score --to out", "--to")],
)
def test_command_that_does_not_exist_is_noticed(line, wrong):
    assert fault(line) == wrong


def test_advice_of_a_bad_record_is_among_them():
    assert any(line.startswith("stance schema show --json-schema") for line in named_commands())
