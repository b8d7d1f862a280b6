"""The forecast record: no look into the future, restarts that are kept, any number of workers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.texts import economics_root
from moneygood.estimation.filters.neutral import NeutralFigures, drawn_neutral_states
from moneygood.estimation.past.forecast_targets import evaluation_figures, read_evaluation
from moneygood.estimation.past.state import complete_past
from moneygood.model.formula import parse_expression
from moneygood.questions.backtest.answer import BacktestAnswer
from moneygood.questions.backtest.rivals import cost_tables, cost_words, rival_tables, summary_words
from moneygood.restarts.judgement import CarryRule, PathRule, by_season, carried, read_judgement
from moneygood.restarts.restart import expansion_strengths, forecast, open_restarts, state_at
from moneygood.validation.forecast_record.origin import evaluate
from moneygood.validation.forecast_record.rival_scores import RevisionCost, RivalSummary

ORIGIN = Quarter.of(2010, 2)
LAST = Quarter.of(2013, 2)


@pytest.fixture(scope="module")
def workspace():
    return api.load()


@pytest.fixture(scope="module")
def opened(workspace):
    restarts = open_restarts(workspace.model, workspace.vintage, LAST)
    evaluation = read_evaluation(workspace.model)
    full = complete_past(workspace.model, workspace.vintage, restarts.rule, LAST, figures=restarts.figures)
    return restarts, evaluation, evaluation_figures(evaluation, workspace.model, workspace.vintage, full)


def spoiled(panel: Panel, after: Quarter) -> Panel:
    """The figures with everything after a quarter multiplied by three."""
    values = panel.values.copy()
    values[:, panel.column(after) + 1 :] *= 3.0
    return Panel(panel.names, panel.periods, values, panel.status)


def test_forecast_from_an_origin_knows_no_later_figure(opened) -> None:
    """C-15: figures after the origin can be anything; only what is scored against changes."""
    restarts, evaluation, figures = opened
    evaluation = replace(evaluation, states=2)
    base, actual = figures.base.copy(), figures.actual.copy()
    at = ORIGIN - figures.periods[0]
    base[:, at + 1 :], actual[:, at + 1 :] = 1e3, actual[:, at + 1 :] + 50.0
    neutral = restarts.neutral
    cut = ORIGIN - neutral.periods[0] + 1
    rows = {k: getattr(neutral.figures, k).copy() for k in NeutralFigures.__dataclass_fields__}
    for row in rows.values():
        row[cut:] += 40.0
    other = replace(
        restarts,
        figures=spoiled(restarts.figures, ORIGIN),
        neutral=replace(neutral, figures=NeutralFigures(**rows)),
    )
    one = evaluate(restarts, evaluation, figures, ORIGIN, 40, 7)
    two = evaluate(other, evaluation, replace(figures, base=base, actual=actual), ORIGIN, 40, 7)
    for a, b in zip(one["rows"], two["rows"], strict=True):
        assert (a["contestant"], a["variable"], a["horizon"]) == (
            b["contestant"],
            b["variable"],
            b["horizon"],
        )
        assert a["mean"] == b["mean"], a
        assert a["sd"] == b["sd"], a
        assert a["actual"] != b["actual"]


def test_state_at_an_origin_ends_there_and_has_the_published_figures(opened, workspace) -> None:
    restarts, _, _ = opened
    past = state_at(restarts, ORIGIN)
    assert past.panel.periods[-1] == ORIGIN
    for name, series in (
        ("rate_10y", "treasury_10y"),
        ("unemployment", "unemployment_rate"),
        ("gdp_real", "gdp_real"),
    ):
        assert past.panel.at(name, ORIGIN) == pytest.approx(workspace.vintage.at(series, ORIGIN))
    debt = workspace.vintage.at("debt_public", ORIGIN)
    assert past.panel.at("debt_public", ORIGIN) == pytest.approx(debt)


def test_judged_path_of_the_ten_year_is_no_change(opened) -> None:
    restarts, _, _ = opened
    past = state_at(restarts, ORIGIN)
    rule = next(r for r in restarts.judgement.paths if r.variable == "rate_10y")
    numbers = {n: p.value for n, p in past.model.parameters.items()}
    assert rule.values(past.panel, 3, numbers) == pytest.approx(np.full(3, past.panel.at("rate_10y", ORIGIN)))


def test_carried_series_goes_from_recent_to_level() -> None:
    series = np.array([np.nan, 1.0, 1.0, 3.0])
    out = carried(series, CarryRule(3, 1, 0.5, level_share=0.6), 200)
    assert out[0] == pytest.approx(1.0 + 0.5 * (3.0 - 1.0))  # level 0.6 * 5/3 = 1
    assert out[-1] == pytest.approx(1.0)
    assert (carried(np.full(4, np.nan), CarryRule(3, 1, 0.5), 2) == 0).all()


def test_season_is_carried_on_and_its_mean_is_not() -> None:
    season = np.array([3.0, -1.0, 0.0, 2.0])
    series = np.concatenate([np.full(8, 99.0), np.tile(season + 5.0, 10)])  # ends with a fourth quarter
    series[20] = np.nan
    out = by_season(series, 40, 6)
    assert out == pytest.approx(np.r_[season, season[:2]] - season.mean())
    assert by_season(np.r_[series, series[-4:-2]], 40, 2) == pytest.approx(season[2:] - season.mean())
    assert (by_season(np.full(9, np.nan), 40, 3) == 0).all()


def test_restart_begins_from_the_state_it_is_given_and_from_the_same_figures(opened) -> None:
    restarts, _, _ = opened
    text = restarts.neutral.until(ORIGIN)
    drawn = drawn_neutral_states(text.figures, text.means, np.random.default_rng(5))
    mean, past = state_at(restarts, ORIGIN), state_at(restarts, ORIGIN, drawn)
    for name, states in (("gap", drawn.gap), ("nairu", drawn.natural), ("rstar", drawn.rstar)):
        assert past.panel.at(name, ORIGIN) == pytest.approx(states[-1], abs=0.05)  # output has a small error
        assert abs(past.panel.at(name, ORIGIN) - mean.panel.at(name, ORIGIN)) > 0.01
    for name in ("gdp_real", "unemployment", "rate_10y", "debt_public"):
        assert past.panel.at(name, ORIGIN) == pytest.approx(mean.panel.at(name, ORIGIN), rel=1e-9)


def test_parts_of_a_restart_have_draws_and_states_of_their_own(opened) -> None:
    """C-17: and all of them the same the next time."""
    restarts, evaluation, _ = opened
    two = replace(evaluation, states=2)
    one = forecast(restarts, two, ORIGIN, 40, 3, ("unemployment",))
    again = forecast(restarts, two, ORIGIN, 40, 3, ("unemployment",))
    paths = one.series("unemployment")
    assert paths.shape == (max(evaluation.horizons), 40)
    assert len({tuple(column) for column in paths.T}) == 40
    np.testing.assert_array_equal(paths, again.series("unemployment"))
    adopted = forecast(restarts, replace(two, posterior=""), ORIGIN, 40, 3, ("unemployment",))
    assert not np.array_equal(paths, adopted.series("unemployment"))


@pytest.mark.slow
def test_origins_are_the_same_on_any_number_of_workers_and_kept(workspace, tmp_path: Path) -> None:
    """C-17: for the record too."""
    how = {"step": 60, "draws": 30}
    one = api.backtest("2005Q1", "2020Q1", folder=tmp_path / "a", **how)
    two = api.backtest("2005Q1", "2020Q1", folder=tmp_path / "b", workers=2, **how)
    assert one.evaluated.results == two.evaluated.results
    again = api.backtest("2005Q1", "2020Q1", folder=tmp_path / "a", **how)
    assert again.evaluated.reused == len(one.evaluated.origins) == 2
    assert again.as_json()["cells"] == one.as_json()["cells"]
    other = api.backtest("2005Q1", "2005Q1", folder=tmp_path / "a", draws=30, seed=2)
    assert other.evaluated.reused == 0


def test_stopped_record_goes_on_where_it_was(tmp_path: Path) -> None:
    how = {"step": 40, "draws": 30, "folder": tmp_path}
    with pytest.raises(MoneygoodError, match="stopped after 1 of 2") as caught:
        api.backtest("2005Q1", "2015Q1", progress=lambda share: False, **how)
    assert caught.value.code == "A604"
    assert caught.value.exit_code == 3
    assert api.backtest("2005Q1", "2015Q1", **how).evaluated.reused == 1


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> BacktestAnswer:
    return api.backtest("2006Q1", "2016Q1", step=20, draws=60, folder=tmp_path_factory.mktemp("record"))


def test_cell_is_the_mean_over_its_origins(answer: BacktestAnswer) -> None:
    cell = next(c for c in answer.cells if (c.variable, c.horizon) == ("unemployment", 4))
    rows = [
        r
        for result in answer.evaluated.results
        for r in result["rows"]
        if r["variable"] == "unemployment" and r["horizon"] == 4
    ]
    own = [r for r in rows if r["contestant"] == "model"]
    best = min(cell.benchmarks, key=lambda n: cell.benchmarks[n])
    theirs = [r["crps"] for r in rows if r["contestant"] == best]
    assert cell.n == len(own) == 3
    assert cell.ratio == pytest.approx(np.mean([r["crps"] for r in own]) / np.mean(theirs))
    assert cell.bias == pytest.approx(np.mean([r["mean"] - r["actual"] for r in own]))
    assert cell.coverage[80] == pytest.approx(np.mean([0.1 <= r["pit"] <= 0.9 for r in own]))
    assert sum(cell.pit) == cell.n


def test_document_has_the_keys_that_others_rely_on(answer: BacktestAnswer) -> None:
    """C-29: keys may be added, never renamed."""
    keys = {
        "variable",
        "horizon_q",
        "n",
        "crps",
        "crps_best_rival",
        "ratio",
        "coverage50",
        "coverage80",
        "coverage90",
        "coverage95",
    }
    document = answer.as_json()
    assert len(document["cells"]) == 32
    assert all(keys <= set(cell) for cell in document["cells"])


def test_cbo_errors_are_projected_less_actual(answer: BacktestAnswer, workspace) -> None:
    row = next(e for e in answer.cbo if (e.baseline, e.line, e.year) == ("2024-06", "deficit", 2025))
    gdp = workspace.vintage.fiscal("gdp_nom")[2025]
    projected = -workspace.vintage.cbo_budget("2024-06", "balance")[2025]
    actual = -workspace.vintage.fiscal("balance")[2025]
    assert row.error == pytest.approx(100 * (projected - actual) / gdp)
    assert row.projection_year == 2


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"first": "2004Q1"}, "A603"),
        ({"last": "2040Q1"}, "A603"),
        ({"first": "2010Q1", "last": "2009Q1"}, "A603"),
        ({"step": 0}, "A603"),
        ({"draws": 3}, "A603"),
        ({"workers": 99}, "A603"),
        ({"seed": -1}, "A074"),
    ],
)
def test_request_that_cannot_be_played_is_refused_before_anything_is(
    how: dict, code: str, tmp_path: Path
) -> None:
    first, last = how.pop("first", None), how.pop("last", None)
    with pytest.raises(MoneygoodError) as caught:
        api.backtest(first, last, folder=tmp_path, **how)
    assert caught.value.code == code
    assert not list(tmp_path.iterdir())


def test_a_stronger_expansion_goes_farther_and_faster(workspace) -> None:
    """From 6 toward 4, nine tenths of the distance kept; one deviation more: toward 3.5, eight tenths."""
    toward = parse_expression("4 + 0 * unemployment", workspace.model)
    rule = PathRule(
        "unemployment", "add_unemployment", None, toward, 0.9, None, 0.0, 0.0, -np.inf,
        toward_spread=-0.5, keep_spread=-0.1,
    )  # fmt: skip
    periods = (Quarter.of(2010, 1), Quarter.of(2010, 2))
    history = Panel(("unemployment",), periods, np.array([[7.0, 6.0]]), np.ones((1, 2), np.uint8))
    assert rule.values(history, 2, {}) == pytest.approx([5.8, 5.62])
    assert rule.values(history, 2, {}, 1.0) == pytest.approx([5.5, 5.1])
    assert rule.values(history, 2, {}, -1.0) == pytest.approx([6.0, 6.0])


@pytest.mark.parametrize("parts", [2, 4, 7])
def test_the_parts_of_a_restart_have_the_spread_that_the_text_says(parts: int) -> None:
    """One standard deviation of the text is one among the parts; the middle one is the usual expansion."""
    found = expansion_strengths(parts)
    assert np.mean(found) == pytest.approx(0.0, abs=1e-12)
    assert np.std(found) == pytest.approx(1.0)
    assert list(found) == sorted(found)
    assert expansion_strengths(1) == (0.0,)


def test_a_lump_of_borrowing_is_carried_on_less_than_the_mean_of_years(workspace) -> None:
    """Debt less deficits over the three years after each quarter of 2000 to 2019, as known then: the longer
    the mean that is carried on, the smaller the miss, so the rule's window is ten years."""
    quarters = quarter_range("1990Q2", "2022Q4")
    debt, balance, gdp = (
        np.array([workspace.vintage.at(n, q) for q in (quarters[0] - 1, *quarters)])
        for n in ("debt_public", "balance_mts", "gdp_nominal")
    )
    beside = (np.diff(debt) + balance[1:] / 4) / gdp[1:]
    first, last = (quarters.index(Quarter.parse(q)) for q in ("2000Q1", "2019Q4"))
    after = np.array([beside[i + 1 : i + 13].sum() for i in range(first, last + 1)])

    def missed(window: int) -> float:
        known = [beside[max(i + 1 - window, 0) : i + 1].mean() for i in range(first, last + 1)]
        return float(np.sqrt(np.mean((after - 12 * np.array(known)) ** 2)))

    assert missed(4) > 1.2 * missed(12) > 1.4 * missed(40)
    rule = read_judgement(workspace.model, workspace.model.root).policy_rule("path_other_financing")
    assert rule.window == 40


@pytest.mark.parametrize(
    ("old", "new", "code", "file"),
    [
        ("form: growth", "form: speed", "A602", "evaluation"),
        ("  unemployment: {label", "  unemploymint: {label", "A602", "evaluation"),
        ("order: 2", "order: two", "A602", "evaluation"),
        ("variable: unemployment,", "variable: unemploymint,", "A601", "judgement"),
        ("window: 40", "windows: 40", "A601", "judgement"),
    ],
)
def test_faults_of_the_texts_are_named(
    workspace, tmp_path: Path, old: str, new: str, code: str, file: str
) -> None:
    text = (economics_root() / "backtest" / f"{file}.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "backtest").mkdir()
    (tmp_path / "backtest" / f"{file}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    read = read_evaluation if file == "evaluation" else read_judgement
    with pytest.raises(MoneygoodError) as caught:
        read(workspace.model, tmp_path)
    assert caught.value.code == code
    assert f"{file}.yaml" in str(caught.value)


def test_the_latest_forecast_is_one_restart_with_its_outcomes(tmp_path) -> None:
    """Its figures are those of the record at that origin; a span beside it is refused."""
    found = api.backtest(latest=True, draws=60, workers=1, folder=tmp_path)
    assert len(found.evaluated.origins) == 1
    assert str(found.evaluated.origins[0]) == "2025Q4", "2026Q1 is the last that is measured"
    for row in found.one:
        cell = next(c for c in found.cells if (c.variable, c.horizon) == (row["variable"], row["horizon"]))
        assert cell.bias == pytest.approx(row["mean"] - row["actual"])
    table = found.tables[0]
    assert len(table.rows) == len(found.one) == len(found.as_json()["latest"])
    assert found.lead.startswith(f"Of {len(found.one)} forecasts made in 2025Q4")
    assert len(found.lead.split()) <= 40
    with pytest.raises(MoneygoodError) as caught:
        api.backtest("2020Q1", latest=True)
    assert caught.value.code == "A603"


def test_few_restarts_of_a_rival_have_no_significance_and_costs_are_said_in_words() -> None:
    many = RivalSummary("f", 84, 8, 6, 3, 1, 0.9, 0.92, 0.95)
    few = RivalSummary("s", 3, 6, 2, 2, 0, 1.1, 1.1, 1.0)
    assert summary_words("Forwards", many).endswith("3 of them at 90% significance, behind so in 1.")
    assert "too few to say more" in summary_words("SPF", few)
    table, _ = rival_tables({"f": "Forwards", "s": "SPF"}, (many, few), ())
    assert [row[4] for row in table.rows] == [3, None]
    costs = [RevisionCost("g", "GDP", h, 31, r, 1.0, r, 0.1) for h, r in ((1, 1.21), (4, 1.0))]
    assert cost_words(costs).startswith("On figures as published forecasts are 10% worse")
    assert "most for GDP, 1 quarter ahead (+21%)" in cost_words(costs)
    assert [row[5] for row in cost_tables(costs)[0].rows] == [1.21, 1.0]
