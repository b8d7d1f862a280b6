"""The command line as a person or a program meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood import api
from moneygood.surfaces.cli.main import call

SMALL = ["--draws", "300", "--seed", "5"]


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The document that a command prints."""
    code = call([*arguments, "--json"])
    heard = capsys.readouterr()
    assert code == 0, heard.err
    return json.loads(heard.out)


def test_run_prints_one_document_with_the_promised_keys(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """C-29: one document, with the promised keys."""
    document = ask(capsys, "run", *SMALL, "--out", str(tmp_path / "r"))
    assert {"run", "failed_share", "nonfinite", "identities", "plausibility", "headline", "highs"} <= set(
        document
    )
    run = document["run"]
    assert {"id", "scenario", "seed", "draws", "quarters", "backend", "vintage", "model_hash"} <= set(run)
    assert {"import", "compile", "simulate", "total"} <= set(run["seconds"])
    assert {"max_relative_error", "worst"} <= set(document["identities"])
    for row in document["headline"]:
        assert {"variable", "label", "unit", "period", "median", "low70", "high70"} <= set(row)
        assert row["low70"] <= row["median"] <= row["high70"]
    assert set(document["highs"]) == {"prices", "rates", "debt", "stocks"}
    for high in document["highs"].values():
        assert {"p_first", "p_within_4q", "p_within_12q", "median_quarter"} <= set(high)
    total = sum(h["p_first"] for h in document["highs"].values()) + document["none"]
    assert total == pytest.approx(1.0)


def test_headline_covers_the_promised_variables_and_years(capsys: pytest.CaptureFixture[str]) -> None:
    document = ask(capsys, "run", *SMALL, "--no-files")
    wanted = "ffr rate_10y infl_core_yoy unemployment gdp_growth debt_ratio interest_revenue sp500 ai_capex"
    assert {row["variable"] for row in document["headline"]} == set(wanted.split())
    assert {row["period"] for row in document["headline"]} == {"2026Q4", "2027Q4", "2031Q4", "2036Q4"}


def test_run_folder_holds_what_makes_the_run_repeatable(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    folder = tmp_path / "run"
    assert call(["run", "higher-for-longer", *SMALL, "--keep-paths", "--out", str(folder), "--json"]) == 0
    names = {p.name for p in folder.iterdir()}
    assert {
        "manifest.json",
        "result.json",
        "scenario.yaml",
        "quantiles.csv",
        "paths",
        "charts.html",
        "rate_10y.png",
    } <= names
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["seed"], manifest["draws"], manifest["scenario"]) == (5, 300, "higher-for-longer")
    for key in ("vintage_hash", "model_hash", "versions", "scenario_text"):
        assert manifest[key]
    assert manifest["scenario_text"] == (folder / "scenario.yaml").read_text()
    table = pq.read_table(folder / "paths" / "rate_10y.parquet")
    again = api.run("higher-for-longer", draws=300, seed=5)
    assert manifest["id"] == again.id
    assert table.num_rows == 300
    stored = np.stack([np.asarray(table[str(p)]) for p in again.paths.periods])
    np.testing.assert_array_equal(stored, again.paths.series("rate_10y"))
    assert set(table["status"].to_pylist()) == {0}


def test_second_run_replaces_the_first_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    for seed in ("1", "2"):
        assert (
            call(["run", "--draws", "50", "--seed", seed, "--out", str(folder), "--no-charts", "--json"]) == 0
        )
    assert json.loads((folder / "manifest.json").read_text())["seed"] == 2
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_failed_writing_leaves_the_old_run(tmp_path: Path) -> None:
    """C-28: output is written whole or not at all."""
    folder, result = tmp_path / "run", api.run(draws=50)
    api.write_run(result, folder)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def fail(result: object, fresh: Path) -> None:
        (fresh / "half.png").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match="no space left"):
        api.write_run(result, folder, fail)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_threads_and_batch_never_change_a_figure(capsys: pytest.CaptureFixture[str]) -> None:
    """C-17: same figures on the command line."""
    plain = ask(capsys, "run", *SMALL, "--no-files")
    for options in (["--threads", "1"], ["--threads", "2"], ["--batch", "37"]):
        other = ask(capsys, "run", *SMALL, "--no-files", *options)
        for key in ("headline", "highs", "plausibility", "failed_share", "none"):
            assert plain[key] == other[key], options
        assert plain["run"]["id"] == other["run"]["id"], options


def test_command_line_and_python_give_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    import moneygood as mg

    typed = ask(capsys, "run", "deepseek-jevons", *SMALL, "--no-files")
    called = mg.run("deepseek-jevons", draws=300, seed=5)
    assert typed["headline"] == [row.as_json() for row in called.run.headline]


def test_another_seed_gives_other_figures(capsys: pytest.CaptureFixture[str]) -> None:
    one = ask(capsys, "run", "--draws", "50", "--seed", "1", "--no-files")
    two = ask(capsys, "run", "--draws", "50", "--seed", "2", "--no-files")
    assert one["headline"] != two["headline"]


def test_compare_is_exactly_zero_against_itself_and_not_against_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = ask(
        capsys, "compare", "baseline", "cuts-arrive", *SMALL, "--period", "2027Q4", "--variable", "ffr"
    )
    found = {row["scenario"]: row for row in rows}
    assert (found["baseline"]["difference"], found["baseline"]["mc_error"]) == (0.0, 0.0)
    assert found["cuts-arrive"]["difference"] < -0.9
    for key in ("variable", "period", "unit", "difference", "mc_error", "low70", "high70"):
        assert key in found["cuts-arrive"]


def test_several_scenarios_make_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    document = ask(capsys, "run", "cuts-arrive", "foreign-strike", "--draws", "20", "--no-files")
    assert [r["run"]["scenario"] for r in document["runs"]] == ["cuts-arrive", "foreign-strike"]


def test_short_run_shows_its_last_quarter(capsys: pytest.CaptureFixture[str]) -> None:
    document = ask(capsys, "run", "cuts-arrive", "--draws", "50", "--quarters", "1", "--no-files")
    assert {row["period"] for row in document["headline"]} == {"2026Q3"}


def test_library_verbs_answer_in_words_and_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    listed = ask(capsys, "scenario", "list")
    assert len(listed["scenarios"]) >= 9
    shown = ask(capsys, "scenario", "show", "higher-for-longer")
    assert shown["paths"][0]["variable"] == "ffr"
    checked = ask(capsys, "scenario", "check", "higher-for-longer", "cuts-arrive")
    assert [v["ok"] for v in checked["scenarios"]] == [True, True]
    card = ask(capsys, "model", "show", "cons_real")
    assert "b_cons_ec" in {p["name"] for p in card["parameters"]}
    assert ask(capsys, "model", "show", "b_cons_ec")["used_by"] == ["cons_real"]
    assert ask(capsys, "model", "check")["ok"] is True
    data = ask(capsys, "data", "status")
    assert len(data["series"]) > 100
    assert all(c["held"] for c in data["checks"])
    for verb in (
        ["scenario", "list"],
        ["scenario", "show", "baseline"],
        ["model", "show"],
        ["data", "status"],
    ):
        assert call(verb) == 0
        assert len(capsys.readouterr().out.splitlines()) > 5


def test_the_state_of_the_figures_is_one_screen_and_every_series_with_full(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert call(["data", "status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "cross-checks hold" in lines[0]
    assert len(lines) <= 24
    assert call(["data", "status", "--full"]) == 0
    words = set(capsys.readouterr().out.split())
    for row in ask(capsys, "data", "status")["series"]:
        assert {row["series"], row["unit"], row["first"], row["last"], row["licence"]} <= words, row["series"]


def test_aliases_find_their_variable(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "model", "show", "DGS10")["name"] == "rate_10y"
    rows = ask(capsys, "compare", "cuts-arrive", "--variable", "DGS10", "--draws", "20", "--period", "2027Q4")
    assert rows[0]["variable"] == "rate_10y"


def test_run_in_words_shows_tables_failures_and_the_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "words"
    assert call(["run", "--draws", "100", "--out", str(folder), "--no-charts"]) == 0
    out = capsys.readouterr().out
    for word in ("Federal funds rate", "which gives way first", "Plausibility", "failed 0.000%", str(folder)):
        assert word in out


def test_path_that_cannot_be_solved_exits_with_three(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """C-27: exit code 3 when there is no solution."""
    file = tmp_path / "impossible.yaml"
    file.write_text(
        "title: Impossible\nshocks:\n  - {shock: eps_cons_real, periods: 2026Q4, size: -800, unit: '1'}\n"
    )
    assert call(["run", str(file), "--draws", "8", "--no-files"]) == 3
    heard = capsys.readouterr()
    assert heard.out == ""
    assert len(heard.err.splitlines()) == 1
    assert heard.err.startswith("E0")


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from moneygood.surfaces.cli.main import call; call(['--help'])\n"
        "heavy = {'numpy', 'pandas', 'altair', 'scipy', 'pyarrow', 'xarray', 'lark', 'vl_convert'}\n"
        "sys.exit(len(heavy & set(sys.modules)))"
    )
    before = os.times()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    after = os.times()
    assert done.returncode == 0, done.stderr
    assert "compare" in done.stdout
    worked = after.children_user - before.children_user + after.children_system - before.children_system
    assert 0 < worked < 2.0, "seconds of a processor, whatever else the machine does"


def test_run_loads_neither_pandas_nor_altair(tmp_path: Path) -> None:
    code = (
        "import sys; from moneygood.surfaces.cli.main import call\n"
        f"call(['run', '--draws', '20', '--out', {str(tmp_path / 'r')!r}, '--json'])\n"
        "sys.exit(len({'pandas', 'altair', 'xarray', 'scipy.stats'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run"]["draws"] == 20


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    import moneygood

    assert call(["--version"]) == 0
    assert capsys.readouterr().out == f"moneygood {moneygood.__version__}\n"


def test_square_brackets_in_a_title_are_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """C-26: nothing that a reader writes into a title ends in a traceback."""
    file = tmp_path / "odd.yaml"
    file.write_text('title: "A [/red] B [bold] C"\nquestion: "why [/x]?"\nlevers: {cost_pressure: 0.5}\n')
    assert call(["run", str(file), "--draws", "20", "--quarters", "6", "--no-files"]) == 0
    assert "A [/red] B [bold] C  why [/x]?" in capsys.readouterr().out
    assert call(["compare", str(file), "--draws", "20", "--quarters", "6", "--variable", "ffr"]) == 0
    assert "A [/red] B [bold] C against baseline" in capsys.readouterr().out


def test_a_full_disk_is_one_line() -> None:
    """C-26: output that cannot be written is a line, not a traceback."""
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "moneygood.surfaces.cli.main", "scenario", "list"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("R001")
    assert done.stderr.count("\n") == 1


def test_a_reader_who_leaves_a_table_is_no_failure() -> None:
    """C-27: exit code 1 is kept for checks that do not hold."""
    command = [sys.executable, "-m", "moneygood.surfaces.cli.main", "data", "status"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        heard = done.stderr.read()
    assert (done.returncode, heard) == (0, b"")
