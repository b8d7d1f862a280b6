"""The nearest point beyond a leap, against surfaces whose nearest point is known."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.engine.foresight.jump import nearest_beyond


def test_of_a_plane_it_is_the_foot_of_the_perpendicular() -> None:
    normal = np.array([3.0, 0.0, -4.0, 12.0]) / 13.0
    found = nearest_beyond(lambda z: normal @ z >= 2.0, np.array([1.0, 5.0, 0.0, 3.0]))
    assert found is not None
    assert np.linalg.norm(found) == pytest.approx(2.0, rel=1e-3)
    assert normal @ found >= 2.0 - 1e-8


@pytest.mark.parametrize("start", [(4.0, 0.5, 0.0), (2.0, 2.0, 1.5)])
def test_of_a_ball_it_is_the_near_end_of_the_line_to_its_middle(start: tuple[float, float, float]) -> None:
    """A ball of radius 2 round (3, 1, 1): the nearest of its points lies at sqrt(11) - 2."""
    middle = np.array([3.0, 1.0, 1.0])
    found = nearest_beyond(lambda z: np.linalg.norm(z - middle[:, None], axis=0) <= 2.0, np.array(start))
    assert found is not None
    assert np.linalg.norm(found) == pytest.approx(np.sqrt(11.0) - 2.0, rel=4e-3)


def test_the_edge_of_two_walls() -> None:
    """Beyond x + y >= 2 and beyond x - y >= 1 both: the nearest point is (1.5, 0.5) on their edge."""
    found = nearest_beyond(lambda z: (z[0] + z[1] >= 2.0) & (z[0] - z[1] >= 1.0), np.array([3.0, 0.1]))
    assert found is not None
    assert np.linalg.norm(found) == pytest.approx(np.hypot(1.5, 0.5), rel=1e-2)
