"""What is written for other programs, read back by them, is what the run says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import moneygood as mg
from moneygood.api import stored
from moneygood.core.errors import MoneygoodError
from moneygood.runs.export import kinds


@pytest.fixture(scope="module")
def result() -> Any:
    return mg.run({"title": "=1+1 made", "levers": {"term_premium": 0.5}}, draws=60, quarters=8, seed=3)


def test_csv_is_read_by_pandas_to_the_bit(result: Any, tmp_path: Path) -> None:
    import pandas as pd

    run = result.run
    frame = pd.read_csv(result.to_csv(tmp_path / "r.csv"), dtype=str)
    assert set(frame["variable"]) == set(run.paths.names)
    assert (frame["run"] == run.id).all()
    for name in run.paths.names:
        own, fan = frame[frame["variable"] == name], run.quantiles(name)
        assert list(own["period"]) == [str(p) for p in run.paths.periods]
        assert [float(x) for x in own["q50"]] == fan.median.tolist()
        assert [float(x) for x in own["mean"]] == fan.mean.tolist()
        assert set(own["unit"]) == {run.units[name]}


def test_parquet_is_read_by_pandas_to_the_bit(result: Any, tmp_path: Path) -> None:
    import pandas as pd
    import pyarrow.parquet as pq

    run = result.run
    file = result.to_parquet(tmp_path / "r.parquet")
    frame = pd.read_parquet(file)
    assert len(frame) == 60 * 8
    for name in run.paths.names:
        table = frame.pivot(index="period", columns="draw", values=name)
        np.testing.assert_array_equal(table.to_numpy(), run.paths.series(name))
    schema = pq.read_schema(file)
    assert schema.metadata[b"run"].decode() == run.id
    assert schema.field("rate_10y").metadata[b"unit"].decode() == run.units["rate_10y"]


@pytest.mark.parametrize("ending", [".nc", ".zarr"])
def test_datasets_are_read_by_xarray_to_the_bit(result: Any, tmp_path: Path, ending: str) -> None:
    import xarray as xr

    run = result.run
    write, engine = (result.to_netcdf, "scipy") if ending == ".nc" else (result.to_zarr, "zarr")
    for _ in range(2):  # a file that is there is replaced
        file = write(tmp_path / f"r{ending}")
    with xr.open_dataset(file, engine=engine) as data:
        assert dict(data.sizes) == {"draw": 60, "period": 8, "level": 7}
        assert data.attrs["run"] == run.id
        for name in run.paths.names:
            np.testing.assert_array_equal(data[name].values, run.paths.series(name).T)
            np.testing.assert_array_equal(data[f"{name}_quantile"].values, run.quantiles(name).quantiles)
            assert data[name].attrs["units"] == run.units[name]
            assert data[name].attrs["long_name"] == run.labels[name]
        assert str(data["time"].values[0])[:10] == "2026-09-30"
        assert [str(p) for p in data["period"].values] == [str(p) for p in run.paths.periods]
        assert (data["status"].values == 0).all()
    assert [p.name for p in tmp_path.iterdir()] == [f"r{ending}"]


def test_a_workbook_is_read_by_openpyxl(result: Any, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    run = result.run
    why = result.why("rate_10y", at="2027Q4")
    book = openpyxl.load_workbook(result.to_excel(tmp_path / "r.xlsx", answers=[why, why]))
    assert book.sheetnames[:4] == ["Run", "Headline", "Fans", "Highs"]
    assert book.sheetnames[-1] == "Receipts"
    assert len(book.sheetnames) == 7
    for sheet in book:
        assert f"run {run.id}" in sheet["A2"].value
        assert f"vintage {run.workspace.vintage.name}" in sheet["A2"].value
    assert book["Run"]["A1"].value == "=1+1 made"
    assert book["Run"]["A1"].data_type == "s", "words of a scenario are no formula"
    rows = [[c.value for c in row] for row in book["Headline"].iter_rows(min_row=5, max_col=7)]
    assert [r[1:7] for r in rows] == [
        [h.variable, h.unit, h.period, h.median, h.low70, h.high70] for h in run.headline
    ]


def test_a_workbook_has_fans_charts_and_receipts_that_verify(result: Any, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    run = result.run
    book = openpyxl.load_workbook(result.to_excel(tmp_path / "r.xlsx"))
    fans = book["Fans"]
    heads = {c.value: c.column for c in fans[4]}
    column = next(v for k, v in heads.items() if k and k.startswith(f"{run.labels['rate_10y']}, median"))
    values = [fans.cell(row, column).value for row in range(5, 5 + 8)]
    assert values == run.quantiles("rate_10y").median.tolist()
    assert run.units["rate_10y"] in fans.cell(4, column).value
    drawn = list(dict.fromkeys(h.variable for h in run.headline))
    assert len(fans._charts) == len(drawn)
    assert len(book["Highs"]._charts) == 1
    highs = {r[0].value: [c.value for c in r[1:5]] for r in book["Highs"].iter_rows(min_row=5, max_row=8)}
    for high in run.first.highs.values():
        assert highs[high.label] == [high.p_first, high.p_within_4q, high.p_within_12q, high.p_ever]
    receipts = list(book["Receipts"].iter_rows(min_row=5, values_only=True))
    assert len(receipts) == len(run.headline)
    assert stored.verify_receipt(json.loads(receipts[0][4])).same


def test_an_answer_has_its_tables_and_a_chart(result: Any, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    answer = mg.first({"title": "x", "levers": {"term_premium": 0.5}}, draws=60, quarters=8, causes=0)
    book = openpyxl.load_workbook(result.to_excel(tmp_path / "r.xlsx", answers=[answer]))
    sheet = book[book.sheetnames[4]]
    assert sheet["A1"].value == answer.answer.title
    assert sheet["A3"].value == answer.reading
    table = answer.answer.tables[0]
    assert [c.value for c in sheet[4]][: len(table.columns)] == [c.label for c in table.columns]
    for row, line in zip(sheet.iter_rows(min_row=5), table.rows, strict=False):
        for cell, value in zip(row, line, strict=False):
            missing = value is None or value == "" or (isinstance(value, float) and value != value)
            assert (cell.value is None) if missing else cell.value == value
    assert len(sheet._charts) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [("r.xls", r"R007: .*'r.xls'"), ("r", "R007"), ("nowhere/r.csv", "R001: there is no folder")],
)
def test_what_cannot_be_written_is_refused(result: Any, tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(MoneygoodError, match=message):
        kinds.export(result.run, tmp_path / name)


def test_another_ending_than_the_functions_is_refused(result: Any, tmp_path: Path) -> None:
    with pytest.raises(MoneygoodError, match=r"R007: .* End it in \.csv"):
        result.to_csv(tmp_path / "r.xlsx")


def test_a_missing_library_names_the_extra(
    result: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.setattr(kinds, "find_spec", lambda name: None)
    with pytest.raises(MoneygoodError, match=r"R007: \.xlsx needs .* xlsxwriter\. .*moneygood\[excel\]"):
        result.to_excel(tmp_path / "r.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_answers_go_into_a_workbook_only(result: Any, tmp_path: Path) -> None:
    with pytest.raises(MoneygoodError, match=r"R007: \.csv has no room for answers"):
        kinds.export(result.run, tmp_path / "r.csv", [result.why("rate_10y", at="2027Q4").answer])


def test_a_write_that_fails_leaves_the_old_file(
    result: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moneygood.runs.export import tables

    file = result.to_csv(tmp_path / "r.csv")
    before = file.read_bytes()

    def fail(result: object, part: Path, answers: object) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables, "write_csv", fail)
    with pytest.raises(MoneygoodError, match="no space left"):
        result.to_csv(file)
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["r.csv"]


def test_result_answers_and_compares_on_its_own_draws(result: Any) -> None:
    assert result.id == result.run.id
    compared = result.compare(variables=["rate_10y"], periods=["2027Q4"])
    row = next(iter(compared.differences.values())).rows[0]
    receipt = result.receipt("rate_10y", "2027Q4", "difference", against=mg.run(draws=60, quarters=8, seed=3))
    assert receipt.value == row.difference
    why = result.why("rate_10y", at="2027Q4")
    assert why.answer.total == pytest.approx(row.difference, abs=0.2)
