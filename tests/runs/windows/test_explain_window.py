"""Windows of the real past: they add up to what was published, and mean what they say."""

from __future__ import annotations

import json

import numpy as np
import pytest

from moneygood import api
from moneygood.baseline.settle import on_shocks
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.engine.solve_path import solve_path
from moneygood.runs.attribution.coalitions import CoalitionRun
from moneygood.runs.windows.drivers import read_drivers
from moneygood.runs.windows.explain import explain_window
from moneygood.runs.windows.world import open_past, open_window

A, B = Quarter.parse("2024Q3"), Quarter.parse("2025Q1")


@pytest.fixture(scope="module")
def past():
    return open_past(api.load())


@pytest.mark.parametrize(("variable", "by"), [
    ("rate_10y", "shock"), ("rate_10y", "lag"), ("rate_10y", "channel"), ("gdp_real", "lag"),
    ("sp500", "channel"), ("term_premium", "lag"), ("debt_ratio", "lag"),
])  # fmt: skip
def test_parts_add_up_to_the_published_change(variable: str, by: str) -> None:
    answer = explain_window(api.load(), variable, A, B, by=by, draws=2)
    assert abs(answer.residual) < 1e-9
    assert answer.total == answer.here - answer.there
    figures = api.load().history
    if variable in ("rate_10y", "gdp_real"):
        assert answer.here == pytest.approx(figures.at(variable, B), rel=1e-12)
        assert answer.there == pytest.approx(figures.at(variable, A), rel=1e-12)
    if by == "shock":
        assert abs(sum(d.value for d in answer.drivers) - answer.total) < 1e-9
    document = json.loads(json.dumps(answer.as_json()))
    assert sum(p["value"] for p in document["parts"]) + document["residual"] == pytest.approx(
        document["total"]
    )


def test_every_draw_of_the_past_meets_what_was_published(past) -> None:
    """Parameters and hidden states differ, published figures do not."""
    window = open_window(past, A, B, draws=6, seed=3, settle=8)
    assert window.failed_share == 0.0
    names = ("rate_10y", "gdp_real", "ffr", "unemployment", "sp500", "term_premium")
    run = CoalitionRun(window.workspace, (), names, 2, 2, pasts=window.pasts)
    values, status = run.run(np.zeros((0, 7), dtype=bool), np.arange(7))
    assert not status.any()
    for i, name in enumerate(names[:-1]):
        assert np.ptp(values[i], axis=1).max() < 1e-8 * max(1.0, abs(values[i, 0, 0])), name
        assert values[i, :, 0] == pytest.approx([window.panel.at(name, q) for q in (A + 1, B)], rel=1e-10)
    assert values[-1].std(axis=1).min() > 0.1  # the premium is hidden: it hangs on the neutral rate


def test_quarters_are_shared_as_solving_the_paths_one_by_one_does(past) -> None:
    """Two quarters have two orders of joining; each of the four paths is solved by itself."""
    window = open_window(past, A, B, draws=0, seed=1, settle=8)
    w = window.workspace
    solved, exogenous = w.with_exogenous(2)
    from moneygood.engine.setting import Setting

    def figure(first: bool, second: bool) -> float:
        keep = np.array([first, second])
        shocks = np.where(keep, window.pasts.shocks[:, :, 0], 0.0)
        for i, s in enumerate(w.model.shocks.values()):
            if s.kind == "uniform":
                shocks[i] = window.pasts.shocks[i, :, 0]
        lags = max(w.model.max_lag, 1)
        setting = Setting(
            solved.periods, w.history.values[:, -lags:], exogenous, np.zeros_like(solved.adds), shocks
        )
        return float(solve_path(w.model, setting).series("rate_10y")[-1])

    answer = explain_window(api.load(), "rate_10y", A, B, by="lag")
    start, one, two = (p.value for p in answer.parts)
    f00, f10, f01, f11 = figure(False, False), figure(True, False), figure(False, True), figure(True, True)
    assert start == pytest.approx(f00 - answer.there, abs=1e-9)
    assert one == pytest.approx(((f10 - f00) + (f11 - f01)) / 2, abs=1e-9)
    assert two == pytest.approx(((f01 - f00) + (f11 - f10)) / 2, abs=1e-9)


def test_residuals_are_those_of_the_completed_past(past) -> None:
    """The shocks of a window are the judgement with which the past was solved, found another way."""
    window = open_window(past, A, B, draws=0, seed=1, settle=8)
    own = past.past.model
    at = slice(past.past.periods.index(A + 1), past.past.periods.index(B) + 1)
    adds = on_shocks(own, past.past.adds[:, at])
    names = list(window.workspace.model.shocks)
    for i, (name, shock) in enumerate(own.shocks.items()):
        if shock.kind != "uniform":
            found = window.pasts.shocks[names.index(name), :, 0]
            assert found == pytest.approx(adds[i], abs=1e-7 * max(1.0, np.abs(adds[i]).max())), name


def test_every_cause_of_the_past_has_one_driver(past) -> None:
    text = read_drivers(api.load().model)
    own = past.past.model
    causes = [e.label for e in own.behavioural]
    causes += [n for n in own.exogenous if np.ptp(past.past.panel.series(n)[-93:]) > 0.0]
    assert [c for c in causes if text.driver_of(c) == "rest"] == []


def test_a_cause_named_twice_is_refused(tmp_path) -> None:
    """A210."""
    (tmp_path / "windows").mkdir()
    (tmp_path / "windows" / "drivers.yaml").write_text(
        "draws: 2\nsettle: 2\ndrivers:\n  a: {label: A, of: [rate_10y]}\n  b: {label: B, of: [rate_10y]}\n"
    )
    with pytest.raises(MoneygoodError, match="belongs to a and to b") as fault:
        read_drivers(api.load().model, tmp_path)
    assert fault.value.code == "A210"


@pytest.mark.parametrize(("options", "said"), [
    ({"until": "2025Q1"}, "needs --since"),
    ({"since": "2024Q3", "until": "2025Q1", "scenario": "ai-disappoints"}, "--in and --until"),
    ({"since": "2024Q3", "until": "2025Q1", "given": "stocks"}, "--given and --until"),
    ({"since": "2024Q3", "until": "2025Q1", "at": "2028Q4"}, "--at and --until"),
    ({"since": "2024Q3", "until": "2025Q1", "quarters": 12}, "--quarters and --until"),
    ({"since": "2024Q3", "until": "2025Q1", "day": "2024Q4"}, "not a window of the past"),
    ({"since": "2025Q1", "until": "2024Q3"}, "not a window of the past"),
    ({"since": "2024Q3", "until": "2031Q1"}, "not a window of the past"),
    ({"since": "2024-09", "until": "2025Q1"}, "not a window of the past"),
    ({"since": "2024-07", "until": "2024-09"}, "not a window of the past"),
    ({"since": "2024Q3", "until": "2025Q1", "by": "sector"}, "no breakdown"),
    ({"since": "2024Q3", "until": "2025Q1", "by": "lag", "draws": 20}, "no ranges to draw"),
])  # fmt: skip
def test_what_cannot_be_asked_of_the_past_is_refused(options: dict, said: str) -> None:
    with pytest.raises(MoneygoodError, match=said) as fault:
        api.why("rate_10y", **options)
    assert fault.value.exit_code == 2


@pytest.mark.parametrize("variable", ["ai_capex", "ai_guidance"])
def test_variables_that_the_past_is_given_are_refused(variable: str) -> None:
    with pytest.raises(MoneygoodError, match=r"comes from outside|not solved"):
        api.why(variable, since="2024Q3", until="2025Q1")


def test_months_of_the_window_average_to_its_quarters() -> None:
    answer = explain_window(api.load(), "rate_10y", A, B, draws=0)
    figures = [v for _, v in answer.months]
    assert answer.months[0][0] == "2024-07"
    assert np.mean(figures[:3]) == pytest.approx(answer.there, abs=0.01)  # published to two digits
    assert np.mean(figures[-3:]) == pytest.approx(answer.here, abs=0.01)
    assert "quarterly averages" in answer.reading


def test_a_window_asked_on_its_day_sees_what_was_out_then() -> None:
    """C-15: growth of 2024Q4 as BEA had it in February 2025, and after the annual revision."""
    then = api.why("gdp_real", since="2024Q3", until="2024Q4", draws=0, day="2025-02-28")
    today = api.why("gdp_real", since="2024Q3", until="2024Q4", draws=0)
    # 2.3% a year was announced on 27 February 2025; the annual revision of September 2025 made it 1.9
    growth = [100 * ((a.here / a.there) ** 4 - 1) for a in (then, today)]
    assert growth == pytest.approx([2.3, 1.9], abs=0.1)
    assert abs(sum(p.value for p in then.parts) + then.residual - then.total) < 1e-9
