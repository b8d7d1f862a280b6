"""The lock files: every package pinned and hashed, its licence listed, none that binds a user's own code."""

from __future__ import annotations

import csv
import importlib.util
import sys
from types import ModuleType

import pytest
from documents import ROOT


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", ROOT / "scripts" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["licences"] = module
    spec.loader.exec_module(module)
    return module


def test_every_locked_package_is_pinned_hashed_and_listed(licences: ModuleType) -> None:
    table, faults = licences.rows()
    assert faults == []
    assert len(table) > 100
    assert licences.stale(table, licences.TABLE.read_text(encoding="utf-8")) == []


def test_what_a_run_needs_is_under_a_permissive_licence_or_one_of_its_files_alone() -> None:
    with (ROOT / "licences.csv").open(encoding="utf-8") as stream:
        run = [row for row in csv.DictReader(stream) if row["needed by"] == "run"]
    assert len(run) > 40
    bound = [row for row in run if "GPL" in row["licence"] or "GENERAL PUBLIC" in row["licence"].upper()]
    assert bound == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a>=1 \\\n    --hash=sha256:" + "0" * 64, "not pinned"),
        ("a==1", "has no hash"),
        ("a==1 \\\n    --hash=md5:00", "is no hash"),
        ("a @ file:///x", "not pinned"),
        ("--index-url elsewhere", "not pinned"),
        ("a==1 \\\n    --hash=sha256:" + "0" * 64 + "\na==2 \\\n    --hash=sha256:" + "0" * 64, "twice"),
    ],
)
def test_a_line_without_a_version_or_a_hash_is_found(licences: ModuleType, text: str, said: str) -> None:
    _, faults = licences.locked(text + "\n")
    assert len(faults) == 1
    assert said in faults[0]


def test_a_table_that_lags_behind_is_found(licences: ModuleType) -> None:
    rows = [["a", "2", "MIT", "run"], ["b", "1", "", "run"]]
    head = ",".join(licences.HEAD)
    assert licences.stale(rows, f"{head}\na,2,MIT,run\nb,1,MIT,run\n") == []
    assert licences.stale(rows, f"{head}\na,1,MIT,run\nb,1,,run\nc,1,MIT,run\n") == [
        "c is in no lock file", "a 2 is not in licences.csv", "b has no licence in licences.csv",
    ]  # fmt: skip
