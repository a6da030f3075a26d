"""The codebook for annotators, made from the label schema: a page to read, to print, or Markdown."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from markupsafe import Markup

from stance.errors import ConfigError
from stance.schema.example_text import expected_labels, marked_pieces
from stance.schema.guidelines_markdown import render_markdown
from stance.schema.hotkeys import hotkeys
from stance.schema.labels import load_schema
from stance.schema.pages import page_environment
from stance.schema.procedure import PROCEDURE, TASK_TITLES
from stance.schema.records import LabelSchema, ValueSet

Format = Literal["html", "markdown"]
_FORMATS: Mapping[str, Format] = {".html": "html", ".md": "markdown"}
_CODE = re.compile("`([^`]+)`")


def render_guidelines(schema: LabelSchema, *, format: Format) -> str:
    """Return the codebook: how to work, the keys, the rules, and every label with its examples.

    Args:
        schema: what the codebook is about.
        format: "html" is one page without script that needs no network and prints well; "markdown" is read
            as on GitHub.
    """
    if format == "markdown":
        return render_markdown(schema)
    return (
        _environment()
        .get_template("guidelines.html.j2")
        .render(
            schema=schema,
            keys=hotkeys(schema),
            procedure=PROCEDURE,
            titles={
                task: TASK_TITLES.get(task, task.replace("_", " ").capitalize()) for task in schema.tasks
            },
            linked=functools.partial(_with_links, _rule_links(schema)),
        )
    )


def write_guidelines(path: Path) -> Path:
    """Write the codebook of the newest label schema and return where it is.

    Raises:
        ConfigError: the name ends neither in .html nor in .md.
    """
    if path.suffix not in _FORMATS:
        raise ConfigError(
            str(path),
            expected="a name that ends in .html or .md",
            found=path.name,
            action="Choose one of the two formats by the name.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_guidelines(load_schema(), format=_FORMATS[path.suffix]), encoding="utf-8")
    return path


@functools.cache
def _environment() -> Environment:
    environment = page_environment("stance.schema")
    filters: dict[str, Callable[..., object]] = {
        "pieces": marked_pieces,
        "expected": expected_labels,
        "words": _words,
        "key": _key,
        "is_short": _is_short,
    }
    environment.filters |= filters
    return environment


def _words(name: str) -> str:
    return name.replace("_", " ")


def _key(key: str) -> Markup:
    return Markup(" + ").join(
        Markup("<kbd>{}</kbd>").format(part.capitalize() if len(part) > 1 else part.upper())
        for part in key.split("+")
    )


def _is_short(values: ValueSet) -> bool:
    """Whether a table of definitions says all there is to say."""
    return not any(
        label.decision or label.examples or label.counterexamples for label in values.labels.values()
    )


def _rule_links(schema: LabelSchema) -> re.Pattern[str]:
    rules = {*schema.general_rules, *(rule for task in schema.tasks.values() for rule in task.rules)}
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, rules), key=len, reverse=True))})\b")


def _with_links(rules: re.Pattern[str], text: str) -> Markup:
    """Return a text in which the name of each rule leads to the rule and `names` are set as code."""
    linked = rules.sub(lambda match: f'<a href="#rule-{match[0]}">{match[0]}</a>', escape(text))
    return Markup(_CODE.sub(r"<code>\1</code>", linked))
