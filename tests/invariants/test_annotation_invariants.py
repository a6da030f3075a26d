from pathlib import Path

import msgspec
import pytest

from stance.invariants.annotation import check_annotation
from stance.invariants.labels import AllowedLabels
from stance.records.annotation import EntityRole, Frames
from stance.records.codec import decode_annotation, decode_document
from stance.records.open_layers import Span
from stance.schema.labels import load_schema
from stance.text.quotations import find_quotations

DATA = Path(__file__).resolve().parents[1] / "data"
DOCUMENT = decode_document((DATA / "bridge_document.json").read_bytes(), "bridge_document.json")
ANNOTATION = decode_annotation((DATA / "bridge_annotation.json").read_bytes(), "bridge_annotation.json")
LABELS = AllowedLabels.of(load_schema())


def _with(**changes):
    return msgspec.structs.replace(ANNOTATION, **changes)


def _with_attribution(index, **changes):
    return _with(attributions=_replaced(ANNOTATION.attributions, index, **changes))


def _with_cue(index, **changes):
    return _with(cues=_replaced(ANNOTATION.cues, index, **changes))


def _replaced(records, index, **changes):
    return [msgspec.structs.replace(r, **changes) if i == index else r for i, r in enumerate(records)]


def _span(words, unit=None):
    start = DOCUMENT.text.index(words)
    return Span(start=start, end=start + len(words), text=words, unit=unit)


def _only_problem(annotation, labels=None):
    (problem,) = check_annotation(annotation, DOCUMENT, labels=labels)
    return problem


def test_a_valid_annotation_has_no_problems():
    assert check_annotation(ANNOTATION, DOCUMENT, labels=LABELS) == []


@pytest.mark.parametrize("changes", [{"doc_id": "other-1"}, {"text_sha256": "0" * 64}])
def test_an_annotation_of_another_text_is_told_and_nothing_else(changes):
    assert "Join annotations" in _only_problem(_with(cues=[], **changes)).action


def test_quotations_that_are_known_are_not_sought_again():
    found = find_quotations(DOCUMENT.text, [(s.start, s.end) for s in DOCUMENT.segments])
    assert check_annotation(ANNOTATION, DOCUMENT, quotations=found) == []
    # Without any quotation the direct speech of A3 cannot be direct.
    assert len(check_annotation(ANNOTATION, DOCUMENT, quotations=[])) == 1


class TestSpans:
    def test_text_must_stand_at_the_bounds(self):
        cue = ANNOTATION.cues[1]
        problem = _only_problem(_with_cue(1, start=cue.start + 1, end=cue.end + 1))
        assert (problem.where, problem.found) == ("bridge-1: cue L2", "'rutal '")

    @pytest.mark.parametrize(("start", "end"), [(9, 9), (12, 9), (0, 10_000)])
    def test_bounds_must_be_a_stretch_of_the_text(self, start, end):
        assert _only_problem(_with_cue(1, start=start, end=end)).found == f"[{start}, {end})"

    def test_the_unit_is_that_of_the_start(self):
        problem = _only_problem(_with_cue(1, unit="S1"))
        assert (problem.expected, problem.found) == ("unit S2", "unit S1")

    def test_the_unit_may_be_left_out(self):
        assert check_annotation(_with_cue(1, unit=None), DOCUMENT) == []

    @pytest.mark.parametrize("role", ["source", "cue", "recipient"])
    def test_roles_other_than_content_stay_in_one_unit(self, role):
        problem = _only_problem(_with_attribution(0, **{role: [_span("Monday. Shopkeepers")]}))
        assert problem.where.endswith(f"A1, {role}")
        assert problem.expected == "a span inside unit S1"

    def test_a_role_between_units_is_in_none(self):
        # The blank line after the headline.
        gap = DOCUMENT.units[0].end
        between = Span(start=gap, end=gap + 2, text="\n\n")
        assert _only_problem(_with_attribution(0, source=[between])).expected == "a span inside a unit"

    def test_content_may_run_over_units(self):
        assert check_annotation(_with_attribution(0, content=[_span("Monday. Shopkeepers")]), DOCUMENT) == []

    def test_content_may_not_run_over_a_dropped_block(self):
        # "Read also ..." stood between these paragraphs.
        problem = _only_problem(_with_attribution(0, content=[_span("harbour.\n\n“Nobody")]))
        assert problem.expected == "no dropped text inside"

    def test_content_spans_may_not_overlap(self):
        content = [_span("ruins the harbour"), _span("the brutal toll ruins")]
        assert "overlap" in _only_problem(_with_attribution(1, content=content)).found

    def test_content_is_required(self):
        assert _only_problem(_with_attribution(1, content=[])).found == "none"


class TestReferences:
    @pytest.mark.parametrize(
        ("annotation", "where"),
        [
            (_with_attribution(0, source_entity="X"), "attribution A1"),
            (_with_attribution(0, content_stance={"X": 1}), "attribution A1"),
            (_with_cue(1, direction={"X": 1}), "cue L2"),
            (_with_cue(1, attribution="X"), "cue L2"),
            (_with(relations=_replaced(ANNOTATION.relations, 0, dst=["X"])), "relation contradicts of A2"),
            (_with(stances=_replaced(ANNOTATION.stances, 0, target="X")), "stance ST1"),
            (_with(stances=_replaced(ANNOTATION.stances, 0, holder="X")), "stance ST1"),
            (_with(stances=_replaced(ANNOTATION.stances, 0, evidence=["X"])), "stance ST1"),
            (_with(frames=Frames(units={"X": []})), "frames"),
            (
                _with(
                    layers=[*ANNOTATION.layers, "entity_role"],
                    entity_roles=[EntityRole(entity="X", role="guardian")],
                ),
                "role of X",
            ),
        ],
    )
    def test_whatever_is_referred_to_exists(self, annotation, where):
        problem = _only_problem(annotation)
        assert (problem.where, problem.found) == (f"bridge-1: {where}", "'X'")

    def test_entities_may_come_from_the_annotation(self):
        entity = msgspec.structs.replace(DOCUMENT.entities[0], id="E_NEW")
        annotation = msgspec.structs.replace(_with_attribution(0, source_entity="E_NEW"), entities=[entity])
        assert check_annotation(annotation, DOCUMENT) == []

    def test_ids_are_unique_over_attributions_cues_and_stances(self):
        assert _only_problem(_with_cue(2, id="A1")).found == "'A1' 2 times"

    def test_basis_is_for_neutral_only(self):
        stances = _replaced(ANNOTATION.stances, 0, basis="balanced")
        assert _only_problem(_with(stances=stances)).expected == "no basis for against"


class TestLevels:
    def test_a_level_without_parent(self):
        assert _only_problem(_with_attribution(1, level=1)).expected == "a parent at level 1"

    def test_a_parent_without_level(self):
        assert _only_problem(_with_attribution(1, parent="A1")).expected == "none at level 0"

    def test_a_parent_that_does_not_exist(self):
        assert _only_problem(_with_attribution(1, level=1, parent="A9")).found == "'A9'"

    def test_a_parent_is_at_a_lower_level_which_rules_cycles_out(self):
        problem = _only_problem(_with_attribution(1, level=1, parent="A2"))
        assert problem.found == "A2 at level 1"


class TestRecomputed:
    def test_direct_speech_with_unquoted_words(self):
        problem = _only_problem(_with_attribution(0, speech="direct"))
        assert (problem.where, problem.found) == ("bridge-1: attribution A1, speech", "direct")

    def test_speech_that_is_quoted_throughout_is_direct(self):
        assert _only_problem(_with_attribution(2, speech="mixed")).expected.startswith("direct")

    def test_a_voice_is_recomputed_and_not_trusted(self):
        problem = _only_problem(_with_cue(1, voice="author"))
        assert (problem.expected, problem.found) == ("source_indirect", "author")

    def test_hearsay_leaves_the_voice_with_the_author(self):
        assert _only_problem(_with_cue(2, voice="source_indirect")).expected == "author"

    def test_voices_cannot_be_recomputed_without_the_attribution_layer(self):
        cues_only = _with(layers=["cue"], attributions=[], relations=[], frames=None, stances=[])
        assert check_annotation(cues_only, DOCUMENT) == []


class TestLayersAndLabels:
    @pytest.mark.parametrize("layer", ["attribution", "cue", "frame", "stance"])
    def test_a_layer_with_findings_is_listed(self, layer):
        layers = [name for name in ANNOTATION.layers if name != layer]
        assert _only_problem(_with(layers=layers)).expected == f"{layer}, as there are findings"

    def test_a_listed_layer_may_be_empty(self):
        empty = _with(attributions=[], relations=[], cues=[], frames=None, stances=[])
        assert check_annotation(empty, DOCUMENT, labels=LABELS) == []

    def test_an_unknown_frame_is_told_with_the_nearest_one(self):
        problem = _only_problem(_with(frames=Frames(document=["economics"])), LABELS)
        assert problem.action == "Did you mean 'economic'?"

    def test_an_unknown_question_is_told(self):
        assert _only_problem(_with(frames=Frames(questions={"ZZ9": 1})), LABELS).found == "'ZZ9'"

    def test_labels_of_records_made_in_python_are_checked_though_decoding_would_refuse_them(self):
        problem = _only_problem(_with_cue(2, type="loaded_wrd"))
        assert (problem.where, problem.action) == ("bridge-1: cue L3, type", "Did you mean 'loaded_word'?")
