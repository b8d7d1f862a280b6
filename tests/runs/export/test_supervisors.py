"""Our path in the supervisors' form, and back: the same figures to the bit, the same path in the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from moneygood import api
from moneygood.api.scenario_texts import longbase_table, supervisors_beside, supervisors_table
from moneygood.core.errors import MoneygoodError
from moneygood.data.longbase import read_longbase
from moneygood.runs.export.supervisors import supervisors_figures
from moneygood.scenarios.supervisors import read_supervisors, table_columns

QUARTERS = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tables")
    (root / "ours.csv").write_text(supervisors_table("cuts-arrive", quarters=QUARTERS))
    (root / "past.csv").write_text(supervisors_table(history=True))
    for hold in ("main", "all"):
        (root / f"{hold}.yaml").write_text(
            f"title: back\nsupervisors: {{table: ours.csv, history: past.csv, hold: {hold}}}\n"
        )
    return root


def test_growth_and_levels_are_those_of_the_path(folder: Path) -> None:
    """Against the arithmetic of the definitions, series by series."""
    workspace = api.load()
    path = workspace.settle(api.find_scenario("cuts-arrive"), QUARTERS).central
    found = read_supervisors(folder / "ours.csv").figures
    gdp = np.concatenate([[workspace.past("gdp_real")[-1]], path.series("gdp_real")])
    assert found["Real GDP growth"] == pytest.approx(100 * (np.exp(4 * np.diff(np.log(gdp))) - 1), rel=1e-9)
    assert found["10-year Treasury yield"] == tuple(path.series("rate_10y"))
    assert found["Market Volatility Index (Level)"] == pytest.approx(1.33 * path.series("vix"))
    assert found["Prime rate"] == pytest.approx(path.series("ffr") + 3.15)
    past = read_supervisors(folder / "past.csv")
    assert past.name == "Actual"
    assert past.periods[-1] == workspace.start - 1


@pytest.mark.parametrize("hold", ["main", "all"])
def test_a_scenario_that_is_read_back_gives_the_path_it_was_written_from(folder: Path, hold: str) -> None:
    workspace = api.load()
    path = workspace.settle(api.find_scenario("cuts-arrive"), QUARTERS).central
    again = workspace.settle(api.find_scenario(str(folder / f"{hold}.yaml")), QUARTERS).central
    held = [c.variable for c in table_columns().values() if c.absorber and (hold == "all" or c.main)]
    for name in held:
        # the model keeps its VIX inside bounds, so what is written is not quite the logarithm that is held
        exact = 1e-9 if name != "vix_log" else 2e-3
        np.testing.assert_allclose(again.series(name), path.series(name), rtol=exact)
    columns = table_columns()
    before = workspace.history.values[:, -1]
    figures = supervisors_figures(workspace.model, columns, again.values, before)
    first = read_supervisors(folder / "ours.csv").figures
    for name, column in columns.items():
        if column.variable in held and column.shown is None:
            np.testing.assert_allclose(figures[name], first[name], rtol=1e-7, atol=1e-9)


def test_a_table_is_set_beside_the_models_answer_along_it(folder: Path) -> None:
    rows = {r["column"]: r for r in supervisors_beside(str(folder / "main.yaml"), folder / "ours.csv")}
    assert list(rows) == list(table_columns())
    columns = table_columns()
    for name, row in rows.items():
        assert row["held"] == columns[name].main
        if row["held"]:
            assert abs(row["largest"]) < 1e-6
    low, high, last = rows["House Price Index (Level)"]["theirs"]
    figures = read_supervisors(folder / "ours.csv").figures["House Price Index (Level)"]
    assert (low, high, last) == pytest.approx(
        tuple(100 * x / figures[0] for x in (min(figures), max(figures), figures[-1]))
    )
    with pytest.raises(MoneygoodError, match=r"S024.*has no quarter in"):
        supervisors_beside("baseline", folder / "ours.csv", start="1990Q1")


def test_rounded_figures_are_those_of_the_published_precision() -> None:
    lines = supervisors_table(quarters=2, decimals=1).splitlines()
    assert len(lines) == 3
    assert all(len(cell.partition(".")[2]) <= 1 for cell in lines[1].split(",")[2:])


def test_longbase_has_the_past_and_the_path_of_every_variable(tmp_path: Path) -> None:
    workspace = api.load()
    file = tmp_path / "OURS.TXT"
    file.write_text(longbase_table("cuts-arrive", quarters=QUARTERS))
    found = read_longbase(file)
    path = workspace.settle(api.find_scenario("cuts-arrive"), QUARTERS).central
    assert found.periods == (*workspace.history.periods, *path.periods)
    assert found.names == workspace.model.names
    assert found.values[:, -QUARTERS:].tobytes() == path.values.tobytes()
    assert np.array_equal(found.values[:, :-QUARTERS], workspace.history.values, equal_nan=True)


@pytest.mark.slow
def test_a_stress_of_the_supervisors_size_fails_no_draw(folder: Path) -> None:
    """Sizes of the severe scenario as the press gave them: shares -58%, unemployment 10, homes -30%,
    commercial property -39%, a BBB spread of 5.7, VIX 72; the paths between are made up."""
    heads = list(table_columns())
    n = 13
    low = np.concatenate([np.linspace(0, 1, 4)[1:], np.linspace(1, 0.3, n - 3)])
    slow = np.concatenate([np.linspace(0, 1, 8)[1:], np.linspace(1, 0.7, n - 7)])
    ten = 4.1 - 1.8 * low
    rows = dict(zip(heads, [
        -6 * low + 3 * (1 - low), -5 * low + 4 * (1 - low), -2 * low, -1 * low, 4.5 + 5.5 * slow,
        2.5 - 1.5 * low,
        np.full(n, 0.1), ten - 0.8, ten, ten + 1.1 + 4.6 * low, ten + 2 + low, np.full(n, 3.3),
        70000 * (1 - 0.58 * low), 320 * (1 - 0.3 * slow), 400 * (1 - 0.39 * slow), 20 + 52 * low,
    ], strict=True))  # fmt: skip
    lines = [",".join(["Scenario Name", "Date", *heads])]
    for t in range(n):
        cells = [f"{rows[h][t]:.1f}" for h in heads]
        lines.append(",".join(["Severe", f"{2026 + t // 4} Q{t % 4 + 1}", *cells]))
    (folder / "severe.csv").write_text("\n".join(lines) + "\n")
    start = {"Dow Jones Total Stock Market Index (Level)": 70000, "House Price Index (Level)": 320}
    first = [str(start.get(h, 400 if h.startswith("Commercial") else 5)) for h in heads]
    (folder / "actual.csv").write_text(lines[0] + "\nActual,2025 Q4," + ",".join(first) + "\n")
    for hold in ("main", "all"):
        (folder / "severe.yaml").write_text(
            "title: Severe\nsupervisors:\n  table: severe.csv\n  history: actual.csv\n  start: 2026Q3\n"
            f"  hold: {hold}\n"
        )
        done = api.run(str(folder / "severe.yaml"), draws=500, quarters=20)
        assert done.paths.failed_share == 0.0
