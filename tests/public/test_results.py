"""Results in Python: tables, datasets and charts say what the run says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

import moneygood as mg


@cache
def result() -> mg.RunResult:
    return mg.run("deepseek-punished", draws=120, seed=2)


def test_result_says_what_it_is() -> None:
    assert "120 draws, 2026Q3..2037Q2, failed 0.000%" in repr(result())
    assert "<table" in result()._repr_html_()


def test_table_has_a_row_per_headline_figure() -> None:
    table = result().table()
    assert len(table) == len(result().run.headline)
    assert table.loc[("rate_10y", "2027Q4"), "unit"] == "pct/yr"


def test_dataset_has_dims_units_and_every_draw() -> None:
    data = result().dataset
    assert dict(data.sizes) == {"scenario": 1, "draw": 120, "period": 44}
    assert data["rate_10y"].attrs == {"unit": "pct/yr"}
    assert data.attrs["seed"] == "2"
    paths = result().run.paths.series("rate_10y")
    np.testing.assert_array_equal(data["rate_10y"].sel(scenario="deepseek-punished").values, paths.T)


def test_fan_is_a_chart_of_the_variable_behind_an_alias() -> None:
    assert result().fan("DGS10").to_dict() == result().fan("rate_10y").to_dict()


def test_first_is_the_runs_own() -> None:
    assert result().first() is result().run.first


def test_written_folder_has_the_charts(tmp_path: Path) -> None:
    folder = result().write(tmp_path / "r")
    assert (folder / "charts.html").stat().st_size > 10_000


def test_run_is_named_by_what_it_is() -> None:
    def name(**fields: object) -> str:
        return mg.run({"title": "made", **fields}, draws=2).run.id

    assert name() == name()
    assert name(switches={"hope": "off"}) != name()
    assert mg.run(draws=2, seed=1).run.id != mg.run(draws=2, seed=2).run.id
