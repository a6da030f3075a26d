import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.analysis.render.segments import Mark, collect_marks, cut
from stance.records.annotation import Cue


def framing(start, end):
    cue = Cue(
        id=f"L{start}-{end}", start=start, end=end, text="x", type="hedge", voice="author",
        intensity=1, direction={}, certain=True,
    )  # fmt: skip
    return Mark(start, end, "framing", cue, first=True)


def in_order(spans):
    return sorted((framing(*span) for span in spans), key=lambda mark: (mark.start, -mark.end))


def spans_of(marks):
    return [(mark.start, mark.end) for mark in marks]


def test_cut_lays_nested_and_overlapping_marks_flat():
    # 0....5....10...15...20; a = [2, 12), b = [5, 8) inside it, c = [10, 15) overlapping its end.
    pieces = cut(0, 20, in_order([(2, 12), (5, 8), (10, 15)]))
    assert [(p.start, p.end, spans_of(p.marks)) for p in pieces] == [
        (0, 2, []),
        (2, 5, [(2, 12)]),
        (5, 8, [(2, 12), (5, 8)]),
        (8, 10, [(2, 12)]),
        (10, 12, [(2, 12), (10, 15)]),
        (12, 15, [(10, 15)]),
        (15, 20, []),
    ]
    assert [spans_of(p.opening) for p in pieces] == [[], [(2, 12)], [(5, 8)], [], [(10, 15)], [], []]
    assert [spans_of(p.closing) for p in pieces] == [[], [], [(5, 8)], [], [(2, 12)], [(10, 15)], []]


def test_cut_keeps_a_mark_that_reaches_beyond_the_stretch():
    pieces = cut(5, 10, in_order([(0, 7), (9, 30)]))
    # Both are cut to [5, 10); neither begins or ends where only the stretch does.
    assert [(p.start, p.end, spans_of(p.marks)) for p in pieces] == [
        (5, 7, [(0, 7)]), (7, 9, []), (9, 10, [(9, 30)]),
    ]  # fmt: skip
    assert pieces[0].opening == ()
    assert pieces[2].closing == ()


def test_cut_also_breaks_at_given_offsets_inside_the_stretch():
    assert [(p.start, p.end) for p in cut(2, 9, [], also=[0, 2, 4, 9, 12])] == [(2, 4), (4, 9)]


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=12,
)


@given(SPANS, st.integers(0, 20), st.integers(1, 30))
def test_cut_covers_the_stretch_and_gives_each_piece_exactly_the_marks_over_it(spans, start, length):
    end = start + length
    marks = in_order(spans)
    pieces = cut(start, end, marks)
    assert [p.start for p in pieces] == [start, *[p.end for p in pieces[:-1]]]
    assert pieces[-1].end == end
    for piece in pieces:
        over = [m for m in marks if m.start <= piece.start and piece.end <= m.end]
        assert spans_of(piece.marks) == spans_of(over)


def test_links_lead_to_the_reporting_words_and_once_per_item(bridge):
    leading = [mark for mark in collect_marks(bridge) if mark.first]
    found = [mark.item.id for mark in leading]
    assert sorted(found) == sorted([a.id for a in bridge.attributions] + [c.id for c in bridge.cues])
    reporting = {mark.item.id: mark for mark in leading if mark.role == "attribution_cue"}
    assert bridge.document.text[reporting["A1"].start : reporting["A1"].end] == "said"


@pytest.mark.parametrize("role", ["source", "attribution_cue", "content", "framing"])
def test_every_role_is_marked(bridge, role):
    assert any(mark.role == role for mark in collect_marks(bridge))
