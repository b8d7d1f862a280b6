"""Which branch came: on draws and figures made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.questions.branch.came import came_sentence, came_signs, came_signs_table
from moneygood.questions.branch.text import BranchMeasure
from moneygood.restarts.came import Came
from moneygood.runs.separation import Separation

START = Quarter.parse("2025Q1")
SIGN = BranchMeasure("x", "difference", "Sign", "pct/yr")


def signs(later):
    """Draws 0 to 3 take the first branch and rise by 4, draws 4 to 7 the second and rise by 0 to 3."""
    branch = np.repeat([0, 1], 4)
    rise = np.array([4.0, 4.0, 4.0, 4.0, 0.0, 1.0, 2.0, 3.0])
    text = SimpleNamespace(after=1, horizon=8, told_apart_at=0.75)
    span = quarter_range(START, START + 2)  # the event is in 2025Q2: known at once and after one quarter
    panel = Panel(("x",), span, np.array([[1.0, 1.0, later]]), np.full((1, 3), OBSERVED, np.uint8))
    told = [Separation("x", "Sign", 1, 0.9, 0.02, 3.5, True, 1.0)]
    return came_signs(
        text,
        lambda m, after: rise,
        (SIGN,),
        branch,
        ("up", "down"),
        told,
        START,
        Came(panel, frozenset({"x"})),
    )


@pytest.mark.parametrize(("later", "points", "place"), [(4.9, "up", 100.0), (2.5, "down", 50.0)])
def test_a_sign_points_to_the_branch_on_whose_side_it_came(later, points, place):
    now, row = signs(later)
    assert (now.period, now.came, now.points_to) == ("2025Q2", 0.0, "")  # at once it tells nothing
    assert row.period == "2025Q3"
    assert row.came == pytest.approx(later - 1.0)
    assert (row.first, row.second, row.second_percentile) == (4.0, 1.5, place)
    assert row.points_to == points
    assert came_sentence((now, row), ("up", "down")) == (
        f"What came by 2025Q3: 1 of 1 signs that tell say that {points}."
    )
    table = came_signs_table((now, row), ("up", "down"), "")
    assert table.top == 1
    assert table.rows[0][0] == "Sign, pp"


def test_what_is_not_known_has_no_row():
    text = SimpleNamespace(after=1, horizon=8)
    nothing = Came(Panel.empty(("x",), quarter_range(START, START + 1)), frozenset())
    found = came_signs(
        text, lambda m, after: np.zeros(2), (), np.zeros(2), ("a", "b"), (), START + 40, nothing
    )
    assert found == ()
    assert came_sentence((), ("a", "b")) == ""
