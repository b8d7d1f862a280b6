"""Faulty input gets one clear line and exit code 2, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from faulty import COMMANDS, FOLDER, expected_line, scenario_files

from hearing import hear
from moneygood.core.texts import read_yaml

TYPED: list[dict[str, Any]] = read_yaml(COMMANDS)


@pytest.mark.parametrize("file", scenario_files(), ids=lambda f: f.stem)
def test_faulty_scenario_gets_its_line(file: Path) -> None:
    """C-12, C-22, C-26: a slip of the unit is asked about, an over-determined plan refused, in one line."""
    heard = hear(["scenario", "check", file.name], FOLDER)
    assert heard.err == expected_line(file) + "\n"
    assert heard.code == 2
    assert heard.out == ""


@pytest.mark.parametrize("file", scenario_files(), ids=lambda f: f.stem)
def test_faulty_scenario_is_not_run_and_leaves_no_folder(file: Path, tmp_path: Path) -> None:
    """C-28: nothing is left half-written."""
    target = tmp_path / "results"
    heard = hear(["run", str(file), "--out", str(target), "--draws", "8", "--json"], tmp_path)
    assert heard.code == 2
    assert heard.out == ""
    assert len(heard.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("case", TYPED, ids=lambda c: " ".join(c["type"]))
def test_faulty_command_gets_its_line(case: dict[str, Any], tmp_path: Path) -> None:
    """C-26, C-27: one line and exit code 2."""
    (tmp_path / "a-run").mkdir()
    (tmp_path / "a-run" / "manifest.json").write_text("{}")
    heard = hear([a.replace("{runs}", str(tmp_path)) for a in case["type"]], tmp_path)
    assert heard.err == case["says"] + "\n"
    assert heard.code == 2
    assert heard.out == ""
    assert [p.name for p in tmp_path.iterdir()] == ["a-run"]


def test_there_are_at_least_forty_cases() -> None:
    assert len(scenario_files()) + len(TYPED) >= 40


def test_several_faults_are_counted_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text("title: Two faults\nlevers: {x: 1}\nswitches: {y: off}\n")
    heard = hear(["scenario", "check", "two.yaml"], tmp_path)
    assert heard.code == 2
    assert heard.err == "S011 two.yaml:2: there is no lever 'x'. (and 1 more)\n"


def test_every_fault_is_shown_in_full_when_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text("title: Two faults\nlevers: {x: 1}\nswitches: {y: off}\n")
    heard = hear(["scenario", "check", "--all", "two.yaml"], tmp_path)
    assert heard.code == 2
    for words in ("there is no lever 'x'", "there is no switch 'y'", "  2 | levers: {x: 1}", "^"):
        assert words in heard.err


def test_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    heard = hear(["run", "--draws", "8", "--out", str(tmp_path), "--no-charts"], tmp_path)
    assert heard.code == 2
    assert heard.err.startswith("R002: ")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_file_in_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "results"
    target.write_text("a file")
    heard = hear(["run", "--draws", "8", "--out", str(target)], tmp_path)
    assert (heard.code, target.read_text()) == (2, "a file")
    assert heard.err == f"R001: {target} is a file, not a folder. Choose another with --out.\n"


def test_missing_economics_folder_is_named(tmp_path: Path) -> None:
    environment = {**os.environ, "MONEYGOOD_ECONOMICS": str(tmp_path / "nowhere")}
    done = subprocess.run(
        [sys.executable, "-m", "moneygood.surfaces.cli.main", "model", "check"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("C005: ")
    assert len(done.stderr.splitlines()) == 1


def test_nothing_that_was_typed_has_run_python() -> None:
    """C-25: nothing typed is run."""
    for file in scenario_files():
        hear(["scenario", "check", file.name], FOLDER)
    assert not (FOLDER / "stolen").exists()
