"""Paths from the files that programs write, and ours in them: value for value."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.longbase import longbase_text, read_longbase
from moneygood.scenarios.path_files import path_rows
from moneygood.scenarios.read import read_plan_file

SPAN = quarter_range("2026Q4", "2027Q2")
FIGURE = st.floats(allow_infinity=False, width=64)


def values(folder: Path, table: str, more: str = "") -> tuple[float, ...]:
    entry = f"{{hold: rate_10y, periods: 2026Q4..2027Q2, values: {table}{more}}}"
    (folder / "own.yaml").write_text(f"title: own\npaths:\n  - {entry}\n")
    return read_plan_file(folder / "own.yaml").paths[0].values


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(FIGURE, min_size=1, max_size=4), min_size=1, max_size=4).filter(
    lambda rows: len({len(r) for r in rows}) == 1), st.integers(1900, 2090), st.integers(1, 4))  # fmt: skip
def test_longbase_comes_back_to_the_bit(
    tmp_path_factory, rows: list[list[float]], year: int, part: int
) -> None:
    first = Quarter.of(year, part)
    figures = np.array(rows)
    names = tuple(f"s{i}" for i in range(len(rows)))
    periods = tuple(first + t for t in range(figures.shape[1]))
    panel = Panel(names, periods, figures, np.full(figures.shape, ASSUMED, np.uint8))
    file = tmp_path_factory.mktemp("longbase") / "LONGBASE.TXT"
    file.write_text(longbase_text(panel))
    back = read_longbase(file)
    assert (back.names, back.periods) == (names, periods)
    assert np.array_equal(back.values, figures, equal_nan=True)
    seen = figures[np.isfinite(figures)]
    assert back.values[np.isfinite(back.values)].tobytes() == seen.tobytes()  # minus nought too


def test_longbase_refuses_what_it_cannot_hold() -> None:
    def panel(names: tuple[str, ...], figure: float) -> Panel:
        shape = (len(names), 1)
        return Panel(names, SPAN[:1], np.full(shape, figure), np.full(shape, ASSUMED, np.uint8))

    with pytest.raises(MoneygoodError, match="both be called RATE"):
        longbase_text(panel(("rate", "Rate"), 1.0))
    with pytest.raises(MoneygoodError, match="rate has an infinite figure"):
        longbase_text(panel(("rate",), math.inf))


def test_values_come_from_a_longbase_by_the_name_it_uses(tmp_path: Path) -> None:
    (tmp_path / "LONGBASE.TXT").write_text(
        "OBS,RG10,X\n2026Q4,4.25,1\n2027Q1,0.1,NA\n2027Q2,4.5,3\n", encoding="utf-8"
    )
    assert values(tmp_path, "LONGBASE.TXT", ", column: rg10") == (4.25, 0.1, 4.5)
    with pytest.raises(MoneygoodError, match=r"cell C3 is empty"):
        values(tmp_path, "LONGBASE.TXT", ", column: x")
    (tmp_path / "LONGBASE.TXT").write_text("OBS,RG10\n2026Q4,4.25\n2027Q2,4.5\n")
    with pytest.raises(MoneygoodError, match=r"LONGBASE.TXT:3.*2027Q2 follows 2026Q4"):
        values(tmp_path, "LONGBASE.TXT", ", column: rg10")


def test_values_come_from_parquet_by_quarter_or_as_the_median_of_good_draws(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    quarters = [str(q) for q in SPAN]
    pq.write_table(pa.table({"period": quarters, "rate_10y": [0.1, 0.2, 0.30000000000000004]}),
                   tmp_path / "plain.parquet")  # fmt: skip
    assert values(tmp_path, "plain.parquet") == (0.1, 0.2, 0.30000000000000004)
    draws = pa.table(
        {"period": [q for q in quarters for _ in range(4)], "draw": [0, 1, 2, 3] * 3,
         "status": [0, 0, 1, 0] * 3,
         "rate_10y": [1.0, 2.0, 99.0, 6.0, 3.0, 1.0, 99.0, 2.0, 5.0, 5.0, 99.0, 5.0]}
    )  # fmt: skip
    pq.write_table(draws, tmp_path / "draws.parquet")
    assert values(tmp_path, "draws.parquet") == (2.0, 2.0, 5.0)
    with pytest.raises(MoneygoodError, match=r"draws.parquet has no column 'ten'"):
        values(tmp_path, "draws.parquet", ", column: ten")
    pq.write_table(draws.append_column("weight", pa.array([0.25] * 12)), tmp_path / "views.parquet")
    with pytest.raises(MoneygoodError, match="run under views"):
        values(tmp_path, "views.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 not")
    with pytest.raises(MoneygoodError, match="not a readable Parquet file"):
        values(tmp_path, "broken.parquet")


def test_values_come_from_netcdf_in_the_same_way(tmp_path: Path) -> None:
    import xarray as xr

    data = {
        "rate_10y": (("draw", "period"), np.array([[1.0, 3.0, 5.0], [2.0, 1.0, 5.0], [6.0, 2.0, 9.0]])),
        "plain": (("period",), np.array([0.1, 0.2, 0.7])),
        "status": (("draw",), np.array([0, 0, 0], np.int8)),
    }
    coordinates = {"draw": [0, 1, 2], "period": [str(q) for q in SPAN]}
    xr.Dataset(data, coordinates).to_netcdf(tmp_path / "run.nc", format="NETCDF3_64BIT", engine="scipy")
    assert values(tmp_path, "run.nc") == (2.0, 2.0, 5.0)
    assert values(tmp_path, "run.nc", ", column: plain") == (0.1, 0.2, 0.7)
    assert path_rows(tmp_path / "run.nc", "nothing")[0] == ["period", "rate_10y", "plain"]
    (tmp_path / "broken.nc").write_bytes(b"none")
    with pytest.raises(MoneygoodError, match="not a readable NetCDF file"):
        values(tmp_path, "broken.nc")


def test_titles_may_stand_above_the_names_of_a_sheet(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["A run"], [], ["quarter", "rate_10y"], ["2026Q4", 4.0], ["2027Q1", 4.1], ["2027Q2", "x"]):
        book.active.append(row)
    book.save(tmp_path / "own.xlsx")
    with pytest.raises(MoneygoodError, match=r"own.xlsx, sheet Sheet, cell B6 is 'x', not a number"):
        values(tmp_path, "own.xlsx")
    book.active["B6"] = 4.2
    book.save(tmp_path / "own.xlsx")
    assert values(tmp_path, "own.xlsx") == (4.0, 4.1, 4.2)
    book.active["C3"] = "rate_10y"
    book.save(tmp_path / "own.xlsx")
    with pytest.raises(MoneygoodError, match="has the column 'rate_10y' twice"):
        values(tmp_path, "own.xlsx")


@pytest.mark.parametrize("ending", ["parquet", "nc", "xlsx"])
def test_an_exported_run_is_a_scenarios_path_again(tmp_path: Path, ending: str) -> None:
    """Every kind of file that a run is written as is read back: the median of its draws, to the bit."""
    from moneygood import api
    from moneygood.runs.export.kinds import export

    run = api.run(draws=21, seed=3, quarters=4)
    export(run, tmp_path / f"run.{ending}")
    more = {"xlsx": ', sheet: Fans, column: "10-year yield, median (pct/yr)"'}.get(ending, "")
    draws = run.paths.series("rate_10y")[:, run.paths.ok]
    assert values(tmp_path, f"run.{ending}", more) == tuple(np.median(draws, axis=1)[1:].tolist())
