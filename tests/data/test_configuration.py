"""Configurations: every key known, changes from the command line."""

import msgspec
import pytest

from stance.data.configuration import read_config
from stance.errors import ConfigError, ResourceMissingError


class Inner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    strength: float = 1.0
    names: tuple[str, ...] = ()


class Outer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    seed: int
    model: Inner = Inner()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("seed: 1\nmodel: {strength: 2.5}\n", encoding="utf-8")
    return path


def test_values_are_read_with_their_types(path):
    assert read_config(path, Outer) == Outer(seed=1, model=Inner(strength=2.5))


def test_changes_go_before_the_file_and_keep_what_they_do_not_name(path):
    changed = read_config(path, Outer, changes=["seed=7", "model.names=[a, b]"])
    assert changed == Outer(seed=7, model=Inner(strength=2.5, names=("a", "b")))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("seed", "KEY=VALUE"),
        ("=1", "KEY=VALUE"),
        ("model..x=1", "KEY=VALUE"),
        ("seed.x=1", "to hold keys"),
        ("seed=often", "Expected 'int', got 'str'"),
        ("model.strenght=1", "Did you mean 'strength'"),
    ],
)
def test_a_wrong_change_says_what_would_be_right(path, change, told):
    with pytest.raises(ConfigError, match=told.replace(".", r"\.")):
        read_config(path, Outer, changes=[change])


def test_an_unknown_key_is_refused_with_the_nearest_one(path):
    path.write_text("sed: 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="unknown field 'sed'.*Did you mean 'seed'"):
        read_config(path, Outer)


@pytest.mark.parametrize("text", ["- 1\n", "just words\n", ""])
def test_a_file_without_keys_is_refused(path, text):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="keys with values"):
        read_config(path, Outer)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ResourceMissingError, match="no such file"):
        read_config(tmp_path / "none.yaml", Outer)
