"""C-17 from end to end: the same question gives the same document, whatever the state of the machine."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from moneygood.surfaces.cli.main import call

QUESTION = ["run", "--draws", "3000", "--seed", "11", "--no-files", "--json"]


def _hash(document: str) -> str:
    """SHA-256 of a run's document without its times."""
    said = json.loads(document)
    assert said["run"]["backend"] == "compiled"
    assert said["run"].pop("seconds")
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _in_a_process_of_its_own(home: Path, *options: str) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "MONEYGOOD_BACKEND"}
    environment |= {"MONEYGOOD_CACHE": str(home)}
    line = [sys.executable, "-m", "moneygood", *QUESTION, *options]
    done = subprocess.run(line, capture_output=True, text=True, env=environment, timeout=300, check=True)
    return _hash(done.stdout)


@pytest.fixture
def _nothing_named(monkeypatch):
    monkeypatch.delenv("MONEYGOOD_BACKEND")


@pytest.mark.usefixtures("_nothing_named")
def test_the_same_document_for_a_fresh_home_a_warm_one_any_batch_and_any_threads(tmp_path, capsys):
    found = {"fresh": _in_a_process_of_its_own(tmp_path / "home")}
    assert list((tmp_path / "home").glob("kernel-*")), "the first run has compiled"
    found["warm"] = _in_a_process_of_its_own(tmp_path / "home", "--batch", "77", "--threads", "1")
    for options in (
        [],
        [],
        ["--batch", "512"],
        ["--batch", "3000", "--threads", "2"],
        ["--backend", "numba"],
    ):
        assert call([*QUESTION, *options]) == 0
        found[f"{len(found)} here {options}"] = _hash(capsys.readouterr().out)
    assert set(found.values()) == {found["fresh"]}, found
