"""False alarms: rare where the relation is stable, counted inside the period asked about."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.estimation.structural_breaks.alarms import Alarms, Form, false_alarms

FORM = Form(changes=False, shortest=15, most=2, lags=1)


def alarms(focus: tuple[int, int] | None, statistic: float, draws: int = 60) -> dict[str, Alarms]:
    rng = np.random.default_rng(3)
    x = rng.normal(size=90)
    stable = 1 + x + rng.normal(size=(draws, 90))
    walk = np.cumsum(rng.normal(size=90))
    return {a.kind: a for a in false_alarms((walk, x), stable, FORM, focus, statistic, rng)}


def test_a_stable_relation_rarely_shows_a_break_and_lwz_never_more_often_than_bic() -> None:
    found = alarms((0, 90), 1e9)
    assert found["stable"].bic < 0.25
    for kind in found.values():
        assert kind.lwz <= kind.bic
        assert kind.in_focus == kind.bic  # every date lies in the whole sample
        assert kind.larger == 0.0


def test_nothing_is_inside_no_period_and_every_statistic_exceeds_minus_infinity() -> None:
    for kind in alarms(None, -np.inf).values():
        assert kind.in_focus == 0.0
        assert kind.larger == 1.0


def test_the_error_of_a_share_is_binomial() -> None:
    assert Alarms("made", 100, 0.2, 0.0, 0.0, 0.0).error(0.2) == pytest.approx(0.04)
