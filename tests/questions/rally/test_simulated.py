"""The identity on simulated paths: every draw adds up, and a planted shock is the residual."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood import api
from moneygood.core.answer import AbstractAnswer
from moneygood.core.errors import MoneygoodError
from moneygood.questions.rally.simulated_answer import SimulatedRallyAnswer

FEW = {"draws": 120, "seed": 7, "quarters": 8}
SIZE = -0.08


@pytest.fixture(scope="module")
def baseline() -> SimulatedRallyAnswer:
    return api.rally_ahead("2026Q2", "2027Q4", **FEW)


@pytest.fixture(scope="module")
def shocked() -> SimulatedRallyAnswer:
    plan = {
        "title": "Leaders fall for no reason",
        "shocks": [{"shock": "eps_price_leaders", "periods": "2027Q4", "size": SIZE, "unit": "1"}],
    }
    return api.rally_ahead("2026Q2", "2027Q4", scenario=plan, **FEW)


def test_parts_and_residual_of_every_draw_add_up(baseline: SimulatedRallyAnswer) -> None:
    found = baseline.found
    np.testing.assert_allclose(found.values.sum(axis=0), found.totals, atol=1e-12)
    assert len(found.totals) == found.draws == 120


def test_means_add_up_and_groups_add_up_to_the_index(baseline: SimulatedRallyAnswer) -> None:
    found = baseline.found
    total = sum(p.mean for p in found.parts) + found.residual.mean
    assert total == pytest.approx(found.total.mean, abs=1e-11)
    assert sum(g.contribution.mean for g in found.groups) == pytest.approx(found.total.mean, abs=1e-4)
    for group in found.groups:
        own = sum(p.mean for p in group.parts) + group.residual.mean
        assert own == pytest.approx(group.total.mean, abs=1e-11)


def test_a_planted_shock_to_one_group_is_its_residual_and_no_part(
    baseline: SimulatedRallyAnswer, shocked: SimulatedRallyAnswer
) -> None:
    """The shock of the last quarter reaches the price and, within that quarter, no piece of the multiple but
    what fear of the fall adds to the premium, which is small against it."""
    before, after = baseline.found.groups[0], shocked.found.groups[0]
    assert after.residual.mean - before.residual.mean == pytest.approx(100 * SIZE, abs=0.01)
    names = [p["name"] for p in baseline.as_json()["parts"] if p["name"] != "residual"]
    for name, a, b in zip(names, before.parts, after.parts, strict=True):
        assert b.mean == pytest.approx(a.mean, abs=0.5 if name == "premium" else 0.25), name
    rest = shocked.found.groups[1].residual.mean - baseline.found.groups[1].residual.mean
    assert rest == pytest.approx(0.0, abs=0.01)


def test_one_draw_is_that_draw_of_the_many(baseline: SimulatedRallyAnswer) -> None:
    one = api.rally_ahead("2026Q2", "2027Q4", draw=17, **FEW).found
    assert one.total.mean == pytest.approx(baseline.found.totals[17])
    np.testing.assert_allclose([p.mean for p in one.parts], baseline.found.values[:-1, 17])
    assert one.total.error == 0.0


def test_the_monte_carlo_error_is_that_of_a_mean(baseline: SimulatedRallyAnswer) -> None:
    totals = baseline.found.totals
    assert baseline.found.total.error == pytest.approx(totals.std(ddof=1) / np.sqrt(len(totals)))
    assert "±" in baseline.reading


def test_the_share_of_the_leaders_begins_at_the_published_one(baseline: SimulatedRallyAnswer) -> None:
    before, after = baseline.found.shares
    assert before.mean == pytest.approx(0.40, abs=0.005)
    assert before.error < 1e-9
    assert 0.2 < after.mean < 0.6


def test_a_reader_with_the_models_durations_finds_the_models_residual(baseline: SimulatedRallyAnswer) -> None:
    document = baseline.as_json()
    own = next(d for d in document["durations"] if d["real_rate"] == 7 and d["premium"] == 22)
    assert own["residual"] == pytest.approx(document["residual"]["mean"], abs=1e-9)
    other = next(d for d in document["durations"] if d["real_rate"] == 25 and d["premium"] == 22)
    rate = next(p for p in document["parts"] if p["name"] == "real_rate")["mean"]
    assert other["residual"] == pytest.approx(own["residual"] + rate * (1 - 25 / 7))


def test_the_answer_has_its_form(baseline: SimulatedRallyAnswer) -> None:
    assert isinstance(baseline, AbstractAnswer)
    assert baseline.as_json()["simulated"] is True


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"first": "2022Q4", "last": "2027Q4"}, "A404"),
        ({"first": "2026Q2", "last": "2036Q4"}, "A404"),
        ({"first": "2027Q4", "last": "2026Q4"}, "A403"),
        ({"first": "2026Q2", "last": "2027Q4", "draw": 120}, "A405"),
        ({"first": "2026Q2", "last": "2027Q4", "draw": -1}, "A405"),
    ],
)
def test_windows_and_draws_that_are_not_there_are_refused(options: dict, code: str) -> None:
    with pytest.raises(MoneygoodError) as fault:
        api.rally_ahead(**options, **FEW)
    assert fault.value.code == code
