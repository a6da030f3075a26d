"""A dataset built from a spreadsheet, end to end."""

import csv
import itertools
from pathlib import Path

import pytest

from stance.cli.main import main
from stance.data.auditing.folder import audit_folder, read_record, read_tasks
from stance.data.building.build import build_dataset
from stance.data.building.config import load_config
from stance.data.dataset_folder import DatasetFolder
from stance.errors import ConfigError, InvariantError, ResourceMissingError

CONFIG = """
config: stance.dataset-config/1.0.0
name: invented
folder: unused
seed: 7
source:
  format: table
  paths: [nowhere.csv]
  options: {text: text, id: id, label: bias, annotator: who, group: "outlet,topic"}
  cleaning: none
gold: {method: majority}
tasks:
  bias: {kind: answer, layer: bias, description: Whether a sentence is biased.}
split:
  kind: holdout
  group_by: [topic]
  parts: {train: 0.6, dev: 0.2, test: 0.2}
  seed: 7
card:
  title: Invented sentences
  summary: Sentences written for a test.
  sources: ["nobody <script>alert(1)</script>"]
  licence: CC0-1.0
  intended_use: Tests.
"""
PLACES = "harbour market school theatre station library museum hospital stadium park".split()
VERBS = ["opened", "closed", "moved", "grew", "shrank", "burned"]


@pytest.fixture
def table(tmp_path):
    """60 sentences on ten topics from two outlets; three people judge each.

    The Horn's sentences are biased, the Bell's are not, whatever they say; the third person says the
    opposite of the two others in every sixth sentence, which leaves the majority as it is.
    """
    path = tmp_path / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "text", "outlet", "topic", "who", "bias"])
        for number, (place, verb) in enumerate(itertools.product(PLACES, VERBS)):
            outlet = "Horn" if number % 2 else "Bell"
            label, other = ("yes", "no") if outlet == "Horn" else ("no", "yes")
            text = f"The {place} of the old town {verb} on day {number} of the year, people there said."
            for who in ("ann", "ben", "cat"):
                vote = other if who == "cat" and number % 6 == 0 else label
                writer.writerow([f"s{number}", text, outlet, place, who, vote])
    return path


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "invented.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def built(table, config, tmp_path):
    folder = tmp_path / "out"
    return build_dataset(load_config(config), folder=folder, sources=[table]), DatasetFolder(folder)


def test_every_document_is_in_one_part_and_no_topic_in_two(built):
    done, place = built
    examples = read_tasks(place, done.record)["bias"]
    assert len(examples) == len({example.doc_id for example in examples}) == 60
    parts_of_topic = {}
    for example in examples:
        parts_of_topic.setdefault(example.groups["topic"], set()).add(example.part)
    assert all(len(parts) == 1 for parts in parts_of_topic.values())
    assert {example.part for example in examples} == {"train", "dev", "test"}


def test_the_gold_is_the_majority_and_the_votes_stay_beside_it(built):
    done, place = built
    examples = read_tasks(place, done.record)["bias"]
    # Ten of sixty sentences (0, 6, 12, ...) have one vote against two.
    assert sum(len(example.votes) == 2 for example in examples) == 10
    for example in examples:
        assert example.labels == ["yes" if example.groups["outlet"] == "Horn" else "no"]
        assert example.votes[example.labels[0]] >= 2
    assert len(place.read_annotations()) == 180


def test_the_audit_says_that_the_outlet_gives_the_label_away(built):
    done, _ = built
    audit = done.audits["bias"]
    outlet = next(probe for probe in audit.probes.results if probe.name == "outlet")
    assert outlet.macro_f1 == 1.0
    assert any("outlet alone predicts the label" in warning for warning in audit.warnings)


def test_the_card_tells_the_shortcut_the_agreement_and_how_to_load(built):
    _, place = built
    card = place.card.read_text(encoding="utf-8")
    assert "outlet alone predicts the label with macro-F1 1.00" in card
    assert "| bias | nominal | 60 | 3 |" in card
    assert 'load_dataset("path/to/this/folder", "bias")' in card
    for name in ("plots/bias-labels.png", "plots/bias-lengths.png"):
        assert name in card
        assert (place.path / name).read_bytes().startswith(b"\x89PNG")


def test_hugging_face_datasets_loads_the_folder_as_it_is(built, tmp_path):
    datasets = pytest.importorskip("datasets")
    done, place = built
    loaded = datasets.load_dataset(str(place.path), "bias", cache_dir=str(tmp_path / "cache"))
    assert {part: len(rows) for part, rows in loaded.items()} == done.record.tasks["bias"].n_by_part


def test_the_same_configuration_gives_the_same_files(built, table, config, tmp_path):
    done, place = built
    again = build_dataset(load_config(config), folder=tmp_path / "again", sources=[table])
    assert again.record == done.record
    assert (tmp_path / "again" / "README.md").read_bytes() == place.card.read_bytes()


def test_building_twice_in_one_folder_changes_nothing(built, table, config):
    done, place = built
    assert build_dataset(load_config(config), folder=place.path, sources=[table]).record == done.record


def test_another_seed_cuts_otherwise(built, table, config, tmp_path):
    done, _ = built
    other = CONFIG.replace("  seed: 7", "  seed: 8")
    config.write_text(other, encoding="utf-8")
    again = build_dataset(load_config(config), folder=tmp_path / "again", sources=[table])
    assert again.record.lock != done.record.lock


def test_an_audit_of_the_folder_gives_what_the_build_gave(built):
    done, place = built
    assert audit_folder(place.path) == list(done.audits.values())


def test_an_audit_refuses_files_that_were_changed(built):
    done, place = built
    path = place.path / done.record.tasks["bias"].files["test"]
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(InvariantError, match=r"test\.parquet.*expected the file that was built"):
        audit_folder(place.path)


def test_a_folder_that_was_not_built_cannot_be_audited(tmp_path):
    with pytest.raises(ResourceMissingError, match="Build it first"):
        audit_folder(tmp_path)


def test_a_record_is_read_back_as_it_was_written(built):
    done, place = built
    assert read_record(place) == done.record


SITE_LINE = "Sign up for the newsletter of the Horn and never miss a story again."


@pytest.fixture
def folder_with_site_lines(tmp_path, config):
    """Six articles that end with the same line of the site, in which a word is marked too."""
    path = tmp_path / "articles.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "text", "outlet", "topic", "start", "end", "tag", "covered"])
        for number, place in enumerate(PLACES[:6]):
            body = f"The {place} was {VERBS[number]} by the council last week, {number} people said."
            text = f"{body}\n\n{SITE_LINE}"
            for word in (place, "newsletter"):
                start = text.index(word)
                writer.writerow([f"a{number}", text, "Horn", place, start, start + len(word), "word", word])
    options = (
        "{text: text, id: id, start: start, end: end, span_label: tag, covered: covered, layer: words, "
        "group: 'outlet,topic'}"
    )
    text = CONFIG.replace(
        '{text: text, id: id, label: bias, annotator: who, group: "outlet,topic"}', options
    ).replace("bias: {kind: answer, layer: bias,", "words: {kind: spans, layer: words, exclusive: false,")
    text += "repeats: {min_documents: 3}\n"
    config.write_text(text, encoding="utf-8")
    return path


def test_what_a_site_repeats_is_taken_out_with_the_marks_in_it(folder_with_site_lines, config, tmp_path):
    plan = load_config(config)
    done = build_dataset(plan, folder=tmp_path / "out", sources=[folder_with_site_lines])
    place = DatasetFolder(tmp_path / "out")
    assert done.record.n_repeated_paragraphs == 6
    assert len(done.losses) == 6
    assert all(SITE_LINE not in document.text for document in place.read_documents().values())
    for example in read_tasks(place, done.record)["words"]:
        (span,) = example.spans
        assert example.text[span.starts[0] : span.ends[0]] == example.groups["topic"]
    # What was imported is kept, and a second build begins with it.
    assert SITE_LINE in (tmp_path / "out" / "imported" / "documents.jsonl").read_text(encoding="utf-8")
    again = build_dataset(plan, folder=tmp_path / "out", sources=[folder_with_site_lines])
    assert again.record == done.record


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("seed: 7\nsource", "sed: 7\nsource"), "unknown field 'sed'"),
        (("kind: answer", "kind: guess"), "guess"),
        (("{method: majority}", "{method: majority, extra: 1}"), "extra"),
        (("seed: 7\nsource", "seed: seven\nsource"), "int"),
    ],
)
def test_a_configuration_with_a_fault_names_it(config, change, message):
    config.write_text(CONFIG.replace(*change), encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_config(config)


def test_a_missing_configuration_points_to_examples(tmp_path):
    with pytest.raises(ResourceMissingError, match="configs/"):
        load_config(tmp_path / "none.yaml")


def test_the_commands_build_and_audit_and_tell_what_they_found(table, config, tmp_path, capsys):
    out = str(tmp_path / "cli")
    assert main(["data", "build", str(config), "--source", str(table), "--out", out]) == 0
    told = capsys.readouterr().out
    assert "invented: 60 documents, 180 annotations, 60 with gold, 0 items undecided" in told
    assert "! the outlet alone predicts the label" in told
    assert main(["data", "audit", out]) == 0
    assert "outlet" in capsys.readouterr().out
    assert main(["data", "agreement", out, "--resamples", "50", "--html", str(tmp_path / "a.html")]) == 0
    assert "bias" in capsys.readouterr().out
    assert "<html" in (tmp_path / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).resolve().parents[3] / "configs" / "datasets").glob("*"))
)
def test_every_configuration_that_is_shipped_loads(path):
    assert load_config(path).name == path.stem
