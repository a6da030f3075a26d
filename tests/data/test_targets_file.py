import pytest

from stance.data.targets import load_targets, targets_from_texts
from stance.errors import ConfigError, ResourceMissingError

FILE = """
targets:
  - carbon tax
  - {id: T2, kind: actor, text: Ann Roe, terms: [the mayor], entity_ids: [E_ROE]}
entities:
  - {id: E_ROE, name: Ann Roe, type: person, side: council, aliases: [the mayor, Roe]}
events:
  e1:
    targets: [{id: T3, kind: event, text: closing of the bridge}]
  2016:
    entities: [Harbor Board]
"""


def load(tmp_path, text):
    path = tmp_path / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    return load_targets(path)


def test_event_gets_the_shared_targets_and_its_own(tmp_path):
    table = load(tmp_path, FILE)
    assert [(t.id, t.kind, t.text) for t in table.for_event("e1").targets] == [
        ("T1", "issue", "carbon tax"),
        ("T2", "actor", "Ann Roe"),
        ("T3", "event", "closing of the bridge"),
    ]
    assert [e.name for e in table.for_event("2016").entities] == ["Ann Roe", "Harbor Board"]
    assert table.for_event("2016").entities[1].id == "E2"


def test_article_of_no_or_unknown_event_gets_the_shared_ones(tmp_path):
    table = load(tmp_path, FILE)
    assert table.for_event(None) == table.for_event("other") == table.shared
    assert table.shared.targets[1].terms == ["the mayor"]
    assert table.shared.entities[0].side == "council"


def test_texts_become_issue_targets():
    assert [(t.id, t.kind, t.text) for t in targets_from_texts(["a", "b"])] == [
        ("T1", "issue", "a"),
        ("T2", "issue", "b"),
    ]


def test_empty_file_has_no_targets(tmp_path):
    assert load(tmp_path, "").shared.targets == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("target: [a]", "did you mean 'targets'"),
        ("targets: [{txt: a}]", "did you mean 'text'"),
        ("targets: [{kind: actors, text: a}]", "did you mean 'actor'"),
        ("targets: [{id: T1}]", r"targets\[1\]\.text"),
        ("targets: [a, {id: T1, text: b}]", "'T1' twice"),
        ("targets: [a]\nevents: {e: {targets: [{id: T1, text: b}]}}", "'T1' twice"),
        ("targets: a", "a list"),
        ("- a", "a mapping"),
        ("events: {e: 5}", "a mapping"),
        (
            "targets: [{text: a, entity_ids: [E_ROO]}]\nentities: [{id: E_ROE, name: Ann}]",
            "did you mean 'E_ROE'",
        ),
        ("entities: [{id: E}]", r"entities\[1\]\.name"),
        ("targets: [{text: a, terms: b}]", "a list"),
        ("targets: [*x]", "alias"),
        ("targets: [", r"targets\.yaml:2"),
    ],
)
def test_mistakes_are_refused_with_a_hint(tmp_path, text, words):
    with pytest.raises(ConfigError, match=words):
        load(tmp_path, text)


def test_missing_and_undecodable_files_are_told_apart(tmp_path):
    with pytest.raises(ResourceMissingError, match="no such file"):
        load_targets(tmp_path / "none.yaml")
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_targets(tmp_path / "a.yaml")
