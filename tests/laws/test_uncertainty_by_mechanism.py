"""What widens the bands leaves the path without draws where it was, and acts when it is said to."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood import api
from moneygood.baseline.workspace import Workspace
from moneygood.engine.simulate import simulate
from moneygood.scenarios.plan import baseline_plan


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return api.load()


@pytest.fixture(scope="module")
def draws(workspace: Workspace):
    settled = workspace.settle(baseline_plan(), 24)
    keep = ("rate_10y", "rate_30y", "unemployment", "slump", "relief_given", "financing_timing",
            "other_financing", "path_other_financing", "gdp_nom")  # fmt: skip
    return simulate(settled.model, settled.setting, draws=1500, seed=11, keep=keep, exact=True)


def test_nothing_that_widens_the_bands_is_at_work_without_draws(workspace: Workspace) -> None:
    """C-23: no slump, no relief, no borrowing ahead and no news on the baseline."""
    central = workspace.baseline(44)
    for name in (
        "slump",
        "relief_given",
        "financing_timing",
        "policy_stance",
        "inflation_news",
        "relief_size",
    ):
        assert np.abs(central.series(name)).max() == 0.0, name


def test_long_yields_never_reach_their_floor(workspace: Workspace, draws) -> None:
    floor = workspace.model.parameters["b_long_floor"].value
    for name in ("rate_10y", "rate_30y"):
        assert draws.paths.series(name)[:, draws.paths.ok].min() > floor


def test_floor_holds_under_shocks_of_any_size(workspace: Workspace) -> None:
    """Five points off the ten-year's shock, twenty standard deviations, in every quarter."""
    settled = workspace.settle(baseline_plan(), 12)
    shocks = {"eps_rate_10y": np.full((12, 20), -5.0)}
    run = simulate(settled.model, settled.setting, draws=20, seed=2, keep=("rate_10y",), shock_values=shocks)
    assert run.paths.failed_share == 0.0
    rates = run.paths.series("rate_10y")
    assert rates.min() >= workspace.model.parameters["b_long_floor"].value
    assert rates[-1].max() < 0.0


def test_relief_comes_where_unemployment_has_risen_and_nowhere_else(draws) -> None:
    paths = draws.paths
    rate = paths.series("unemployment")[:, paths.ok]
    rise = (rate[4:] - rate[:-4])[:, :]
    slump = paths.series("slump")[4:, paths.ok]
    assert np.all(slump[rise < 1.1] == 0.0)  # Congress lets 1.2 points pass
    assert np.all(slump[rise > 1.3] > 0.0)
    given = paths.series("relief_given")[:, paths.ok]
    hit = paths.series("slump")[:, paths.ok].sum(axis=0)
    assert given[:, hit > np.quantile(hit, 0.9)].mean() > 20 * abs(given[:, hit == 0.0].mean())


def test_what_is_borrowed_ahead_is_paid_back(draws) -> None:
    """Financing beside the plan adds up to the change of the stock borrowed ahead, and the stock returns."""
    paths = draws.paths
    stock = paths.series("financing_timing")[:, paths.ok]
    beside = (paths.series("other_financing") - paths.series("path_other_financing"))[1:, paths.ok]
    flow = np.diff(stock, axis=0) / 100.0 * paths.series("gdp_nom")[1:, paths.ok] * 4.0
    own = beside - flow  # the shock of loans alone
    assert np.std(own) < 0.15 * np.std(beside)
    spread = stock.std(axis=1)
    assert spread[-1] == pytest.approx(spread[11], rel=0.15)  # no wider after six years than after three
