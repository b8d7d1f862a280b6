"""The Makefile: its targets, and a run of the tests that ends as soon as one of its workers is gone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

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
        "def test_made(i):\n    if i == 1:\n        os.abort()\n    time.sleep(0.5)\n",
        encoding="utf-8",
    )
    options = re.search(r"^IN_PARALLEL := (.*)$", MAKEFILE, flags=re.M)
    assert options is not None
    command = [sys.executable, "-m", "pytest", *options[1].replace("auto", "2").split(), str(tmp_path)]
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "PYTHONPATH"))}
    began = time.monotonic()
    done = subprocess.run(
        [*command, "-c", os.devnull, "--rootdir", str(tmp_path)],
        cwd=tmp_path, env=plain, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0
    assert "crashed" in done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert int(passed[1]) < 30 if passed else True, f"{time.monotonic() - began:.0f} s\n{done.stdout}"
