from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from made_paths import START, make_history, make_paths
from moneygood.core.errors import MoneygoodError
from moneygood.model.graph import Graph
from moneygood.runs.first_passage.passage import first_passage, onset, running, wilson
from moneygood.runs.first_passage.triggers import BreakDefinition, Condition, Derived, Side

G = Graph()
DAYS = {"x": [0.0] * 8, "y": [0.0] * 8}


def level(name: str, bound: float, above: bool = True, quarters: int = 1, side: str = "up") -> Side:
    return Side(side, side, "up", (Condition(name, G.var(name), bound, above, ""),), quarters, "ours")


def change(name: str, lag: int, bound: float) -> Side:
    node = G.apply("sub", G.var(name), G.var(name, lag))
    return Side("change", "change", "down", (Condition("change", node, bound, False, ""),), 1, "ours")


def high(name: str, *sides: Side, derived: tuple[Derived, ...] = ()) -> BreakDefinition:
    return BreakDefinition(name, name.title(), sides, derived)


def slow_first(values: np.ndarray, past: list[float], bound: float, quarters: int) -> list[int]:
    """The obvious way: walk along every draw and count quarters at or above the bound."""
    times = []
    for draw in range(values.shape[1]):
        whole = [*past, *values[:, draw]]
        met = [
            all(whole[t - k] >= bound for k in range(quarters) if t - k >= 0) and t + 1 >= quarters
            for t in range(len(whole))
        ]
        found = 0
        for t in range(len(past), len(whole)):
            if met[t] and not met[t - 1]:
                found = t - len(past) + 1
                break
        times.append(found)
    return times


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("past", [[0.0] * 8, [2.0] * 8, [0.0] * 7 + [2.0], [0, 0, 2, 2, 0, 0, 2, 2]])
def test_times_are_those_of_walking_along_every_draw(quarters: int, past: list[float]) -> None:
    values = np.cumsum(np.random.default_rng(7).normal(size=(20, 400)), axis=0)
    result = first_passage(
        make_paths({"x": values}),
        make_history({"x": list(past)}),
        [high("a", level("x", 1.5, quarters=quarters))],
    )
    assert result.times["a"].tolist() == slow_first(values, list(past), 1.5, quarters)


def test_competing_shares_are_those_of_counting_by_hand() -> None:
    rng = np.random.default_rng(8)
    x, y = np.cumsum(rng.normal(size=(2, 16, 3000)), axis=1)
    result = first_passage(
        make_paths({"x": x, "y": y}),
        make_history(DAYS),
        [high("a", level("x", 2.0)), high("b", level("y", 2.5))],
    )
    ta, tb = slow_first(x, DAYS["x"], 2.0, 1), slow_first(y, DAYS["y"], 2.5, 1)
    far = 99
    pairs = [(a or far, b or far) for a, b in zip(ta, tb, strict=True)]
    only_a = sum(a < b for a, b in pairs) / 3000
    tied = sum(a == b < far for a, b in pairs) / 3000
    assert result.highs["a"].p_first == pytest.approx(only_a + tied / 2)
    assert result.highs["a"].p_first_or_tied == pytest.approx(only_a + tied)
    assert result.ties == pytest.approx(tied)
    assert tied > 0
    assert result.none == pytest.approx(sum(a == b == far for a, b in pairs) / 3000)
    assert result.highs["a"].p_within_4q == pytest.approx(sum(a <= 4 for a, _ in pairs) / 3000)
    assert result.highs["b"].p_within_12q == pytest.approx(sum(b <= 12 for _, b in pairs) / 3000)
    total = sum(r.p_first for r in result.highs.values()) + result.none
    assert total == pytest.approx(1.0, abs=1e-12)
    assert result.first_within[8]["none"] == pytest.approx(sum(min(a, b) > 8 for a, b in pairs) / 3000)
    assert sum(result.first_within[8].values()) == pytest.approx(1.0, abs=1e-12)


def test_median_quarter_is_where_half_of_all_draws_have_broken() -> None:
    values = np.zeros((6, 4))
    values[1:, 0] = values[3:, 1] = values[5:, 2] = 9.0
    risk = first_passage(
        make_paths({"x": values}), make_history({"x": [0.0]}), [high("a", level("x", 1.0))]
    ).highs["a"]
    assert risk.median_quarter == str(START + 3)
    assert risk.median_quarter_if_broken == str(START + 3)
    assert risk.incidence.tolist() == [0, 0.25, 0.25, 0.5, 0.5, 0.75]


@pytest.mark.parametrize(("barrier", "quarters"), [(2.0, 12), (4.0, 40), (6.0, 40)])
def test_random_walk_crosses_a_barrier_as_often_as_theory_says(barrier: float, quarters: int) -> None:
    """Brownian motion crosses b by T with chance 2 * (1 - Phi(b / sqrt T)); looking once a quarter shifts the
    barrier by 0.5826 standard deviations of a step (Broadie, Glasserman and Kou 1997)."""
    draws = 40_000
    values = np.cumsum(np.random.default_rng(11).normal(size=(quarters, draws)), axis=0)
    risk = first_passage(
        make_paths({"x": values}), make_history({"x": [0.0]}), [high("a", level("x", barrier))]
    ).highs["a"]
    expected = 2 * norm.sf((barrier + 0.5826) / np.sqrt(quarters))
    error = np.sqrt(expected * (1 - expected) / draws)
    assert abs(risk.p_ever - expected) < 4 * error + 0.004


def test_sides_are_apart_and_their_high_breaks_with_the_earlier_one() -> None:
    values = np.array([[0.0, 0.0, 0.0], [-3.0, 0.0, 0.0], [3.0, 3.0, 0.0]])
    definition = high("rates", level("x", -2.0, above=False, side="down"), level("x", 2.0, side="up"))
    result = first_passage(make_paths({"x": values}), make_history({"x": [0.0]}), [definition])
    assert result.side_times["rates.down"].tolist() == [2, 0, 0]
    assert result.side_times["rates.up"].tolist() == [3, 3, 0]
    assert result.times["rates"].tolist() == [2, 3, 0]
    assert result.sides["rates.down"].p_first == pytest.approx(1 / 3)
    assert result.sides["rates.up"].p_first == pytest.approx(1 / 3)
    shown = result.as_json()["highs"]["rates"]
    assert set(shown["sides"]) == {"down", "up"}


def test_a_state_that_holds_at_the_start_must_end_before_it_counts() -> None:
    """C-16: a break counts from its onset."""
    values = np.array([[5.0, 5.0, 5.0], [5.0, 0.0, 0.0], [5.0, 5.0, 0.0]])
    result = first_passage(
        make_paths({"x": values}), make_history({"x": [5.0] * 4}), [high("a", level("x", 1.0))]
    )
    assert result.times["a"].tolist() == [0, 3, 0]
    assert result.sides["a.up"].met_at_start


def test_running_quarters_may_begin_in_history() -> None:
    values = np.array([[2.0], [0.0]])
    result = first_passage(
        make_paths({"x": values}), make_history({"x": [0.0, 2.0]}), [high("a", level("x", 1.0, quarters=2))]
    )
    assert result.times["a"].tolist() == [1]


def test_lags_reach_back_into_history() -> None:
    """C-16: conditions look back into history."""
    values = np.array([[3.0], [2.0], [1.0]])
    result = first_passage(
        make_paths({"x": values}),
        make_history({"x": [4.0, 4.0, 4.0, 4.0]}),
        [high("a", change("x", 4, -1.5))],
    )
    assert result.times["a"].tolist() == [2]


def test_running_peak_begins_before_the_start_and_never_fades() -> None:
    ratio = G.apply("div", G.var("s"), G.var("peak"))
    side = Side("fall", "fall", "down", (Condition("s / peak", ratio, 0.75, False, ""),), 1, "ours")
    peak = (Derived("peak", "running_peak", G.var("s"), 2),)
    values = np.array([[80.0, 90.0], [76.0, 110.0], [74.0, 100.0], [100.0, 82.5]])
    history = make_history({"s": [500.0, 100.0, 90.0]})
    result = first_passage(make_paths({"s": values}), history, [high("stocks", side, derived=peak)])
    assert result.times["stocks"].tolist() == [3, 4]


def test_history_mean_is_that_of_the_last_quarters() -> None:
    node = G.apply("sub", G.var("p"), G.var("norm"))
    side = Side("up", "up", "up", (Condition("p - norm", node, 1.0, True, ""),), 1, "ours")
    mean = (Derived("norm", "history_mean", G.var("p"), 2),)
    values = np.array([[2.4, 2.6], [2.5, 2.0]])
    result = first_passage(
        make_paths({"p": values}), make_history({"p": [9.0, 1.0, 2.0]}), [high("a", side, derived=mean)]
    )
    assert result.times["a"].tolist() == [2, 1]


def test_failed_draws_do_not_enter() -> None:
    values = np.array([[9.0, 0.0, 9.0, np.nan]])
    result = first_passage(
        make_paths({"x": values}, failed=(2, 3)), make_history({"x": [0.0]}), [high("a", level("x", 1.0))]
    )
    assert result.highs["a"].p_first == 0.5
    assert result.draws == 2
    assert result.failed_share == 0.5


def test_missing_history_is_an_error_and_not_a_zero() -> None:
    """C-6: a missing figure is never a zero."""
    with pytest.raises(MoneygoodError, match=r"A043: the break a\.change has no value of change in 2026Q3"):
        first_passage(
            make_paths({"x": np.ones((2, 3))}), make_history({"x": [1.0]}), [high("a", change("x", 4, -1.0))]
        )


def test_a_variable_that_was_not_kept_is_named() -> None:
    with pytest.raises(MoneygoodError, match="A042: z was not kept by this run"):
        first_passage(make_paths({"x": np.ones((2, 3))}), make_history(DAYS), [high("a", level("z", 1.0))])


def test_history_must_reach_the_start() -> None:
    history = make_history({"x": [1.0, 1.0]})
    late = make_paths({"x": np.ones((1, 2))})
    shifted = type(late)(late.names, (START + 5,), late.values, late.status, seed=1)
    with pytest.raises(MoneygoodError, match="A041: the history does not reach the quarter before 2027Q4"):
        first_passage(shifted, history, [high("a", level("x", 1.0))])


def test_blocks_of_draws_do_not_change_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.cumsum(np.random.default_rng(5).normal(size=(12, 301)), axis=0)
    paths, history = make_paths({"x": values}), make_history({"x": [0.0] * 3})
    whole = first_passage(paths, history, [high("a", level("x", 1.0, quarters=2))])
    monkeypatch.setattr("moneygood.runs.first_passage.passage.BLOCK", 7)
    parts = first_passage(paths, history, [high("a", level("x", 1.0, quarters=2))])
    assert np.array_equal(whole.times["a"], parts.times["a"])


def test_wilson_interval_covers_ninety_percent() -> None:
    rng = np.random.default_rng(9)
    shares = rng.binomial(400, 0.08, size=4000) / 400
    low, top = wilson(shares, 400)
    assert np.mean((low <= 0.08) & (top >= 0.08)) == pytest.approx(0.90, abs=0.02)


def test_running_and_onset_by_hand() -> None:
    met = np.array([[1, 1, 0, 1, 1, 1]], dtype=bool).T
    assert running(met, 2)[:, 0].tolist() == [False, True, False, False, True, True]
    assert onset(met, 1).tolist() == [3]


def test_the_json_has_the_promised_keys(tmp_path: Path) -> None:
    values = np.cumsum(np.random.default_rng(5).normal(size=(12, 301)), axis=0)
    result = first_passage(
        make_paths({"x": values, "y": -values}),
        make_history(DAYS),
        [high("a", level("x", 1.0)), high("b", level("y", 1.0))],
    ).as_json()
    assert {"highs", "none", "order", "edges"} <= set(result)
    assert {"p_first", "p_within_4q", "p_within_12q", "median_quarter"} <= set(result["highs"]["a"])
    assert {"sequence", "share"} <= set(result["order"][0])
    assert {"from", "to", "lag_quarters", "odds_ratio"} <= set(result["edges"][0])


def test_a_single_draw_has_no_error() -> None:
    from moneygood.runs.first_passage.passage import _plain_error

    assert np.isnan(_plain_error(np.array([1.0])))
    assert _plain_error(np.array([1.0, 0.0])) == pytest.approx(0.5 / np.sqrt(2))
