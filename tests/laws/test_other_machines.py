"""The same answer on another machine: line ends, folder names, no home, no terminal, no fork."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import moneygood as mg
from moneygood.core.texts import economics_root, read_text, read_yaml, text_hash
from moneygood.data.vintage import list_vintages, load_vintage
from moneygood.engine.workers import pool
from moneygood.model.build import texts_mark
from moneygood.surfaces.cli.main import call

ASKED = ["run", "deepseek-jevons", "--draws", "8", "--quarters", "6", "--seed", "3", "--no-files", "--json"]
MEASURED = {"seconds", "timing", "speed", "threads", "workers", "machine"}
"""What of a document is about the machine and not about the economy."""


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The economics texts of a checkout with CRLF, in a folder with blanks and letters beyond ASCII."""
    root = tmp_path_factory.mktemp("machine") / "Größe und Zins" / "economics"
    shutil.copytree(economics_root(), root)
    for file in root.rglob("*"):
        if file.suffix in (".yaml", ".eq", ".csv", ".bib", ".json", ".txt"):
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    return root


def economy(document: Any) -> Any:
    """A document without what is measured."""
    if isinstance(document, dict):
        return {k: economy(v) for k, v in document.items() if k not in MEASURED}
    return [economy(v) for v in document] if isinstance(document, list) else document


def test_hashes_do_not_depend_on_the_ends_of_lines(foreign: Path) -> None:
    assert b"\r\n" in (foreign / "scenarios" / "baseline.yaml").read_bytes()
    assert texts_mark(foreign) == texts_mark(economics_root())
    names = ["dictionary/completion.yaml", "scenarios/baseline.yaml"]
    assert text_hash(foreign / n for n in names) == text_hash(economics_root() / n for n in names)


def test_a_vintage_is_the_one_of_its_manifest_whatever_the_ends_of_lines(foreign: Path) -> None:
    for name in list_vintages():
        there, here = load_vintage(name, root=foreign), load_vintage(name)
        assert there.hash == here.hash
        assert there.records == here.records
        np.testing.assert_array_equal(there.quarterly.values, here.quarterly.values)
        assert there.cbo_vintages() == here.cbo_vintages()


def test_a_changed_figure_is_still_noticed(foreign: Path) -> None:
    file = foreign / "vintages" / list_vintages()[-1] / "quarterly.csv"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"1", b"2", 1))
    try:
        with pytest.raises(mg.MoneygoodError, match="D005"):
            _ = load_vintage(root=foreign).quarterly
    finally:
        file.write_bytes(content)


def test_a_text_saved_with_a_byte_order_mark_reads_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"\xef\xbb\xbftitle: Mine\r\nlevers: {}\r\n")
    assert read_text(file) == "title: Mine\nlevers: {}\n"
    assert read_yaml(file) == {"title": "Mine", "levers": {}}


def test_a_machine_without_home_cache_or_terminal_gives_the_same_answer(
    foreign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "My Runs ü"
    folder.mkdir()
    bare = {
        k: os.environ[k]
        for k in ("PATH", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "MONEYGOOD_BACKEND", "MONEYGOOD_QUIET")
        if k in os.environ
    }
    bare |= {
        "HOME": "/dev/null/home",
        "XDG_CACHE_HOME": "/dev/null/cache",
        "MONEYGOOD_ECONOMICS": str(foreign),
    }
    bare |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "moneygood", *ASKED],
        cwd=folder, env=bare, capture_output=True, stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.count(b"\n") <= 1, done.stderr.decode()
    assert not list(folder.iterdir())
    assert call(ASKED) == 0
    here = economy(json.loads(capsys.readouterr().out))
    assert economy(json.loads(done.stdout)) == here
    assert len(str(here)) > 1000


def test_a_spawned_process_gives_the_same_answer() -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        there = processes.submit(_median, 24).result(timeout=300)
    assert there == _median(24)


def _median(draws: int) -> list[float]:
    paths = mg.run(draws=draws, quarters=4, seed=5, threads=2).run.paths
    return [float(v) for v in np.median(paths.series("rate_10y"), axis=1)]


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_workers_are_threads_where_processes_cannot_be_forked(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked = _median(24)
    monkeypatch.setattr(pool.sys, "platform", platform)
    assert not pool.LocalWorkers(2).forked
    assert _median(24) == forked
