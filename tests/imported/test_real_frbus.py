"""The published FRB/US model, where its files are at hand (they are not part of this project).

MONEYGOOD_FRBUS_XML is the path of a model.xml, MONEYGOOD_FRBUS_DATA that of its LONGBASE.TXT.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from moneygood.analysis.imported.control import Target
from moneygood.analysis.imported.imported_model import ImportedModel
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.longbase import read_longbase

XML, DATA = os.environ.get("MONEYGOOD_FRBUS_XML", ""), os.environ.get("MONEYGOOD_FRBUS_DATA", "")
pytestmark = pytest.mark.skipif(
    not (Path(XML).is_file() and Path(DATA).is_file()),
    reason="set MONEYGOOD_FRBUS_XML and MONEYGOOD_FRBUS_DATA to the published files to run these",
)
START = Quarter.parse("2040Q1")


@pytest.fixture(scope="module")
def model() -> ImportedModel:
    return ImportedModel.read(XML)


@pytest.fixture(scope="module")
def figures() -> Panel:
    """The database with the budget's surplus rule on, as in the published examples."""
    data = read_longbase(DATA)
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
    goals = [Target(n, i, dict(zip(quarters, aims[n], strict=True))) for n, i in pairs.items()]
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
