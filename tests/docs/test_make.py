"""The Makefile: its targets, and a run of the tests that ends as soon as one of its workers is gone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from documents import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_target_is_listed_with_what_it_does() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.M))
    assert {"run", "test", "test-slow", "check", "bench", "serve"} <= targets
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == targets - {"help"} | {"help"}


def test_a_worker_that_dies_ends_the_run_at_once(tmp_path: Path) -> None:
    (tmp_path / "test_made.py").write_text(
        "import os\nimport time\nimport pytest\n\n\n"
        "@pytest.mark.parametrize('i', range(40))\n"
        "def test_made(i):\n    if i == 1:\n        os.abort()\n    time.sleep(0.2)\n",
        encoding="utf-8",
    )
    written = re.search(r"^IN_PARALLEL := (.*)$", MAKEFILE, flags=re.M)
    assert written is not None
    options = written[1].replace("auto", "2").split()
    command = [sys.executable, "-m", "pytest", "-p", "xdist", *options, str(tmp_path)]
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "PYTHONPATH"))}
    plain["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # three processes that need none of the others
    began = time.monotonic()
    done = subprocess.run(
        [*command, "-c", os.devnull, "--rootdir", str(tmp_path)],
        cwd=tmp_path, env=plain, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0
    assert "crashed" in done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert int(passed[1]) < 30 if passed else True, f"{time.monotonic() - began:.0f} s\n{done.stdout}"


def tools_that(folder: Path, **ends: str) -> dict[str, str]:
    """An environment whose tools for checks do nothing, but for those of which it is said what they do."""
    tools = folder / "bin"
    tools.mkdir(parents=True)
    for name in ("pyright", "ruff", "python", "lint-imports", "moneygood"):
        (tools / name).write_text(
            f"#!/bin/sh\n{ends.get(name.replace('-', '_'), 'exit 0')}\n", encoding="utf-8"
        )
        (tools / name).chmod(0o755)
    return {**os.environ, "VENV": str(folder)}


@pytest.mark.parametrize(
    ("ends", "last"),
    [
        ({}, "all checks hold"),
        ({"ruff": "exit 1"}, "not held: ruff format ruff check"),
        ({"pyright": "echo 'one error'; exit 1"}, "not held: pyright"),
        ({"pyright": "kill -9 $$", "lint_imports": "exit 3"}, "not held: import-linter pyright"),
    ],
)
def test_the_last_line_of_the_checks_is_their_verdict(
    tmp_path: Path, ends: dict[str, str], last: str
) -> None:
    """Also in a file that takes standard output alone, and where a tool dies without a word."""
    done = subprocess.run(
        [ROOT / "scripts/check"], env=tools_that(tmp_path, **ends), capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == last
    assert done.returncode == bool(ends)
    assert ("did not end well: status 137" in done.stdout) == ("kill" in ends.get("pyright", ""))


def test_checks_that_are_stopped_say_so_and_leave_nothing_behind(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    slow = f"echo $$ > {mark}.part; mv {mark}.part {mark}; sleep 100"
    checks = subprocess.Popen(
        [ROOT / "scripts/check"], env=tools_that(tmp_path, pyright=slow), stdout=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 60
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.02)
    checks.send_signal(signal.SIGTERM)
    out, _ = checks.communicate(timeout=60)
    assert checks.returncode == 130
    assert out.splitlines()[-1] == "stopped: not everything was checked"
    until = time.monotonic() + 30
    while lives(int(mark.read_text())) and time.monotonic() < until:
        time.sleep(0.02)
    assert not lives(int(mark.read_text()))


def lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
