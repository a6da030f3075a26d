import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.text.quotations import find_quotations


def quoted(text):
    return [text[q.start : q.end] for q in find_quotations(text, [(0, len(text))])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said “stop” and left.", ["“stop”"]),
        ('She said "stop" and left.', ['"stop"']),
        ("''Stop,'' she said.", ["''Stop,''"]),
        ("``Stop,'' she said.", ["``Stop,''"]),
        ("«Halte», she said.", ["«Halte»"]),
        ("„Halt,“ she said.", ["„Halt,“"]),
        ("‘Stop,’ she said.", ["‘Stop,’"]),
        ("'Stop,' she said.", ["'Stop,'"]),
        ('"A" and "B"', ['"A"', '"B"']),
        ('He is 6\'2" tall and said "hi" to us.', ['"hi"']),
    ],
)
def test_marks_of_every_make_are_paired(text, expected):
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "the players’ union and the players' union",
        "O’Neill’s boat, O'Neill's boat",
        "the '90s and the ’90s",
        "'Twas night, and 'tis day.",
        "rock 'n' roll and rock ’n’ roll",
        "the dogs' and the cats' homes",
        "I don't, you won’t",
        "It closed again,” he said.",
        "",
    ],
)
def test_apostrophes_and_lone_closing_marks_open_nothing(text):
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'It's the players' choice,' she said.", ["'It's the players' choice,'"]),
        ("‘The pilots’ strike is over,’ he said.", ["‘The pilots’ strike is over,’"]),
        ("He called it 'the workers' party' and left.", ["'the workers' party'"]),
        ("‘We won’t go,’ said the ’90s star.", ["‘We won’t go,’"]),
        # Nothing better follows: the mark behind "s" closes.
        ("The 'players' met.", ["'players'"]),
        ("The 'players' met the 'owners' twice.", ["'players'", "'owners'"]),
    ],
)
def test_an_apostrophe_inside_single_marks_does_not_close_them(text, expected):
    assert quoted(text) == expected


def test_a_quotation_inside_another_knows_its_depth():
    found = find_quotations("“He said ‘no’ and “never” to me.”", [(0, 33)])
    assert [(q.start, q.end, q.double, q.depth) for q in found] == [
        (0, 33, True, 0),
        (9, 13, False, 1),
        (18, 25, True, 1),
    ]


def test_straight_marks_nest_when_all_have_partners():
    assert quoted('"He said "no" to me," she said.') == ['"He said "no" to me,"', '"no"']


def test_a_mark_left_open_runs_to_the_end_of_its_paragraph():
    text = "“One.\n“Two,” he said."
    found = find_quotations(text, [(0, 5), (6, 21)])
    assert [(text[q.start : q.end], q.closed) for q in found] == [("“One.", False), ("“Two,”", True)]


def test_a_second_opening_mark_ends_one_that_was_never_closed():
    found = find_quotations("“One. “Two,” he said.", [(0, 21)])
    assert [(q.start, q.end, q.closed) for q in found] == [(0, 5, False), (6, 12, True)]


def test_a_single_mark_that_opens_a_paragraph_and_stays_open_runs_to_its_end():
    # British speech over two paragraphs: the first has no closing mark.
    text = "‘We wrote four times.\n‘Now we wait,’ she said."
    found = find_quotations(text, [(0, 21), (22, len(text))])
    assert [(text[q.start : q.end], q.closed) for q in found] == [
        ("‘We wrote four times.", False),
        ("‘Now we wait,’", True),
    ]


def test_a_single_mark_left_open_is_no_quotation():
    assert quoted("He said 'no and left.") == []


MARKS = st.lists(
    st.sampled_from(
        ["“", "”", "‘", "’", '"', "'", "''", "„", "«", "»", "s", "a ", ". ", "\u200f", "😀", "\n", " "]
    )
)


@given(MARKS)
def test_quotations_lie_in_their_paragraph_in_order_and_nest(pieces):
    text = "".join(pieces)
    middle = len(text) // 2
    paragraphs = [(0, middle), (middle, len(text))]
    found = find_quotations(text, paragraphs)
    assert found == sorted(found, key=lambda q: (q.start, -q.end))
    for q in found:
        assert any(start <= q.start < q.end <= end for start, end in paragraphs)
        assert q.depth >= 0
        assert not any(
            q.start < o.start < q.end < o.end and o.closed and q.closed and o.double == q.double
            for o in found
        )
