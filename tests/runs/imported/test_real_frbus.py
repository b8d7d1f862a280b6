"""The published FRB/US model, where its files are at hand (they are not part of this project).

MONEYGOOD_FRBUS is a folder with its model.xml and LONGBASE.TXT; MONEYGOOD_PEERS a Python (or several, with
colons between) that has pyfrbus or ModelFlow, for the tests beside them.
"""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.suite.frbus import bench_frbus

from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.longbase import read_longbase
from moneygood.questions.bench.frbus_work import FOLDER as FOLDER_VARIABLE
from moneygood.questions.bench.frbus_work import FrbusFiles, find_files, read_work
from moneygood.runs.imported.control import ControlTarget
from moneygood.runs.imported.imported_model import ImportedModel

FOLDER, PEERS = os.environ.get(FOLDER_VARIABLE, ""), os.environ.get("MONEYGOOD_PEERS", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="set MONEYGOOD_FRBUS to the published files to run these")
START = Quarter.parse("2040Q1")


def files() -> FrbusFiles:
    found = find_files(FOLDER)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def model() -> ImportedModel:
    return ImportedModel.read(files().model)


@pytest.fixture(scope="module")
def figures() -> Panel:
    """The database with the budget's surplus rule on, as in the published examples."""
    data = read_longbase(files().data)
    at = data.column(START)
    rule = {"dfpdbt": 0.0, "dfpsrp": 1.0}
    return data.with_values(
        {n: np.where(np.arange(len(data.periods)) >= at, v, data.series(n)) for n, v in rule.items()}
    )


@pytest.mark.parametrize("expectations", ["var", "mcap", "wp", "mcap+wp", "all"])
def test_baseline_is_given_back(model, figures, expectations) -> None:
    own = model.with_expectations(expectations)
    end = START + 39
    tracked = own.tracking(figures, START, end)
    solved = own.solve(tracked, START, end)
    at = figures.column(START)
    for name in own.endogenous:
        given = figures.series(name)[at : at + 40]
        assert np.max(np.abs(solved.series(name) - given)) <= 1e-8 * max(1.0, np.max(np.abs(given)))


@pytest.mark.parametrize("expectations", ["var", "mcap+wp", "all"])
def test_higher_rate_lowers_output_and_inflation(model, figures, expectations) -> None:
    own = model.with_expectations(expectations)
    end = START + 80
    tracked = own.tracking(figures, START, end)
    solved = own.solve(tracked, START, end, changes={"rffintay_aerr": {START: 1.0}})
    at = figures.column(START)
    change = {
        n: solved.series(n) - figures.series(n)[at : at + 81] for n in ("rff", "xgap2", "lur", "picxfe")
    }
    assert 0.9 < change["rff"][0] < 1.1
    assert change["xgap2"][:12].min() < -0.05
    assert change["lur"][:12].max() > 0.03
    assert abs(change["rff"][-1]) < 0.1


def test_survey_forecast_is_met_by_five_instruments(model, figures) -> None:
    end = START + 4
    tracked = model.tracking(figures, START, end)
    pairs = {
        "lur": "lhp_aerr",
        "picxfe": "picxfe_aerr",
        "rff": "rff_aerr",
        "rg10": "rg10p_aerr",
        "xgdp": "eco_aerr",
    }
    quarters = quarter_range(START, end)
    base = {n: [tracked.at(n, q) for q in quarters] for n in pairs}
    aims = {
        n: [v * (1.002 if n == "xgdp" else 1.0) + (0.0 if n == "xgdp" else 0.1) for v in b]
        for n, b in base.items()
    }
    goals = [ControlTarget(n, i, dict(zip(quarters, aims[n], strict=True))) for n, i in pairs.items()]
    solved = model.solve(tracked, START, end, targets=goals)
    for name, aim in aims.items():
        np.testing.assert_allclose(solved.series(name), aim, rtol=1e-9, atol=1e-9)


def test_draws_are_solved(model, figures) -> None:
    end = START + 23
    tracked = model.tracking(figures, "1975Q1", end)
    drawn = model.bootstrap(tracked, START, end, ("1975Q1", "2018Q4"), draws=200, keep=("lur", "rff"))
    assert drawn.paths.failed_share <= 0.01
    assert drawn.paths.series("rff")[:, drawn.paths.ok].min() > -1.0
    assert 0.5 < drawn.paths.series("lur")[-1, drawn.paths.ok].std() < 4.0


def test_funds_rate_held_is_foreseen_and_a_surprise_is_not(model, figures) -> None:
    own = model.with_expectations("mcap").exogenise(["rff"])
    end = START + 40
    tracked = own.tracking(figures, START, end)
    late = quarter_range(START + 8, START + 15)
    higher = {"rff": {q: tracked.at("rff", q) + 1.0 for q in late}}
    base = own.solve(tracked, START, end)
    known = own.solve(tracked, START, end, changes=higher)
    surprise = own.solve(tracked, START, end, news=[(START + 8, higher)])
    for found in (known, surprise):
        np.testing.assert_allclose(
            found.series("rff") - base.series("rff"), [0.0] * 8 + [1.0] * 8 + [0.0] * 25
        )
    assert np.all(known.series("rg5")[:8] > base.series("rg5")[:8] + 0.01)
    np.testing.assert_allclose(surprise.series("rg5")[:8], base.series("rg5")[:8], rtol=0, atol=1e-9)
    assert surprise.series("rg5")[8] > base.series("rg5")[8] + 0.1


def test_targets_are_met_when_everyone_looks_ahead(model, figures) -> None:
    own = model.with_expectations("all")
    end = START + 60
    tracked = own.tracking(figures, START, end)
    quarters = quarter_range(START, START + 3)
    aim = [tracked.at("lur", q) + 0.05 for q in quarters]
    goal = ControlTarget("lur", "lhp_aerr", dict(zip(quarters, aim, strict=True)))
    solved = own.solve(tracked, START, end, targets=[goal])
    np.testing.assert_allclose(solved.series("lur")[:4], aim, rtol=0, atol=1e-9)
    assert np.max(np.abs(solved.series("lhp_aerr")[4:])) < 1e-12


@pytest.mark.skipif(not PEERS, reason="set MONEYGOOD_PEERS to a Python with pyfrbus or ModelFlow")
def test_peers_find_the_same_solution() -> None:
    """Within 1e-7 of each peer's tightly converged solution, and of a replication that pyfrbus drew."""
    said = read_work()
    rows = tuple(w for w in said.rows if w.kind in ("warm", "replication"))
    answer = bench_frbus(files(), PEERS.split(os.pathsep), work=replace(said, rows=rows))
    compared = [r for r in answer.rows_on_frbus if r.agreement is not None]
    assert len(compared) >= len(rows)
    for row in compared:
        assert row.agreement is not None
        assert row.agreement.largest <= 1e-7, (row.work, row.peer, row.agreement)
