from hypothesis import given
from hypothesis import strategies as st

from stance.records.article import Article
from stance.text.clean import clean
from stance.text.offsets import OffsetMap

# Clean 0-4 is raw 0-4, clean 7-10 is raw 9-12, clean 12 is the composed raw 20-21, clean 13-14 is raw 22-23.
MAP = OffsetMap([[0, 0, 5], [7, 9, 4], [12, 20, 1, 2], [13, 22, 2]])


def test_to_raw_follows_the_runs():
    assert MAP.to_raw(1, 3) == (1, 3)
    assert MAP.to_raw(3, 9) == (3, 11)
    assert MAP.to_raw(12, 13) == (20, 22)
    assert MAP.to_raw(10, 15) == (12, 24)


def test_to_raw_leaves_separators_out_at_the_ends():
    assert MAP.to_raw(5, 8) == (9, 10)
    assert MAP.to_raw(3, 7) == (3, 5)
    assert MAP.to_raw(5, 7) == (5, 5)
    assert MAP.to_raw(2, 2) == (2, 2)


def test_to_clean_is_none_where_nothing_was_kept():
    assert MAP.to_clean(5, 9) is None
    assert MAP.to_clean(13, 20) is None
    assert MAP.to_clean(30, 40) is None


def test_to_clean_widens_to_the_composed_character():
    assert MAP.to_clean(21, 23) == (12, 14)
    assert MAP.to_clean(20, 21) == (12, 13)
    assert MAP.to_clean(4, 10) == (4, 8)


def test_empty_map_translates_nothing():
    assert OffsetMap([]).to_raw(0, 0) == (0, 0)
    assert OffsetMap([]).to_clean(0, 5) is None


@given(st.text(alphabet=st.sampled_from("ab. \n\t\u200be\u0301\u00a0"), min_size=1, max_size=60), st.data())
def test_stretches_of_a_document_go_to_raw_and_back(raw, data):
    raw = f"Word {raw}"
    document = clean(Article(article_id="a", text=raw))
    run = data.draw(st.sampled_from(document.offset_map))
    start = data.draw(st.integers(run[0], run[0] + run[2] - 1))
    end = data.draw(st.integers(start + 1, run[0] + run[2]))
    offsets = OffsetMap.of(document)
    back = offsets.to_clean(*offsets.to_raw(start, end))
    assert back is not None
    assert back[0] <= start
    assert back[1] >= end
    if len(run) == 3:
        assert back == (start, end)
