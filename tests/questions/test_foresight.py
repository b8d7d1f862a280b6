"""Scenarios with foresight, bands and inversions on the shipped model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.runs.compare import paired_mask

HIKE = {
    "title": "a rise that is known a year before",
    "variants": ["foresight_yields"],
    "shocks": [{"shock": "eps_ffr_rule", "periods": "2027Q3", "size": 1.0, "unit": "pct/yr"}],
}
QUARTERS = 24


@pytest.fixture(scope="module")
def workspace():
    return api.load()


@pytest.fixture(scope="module")
def base(workspace):
    return workspace.baseline(QUARTERS)


def test_foreseen_yield_is_the_weighted_sum_of_the_short_rates_to_come(workspace, base) -> None:
    """C-4: the difference of yield less premium is the discounted sum of the funds rate's differences."""
    settled = workspace.settle(api.find_scenario(HIKE), QUARTERS)
    weight = settled.model.parameters["b_foresight_10y"].value
    excess = {}
    for name, path in (("base", base), ("hike", settled.central)):
        excess[name] = path.series("rate_10y") - path.series("premium_fundamental")
    moved = excess["hike"] - excess["base"]
    short = settled.central.series("ffr") - base.series("ffr")
    for t in range(QUARTERS - 1):
        ahead = QUARTERS - 1 - t
        total = sum((1 - weight) * weight**k * short[t + k] for k in range(ahead))
        assert moved[t] == pytest.approx(total + weight**ahead * moved[-1], abs=1e-9)
    assert moved[0] > 0.02 > 1e-6 > abs(short[0])


def test_news_moves_nothing_before_it_comes(workspace, base) -> None:
    told = {**HIKE, "shocks": [{**HIKE["shocks"][0], "known": "2027Q1"}]}
    path = workspace.settle(api.find_scenario(told), QUARTERS).central
    change = path.series("rate_10y") - base.series("rate_10y")
    assert np.max(np.abs(change[:2])) < 1e-9
    assert change[2] > 0.02


def test_shares_that_foresee_fall_before_the_multiple_does(workspace, base) -> None:
    rise = {
        "title": "a dearer market later",
        "variants": ["foresight_equities"],
        "shocks": [{"shock": "eps_premium_market", "periods": "2028Q1", "sd": 2.0}],
    }
    path = workspace.settle(api.find_scenario(rise), QUARTERS).central
    price = path.series("price_rest") / base.series("price_rest") - 1
    assert price[0] < -0.001
    assert abs(path.series("multiple_rest")[0] - base.series("multiple_rest")[0]) < 0.2 * abs(price[0])


def test_draws_of_a_model_that_looks_ahead_are_refused(workspace) -> None:
    with pytest.raises(MoneygoodError) as fault:
        api.run(HIKE, draws=4, quarters=8)
    assert fault.value.code == "E045"
    assert fault.value.exit_code == 2
    assert "moneygood foresight" in str(fault.value)


def test_answer_tells_the_cases_apart() -> None:
    told = {**HIKE, "shocks": [{**HIKE["shocks"][0], "known": "2027Q1"}]}
    found = api.foresee(told, ["rate_10y"], quarters=QUARTERS)
    assert found.cases == ("looking back", "foreseen", "as it becomes known")
    first = {c: found.differences["rate_10y"][c][0] for c in found.cases}
    assert first["looking back"] == first["as it becomes known"] == 0.0
    assert first["foreseen"] > 0.02
    document = found.as_json()
    assert len(document["paths"]) == 3 * QUARTERS
    assert f"{100 * first['foreseen']:+.0f} bp" in found.reading
    assert f"{100 * first['foreseen']:+.0f} bp" in found.lead


def test_scenario_without_a_variant_that_looks_ahead_is_refused() -> None:
    with pytest.raises(MoneygoodError) as fault:
        api.foresee({**HIKE, "variants": ["taylor1999"]}, ["rate_10y"])
    assert fault.value.code == "S044"
    with pytest.raises(MoneygoodError) as fault:
        api.foresee(HIKE, ["rate_10yr"])
    assert fault.value.code == "M001"
    with pytest.raises(MoneygoodError) as fault:
        api.foresee(HIKE, ["rate_10y"], variants=["foresight_gold"])
    assert fault.value.code == "S015"


BAND = {
    "title": "the ten-year in a band",
    "paths": [
        {"hold": "rate_10y", "periods": "2027Q1..2027Q4", "between": [4.7, 4.9],
         "absorbed_by": ["eps_rate_10y", "eps_ffr_rule"]}
    ],
}  # fmt: skip


def test_band_holds_the_middle_and_the_draws_scatter(workspace, base) -> None:
    plan = api.find_scenario(BAND)
    settled = workspace.settle(plan, QUARTERS)
    inside = settled.central.series("rate_10y")[2:6]
    assert inside.min() > 4.7 - 1e-8
    assert inside.max() < 4.9 + 1e-8
    assert base.series("rate_10y")[2:6].max() < 4.7
    moved = {n for i, n in enumerate(settled.model.shocks) if settled.imposed[i].any()}
    assert moved == {"eps_rate_10y", "eps_ffr_rule"}
    done = api.run(BAND, draws=64, quarters=8)
    assert done.paths.series("rate_10y")[3].std() > 0.1
    assert done.plausibility.p_value > 0.01
    assert paired_mask(done.paths, done.paths).all()


def test_band_costs_no_more_than_a_path_inside_it(workspace) -> None:
    band = api.invert(BAND, shocks=["eps_rate_10y", "eps_ffr_rule"], quarters=QUARTERS)
    path = {**BAND, "paths": [{"hold": "rate_10y", "periods": "2027Q1..2027Q4", "value": 4.8}]}
    held = api.invert(path, shocks=["eps_rate_10y", "eps_ffr_rule"], quarters=QUARTERS)
    assert 0 < band.cost < held.cost
    from scipy.stats import chi2

    for found in (band, held):
        assert found.chance == pytest.approx(chi2.sf(found.cost, found.restrictions), rel=1e-10)


def test_shocks_of_an_inversion_simulate_back_to_the_path(workspace, base) -> None:
    wish = {
        "title": "higher yields in a hot economy",
        "paths": [
            {"hold": "rate_10y", "periods": "2026Q3..2027Q2", "change": 0.5, "absorbed_by": "eps_rate_10y"},
            {"hold": "gap", "periods": "2026Q4..2027Q2", "change": 0.4, "absorbed_by": "eps_cons_real"},
        ],
    }
    found = api.invert(wish, quarters=QUARTERS)
    assert found.restrictions == 7
    assert found.miss < 1e-9
    again = {
        "title": "the same by its shocks",
        "shocks": [
            {"shock": s["shock"], "periods": s["period"], "size": s["size"], "unit": s["unit"]}
            for s in found.as_json()["shocks"]
        ],
    }
    path = workspace.solve_plan(api.find_scenario(again), QUARTERS)
    np.testing.assert_allclose(path.series("rate_10y")[:4] - base.series("rate_10y")[:4], 0.5, atol=1e-9)
    np.testing.assert_allclose(path.series("gap")[1:4] - base.series("gap")[1:4], 0.4, atol=1e-9)
    few = api.invert(wish, shocks=["eps_rate_10y", "eps_cons_real"], quarters=QUARTERS)
    assert few.cost > found.cost


def test_inversion_of_nothing_is_refused() -> None:
    with pytest.raises(MoneygoodError) as fault:
        api.invert({"title": "nothing held", "levers": {"equity_premium": 0.5}})
    assert fault.value.code == "S043"
    with pytest.raises(MoneygoodError) as fault:
        api.invert(BAND, shocks=["eps_rate_10yr"])
    assert fault.value.code == "S013"


def test_band_of_a_model_that_looks_ahead_is_kept(workspace) -> None:
    plan = api.find_scenario({**BAND, "variants": ["foresight_yields"]})
    path = workspace.settle(plan, 12).central.series("rate_10y")[2:6]
    assert path.min() > 4.7 - 1e-8
    assert path.max() < 4.9 + 1e-8
    late = {**HIKE["shocks"][0], "known": "2027Q1"}
    with pytest.raises(MoneygoodError) as fault:
        workspace.settle(replace(plan, shocks=api.find_scenario({**HIKE, "shocks": [late]}).shocks), 12)
    assert fault.value.code == "E044"


def test_child_scenario_decides_over_the_band_of_its_parent() -> None:
    from moneygood.scenarios.read import merge_plans

    parent = api.find_scenario(BAND)
    child = api.find_scenario(
        {"title": "c", "paths": [{"hold": "rate_10y", "periods": "2027Q2", "value": 4.5}]}
    )
    merged = merge_plans(parent, child)
    assert [str(q) for band in merged.bands for q in band.periods] == ["2027Q1", "2027Q3", "2027Q4"]
    assert [str(q) for q in merged.paths[0].periods] == ["2027Q2"]
