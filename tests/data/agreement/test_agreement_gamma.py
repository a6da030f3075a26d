import importlib.util

import numpy as np
import pytest

from stance.data.agreement.gamma import gamma_agreement
from stance.errors import MissingExtraError
from stance.records.open_layers import Mark, Span

HAS_GAMMA = importlib.util.find_spec("pygamma_agreement") is not None


def marks(*spans):
    return [
        Mark(id=f"m{start}", layer="cue", label=label, pieces=[Span(start=start, end=end, text="x")])
        for start, end, label in spans
    ]


BOTH = marks((0, 10, "a"), (20, 30, "b"), (50, 55, "a"), (80, 95, "b"))


@pytest.mark.skipif(HAS_GAMMA, reason="pygamma-agreement is installed")
def test_gamma_without_its_package_says_what_to_install():
    with pytest.raises(MissingExtraError, match=r"stance\[gamma\]"):
        gamma_agreement({"ann": BOTH, "ben": BOTH}, seed=1)


@pytest.mark.skipif(not HAS_GAMMA, reason="pygamma-agreement is not installed")
@pytest.mark.filterwarnings("ignore")
class TestGamma:
    def test_is_one_for_equal_marks_and_less_for_moved_ones(self):
        moved = marks((3, 14, "a"), (20, 30, "a"), (60, 66, "a"))
        assert gamma_agreement({"ann": BOTH, "ben": BOTH}, seed=1) == pytest.approx(1.0)
        assert gamma_agreement({"ann": BOTH, "ben": moved}, seed=1) < 0.9

    def test_is_undefined_when_only_one_annotator_marked_anything(self):
        assert gamma_agreement({"ann": BOTH, "ben": []}, seed=1) is None

    def test_follows_its_seed_and_leaves_the_global_generator_alone(self):
        state = np.random.get_state()[1].copy()  # noqa: NPY002
        pair = {"ann": BOTH, "ben": marks((0, 10, "a"), (22, 30, "b"), (51, 55, "b"))}
        assert gamma_agreement(pair, seed=3) == gamma_agreement(pair, seed=3)
        assert (np.random.get_state()[1] == state).all()  # noqa: NPY002
