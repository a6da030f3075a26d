"""Send invented annotations through the real Label Studio and back, and compare everything.

Run by `make check-label-studio`. Installs Label Studio into its own environment, starts it with a database of its
own, makes a project with our labeling configuration, imports what our writer wrote, lets its page open, add to and
save annotations (where a browser and the package playwright are there), exports, and imports with our reader.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from label_studio_articles import FRONT_END_MARKS, judged_articles

from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.data.imports.importing import ImportRequest, import_annotations
from stance.data.layers import opened
from stance.data.writing import export_dataset
from stance.records.annotation import Annotation
from stance.records.document import Document
from stance.schema.label_studio_config import label_studio_config
from stance.schema.labels import load_schema

VERSION = "1.23.2"
"""Release that is checked; the newest at the time of writing."""
_EMAIL = "check@example.org"
_START_SECONDS = 300


@dataclass(frozen=True)
class Server:
    """A running Label Studio."""

    url: str
    token: str
    password: str

    def call(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON of any shape
        """Return the decoded answer of an API call; a body makes it a POST."""
        request = urllib.request.Request(
            f"{self.url}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{path}: Label Studio answers {error.code}: {error.read()[:800]!r}") from error

    def export(self, project: int) -> list[dict[str, Any]]:
        """Return the JSON export with predictions in full."""
        options = {"predictions": {"only_id": False}, "drafts": {"only_id": True}}
        made = self.call(f"/api/projects/{project}/exports/", {"serialization_options": options})
        exported: list[dict[str, Any]] = self.call(
            f"/api/projects/{project}/exports/{made['id']}/download?exportType=JSON"
        )
        return exported


@contextmanager
def label_studio(python: Path) -> Iterator[Server]:
    """Run Label Studio on a free port, with its database in a folder that is removed afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, password = secrets.token_hex(20), secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory(prefix="label-studio-") as data:
        environment = {
            **os.environ,
            "LABEL_STUDIO_BASE_DATA_DIR": data,
            "COLLECT_ANALYTICS": "0",
            "LATEST_VERSION_CHECK": "0",
            "SENTRY_DSN": "",
            "FRONTEND_SENTRY_DSN": "",
        }
        command = [
            str(python.with_name("label-studio")), "start", "--no-browser", "--internal-host", "127.0.0.1",
            "--port", str(port), "--data-dir", data, "--username", _EMAIL, "--password", password,
            "--user-token", token, "--enable-legacy-api-token",
        ]  # fmt: skip
        with (Path(data) / "server.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        server = Server(f"http://127.0.0.1:{port}", token, password)
        try:
            _wait_for(server, process, Path(data) / "server.log")
            yield server
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{server.url}/health", timeout=5)
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit(f"Label Studio did not start:\n{log.read_text(errors='replace')[-3000:]}")


def installed(environment: Path, *, with_browser: bool) -> Path:
    """Return the Python of an environment with Label Studio, made on first use."""
    python = environment / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    packages = [f"label-studio=={VERSION}", *(["playwright"] if with_browser else [])]
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True)
    return python


@dataclass(frozen=True)
class Sent:
    """What was sent and how it came back."""

    title: str
    rows: list[tuple[str, int, int, int]]
    """What, number sent, number that came back, number equal."""

    @property
    def is_equal(self) -> bool:
        """Whether all came back as it was sent, and nothing else."""
        return all(sent == back == equal for _, sent, back, equal in self.rows)


def compared(title: str, sent: list[Annotation], back: list[Annotation]) -> Sent:
    """Compare annotations by annotator and document, whatever the order of what is in them."""
    rows = []
    for what in ("marks", "links", "answers", "layers"):
        one, other = _records(sent, what), _records(back, what)
        rows.append((what, len(one), len(other), len(set(one) & set(other))))
    one, other = _attributes(sent), _attributes(back)
    rows.insert(1, ("attributes", len(one), len(other), len(set(one) & set(other))))
    return Sent(title, rows)


def _records(annotations: list[Annotation], what: str) -> list[str]:
    return [
        json.dumps([annotation.doc_id, annotation.annotator.id, msgspec.to_builtins(record)], sort_keys=True)
        for annotation in annotations
        for record in getattr(annotation, what)
    ]


def _attributes(annotations: list[Annotation]) -> list[str]:
    return [
        json.dumps([annotation.doc_id, annotation.annotator.id, key, name, value])
        for annotation in annotations
        for key, holder in [
            *((mark.id, mark) for mark in annotation.marks),
            *((f"{answer.question} {answer.about} {answer.holder}", answer) for answer in annotation.answers),
        ]
        for name, value in holder.attributes.items()
    ]


def imported(
    export: list[dict[str, Any]], dataset: DatasetFolder, folder: Path, config: Path
) -> list[Annotation]:
    """Return the annotations of an export, through our reader and import."""
    folder.mkdir(parents=True)
    (folder / "export.json").write_text(json.dumps(export), encoding="utf-8")
    shutil.copy(config, folder / "config.xml")
    out = DatasetFolder(folder / "dataset")
    import_annotations(
        ImportRequest(
            format="label-studio",
            paths=[folder / "export.json", folder / "config.xml"],
            out=out.path,
            options={"predictions": "true"},
            documents=dataset.documents,
            label_set="invented",
        )
    )
    losses = out.losses.read_text(encoding="utf-8")
    if losses:
        raise SystemExit(f"the import lost something:\n{losses}")
    return out.read_annotations()


def run(python: Path, work: Path, *, browser: str | None) -> tuple[list[Sent], list[str]]:
    """Return what was compared, and what the page did."""
    dataset = DatasetFolder(work / "sent")
    pairs = judged_articles()
    write_lines(dataset.documents, [document for document, _ in pairs])
    write_lines(dataset.annotations, [each for _, annotations in pairs for each in annotations])
    report = export_dataset(dataset, to="label-studio", out=work / "tool")
    if report.losses:
        raise SystemExit(f"the writer lost something: {report.losses}")
    sent = [opened(each) for each in dataset.read_annotations()]
    tasks = json.loads((work / "tool" / "tasks.json").read_text(encoding="utf-8"))
    config = work / "tool" / "config.xml"
    notes: list[str] = []
    with label_studio(python) as server:
        schema_only = label_studio_config(load_schema())
        server.call("/api/projects/", {"title": "schema", "label_config": schema_only})
        page = {"title": "round trip", "label_config": config.read_text(encoding="utf-8")}
        project = server.call("/api/projects/", page)["id"]
        server.call(f"/api/projects/{project}/import", tasks)
        export = server.export(project)
        back = imported(export, dataset, work / "server", config)
        compares = [compared("the server: imported and exported", sent, back)]
        if browser is not None:
            notes = _save_in_browser(python, server, project, export, browser=browser, work=work)
            after = imported(server.export(project), dataset, work / "browser", config)
            compares += _after_page(sent, after, [document for document, _ in pairs], notes)
    return compares, notes


def _save_in_browser(
    python: Path, server: Server, project: int, export: list[dict[str, Any]], *, browser: str, work: Path
) -> list[str]:
    """Let the page open every annotation, add a mark to it and save it."""
    order = {
        "url": server.url,
        "email": _EMAIL,
        "password": server.password,
        "browser": browser,
        "project": project,
        "screenshot": str(work / "page.png"),
        "tasks": [
            {
                "id": task["id"],
                "text": task["data"]["text"],
                "annotations": [each["id"] for each in task["annotations"]],
                "words": FRONT_END_MARKS,
            }
            for task in export
        ],
    }
    script = Path(__file__).with_name("label_studio_page.py")
    done = subprocess.run(
        [str(python), str(script)], input=json.dumps(order), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"the page could not be driven:\n{done.stderr[-3000:]}")
    return done.stdout.splitlines()


def _after_page(
    sent: list[Annotation], after: list[Annotation], documents: list[Document], notes: list[str]
) -> list[Sent]:
    """Compare what stood there before the page saved it, and the marks it made."""
    known = {(each.doc_id, each.annotator.id): {mark.id for mark in each.marks} for each in sent}
    made: list[str] = []
    kept: list[Annotation] = []
    for each in after:
        ids = known.get((each.doc_id, each.annotator.id), set())
        made += [piece.text for mark in each.marks if mark.id not in ids for piece in mark.pieces]
        kept.append(msgspec.structs.replace(each, marks=[mark for mark in each.marks if mark.id in ids]))
    persons = [each for each in sent if each.annotator.kind != "rule"]
    kept = [each for each in kept if each.annotator.kind != "rule"]
    wanted = [
        words
        for document in documents
        for each in persons
        if each.doc_id == document.doc_id
        for words in FRONT_END_MARKS
        if words in document.text
    ]
    notes.append(f"{len(made)} marks made on the page")
    right = sum(min(made.count(words), wanted.count(words)) for words in set(wanted))
    return [
        compared("the page: opened, added to and saved in Chromium", persons, kept),
        Sent("marks made on the page", [("marks", len(wanted), len(made), right)]),
    ]


def page(compares: list[Sent], notes: list[str], *, browser: str | None) -> str:
    """Return the result page."""
    lines = [
        "# The Label Studio round trip",
        "",
        f"`make check-label-studio` with Label Studio {VERSION} from the registry, in an environment of its own.",
        "",
        "| step | what | sent | came back | equal |",
        "|---|---|---:|---:|---:|",
    ]
    lines += [
        f"| {compare.title} | {what} | {sent} | {back} | {equal} |"
        for compare in compares
        for what, sent, back, equal in compare.rows
    ]
    return "\n".join([*lines, "", *_explanation(notes, browser=browser), ""])


def _explanation(notes: list[str], *, browser: str | None) -> list[str]:
    text = [
        "The articles and annotations are invented (`experiments/label_studio_articles.py`): emoji, combining marks,",
        "right-to-left words, CRLF, HTML entities and markup, a discontinuous quotation, all four layers, two persons",
        "and one set of rules. They are written by `stance data export --to label-studio`, imported over the API, and",
        "exported as JSON over the API; marks, links, attributes, answers and layers are compared after",
        "`stance data import label-studio`.",
        "",
    ]
    if browser is None:
        return [*text, "No browser was used: what the page does with them was not checked in this run."]
    return [
        *text,
        "The page was driven in headless Chromium: every annotation of a person was opened, words were marked (over",
        "emoji, across a line end, next to an entity, with a combining mark: dragged with the mouse; right-to-left",
        "words: by setting the selection), and it was saved. Annotations begun on an empty page, and doccano, were",
        "not checked against a running program.",
        "",
        "What the real program showed:",
        "",
        "- Offsets count code points of the text as it was imported. A carriage return and a line feed are one step",
        "  each; an entity is as long as it is written; a letter and its combining mark are two steps.",
        "- The server keeps results with their ids and `meta` as they come. `completed_by` must be a member of the",
        "  organization, or the import is refused (read in its source, `tasks/serializers.py`): our writer keeps the",
        "  annotator in a hidden text instead.",
        "- The page keeps region ids, `meta`, hidden controls, aliases, empty choices and repeated controls. Of two",
        "  relations between the same regions it keeps one, so ours has all labels.",
        "- The page writes `value.text` with a backslash and the letter n for each line end, and without white space",
        "  before a line end; the reader takes that into account.",
        "- The JSON export holds ids of predictions only; an export snapshot with predictions in full (Export, Create",
        "  new snapshot, or the API) holds them.",
        *(["", "Log of the page:", "", *(f"- {note}" for note in notes)] if notes else []),
    ]


def main() -> None:
    """Run the check; the exit status is 1 when anything did not come back equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", type=Path, default=Path("build/label-studio-venv"))
    parser.add_argument("--out", type=Path, default=Path("experiments/label-studio.md"))
    parser.add_argument("--browser", default=shutil.which("chromium") or shutil.which("google-chrome"))
    parser.add_argument("--no-browser", dest="browser", action="store_const", const=None)
    parser.add_argument("--work", type=Path, help="keep the files of the run in this folder")
    arguments = parser.parse_args()
    python = installed(arguments.environment, with_browser=arguments.browser is not None)
    with tempfile.TemporaryDirectory() as temporary:
        compares, notes = run(python, arguments.work or Path(temporary), browser=arguments.browser)
    arguments.out.write_text(page(compares, notes, browser=arguments.browser), encoding="utf-8")
    for compare in compares:
        for what, sent, back, equal in compare.rows:
            print(f"{compare.title:50} {what:10} {sent:5} sent {back:5} back {equal:5} equal")
    if not all(compare.is_equal for compare in compares):
        raise SystemExit("something did not come back as it was sent")


if __name__ == "__main__":
    main()
