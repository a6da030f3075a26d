import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.analysis.measures import measure
from stance.errors import InputError, InvariantError
from stance.records.analysis import Analysis
from stance.records.codec import (
    RECORD_KINDS,
    decode_analysis,
    decode_annotation,
    decode_document,
    decode_scores,
    encode_json,
    json_schema,
)

DATA = Path(__file__).resolve().parents[1] / "data"
DOCUMENT = decode_document((DATA / "bridge_document.json").read_bytes(), "bridge_document.json")
ANNOTATION = decode_annotation((DATA / "bridge_annotation.json").read_bytes(), "bridge_annotation.json")
SCORES = measure(DOCUMENT, ANNOTATION, seed=1)
RECORDS = {
    "document": DOCUMENT,
    "annotation": ANNOTATION,
    "analysis": Analysis(document=DOCUMENT, findings=ANNOTATION, scores=SCORES),
    "scores": SCORES,
}
DECODE = {
    "document": decode_document,
    "annotation": decode_annotation,
    "analysis": decode_analysis,
    "scores": decode_scores,
}
VALIDATORS = {kind: jsonschema.Draft202012Validator(json_schema(kind)) for kind in RECORD_KINDS}


def _decodes(kind, value):
    try:
        DECODE[kind](json.dumps(value).encode(), "line 1")
    except InputError:
        return False
    return True


def _refusal(change):
    value = json.loads(encode_json(ANNOTATION))
    change(value)
    with pytest.raises(InputError) as caught:
        decode_annotation(json.dumps(value).encode(), "votes.jsonl:7")
    return caught.value


@pytest.mark.parametrize("kind", RECORD_KINDS)
class TestEveryKind:
    def test_a_record_is_read_back_as_it_was_written(self, kind):
        assert DECODE[kind](encode_json(RECORDS[kind]), "line 1") == RECORDS[kind]

    def test_a_record_fits_its_schema(self, kind):
        VALIDATORS[kind].validate(json.loads(encode_json(RECORDS[kind])))

    def test_the_schema_is_of_draft_2020_12_and_is_named_after_the_format(self, kind):
        schema = json_schema(kind)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"] == RECORDS[kind].schema

    @given(data=st.data())
    def test_schema_and_decoder_accept_and_refuse_the_same(self, kind, data):
        value = json.loads(encode_json(RECORDS[kind]))
        _mutate(value, data)
        assert VALIDATORS[kind].is_valid(value) == _decodes(kind, value)


# Whole numbers with a fraction (1.0) are integers to JSON Schema and none to the decoder.
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 4),
    st.sampled_from([0.5, -0.5, 1.5]),
    st.sampled_from(["", "x", "favor", "S1", "stance.annotation/1.0.0", "f" * 64]),
    st.just([]),
    st.just({}),
    st.just({"T1": 1}),
    st.just([[0, 1]]),
)


def _mutate(value, data):
    """Replace, delete or add one thing somewhere in a JSON value."""
    place = value
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.integers(0, 3)):
            place = inner
            continue
        action = data.draw(st.sampled_from(["replace", "delete", "add"]))
        if action == "replace":
            place[key] = data.draw(_VALUES)
        elif action == "delete":
            del place[key]
        elif isinstance(place, dict):
            place["surprise"] = data.draw(_VALUES)
        return


class TestRefusals:
    def test_an_unknown_field_is_told_with_the_nearest_one(self):
        error = _refusal(lambda a: a["attributions"][1].update(speach="direct"))
        assert error.where == "votes.jsonl:7: $.attributions[1]"
        assert "speach" in error.found
        assert error.action.startswith("Did you mean 'speech'?")

    def test_an_unknown_label_is_told_with_the_nearest_one(self):
        error = _refusal(lambda a: a["attributions"][1].update(verb_class="factiv"))
        assert "Did you mean 'factive'?" in error.action

    def test_a_missing_field_is_named(self):
        error = _refusal(lambda a: a["cues"][0].pop("voice"))
        assert error.action == "Add the field 'voice'."

    def test_a_wrong_type_is_told_with_both_types(self):
        error = _refusal(lambda a: a["cues"][0].update(start="3"))
        assert (error.where, error.expected, error.found) == (
            "votes.jsonl:7: $.cues[0].start",
            "'int'",
            "'str'",
        )

    def test_a_value_out_of_range_is_told_with_the_range(self):
        assert _refusal(lambda a: a["cues"][0].update(confidence=1.5)).expected == "'float' <= 1.0"

    def test_another_format_version_is_told_as_such(self):
        error = _refusal(lambda a: a.update(schema="stance.annotation/9.0.0"))
        assert "This version reads stance.annotation/1.0.0" in error.action

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "parse_error"),
            (b"{", "parse_error"),
            (b"null", "parse_error"),
            (b"[" * 100_000, "parse_error"),
            (b'{"cues": ' + b"[" * 100_000, "parse_error"),
            (b'{"doc_id": NaN}', "parse_error"),
            (b'{"doc_id": "\xff"}', "undecodable"),
            (b'{"doc_id": "\\ud800"}', "parse_error"),
            (b"\xef\xbb\xbf{}", "parse_error"),
        ],
    )
    def test_what_is_no_json_object_is_refused_with_its_reason(self, data, reason):
        with pytest.raises(InputError, match=r"votes\.jsonl:7") as caught:
            decode_annotation(data, "votes.jsonl:7")
        assert caught.value.reason == reason

    @given(st.binary(max_size=60))
    def test_any_bytes_give_a_record_or_an_input_error(self, data):
        with pytest.raises(InputError):
            decode_annotation(data, "line 1")


class TestNothingUnreadableIsWritten:
    @pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
    def test_a_number_that_is_not_finite_is_refused_with_its_path(self, number):
        cue = msgspec.structs.replace(ANNOTATION.cues[0], confidence=number)
        broken = msgspec.structs.replace(ANNOTATION, cues=[ANNOTATION.cues[1], cue])
        with pytest.raises(
            InvariantError, match=r"Annotation\.cues\[1\]\.confidence: expected a finite number"
        ):
            encode_json(broken)

    def test_numbers_in_dicts_tuples_and_nested_records_are_checked(self):
        scores = msgspec.structs.replace(SCORES, intervals={"a.b": (0.0, float("nan"))})
        with pytest.raises(InvariantError, match=r"Analysis\.scores\.intervals\.a\.b\[1\]"):
            encode_json(Analysis(document=DOCUMENT, findings=ANNOTATION, scores=scores))

    def test_a_lone_surrogate_is_refused_with_what_stands_around_it(self):
        broken = msgspec.structs.replace(DOCUMENT, text="the bridge \ud83d opened")
        with pytest.raises(InvariantError, match=r"bridge \\\\?ud83d opened"):
            encode_json(broken)

    @given(st.text())
    def test_any_text_without_surrogates_is_read_back(self, text):
        document = msgspec.structs.replace(DOCUMENT, text=text + "x")
        data = encode_json(document)
        assert b"\n" not in data
        assert decode_document(data, "line 1").text == text + "x"
