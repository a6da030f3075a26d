r"""Label Studio: the JSON export, with the annotations of all annotators of a task.

How the program counts, found out with the real one (1.23.2, see `experiments/label-studio.md`): offsets
count Unicode code points of the task's text as it was imported; a carriage return and a line feed count one
each, an entity such as `&amp;` counts as it is written. Its server keeps offsets as given; its page computes
them so. Older releases counted UTF-16 code units, hence the vote. `value.text` has a backslash and the letter
n for every line end, and may lack white space beside line ends.

What the results mean stands in the labeling configuration. A file ending in `.xml` among the paths, or in a
folder named, is taken as it (Settings, Labeling Interface, Code); without one, controls named as in the
configuration made from the label schema mean what they mean there, and of others it is taken that choices are
a set where any annotator chose several at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from stance.data.delivery import Convention, Delivery, ReaderOptions
from stance.data.files import refuse
from stance.data.readers.label_studio_results import TaskView
from stance.data.readers.label_studio_task import Task, decode_task
from stance.data.readers.label_studio_votes import read_votes
from stance.data.readers.sources import SourceFile, files_under
from stance.data.records_in import known_fields
from stance.data.safe_xml import parse_xml
from stance.data.tools.annotation_files import decode_object, read_list, tool_article
from stance.data.tools.label_studio_forms import Form, form_of, schema_form
from stance.errors import InputError

_CONVENTIONS: Final[tuple[Convention, ...]] = ("code_points", "utf16", "crlf_as_one", "html_escaped")
_SUFFIXES: Final = frozenset({".json", ".xml"})
_OURS: Final = ("doc_id", "text_sha256", "targets", "holder_targets", "entities")


class Options(ReaderOptions, frozen=True, kw_only=True):
    """Options of the format."""

    predictions: bool = False
    """Also read predictions: of kind "model" where they do not say otherwise, by the model version."""
    text: str | None = None
    """Field of the task data that holds the text; None takes it from the configuration, or the field called
    text, body, content or the like."""


@dataclass(frozen=True, slots=True)
class _Page:
    """How the results of a file are to be read."""

    form: Form
    sets: frozenset[str]
    asked: tuple[str, ...] | None
    """Names of the controls anyone used, where no configuration tells what was asked."""


def read(paths: Sequence[Path], options: ReaderOptions, /) -> Iterator[Delivery | InputError]:
    """Yield one delivery per task, in the order of the files."""
    settings = msgspec.convert(options, Options, from_attributes=True)
    exports: list[SourceFile] = []
    form: Form | None = None
    for file in files_under(paths, _SUFFIXES):
        if isinstance(file, InputError):
            yield file
        elif file.path.suffix.lower() != ".xml":
            exports.append(file)
        elif form is None:
            form = form_of(parse_xml(file.path.read_bytes(), file.name))
        else:
            yield refuse(file.name, "parse_error", "one labeling configuration", "a second one", "Name one.")
    for file in exports:
        yield from _deliveries(file, form, settings)


def _deliveries(file: SourceFile, form: Form | None, options: Options) -> Iterator[Delivery | InputError]:
    tasks: list[tuple[str, Task]] = []
    try:
        records = read_list(file.path, file.name)
    except InputError as error:
        yield error
        return
    for record in records:
        try:
            tasks.append((record.where, decode_task(decode_object(record), record.where)))
        except InputError as error:
            yield error
    page = _page(form, [task for _, task in tasks])
    seen: set[str] = set()
    for where, task in tasks:
        try:
            yield _delivery(task, where, file, page=page, options=options, seen=seen)
        except InputError as error:
            yield error


def _page(form: Form | None, tasks: Sequence[Task]) -> _Page:
    """Only where there is no configuration, what it would tell is taken from all results of the file."""
    if form is not None:
        return _Page(form, frozenset(), None)
    names: dict[str, None] = {}
    sets: set[str] = set()
    for item in (item for task in tasks for item in task.all_results()):
        name, value = item.get("from_name"), item.get("value")
        if isinstance(name, str) and isinstance(value, dict):
            names[name] = None
            choices = value.get("choices")
            if isinstance(choices, list) and len(choices) > 1:
                sets.add(name)
    return _Page(schema_form(), frozenset(sets), tuple(names))


def _delivery(
    task: Task, where: str, file: SourceFile, *, page: _Page, options: Options, seen: set[str]
) -> Delivery:
    where = where if task.id is None else f"{where}, task {task.id}"
    name = str(task.id) if task.id is not None else where
    if name in seen:
        raise refuse(where, "duplicate_id", "a task id used once", name, "Take one of the tasks out.")
    seen.add(name)
    field, text = _text(task.data, page, where, options)
    others = {key: value for key, value in task.data.items() if key not in _OURS}
    article = tool_article(others, text, text_field=field, article_id=f"{file.name}/{name}", path=file.name)
    text_names = [shown for shown, of in page.form.text_names.items() if of == field]
    view = TaskView(
        text=article.text,
        text_name=text_names[0] if text_names and page.asked is None else None,
        form=page.form,
        sets=page.sets,
        place=task.place,
    )
    votes, losses = read_votes(
        task, view, where=where, asked=_asked(page, task), predictions=options.predictions
    )
    doc_id = _text_or_none(task.data.get("doc_id"))
    return Delivery(
        article=article,
        where=where,
        annotations=votes,
        targets=task.targets(page.form.lists),
        entities=task.entities(),
        doc_id=doc_id,
        text_sha256=_text_or_none(task.data.get("text_sha256")),
        # Releases that counted otherwise cannot show the pages that our tasks are written for.
        conventions=_CONVENTIONS if doc_id is None else ("code_points",),
        losses=losses,
    )


def _text(data: Mapping[str, Any], page: _Page, where: str, options: Options) -> tuple[str, str]:
    """Return field and text of a task."""
    given = (
        [options.text] if options.text else list(page.form.text_names.values() if page.asked is None else ())
    )
    fields = given or [name for name in data if "text" in known_fields({name: data[name]})]
    for field in fields:
        text = data.get(field)
        if isinstance(text, str) and text:
            return field, text
    raise refuse(
        where,
        "no_text",
        f"a text in the task data under {', '.join(given) or 'text, body, content or the like'}",
        f"the fields {', '.join(map(str, data))[:200]}" if data else "no fields",
        "Name the field with the option text.",
    )


def _asked(page: _Page, task: Task) -> tuple[str, ...]:
    """Layers and questions a task was asked for."""
    form = page.form
    if page.asked is None:
        questions = [name for name, each in form.questions() if each is None or task.entries(each)]
        return tuple(dict.fromkeys([*form.marks.values(), *questions]))
    layers = [form.layer_or_question(name) for name in page.asked]
    return tuple(dict.fromkeys(layer for layer in layers if layer is not None))


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
