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
