"""--cluster as a person meets it: the same answer, one line for what is wrong, a clean stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moneygood.surfaces.cli.main import call

pytest.importorskip("distributed")

COMPARE = ["compare", "deepseek-jevons", "--draws", "300", "--quarters", "3", "--json"]


def test_the_answer_on_a_cluster_is_the_same_document(capsys: pytest.CaptureFixture[str]) -> None:
    documents = []
    for more in ([], ["--cluster", "local:2"]):
        assert call([*COMPARE, *more]) == 0
        documents.append(json.loads(capsys.readouterr().out))
    assert documents[0] == documents[1]


@pytest.mark.parametrize(
    "verb",
    [
        ["run", "--no-files"],
        ["compare", "baseline"],
        ["discover", "10y > 5"],
        ["sensitivity", "debt"],
        ["backtest"],
    ],
    ids=lambda verb: verb[0],
)
def test_a_cluster_that_is_none_is_one_line_and_exit_2(
    verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([*verb, "--cluster", "nowhere"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("E070: 'nowhere' is not a cluster.")
    assert said.err.count("\n") == 1


def test_a_missing_library_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert call([*COMPARE, "--cluster", "local:1"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("E071: ")
    assert "pip install 'moneygood[cluster]'" in said
    assert said.count("\n") == 1


def test_no_part_of_dask_is_loaded_unless_a_cluster_is_asked_for() -> None:
    code = (
        "import sys\n"
        "from moneygood.surfaces.cli.main import call\n"
        f"assert call({COMPARE!r}) == 0\n"
        "sys.exit(len({'dask', 'distributed', 'tornado', 'cloudpickle'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL, timeout=120)
    assert done.returncode == 0


def processes_of(mark: str) -> list[int]:
    """Processes that were started with this mark in their environment."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                if mark.encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_ctrl_c_stops_the_run_and_its_workers_without_a_traceback(tmp_path: Path) -> None:
    mark = f"MONEYGOOD_TEST_MARK={tmp_path}"
    name, value = mark.split("=", 1)
    words = ["run", "--draws", "100000", "--batch", "200", "--backend", "numpy", "--no-files"]
    # who runs the tests in the background ignores SIGINT, and so would all programs that they start
    start = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from moneygood.surfaces.cli.main import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", start, *words, "--cluster", "local:2"],
        env={**os.environ, name: value}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(300):
            if len(processes_of(mark)) >= 3:
                break
            time.sleep(0.1)
        time.sleep(2.0)
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=180)  # on a busy machine the workers take a minute to start
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert process.returncode == 130, err
    assert out == ""
    assert "Traceback" not in err, err
    assert err.strip() in ("", "stopped")
    for _ in range(100):
        if not processes_of(mark):
            break
        time.sleep(0.1)
    assert not processes_of(mark)
