"""Writers that are killed at any moment, and many at once: nothing saved is lost, nothing half is seen."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import made_runs
from made_runs import whole
from moneygood.core.atomic import GONE, NEW
from moneygood.runs.store.folder_store import INDEX, FolderStore


def start(root: Path, prefix: str, count: int, how: str) -> subprocess.Popen[str]:
    words = [sys.executable, made_runs.__file__, str(root), prefix, str(count), how]
    source = Path(__file__).parents[3] / "src"
    own = {**os.environ, "PYTHONPATH": os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")])}
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=own)


def saved(lines: str) -> list[tuple[str, str]]:
    """The runs that a writer said it had saved (a line cut by the kill says nothing), with what they keep."""
    whole_lines = lines[: lines.rfind("\n") + 1].splitlines()
    return [(line.split()[0], line.split()[1]) for line in whole_lines]


def check(root: Path, reported: list[tuple[str, str]]) -> None:
    """Every run that was reported is there whole with what it kept; whatever else is listed is whole too."""
    store = FolderStore(root)
    listed = {c.id for c in store.list()}
    assert {run_id for run_id, _ in reported} <= listed
    for run_id, kept in reported:
        assert kept in store.get(run_id).kept
    for run_id in listed:
        assert whole(root / run_id), run_id
    seen = {p.name for p in root.iterdir() if not p.name.startswith((NEW, GONE))}
    assert seen <= {*listed, INDEX}, "something is there that is no run: a lock, or half of one"


def kill_writers(root: Path, kills: int, how: str, seed: int) -> int:
    """Start writers one by one and kill each at a random moment; returns how many runs were saved."""
    chance = random.Random(seed)
    reported: list[tuple[str, str]] = []
    for number in range(kills):
        with start(root, f"w{number % 5 if how == 'repeat' else number}", 0, how) as process:
            assert process.stdout is not None
            first = process.stdout.readline()  # it is up and at work
            time.sleep(chance.uniform(0.0, 0.03))
            process.send_signal(signal.SIGKILL)
            reported += saved(first + process.stdout.read())
        if number % 10 == 9 or number == kills - 1:
            check(root, reported)
    FolderStore(root).put("after-0", made_runs.writer("after-0"))
    left = [p.name for p in root.iterdir() if p.name.startswith((NEW, GONE))]
    assert left == [], "what the killed left is swept by the next writer"
    return len(reported)


def many_writers(root: Path, writers: int, runs: int, how: str) -> None:
    """Writers at the same time, each of its own runs or all of the same few."""
    same = how == "repeat"
    processes = [start(root, "w" if same else f"w{i}", runs, how) for i in range(writers)]
    reported = []
    for process in processes:
        out, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        assert len(saved(out)) == runs
        reported += saved(out)
    check(root, reported)
    assert len(FolderStore(root).list()) == (min(runs, 3) if same else writers * runs)


@pytest.mark.parametrize("how", ["once", "repeat"])
def test_a_killed_writer_loses_nothing_that_it_reported(tmp_path: Path, how: str) -> None:
    assert kill_writers(tmp_path, 10, how, seed=1) >= 10


@pytest.mark.parametrize("how", ["once", "repeat"])
def test_writers_at_the_same_time_lose_nothing(tmp_path: Path, how: str) -> None:
    many_writers(tmp_path, 4, 5, how)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["once", "repeat"])
def test_two_hundred_kills(tmp_path: Path, how: str) -> None:
    assert kill_writers(tmp_path, 100, how, seed=2) >= 100


@pytest.mark.slow
@pytest.mark.parametrize("how", ["once", "repeat"])
def test_eight_writers_of_twenty_five_runs(tmp_path: Path, how: str) -> None:
    many_writers(tmp_path, 8, 25, how)
