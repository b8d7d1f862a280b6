"""Odds over a band of thresholds: monotone, by brute force, in closed form; the race under others."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import pytest

from made_paths import make_history, make_paths
from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.units import Unit
from moneygood.model.graph import Graph
from moneygood.model.scope import Scope
from moneygood.runs.first_passage.bands import EventBand, event_bands, hazard, threshold_race
from moneygood.runs.first_passage.trigger_records import TRIGGERS
from moneygood.runs.first_passage.triggers import BreakDefinition, Condition, Side, read_break
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.plan import baseline_plan

G = Graph()


def event(name: str, bounds: tuple[float, ...], own: float, running: int = 1) -> BreakDefinition:
    above = bounds[-1] > bounds[0]
    side = Side(
        "it", name, "up", (Condition(name, G.var(name), own, above, "1"),), running, "ours", "", name, bounds
    )
    return BreakDefinition(name, name, (side,))


@pytest.fixture(scope="module")
def shipped() -> tuple[dict[str, EventBand], object]:
    w = api.load()
    result = run_plan(w, baseline_plan(), RunRequest(600, 3, quarters=20))
    return event_bands(result.paths, w.history, result.definitions, None), result


def test_a_harder_threshold_is_never_likelier(shipped) -> None:
    bands, _ = shipped
    assert len(bands) == 7
    for band in bands.values():
        assert len(band.thresholds) == 5, band.key
        for odds in (*band.within, band.ever):
            known = odds[np.isfinite(odds)]
            assert (np.diff(known) <= 0.0).all(), band.key


def test_odds_at_the_own_threshold_are_those_of_the_run(shipped) -> None:
    bands, result = shipped
    for key, band in bands.items():
        risk = result.first.sides[key]
        assert band.within[0, band.own] == pytest.approx(risk.p_within_4q, abs=1e-12)
        assert band.within[1, band.own] == pytest.approx(risk.p_within_12q, abs=1e-12)
        assert band.ever[band.own] == pytest.approx(risk.p_ever, abs=1e-12)
        survived = np.cumprod(1.0 - np.nan_to_num(band.hazard))
        assert 1.0 - survived == pytest.approx(risk.incidence, abs=1e-12)


def test_odds_of_every_threshold_by_brute_force_on_the_same_draws(shipped) -> None:
    """Each draw looked at by itself, quarter by quarter, with nothing of the code under test."""
    bands, result = shipped
    w, paths = api.load(), result.paths
    first = paths.periods[0]

    def line(name: str, draw: int) -> list[float]:
        past = [w.history.at(name, first - k) for k in range(12, 0, -1)]
        return past + [float(x) for x in paths.series(name)[:, draw]]

    def came(draw: int, key: str, bound: float, quarters: int) -> bool:
        def state(t: int) -> bool:
            if key == "prices.disinflation":
                x = line("infl_core_yoy", draw)
                return x[t] <= bound and x[t - 1] <= bound
            if key == "rates.cuts":
                x = line("ffr", draw)
                return x[t] - x[t - 4] <= bound
            x = line("sp500", draw)
            return x[t] / max(x[4 : t + 1]) <= bound  # the peak counts from eight quarters before the start

        return any(state(12 + t) and not state(11 + t) for t in range(quarters))

    draws = range(0, 600, 20)
    for key in ("prices.disinflation", "rates.cuts", "stocks.drawdown"):
        band = bands[key]
        for i, bound in enumerate(band.thresholds):
            got = (band.times[i][list(draws)] > 0) & (band.times[i][list(draws)] <= 12)
            assert got.tolist() == [came(d, key, bound, 12) for d in draws], (key, bound)


def test_brownian_motion_meets_a_level_as_the_reflection_principle_says() -> None:
    """P(max of a walk over T >= b) = 2 (1 - Phi(b / sqrt T)), less what is missed between steps."""
    steps, draws, bounds = 400, 8000, (0.5, 1.0, 1.5)
    rng = np.random.default_rng(5)
    walk = np.cumsum(rng.normal(0.0, 1.0 / sqrt(steps), (steps, draws)), axis=0)
    band = event_bands(
        make_paths({"x": walk}), make_history({"x": [0.0] * 4}), [event("x", bounds, 1.0)], None
    )["x.it"]
    for share, bound in zip(band.ever, bounds, strict=True):
        shifted = bound + 0.5826 / sqrt(steps)  # Broadie, Glasserman and Kou (1997): discrete watching
        closed = 2.0 * (1.0 - 0.5 * (1.0 + erf(shifted / sqrt(2.0))))
        assert share == pytest.approx(closed, abs=3.5 * sqrt(closed * (1 - closed) / draws) + 0.002)


def test_the_hazard_is_the_chance_among_those_still_whole() -> None:
    times = np.array([1, 1, 2, 3, 0, 0, 0, 0])
    assert hazard(times, 4) == pytest.approx([2 / 8, 1 / 6, 1 / 5, 0.0])


def test_a_threshold_that_holds_at_the_start_has_no_odds() -> None:
    paths = make_paths({"x": np.array([[3.0, 3.0], [1.0, 5.0]])})
    band = event_bands(paths, make_history({"x": [2.0] * 4}), [event("x", (1.5, 2.5, 4.0), 2.5)], None)[
        "x.it"
    ]
    assert np.isnan(band.ever[0])
    assert band.ever[1:].tolist() == [1.0, 0.5]


def test_the_race_counts_the_sets_of_thresholds_in_which_each_leads() -> None:
    """x and y rise by one a quarter, y from lower: x leads unless its own threshold is moved far up."""
    rise = np.arange(1.0, 9.0)[:, None]
    paths = make_paths({"x": rise, "y": rise - 1.5})
    history = make_history({"x": [0.0] * 4, "y": [-2.0] * 4})
    bands = event_bands(
        paths, history, [event("x", (2.0, 3.0, 6.0), 3.0), event("y", (2.0, 3.0, 4.0), 3.0)], None
    )
    race = threshold_race(bands)
    assert race.sets == 7  # as they are, all easier, all harder, and each at its two others
    # x at 3, 2, 6 meets in quarter 3, 2, 6; y at 3, 2, 4 in 5, 4, 6: alone at 6 x loses, all harder it ties
    assert race.leaders == {"x.it": 6, "y.it": 1}
    assert race.own == "x.it"


@pytest.mark.parametrize("band", ["[0.9, 0.8]", "[0.75, 0.75, 0.7]"])
def test_a_band_without_its_own_bound_is_refused(tmp_path, band: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "name: own\nsides:\n  - name: it\n    direction: down\n"
        "    when: [{expression: 'sp500 / sp500[-4]', at_most: 0.75}]\n"
        f"    band: {band}\n"
    )
    with pytest.raises(MoneygoodError, match="does not hold the bound") as fault:
        read_break(file, Scope(variables={"sp500": Unit.parse("index")}, open_formulas=True))
    assert fault.value.code == "A051"
    assert TRIGGERS.name == "triggers"


def test_the_first_line_says_how_far_the_order_hangs_on_the_thresholds() -> None:
    answer = api.first(draws=300, causes=0, quarters=12)
    race = answer.race
    assert (
        f"{race.leaders[race.own]} of {race.sets} sets" in answer.lead
        or f"all {race.sets} sets" in answer.lead
    )
    assert not any(c.isdigit() for c in answer.event(race.own))  # words that no threshold changes
    document = answer.as_json()
    assert set(document["bands"]) == set(answer.passage.sides)
    assert {"prices", "rates", "debt", "stocks"} == set(document["highs"])
    odds = answer.tables[0]
    assert [r[0].strip() for r in odds.rows].count("Either of the two") == 3
    cuts = next(r for r in odds.rows if r[0] == "Deep rate cuts")
    assert cuts[4] == document["bands"]["rates.cuts"]["base_rates"]["4q"][2]["share"]
