"""The shipped scenarios run: identities hold on all draws, nothing is infinite, what is imposed is met."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from kinds_of_scenarios import KINDS
from moneygood import api
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, read_yaml, reference_keys
from moneygood.model.build import load_model
from moneygood.runs.expectations import expected_variables, judge
from moneygood.runs.run import RunResult
from moneygood.scenarios.check import variant_names
from moneygood.scenarios.library import list_scenarios
from moneygood.scenarios.shows import risk_names, system_names

SCENARIOS = list_scenarios()
SWITCHES = sorted(read_yaml(economics_root() / "dictionary" / "switches.yaml"))
RUN = {"draws": 600, "seed": 3}
FEW_NOW = [pytest.param(n, marks=() if n in KINDS else pytest.mark.slow) for n in SCENARIOS]


@pytest.mark.parametrize("name", FEW_NOW)
def test_a_scenario_holds_its_identities_and_does_what_it_was_expected_to(name: str) -> None:
    """C-24, and every expectation of its text; the central path and all draws, in one run."""
    expected = expected_variables(api.find_scenario(name), load_model())
    result = api.run(name, **RUN, keep=expected)
    label, worst = result.simulation.worst_identity
    assert worst <= 1e-9, label
    assert set(result.simulation.identity_error) == set(load_model().identities)
    assert result.nonfinite == 0
    assert result.failed_share <= 0.001
    central = result.central
    assert max(central.identity_error.values()) <= 1e-9
    assert np.isfinite(central.values).all()
    likely = result.plausibility
    if likely.degrees and likely.p_value < 0.01 and name != "cbo-2026-02":  # a decade of seven variables
        assert api.find_scenario(name).size == "stress", likely.p_value
    missed = [v for v in judge(result, _baseline()) if not v.holds]
    assert not missed, "\n".join(f"{v.label} {v.at}: {v.found:.3g} not in {v.low}..{v.high}" for v in missed)


@cache
def _baseline() -> RunResult:
    plans = map(api.find_scenario, SCENARIOS)
    keep = dict.fromkeys(v for plan in plans for v in expected_variables(plan, load_model()))
    return api.run("baseline", **RUN, keep=tuple(keep))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_says_what_a_reader_needs(name: str) -> None:
    plan = api.find_scenario(name)
    assert plan.question.endswith("?")
    assert len(plan.narrative.split()) >= 60
    assert plan.size in ("ordinary", "stress")
    assert plan.sources
    assert set(plan.sources.split(", ")) <= set(reference_keys()) | {"ours"}
    assert plan.sizes_from
    assert plan.systems
    assert len(plan.expected) >= 3
    assert all(set(e.source.split(", ")) <= set(reference_keys()) | {"ours"} for e in plan.expected)


def test_the_library_shows_every_system_and_every_risk() -> None:
    plans = [api.find_scenario(name) for name in SCENARIOS]
    assert {s for p in plans for s in p.systems} == set(system_names(economics_root()))
    assert {r for p in plans for r in p.risks} == set(risk_names(economics_root()))


def test_the_names_tested_are_those_of_the_model() -> None:
    assert set(SWITCHES) == set(load_model().switches)
    assert set(SCENARIOS) == {row["scenario"] for row in api.scenario_rows()}
    assert len(SCENARIOS) >= 40


def test_exact_hold_is_met_on_every_draw() -> None:
    result = api.run("cuts-arrive", **RUN)
    base = api.load().baseline()
    ffr, row = result.paths.series("ffr"), load_model().row("ffr")
    ok = result.paths.ok
    for i, cut in enumerate((-0.25, -0.5, -0.75, -1.0, -1.25, -1.25), start=1):
        np.testing.assert_allclose(ffr[i, ok], base.values[row, i] + cut, rtol=0, atol=1e-5)


def test_hold_of_the_centre_leaves_the_draws_free() -> None:
    path = {"hold": "rate_10y", "periods": "2027Q1", "value": 6.0, "unit": "pct/yr", "exact": False}
    result = api.run({"title": "centre", "paths": [path]}, **RUN)
    at = result.paths.periods.index(Quarter.parse("2027Q1"))
    assert result.central.series("rate_10y")[at] == pytest.approx(6.0, abs=1e-9)
    draws = result.paths.series("rate_10y")[at, result.paths.ok]
    assert draws.std() > 0.2
    assert abs(np.median(draws) - 6.0) < 0.25


def test_baseline_goes_through_what_its_file_holds() -> None:
    base = api.load().baseline()
    for path in api.find_scenario("baseline").paths or ():
        raise AssertionError(f"the baseline as a scenario still holds {path.variable}")
    from moneygood.scenarios.library import read_baseline

    for path in read_baseline().paths:
        for quarter, value in zip(path.periods, path.values, strict=True):
            if quarter in base.periods:
                met = base.series(path.variable)[base.periods.index(quarter)]
                assert met == pytest.approx(value, abs=1e-8)


@pytest.mark.parametrize("switch", SWITCHES)
def test_switching_a_mechanism_off_never_moves_the_baseline(switch: str) -> None:
    """C-23: off means on its baseline value."""
    base = api.load().baseline()
    plan = api.find_scenario({"title": "off", "switches": {switch: "off"}})
    off = api.load().solve_plan(plan)
    size = np.maximum(np.abs(base.values), 1.0)
    assert np.max(np.abs(off.values - base.values) / size) <= 1e-8


@pytest.mark.parametrize("variant", variant_names(economics_root()))
def test_replacing_an_equation_never_moves_the_baseline(variant: str) -> None:
    base = api.load().baseline()
    other = api.load().solve_plan(api.find_scenario({"title": "variant", "variants": [variant]}))
    size = np.maximum(np.abs(base.values), 1.0)
    apart = np.max(np.abs(other.values - base.values) / size, axis=1)
    # what the rule asks for is another figure under another rule, and so is what the Fed does beside it
    assert {n for n, a in zip(base.names, apart, strict=True) if a > 1e-7} <= {
        "ffr_systematic",
        "policy_surprise",
    }


def test_switched_off_wealth_effect_damps_the_answer_to_stocks() -> None:
    fall = {"title": "fall", "levers": {"equity_premium": 1.0}}
    with_it = api.load().solve_plan(api.find_scenario(fall)).series("cons_real")
    without = api.load().solve_plan(api.find_scenario({**fall, "switches": {"wealth_effect": "off"}}))
    base = api.load().baseline().series("cons_real")
    assert (with_it - base)[8] < (without.series("cons_real") - base)[8] < 0.25 * abs(with_it - base)[8]


def test_history_says_what_is_observed_and_what_is_filled_in() -> None:
    """C-7: every filled figure is marked."""
    history = api.load().history
    last = history.periods[-1]
    assert api.load().start - last == 1
    assert history.status_at("ffr", last) == 1
    assert history.status_at("gdp_real", last) == 2
    assert np.isfinite(history.values[:, -1]).all()


def test_plausibility_grows_with_what_is_imposed() -> None:
    def p_value(size: float) -> float:
        shock = {"shock": "eps_cons_real", "periods": "2026Q4", "sd": size}
        return api.run({"title": "shock", "shocks": [shock]}, draws=2).plausibility.p_value

    assert api.run(draws=2).plausibility.grade == "baseline"
    assert p_value(0.5) > p_value(2.0) > p_value(4.0)
    assert p_value(4.0) < 0.001


def test_plausibility_counts_absorbed_holds_and_levers_on_judgement() -> None:
    hold = {"hold": "rate_10y", "periods": "2027Q1", "change": 3.0, "unit": "pct/yr"}
    assert api.run({"title": "hold", "paths": [hold]}, draws=2).plausibility.largest_shock == "eps_rate_10y"
    lever = api.run({"title": "lever", "levers": {"consumer_mood": -0.01}}, draws=2).plausibility
    assert lever.largest_shock == "eps_cons_real"
