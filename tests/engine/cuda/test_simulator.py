"""Whole runs in numba's CUDA simulator, which carries out the kernels thread by thread, beside NumPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("simulated.py")


def _reports(what: str) -> list[dict]:
    pytest.importorskip("numba_cuda")
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), what], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _check(report: dict) -> None:
    assert report["backend"] == "cuda"
    assert "simulator" in report["note"]
    assert report["status"] == report["expected"]
    assert report["farthest"] < 1e-9
    assert report["guards"]
    ours, theirs = report["identities"]
    assert ours == pytest.approx(theirs, rel=0.5, abs=1e-13)
    ours, theirs = report["absorbed"]
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-13)


def test_small_runs_are_those_of_numpy():
    """Fat tails under a hold, pairs and Sobol points; draws that fail keep their place."""
    reports = _reports("small")
    assert len(reports) == 3
    for report in reports:
        _check(report)
    assert 0 < sum(s != 0 for s in reports[0]["status"]) < reports[0]["draws"] == 14


@pytest.mark.slow
def test_every_variable_of_the_model_is_that_of_numpy():
    reports = _reports("whole")
    assert [r["draws"] for r in reports] == [3, 3]
    for report in reports:
        assert report["variables"] > 300
        _check(report)
