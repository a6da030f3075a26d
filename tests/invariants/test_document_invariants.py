from pathlib import Path

import msgspec
import pytest

from stance.errors import InvariantError
from stance.invariants.document import check_document, text_checksum
from stance.invariants.problems import require_valid
from stance.records.codec import decode_document

DATA = Path(__file__).resolve().parents[1] / "data"
DOCUMENT = decode_document((DATA / "bridge_document.json").read_bytes(), "bridge_document.json")
RAW = (DATA / "bridge_article.txt").read_text("utf-8")


def _with(**changes):
    return msgspec.structs.replace(DOCUMENT, **changes)


def _replaced(records, index, **changes):
    return [msgspec.structs.replace(r, **changes) if i == index else r for i, r in enumerate(records)]


def _only_problem(document, raw_text=None):
    (problem,) = check_document(document, raw_text)
    return problem


def test_a_valid_document_has_no_problems():
    # The raw text has a no-break space where the clean one has a space, and a dropped "Read also" line.
    assert check_document(DOCUMENT, RAW) == []


def test_edited_text_is_told_by_its_checksum():
    problem = _only_problem(_with(text=DOCUMENT.text.replace("1931", "1932")))
    assert problem.expected == f"SHA-256 {DOCUMENT.text_sha256}"


def test_a_lone_surrogate_is_a_problem():
    text = DOCUMENT.text.replace("1931", "19\ud8001")
    assert _only_problem(_with(text=text, text_sha256=text_checksum(text))).found == "a lone surrogate"


@pytest.mark.parametrize(
    ("changes", "where", "found"),
    [
        ({"rank": 4}, "unit S2", "rank 4"),
        ({"segment": "seg9"}, "unit S2", "'seg9'"),
        ({"segment": "seg2"}, "unit S2", "[86, 145)"),
    ],
)
def test_a_wrong_unit_is_named(changes, where, found):
    problem = _only_problem(_with(units=_replaced(DOCUMENT.units, 2, **changes)))
    assert problem.where.endswith(where)
    assert problem.found == found


def test_units_must_ascend_without_overlap():
    overlapping = _replaced(DOCUMENT.units, 2, start=DOCUMENT.units[1].start)
    assert "unit S2" in _only_problem(_with(units=overlapping)).where


def test_a_headline_unit_stands_in_a_headline_segment():
    problem = _only_problem(_with(segments=_replaced(DOCUMENT.segments, 0, kind="deck")))
    assert (problem.expected, problem.found) == ("a headline segment", "deck")


def test_text_outside_all_segments_is_a_problem():
    shorter = _replaced(DOCUMENT.segments, 2, end=DOCUMENT.segments[2].end - 7)
    problems = check_document(_with(segments=shorter))
    assert any(p.expected == "all text in a segment" and "spread." in p.found for p in problems)


def test_ids_are_given_once():
    twice = [*DOCUMENT.targets, DOCUMENT.targets[0]]
    assert _only_problem(_with(targets=twice)).found == "'T1' 2 times"


def test_a_target_names_entities_of_the_document():
    problem = _only_problem(_with(targets=_replaced(DOCUMENT.targets, 0, entity_ids=["E_NOBODY"])))
    assert (problem.where, problem.found) == ("bridge-1: target T1", "'E_NOBODY'")


def test_balance_is_no_side():
    problem = _only_problem(_with(entities=_replaced(DOCUMENT.entities, 0, side="balance")))
    assert problem.action == "Call the side something else."


def test_a_drop_refers_to_a_kept_segment_that_exists():
    problem = _only_problem(_with(dropped=_replaced(DOCUMENT.dropped, 0, kept_segment="seg9")))
    assert problem.found == "'seg9'"


def test_kept_text_cannot_be_dropped_too():
    start, end = DOCUMENT.dropped[0].raw
    problem = _only_problem(_with(dropped=_replaced(DOCUMENT.dropped, 0, raw=(start - 5, end))))
    assert problem.expected == "no kept text in it"


def test_a_drop_is_a_stretch_of_the_raw_text():
    start, _ = DOCUMENT.dropped[0].raw
    assert _only_problem(_with(dropped=_replaced(DOCUMENT.dropped, 0, raw=(start, start)))).found == str(
        start
    )


def test_text_without_a_raw_place_is_a_problem():
    assert "no" in _only_problem(_with(offset_map=DOCUMENT.offset_map[:-1])).found


def test_a_gap_in_the_map_is_a_problem():
    problem = _only_problem(_with(offset_map=[DOCUMENT.offset_map[0], DOCUMENT.offset_map[2]]))
    assert "without gap" in problem.expected


@pytest.mark.parametrize("run", [[0, 0, 10_000], [0, 10_000, 25]])
def test_runs_stay_inside_both_texts(run):
    assert any(str(run) in p.where for p in check_document(_with(offset_map=[run, *DOCUMENT.offset_map[1:]])))


class TestAgainstRaw:
    def test_another_article_is_told_at_once(self):
        assert _only_problem(DOCUMENT, RAW + "x").where == "bridge-1: raw text"
        assert "SHA-256" in _only_problem(DOCUMENT, RAW.replace("1931", "1932")).expected

    def test_a_run_that_points_to_other_characters_is_told(self):
        # The final period is laid to the line end that follows it.
        *others, (clean, raw, n) = DOCUMENT.offset_map
        shifted = [*others, [clean, raw, n - 1], [clean + n - 1, raw + n, 1]]
        problem = _only_problem(_with(offset_map=shifted), RAW)
        assert (problem.expected, problem.found) == ("'.'", r"'\n'")

    def test_a_composed_character_stands_for_its_raw_parts(self):
        raw = "Caf\u0065\u0301s closed on Monday."
        text = "Caf\u00e9s closed on Monday."
        n = len(text)
        document = _with(
            text=text,
            text_sha256=text_checksum(text),
            raw=msgspec.structs.replace(DOCUMENT.raw, sha256=text_checksum(raw), n_chars=len(raw)),
            offset_map=[[0, 0, 3], [3, 3, 1, 2], [4, 5, n - 4]],
            segments=[msgspec.structs.replace(DOCUMENT.segments[1], start=0, end=n)],
            units=[msgspec.structs.replace(DOCUMENT.units[1], start=0, end=n, rank=1)],
            dropped=[],
        )
        assert check_document(document, raw) == []
        wrong = msgspec.structs.replace(document, offset_map=[[0, 0, 3], [3, 3, 1, 1], [4, 5, n - 4]])
        assert _only_problem(wrong, raw).where == "bridge-1: offset_map [3, 3, 1, 1]"

    def test_dropped_text_is_that_of_the_raw_stretch(self):
        problem = _only_problem(
            _with(dropped=_replaced(DOCUMENT.dropped, 0, text="Read also: Fares rise")), RAW
        )
        assert problem.found == "'Read also: Ferry prices rise'"


def test_require_valid_raises_the_first_problem_and_counts_the_others():
    broken = _with(
        text=DOCUMENT.text.replace("1931", "1932"), targets=[*DOCUMENT.targets, DOCUMENT.targets[0]]
    )
    with pytest.raises(InvariantError, match=r"bridge-1: text: expected SHA-256 .*\(1 more problems\.\)"):
        require_valid(check_document(broken))
    require_valid([])
