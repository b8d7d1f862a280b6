"""Scenarios, variables and files that share a name all survive: results go by identity, not by names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import moneygood as mg
from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.cli.main import call

SMALL = ["--draws", "40", "--seed", "3", "--quarters", "8"]


def tariffs(folder: Path) -> list[str]:
    """Two files of one name that move one lever by different sizes."""
    out = []
    for name, size in (("low", 0.1), ("high", 0.5)):
        (folder / name).mkdir()
        file = folder / name / "tariff.yaml"
        file.write_text(f"title: Tariff\nlevers: {{term_premium: {size}}}\n")
        out.append(str(file))
    return out


def test_compare_keeps_two_files_of_one_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["compare", *tariffs(tmp_path), *SMALL, "--variable", "rate_10y", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    at = {r["scenario"]: r["difference"] for r in rows if r["period"] == "2027Q4"}
    assert list(at) == ["low/tariff", "high/tariff"]
    assert at["high/tariff"] > 2 * at["low/tariff"] > 0


def test_compare_says_which_table_is_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["compare", *tariffs(tmp_path), *SMALL, "--variable", "rate_10y"]) == 0
    said = capsys.readouterr().out
    assert "Tariff (low/tariff) against baseline" in said
    assert "Tariff (high/tariff) against baseline" in said


def test_compare_keeps_mappings_and_a_file_beside_the_shipped_one(tmp_path: Path) -> None:
    moves = [{"title": t, "levers": {"term_premium": x}} for t, x in (("Low", 0.1), ("High", 0.5))]
    done = mg.compare(moves, draws=20, quarters=6)
    assert list(done.differences) == list(done.runs) == ["Low", "High"]
    (tmp_path / "cuts-arrive.yaml").write_text("title: Mine\nlevers: {term_premium: 0.5}\n")
    both = mg.compare(["cuts-arrive", str(tmp_path / "cuts-arrive.yaml")], draws=20, quarters=6)
    assert len(both.runs) == 2
    assert {r.plan.title for r in both.runs.values()} == {mg.find_scenario("cuts-arrive").title, "Mine"}


def test_a_scenario_named_twice_is_shown_twice_and_run_once() -> None:
    done = mg.compare(["cuts-arrive", "cuts-arrive"], draws=20, quarters=6)
    assert list(done.runs) == ["cuts-arrive", "cuts-arrive (2)"]
    assert done.runs["cuts-arrive"] is done.runs["cuts-arrive (2)"]


def test_a_variable_and_its_alias_have_one_heading(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--variable", "rate_10y", "--variable", "DGS10", "--period", "2027Q4", "--period", "2027Q4"]
    assert call(["compare", "cuts-arrive", *SMALL, *words, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_shares_of_a_variable_and_its_alias_are_shown_once() -> None:
    found = api.variance_shares(api.run(draws=20, quarters=6), ["rate_10y", "DGS10"])
    cells = [(r.variable, r.period, r.kind) for r in found.rows]
    assert len(cells) == len(set(cells))


def test_run_writes_a_folder_for_each_file_of_one_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "both"
    assert call(["run", *tariffs(tmp_path), *SMALL, "--out", str(out), "--no-charts", "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [r["label"] for r in runs] == ["low/tariff", "high/tariff"]
    assert sorted(f.name for f in out.iterdir()) == ["high-tariff", "low-tariff"]
    ids = [json.loads((out / n / "manifest.json").read_text())["id"] for n in ("low-tariff", "high-tariff")]
    assert ids == [r["run"]["id"] for r in runs]
    assert len(set(ids)) == 2


def test_one_file_of_paths_for_two_scenarios_is_refused_before_any_is_run(tmp_path: Path) -> None:
    file = tmp_path / "paths.parquet"
    assert call(["run", "baseline", "cuts-arrive", *SMALL, "--no-files", "--paths-to", str(file)]) == 2
    assert not file.exists()


def test_two_own_risks_of_one_name_are_refused(tmp_path: Path) -> None:
    from moneygood.core.texts import economics_root
    from moneygood.questions.risks.definitions import LOSSES, read_risks

    shipped = next(f for f in sorted((economics_root() / "risks").glob("*.yaml")) if f.name != LOSSES)
    files = [tmp_path / n for n in ("a.yaml", "b.yaml")]
    for file in files:
        file.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    workspace = api.load()
    once = read_risks(workspace.model, workspace.vintage, own=files[:1])
    assert len(once) == len(read_risks(workspace.model, workspace.vintage))
    with pytest.raises(MoneygoodError, match=r"A052 .*b.yaml:\d+: two risks are called"):
        read_risks(workspace.model, workspace.vintage, own=files)
