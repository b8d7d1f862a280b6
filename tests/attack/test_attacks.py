"""A bounded slice of every attack; ``make attack`` carries out the whole."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from attack.at_once import at_once
from attack.fill_disk import fill
from attack.flip_bits import all_at_once, damaged, entries, one_by_one, stored_runs
from attack.kill import Victim, kill
from attack.same_answer import here, surroundings
from attack.victims import victims
from moneygood.baseline.workspace import open_workspace
from moneygood.core.cache import read_cached, write_cached
from moneygood.engine.program.lower import HoldPattern, lower
from moneygood.engine.program.store import mark_of, stored_program
from moneygood.model import grammar

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed")
CORPUS = Path(__file__).with_name("corpus")
NONE: frozenset[str] = frozenset()


with (CORPUS / "cache_entries.csv").open(encoding="utf-8") as stream:
    ONCE = list(csv.DictReader(stream))


def copied(folder: Path) -> Path:
    """A cache of its own with a model, a program, a history, a baseline, the grammar and machine code.

    A process of its own fills it: this one may hold in memory what it would otherwise write. It looks for no
    other cache, such as that among temporary files which a full disk once called for.
    """
    shared = Path(os.environ["MONEYGOOD_CACHE"])
    if shared.is_dir():
        shutil.copytree(shared, folder, ignore=shutil.ignore_patterns("backtest", "cuda"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    paths = os.pathsep.join(str(Path(__file__).parents[n]) for n in (0, 1))
    own = {**os.environ, "MONEYGOOD_CACHE": str(folder), "PYTHONPATH": paths, "TMPDIR": str(folder.parent)}
    subprocess.run([sys.executable, "-c", FILL], env=own, check=True)
    return folder


FILL = """
from test_attacks import figures
from moneygood.core.cache import write_cached

figures()
write_cached("kernel-0", b"ELF machine code")
write_cached("step-0", b"kernel-0")
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = copied(tmp_path_factory.mktemp("attack") / "cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MONEYGOOD_CACHE", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder.parent))
        yield folder


def figures() -> bytes:
    """What the baseline is, read from the cache as the next process would, to the bit."""
    from moneygood.engine.program.emit import compile_schedule

    grammar._parsers.cache_clear()
    term = grammar.parse("a + b[-1] * 2", "expression", grammar.FormulaSource("x", "a + b[-1] * 2"), 0)
    workspace = open_workspace()
    mark = mark_of(workspace.model, HoldPattern(), NONE, NONE, False)
    program = stored_program(mark, lambda: compile_schedule(lower(workspace.model, HoldPattern())))
    values = workspace.baseline(40).values
    said = f"{term} {workspace.model.hash} {program}".encode()
    return said + np.ascontiguousarray(values).tobytes() + workspace.history.values.tobytes()


def test_no_flipped_bit_of_an_entry_is_read(root: Path) -> None:
    kinds = {f.name.partition("-")[0] for f in entries(root)}
    assert {"model", "program", "history", "baseline", "grammar", "kernel", "step"} <= kinds
    found = one_by_one(root, 140, 1)
    assert not found.wrong, found
    assert found.tried == 140


@pytest.mark.parametrize("line", ONCE, ids=lambda line: f"{line['kind']}-{line['damage']}")
def test_what_once_was_read_or_stopped_a_command_is_as_none(root: Path, line: dict[str, str]) -> None:
    (name, *_) = [f.name for f in entries(root) if f.name.startswith(f"{line['kind']}-")]
    whole = read_cached(name)
    assert whole is not None
    assert damaged(root, line["kind"], line["damage"]) > 0
    assert read_cached(name) is None
    write_cached(name, whole)
    assert read_cached(name) == whole


@pytest.mark.slow
def test_what_once_was_read_or_stopped_a_command_changes_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, folder = figures(), copied(tmp_path / "cache")
    monkeypatch.setenv("MONEYGOOD_CACHE", str(folder))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for line in ONCE:
        damaged(folder, line["kind"], line["damage"])
    assert figures() == before
    assert list((tmp_path / "work").iterdir()) == [], "a forged entry ran a command"


@pytest.fixture(scope="module")
def writers() -> dict[str, Victim]:
    return {v.name: v for v in victims(("save", "refresh", "backtest"))}


def test_no_flipped_bit_of_a_stored_run_is_read(writers: dict[str, Victim], tmp_path: Path) -> None:
    save = writers["save of one id"]
    save.write(tmp_path, 1)
    (folder,) = [p for p in tmp_path.iterdir() if p.is_dir()]
    found = stored_runs(folder, 40, 1)
    assert not found.wrong, found
    assert found.tried == 40


@pytest.mark.parametrize("name", ["save of one id", "refresh", "backtest"])
def test_killed_writers_lose_nothing_and_leave_nothing(
    writers: dict[str, Victim], tmp_path: Path, name: str
) -> None:
    found = kill(writers[name], tmp_path / "killed", 5, 1)
    assert not found.wrong, found
    assert found.tried == 5


def test_a_full_disk_ends_in_a_line_and_leaves_what_was(writers: dict[str, Victim], tmp_path: Path) -> None:
    found = fill(writers["save of one id"], tmp_path / "small", 4, mount=False)
    assert not found.wrong, found
    assert found.counts["refused in a line"] > 0


def test_many_writers_of_one_id(writers: dict[str, Victim], tmp_path: Path) -> None:
    found = at_once(writers["save of one id"], tmp_path / "many", 3, 3)
    assert not found.wrong, found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["note", "site", "serve"])
def test_killed_notes_sites_and_pages(tmp_path: Path, name: str) -> None:
    found = kill(victims((name,))[0], tmp_path / name, 8, 2)
    assert not found.wrong, found


@pytest.mark.slow
def test_a_command_on_a_cache_with_a_bit_flipped_in_every_entry(tmp_path: Path) -> None:
    words = ("run", "--draws", "8", "--backend", "numpy", "--no-files", "--json")
    found = all_at_once(copied(tmp_path / "cache"), 1, 3, words)
    assert not found.wrong, found
    assert found.tried > 3


@pytest.mark.slow
def test_one_answer_whatever_the_batch_the_threads_and_the_surroundings() -> None:
    """C-17: batch, threads, hash seed, locale and zone change nothing that is printed, guards included."""
    cache = Path(os.environ["MONEYGOOD_CACHE"])
    usual = here([("compiled", "all", "1"), ("numpy", "64", "1")], cache, {})
    assert {len(h) for h in usual.values()} == {64}, usual
    for own in (surroundings()[4], surroundings()[8]):
        odd = here([("compiled", "7", "16"), ("numpy", "13", "2")], cache, own)
        assert list(odd.values()) == list(usual.values()), (own, odd)
