"""What the news does to the baseline: parts that add up, and a lone revision that is attributed to itself."""

import datetime
import time
from itertools import permutations

import numpy as np
import pytest

from moneygood.baseline.news.effects import BLOCKS, find_news, shapley
from moneygood.baseline.workspace import open_workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.data.builder_live import NewSeries, build_on
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model


def test_shapley_by_the_slow_definition() -> None:
    """The mean over all orders, counted one by one."""
    rng = np.random.default_rng(3)
    players = ("a", "b", "c", "d")
    worth = {
        frozenset(p for k, p in enumerate(players) if mask >> k & 1): rng.normal(size=2) for mask in range(16)
    }
    slow = {p: np.zeros(2) for p in players}
    for order in permutations(players):
        for k, player in enumerate(order):
            slow[player] += (worth[frozenset(order[: k + 1])] - worth[frozenset(order[:k])]) / 24
    found = shapley(players, worth)
    for player in players:
        assert found[player] == pytest.approx(slow[player], abs=1e-12)
    assert sum(found.values()) == pytest.approx(worth[frozenset(players)] - worth[frozenset()], abs=1e-12)


def test_a_glove_game() -> None:
    """A textbook case: one left glove, two right ones; the left one is worth 2/3."""

    def value(group):
        return np.array([float("l" in group and len(group) > 1)])

    groups = [frozenset(g) for g in ("", "l", "r", "s", "lr", "ls", "rs", "lrs")]
    found = shapley(("l", "r", "s"), {g: value(g) for g in groups})
    assert [float(found[p][0]) for p in "lrs"] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@pytest.fixture
def revised(tmp_path, monkeypatch):
    """A vintage of the user that revises one series alone."""
    monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path))
    base = load_vintage()
    panel = base.quarterly
    figures = {
        str(q): v
        for q, v in zip(panel.periods, panel.series("pce_core_price").tolist(), strict=True)
        if v == v
    }
    figures["2026Q1"] += 0.4
    new = {("quarterly", "pce_core_price"): NewSeries(figures)}
    build_on(base, new, tmp_path / "vintages" / "mine", datetime.date(2026, 11, 30))
    return load_vintage("mine")


def test_a_revision_of_one_series_alone_is_attributed_to_it_alone(revised) -> None:
    found = find_news(load_model(), load_vintage(), revised)
    assert list(found.blocks) == ["revisions"]
    assert [(s.series, s.block) for s in found.series] == [("pce_core_price", "revisions")]
    gap = found.new - found.old
    assert found.series[0].effect == pytest.approx(gap, abs=1e-9)
    assert found.unexplained <= 1e-9
    assert abs(gap[found.shown.index("infl_core_yoy")]) > 0.01
    assert found.solved == 2, "nothing is solved that cannot matter"


def test_a_quarter_that_is_not_simulated() -> None:
    same = load_vintage()
    for at in ("2026Q2", "2099Q1"):
        with pytest.raises(MoneygoodError) as caught:
            find_news(load_model(), same, same, Quarter.parse(at))
        assert caught.value.code == "A074"


@pytest.mark.slow
def test_the_step_from_august_to_october() -> None:
    """Real: an annual revision, a new quarter in the markets, a later jump-off; within seconds of work."""
    before = time.process_time()
    found = find_news(load_model(), load_vintage("2026-08"), load_vintage("2026-10"))
    spent = time.process_time() - before
    assert spent <= 20, f"{spent:.1f} s of work, and 10 on a machine of its own"
    assert found.unexplained <= 1e-9
    assert set(found.blocks) == {"revisions", "new figures", "re-estimated states", "jump-off"}
    assert [str(s) for s in found.starts] == ["2026Q3", "2026Q4"]
    for block in found.blocks:
        parts = sum(s.effect for s in found.series if s.block == block)
        assert parts == pytest.approx(found.blocks[block], abs=1e-9)
    # both ends are what the two vintages' own baselines say
    for name, values in (("2026-08", found.old), ("2026-10", found.new)):
        own = open_workspace(name).baseline(20)
        rows = [own.names.index(n) for n in found.shown]
        assert own.values[rows, own.periods.index(found.at)] == pytest.approx(values, rel=1e-7)
    assert all(b in BLOCKS for b in found.blocks)


@pytest.mark.slow
def test_a_synthetic_new_quarter_moves_the_beginning_and_adds_up(tmp_path, monkeypatch) -> None:
    """Figures of a world that went on as it was, to the end of 2026, as they would stand in February 2027."""
    monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path))
    base = load_vintage()
    panel = base.quarterly
    steady = {
        "funds_rate": 1.0, "treasury_10y": 1.0, "sp500_average": 1.01, "unemployment_rate": 1.0,
        "gdp_real": 1.005, "gdp_nominal": 1.011, "gdp_deflator": 1.006, "pce_core_price": 1.006,
    }  # fmt: skip
    new = {}
    for name, growth in steady.items():
        row = panel.series(name).tolist()
        figures = {str(q): v for q, v in zip(panel.periods, row, strict=True) if v == v}
        until = Quarter.parse("2026Q3" if name.startswith("gdp") else "2026Q4")
        while Quarter.parse(max(figures)) < until:
            last = max(figures)
            figures[str(Quarter.parse(last) + 1)] = figures[last] * growth
        new["quarterly", name] = NewSeries(figures)
    build_on(base, new, tmp_path / "vintages" / "2027-02", datetime.date(2027, 2, 1))
    made = load_vintage("2027-02")
    found = find_news(load_model(), base, made)
    assert [str(s) for s in found.starts] == ["2026Q3", "2027Q1"]
    assert set(found.blocks) == {"new figures", "jump-off"}
    assert found.unexplained <= 1e-9
    assert {s.series for s in found.series} & set(steady)
    own = open_workspace("2027-02")
    assert str(own.start) == "2027Q1"
    solved = own.baseline(20)
    assert np.isfinite(solved.values[own.model.row("debt_ratio")]).all()
    held = solved.values[own.model.row("unemployment"), :4]
    assert held == pytest.approx(np.full(4, 4.3)), "what the baseline holds for 2027 still stands"
    expected = new["quarterly", "gdp_real"].figures["2026Q3"]
    assert own.history.at("gdp_real", "2026Q3") == pytest.approx(expected)
