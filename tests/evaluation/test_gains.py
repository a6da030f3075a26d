"""How a gain is put in words."""

import pytest

from stance.evaluation.gains import gain_over


@pytest.mark.parametrize(
    ("value", "bounds", "verdict"),
    [
        (0.029, (0.01, 0.05), "not distinguishable from outlet"),
        (-0.2, (-0.3, -0.1), "not distinguishable from outlet; 0.200 below it"),
        (0.03, (0.01, 0.05), "0.030 better than outlet (0.010 to 0.050)"),
        (0.1, (-0.01, 0.2), "0.100 better than outlet (-0.010 to 0.200), which may be chance"),
        (0.1, None, "0.100 better than outlet; too few groups to tell how sure that is"),
    ],
)
def test_a_gain_is_told_from_the_threshold_on(value, bounds, verdict):
    gain = gain_over("outlet", value, bounds)
    assert gain.verdict == verdict
    assert (gain.low, gain.high) == (bounds or (None, None))
