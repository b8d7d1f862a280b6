"""The lock files: every package pinned and hashed, its licence listed, none that binds a user's own code."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
from types import ModuleType

import pytest
from documents import ROOT


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    return script("licences")


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    return script("audit")


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


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_is_in_the_form_that_an_audit_reads(lock: str) -> None:
    parser = pytest.importorskip("pip_requirements_parser")
    read = parser.RequirementsFile.from_file(str(ROOT / lock))
    assert read.invalid_lines == []
    assert read.options == []
    assert len(read.requirements) > 60
    for one in read.requirements:
        assert one.is_pinned, one.name
        assert one.hash_options, one.name


@pytest.mark.parametrize(
    ("said", "complaints", "held", "line"),
    [
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, "", True, "1 of 1 packages looked"),
        ({"dependencies": [{"name": "a", "skip_reason": "not found"}]}, "", True, "no database is at hand"),
        ({"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}]},
         "Found 1 known vulnerability", False, "a 1: CVE-1; mended in 2"),
        (None, "requests.exceptions.ConnectionError: api", True, "no database is at hand, vulnerabilities"),
        (None, "ERROR: requirement a>=1 does not contain a hash", False, "does not contain a hash"),
    ],
)  # fmt: skip
def test_an_audit_says_what_was_looked_for(
    audit: ModuleType, said: object, complaints: str, held: bool, line: str
) -> None:
    found = audit.verdict("x.lock", 1, "" if said is None else json.dumps(said), complaints)
    assert found[0] == held
    assert line in found[1][-1]
