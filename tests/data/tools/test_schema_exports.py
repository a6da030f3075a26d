"""The label schema is written as annotation tools read it, in the names the readers understand."""

import json
import xml.etree.ElementTree as ET

import jsonschema
import pytest

from stance.data.tools.brat_names import layer_and_label, unescape_brat
from stance.data.tools.schema_exports import export_schema
from stance.errors import ConfigError
from stance.schema.labels import load_schema

SCHEMA = load_schema()


def exported(to, folder):
    return {path.name: path.read_text("utf-8") for path in export_schema(to, folder)}


def sections(conf):
    found, name = {}, None
    for line in conf.splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            found[name] = []
        elif line:
            found[name].append(line)
    return found


def test_label_studio_gets_one_page_with_all_roles_and_cues(tmp_path):
    page = ET.fromstring(exported("label-studio", tmp_path / "new")["config.xml"])
    labels = {label.get("value") for label in page.iter("Label")}
    assert {*SCHEMA.attribution_roles, *SCHEMA.cue_types} <= labels


def test_doccano_gets_label_types_with_the_fields_it_reads(tmp_path):
    files = {name: json.loads(text) for name, text in exported("doccano", tmp_path).items()}
    assert set(files) == {"span_types.json", "relation_types.json", "frame.json", "stance.json"}
    for types in files.values():
        texts = [each["text"] for each in types]
        assert len(set(texts)) == len(texts)
        keys = [(each["prefix_key"], each["suffix_key"]) for each in types if each["suffix_key"]]
        assert len(set(keys)) == len(keys)
        for each in types:
            # Limits of doccano's model: a key is one of 0-9 and a-z with or without ctrl or shift.
            assert len(each["text"]) <= 100
            assert each["prefix_key"] in (None, "shift")
            assert each["suffix_key"] is None or (
                len(each["suffix_key"]) == 1 and each["suffix_key"].isalnum()
            )
    assert {"attribution/source", "cue/hedge"} <= {each["text"] for each in files["span_types.json"]}
    assert {"parent", "contradicts", "continues"} <= {each["text"] for each in files["relation_types.json"]}
    assert tuple(each["text"] for each in files["stance.json"]) == SCHEMA.stance_labels


def test_brat_gets_types_links_and_attributes_that_are_read_back(tmp_path):
    files = exported("brat", tmp_path)
    conf = sections(files["annotation.conf"])
    assert {layer_and_label(name) for name in conf["entities"]} == {
        *(("attribution", role) for role in SCHEMA.attribution_roles),
        *(("cue", kind) for kind in SCHEMA.cue_types),
    }
    links = {layer_and_label(line.split("\t")[0]) for line in conf["relations"]}
    assert {("attribution", "source"), ("attribution", "contradicts"), ("cue", "attribution")} <= links
    values = {
        unescape_brat(name): rest.partition("Value:")[2].split("|")
        for name, rest in (line.split("\t") for line in conf["attributes"])
    }
    assert values["intensity"] == ["1", "2", "3"]
    assert set(values["voice"]) == set(SCHEMA.voices)
    assert "direction" not in values


def test_brat_shows_and_keys_only_types_it_knows(tmp_path):
    files = exported("brat", tmp_path)
    known = set(sections(files["annotation.conf"])["entities"])
    keyed = dict(line.split("\t") for line in files["kb_shortcuts.conf"].splitlines())
    assert set(keyed.values()) <= known
    assert all(len(key) == 1 for key in keyed)
    drawn = {line.split("\t")[0] for line in sections(files["visual.conf"])["drawing"]}
    assert drawn == {*known, "SPAN_DEFAULT", "ARC_DEFAULT"}


def test_json_schemas_are_valid_for_every_kind_of_record(tmp_path):
    files = exported("json-schema", tmp_path)
    assert sorted(files) == [
        f"{kind}.schema.json" for kind in ("analysis", "annotation", "document", "scores")
    ]
    for text in files.values():
        jsonschema.Draft202012Validator.check_schema(json.loads(text))


def test_a_second_export_gives_the_same_files(tmp_path):
    assert exported("brat", tmp_path) == exported("brat", tmp_path)


def test_tools_nobody_knows_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="one of: label-studio, doccano, brat, json-schema"):
        export_schema("gate", tmp_path / "x")
    assert not (tmp_path / "x").exists()
