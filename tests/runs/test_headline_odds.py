"""Odds beside the headline, by hand and on the shipped model: whether AI pays is open."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from tests.made_paths import START, make_paths

from moneygood.baseline.opening import load
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.model.build import load_model
from moneygood.questions.branch.draws import drawn_parameters
from moneygood.runs.fan import fan
from moneygood.runs.headline_odds import OddsEntry, headline_odds, read_odds
from moneygood.runs.odds_tables import odds_tables
from moneygood.runs.run import RunRequest, RunResult
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.library import find_plan

DRAWS = 90
ALL = 4000


def entry(*quarters: Quarter) -> OddsEntry:
    return OddsEntry("yes", "Yes", "Yes is yes", quarters, (("b", "the parameter"),))


def test_odds_and_drivers_are_those_of_counting() -> None:
    """Ninety draws of which two failed; yes where the parameter is above 60: 29 of 88."""
    b = np.arange(DRAWS, dtype=float)
    yes = np.stack([np.zeros(DRAWS), (b > 60).astype(float)])
    paths = make_paths({"yes": yes}, failed=(0, 89))
    none, some = headline_odds([entry(START, START + 1)], paths, {"yes": fan(paths, "yes")}, {"b": b})
    assert (none.probability, some.probability) == (0.0, pytest.approx(28 / 88))
    assert some.period == str(START + 1)
    assert some.mc_error == pytest.approx(np.sqrt(28 / 88 * 60 / 88 / 87), rel=1e-6)
    # the good draws have 1 to 88, thirds end at 30 and 59: the upper one has 60 to 88, of which all but 60
    (driver,) = some.drivers
    assert (driver.high, driver.low) == (pytest.approx(28 / 29), 0.0)
    assert driver.error == pytest.approx(np.sqrt(28 / 29 / 29 / 29))


def test_quarters_outside_the_run_and_fixed_parameters_are_left_out() -> None:
    paths = make_paths({"yes": np.ones((2, DRAWS))})
    fans = {"yes": fan(paths, "yes")}
    (row,) = headline_odds([entry(START, START + 40)], paths, fans, {})
    assert (row.probability, row.drivers) == (1.0, ())


@lru_cache(maxsize=1)
def result() -> RunResult:
    return run_plan(load(), find_plan("baseline"), RunRequest(draws=ALL))


def test_whether_ai_pays_is_a_headline_number_and_open() -> None:
    """Neither nought nor one in any year: early revenue and margin decide, late how much is built."""
    run = result()
    rows = {row.period: row for row in run.odds}
    assert set(rows) == {"2030Q4", "2032Q4", "2035Q4"}
    for row in rows.values():
        assert 0.03 < row.probability < 0.9
    at = run.paths.periods.index(Quarter.parse("2030Q4"))
    assert rows["2030Q4"].probability == pytest.approx(run.paths.series("ai_pays")[at].mean(), abs=1e-6)
    assert run.as_json()["odds"][0]["probability"] == rows["2030Q4"].probability
    early = {d.parameter: d for d in rows["2030Q4"].drivers}
    assert early["b_ai_ceiling"].high - early["b_ai_ceiling"].low > 2 * early["b_ai_ceiling"].error
    assert {"b_ai_ceiling", "b_ai_cash_margin"} <= set(early)
    names = ("b_ai_ceiling", "b_ai_cash_margin", "b_ai_adoption_speed")  # drawn together: only least squares
    drawn = drawn_parameters(run.workspace.model, ALL, 1)  # on all of them says what each does by itself
    x = np.column_stack([np.ones(ALL), *((drawn[n] - drawn[n].mean()) / drawn[n].std() for n in names)])
    y = run.paths.series("ai_pays")[at].astype(float)
    inverse = np.linalg.inv(x.T @ x)
    slopes = inverse @ x.T @ y
    residual = y - x @ slopes
    errors = np.sqrt(np.diag(inverse @ (x.T @ (x * residual[:, None] ** 2)) @ inverse))
    assert np.all(slopes[1:3] > 3 * errors[1:3])
    late = {d.parameter: d for d in rows["2035Q4"].drivers}["b_ai_capital_markup"]
    assert late.low - late.high > 2 * late.error


def test_cash_over_cost_is_that_of_the_capital_of_four_quarters_before() -> None:
    """Worked again from the central path: margin times revenue over the older capital's cost."""
    path, margin = result().central, load_model().parameters["b_ai_cash_margin"].value
    t = 30
    cost = path.series("ai_capital_cost")[t - 4] * path.series("ai_serving")[t - 4]
    ours = path.series("ai_cost_covered_service")[t]
    assert ours == pytest.approx(100 * margin * path.series("ai_revenue")[t] / cost)
    assert ours != pytest.approx(path.series("ai_cost_covered")[t], rel=0.01)


def test_tables_show_the_odds_and_what_they_hang_on() -> None:
    odds, drivers = odds_tables(result().odds)
    assert (len(odds.rows), len(odds.columns), odds.full) == (1, 4, False)
    assert (len(drivers.rows), len(drivers.columns), drivers.full) == (8, 5, True)
    assert "capital in service" in odds.note
    assert odds in result().tables
    assert drivers in result().tables


def test_fixed_parameters_have_no_drivers() -> None:
    request = RunRequest(draws=64, quarters=20, parameter_draws=False)
    rows = run_plan(load(), find_plan("baseline"), request).odds
    assert [r.period for r in rows] == ["2030Q4"]
    assert not rows[0].drivers
    assert len(list(odds_tables(rows))) == 1


def test_a_text_that_names_nothing_known_is_one_clear_line(tmp_path) -> None:
    file = tmp_path / "headline_odds.yaml"
    file.write_text("odds:\n  - {variable: ai_payz, label: AI pays, means: yes, at: [2030Q4]}\n")
    with pytest.raises(MoneygoodError) as fault:
        read_odds(file, {"variable": load_model().variables})
    assert fault.value.code == "A075"
    assert "ai_pays" in str(fault.value)
