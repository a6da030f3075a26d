import msgspec
import pytest

from stance.data.splitting.locked import check_lock, lock, read_openings, record_opening
from stance.errors import ConfigError, InputError, InvariantError
from stance.records.example import LabelExample


def example(name, part="test", **fields):
    values = {"text": "The dam holds.", "start": 0, "end": 14, "cluster": name, "groups": {}, "labels": ["a"]}
    return LabelExample(example_id=name, doc_id=name, part=part, **(values | fields))


PAIRS = [("stance", example("d1")), ("stance", example("d2")), ("frames", example("d1"))]


def test_only_the_test_part_counts_and_its_order_does_not():
    train = ("stance", example("d3", "train"))
    assert lock([train, *reversed(PAIRS)]) == lock(PAIRS)
    assert lock(PAIRS).n_examples == 3
    check_lock(lock(PAIRS), [*PAIRS, train])


@pytest.mark.parametrize(
    "others",
    [
        PAIRS[:2],
        [*PAIRS, ("stance", example("d3"))],
        [*PAIRS[:2], ("frames", example("d1", labels=["b"]))],
        [*PAIRS[:2], ("frames", example("d1", text="The dam holdz."))],
        [*PAIRS[:2], ("stances", example("d1"))],
    ],
)
def test_a_changed_test_part_is_refused(others):
    with pytest.raises(InvariantError, match=r"3 examples with SHA-256"):
        check_lock(lock(PAIRS), others)


def test_clusters_groups_and_folds_may_change():
    moved = [
        (task, msgspec.structs.replace(each, cluster="c", groups={"outlet": "post"})) for task, each in PAIRS
    ]
    check_lock(lock(PAIRS), moved)


def test_openings_are_counted_per_lock_and_kept(tmp_path):
    record = tmp_path / "openings.jsonl"
    assert read_openings(record) == []
    first, other = lock(PAIRS), lock(PAIRS[:1])
    numbers = [
        record_opening(record, each, reason="release 1", date="2024-05-01").number
        for each in (first, first, other)
    ]
    assert numbers == [1, 2, 1]
    assert [opening.number for opening in read_openings(record)] == [1, 2, 1]


def test_an_opening_needs_a_reason(tmp_path):
    with pytest.raises(ConfigError, match="a reason"):
        record_opening(tmp_path / "o.jsonl", lock(PAIRS), reason="  ", date="2024-05-01")


def test_a_broken_record_of_openings_is_refused_with_its_line(tmp_path):
    record = tmp_path / "openings.jsonl"
    record_opening(record, lock(PAIRS), reason="release 1", date="2024-05-01")
    record.write_bytes(record.read_bytes() + b'{"lock": "x"}\n')
    with pytest.raises(InputError, match=r"openings\.jsonl:2"):
        record_opening(record, lock(PAIRS), reason="release 2", date="2024-05-02")
