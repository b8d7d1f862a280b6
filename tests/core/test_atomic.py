"""Whole files and folders: what others see, what is left when a writer fails or dies, and who may write."""

from __future__ import annotations

import ast
import errno
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from moneygood.core import atomic
from moneygood.core.atomic import (
    GONE,
    NEW,
    fresh_folder,
    leftovers,
    publish,
    scratch_folder,
    sweep,
    whole_file,
    write_whole,
)

SOURCE = Path(__file__).parents[2] / "src" / "moneygood"
INTO_A_FRESH_FOLDER = {
    "core/atomic.py", "data/builder.py", "estimation/fitting/proposal.py", "questions/asked_again.py",
    "questions/bench/synthetic.py", "runs/export/tables.py", "runs/store/folder.py",
    "runs/store/replay.py", "runs/store/seal.py", "surfaces/notes/pdf.py", "surfaces/notes/write.py",
    "surfaces/run_charts.py", "surfaces/web/lab.py", "surfaces/web/site.py",
}  # fmt: skip
"""Modules that write plainly, because what they write into is published whole by somebody."""


LIKELY = re.compile(r"open\(|os\.(replace|rename|link)|write_(text|bytes)|mk(d|s)temp|savefig")


def writes(tree: ast.Module) -> list[int]:
    """The lines on which a module writes a file or gives one a name by itself."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        modes = [
            a.value for a in [*node.args, *(k.value for k in node.keywords)] if isinstance(a, ast.Constant)
        ]
        opened = name in ("open", "fdopen") and any(
            str(m)[:1] in ("w", "a", "x") and len(str(m)) < 4 for m in modes
        )
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        moved = isinstance(owner, ast.Name) and owner.id == "os" and name in ("replace", "rename", "link")
        if opened or moved or name in ("write_text", "write_bytes", "mkdtemp", "mkstemp", "savefig"):
            found.append(node.lineno)
    return found


def test_everything_that_is_written_goes_through_one_module() -> None:
    """C-28: output is written whole or not at all."""
    texts = {f.relative_to(SOURCE).as_posix(): f.read_text("utf-8") for f in SOURCE.rglob("*.py")}
    likely = {name: text for name, text in texts.items() if LIKELY.search(text)}
    own = {name: writes(ast.parse(text)) for name, text in likely.items()}
    writers = {name for name, lines in own.items() if lines}
    assert writers - INTO_A_FRESH_FOLDER == set()
    assert INTO_A_FRESH_FOLDER - writers == set(), "no longer a writer"


def test_a_file_is_replaced_in_one_step_and_a_failure_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    write_whole(file, "first")
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    write_whole(link, "second")
    assert (file.read_text(), link.is_symlink()) == ("second", True)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, "third")
    with pytest.raises(OSError, match="No space left"), whole_file(file) as part:
        part.write_text("fourth")
    assert file.read_text() == "second"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "link.csv"]


def test_a_fault_names_the_target_and_not_its_temporary(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        write_whole(tmp_path / "none" / "a.csv", "x")
    assert missing.value.filename == str(tmp_path / "none" / "a.csv")
    (tmp_path / "file").write_text("")
    site = tmp_path / "file" / "site"  # below a file nothing can be made
    with pytest.raises(OSError, match="file") as barred, fresh_folder(site.parent, site):
        pass
    assert barred.value.filename == str(site)
    with pytest.raises(FileNotFoundError) as early, whole_file(tmp_path / "none" / "a.csv"):
        pytest.fail("nothing is computed for a file that cannot be made")
    assert early.value.filename == str(tmp_path / "none" / "a.csv")
    (tmp_path / "taken").mkdir()
    with pytest.raises(IsADirectoryError, match="taken"):
        write_whole(tmp_path / "taken", "x")
    with pytest.raises(OSError, match="too long"):
        write_whole(tmp_path / ("n" * 300), "x")


def test_of_many_writers_of_one_name_the_last_complete_one_stands(tmp_path: Path) -> None:
    file = tmp_path / "paths.parquet"
    seen: set[bytes] = set()

    def write(letter: str) -> None:
        for _ in range(20):
            with whole_file(file) as part:
                for _ in range(8):
                    with part.open("a") as stream:
                        stream.write(letter * 5_000)

    threads = [threading.Thread(target=write, args=(c,)) for c in "abcd"]
    for thread in threads:
        thread.start()
    while any(t.is_alive() for t in threads):
        if file.exists():
            seen.add(file.read_bytes())
    assert seen <= {c.encode() * 40_000 for c in "abcd"}
    assert [p.name for p in tmp_path.iterdir()] == ["paths.parquet"]


def test_who_is_not_to_replace_finds_that_another_came_first(tmp_path: Path) -> None:
    file = tmp_path / "x.parquet"

    def write() -> None:
        with whole_file(file, replace=False) as part:
            part.write_text("mine")
            file.write_text("theirs")

    with pytest.raises(FileExistsError):
        write()
    assert file.read_text() == "theirs"
    assert [p.name for p in tmp_path.iterdir()] == ["x.parquet"]


def test_what_a_killed_process_left_is_found_listed_and_cleared_by_the_next_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    words = (
        "import os, sys, tempfile, contextlib; from pathlib import Path\n"
        "from moneygood.core.atomic import fresh_folder, scratch_folder, whole_file\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "at = sys.argv[1]\n"
        "with fresh_folder(at) as f, scratch_folder('note') as s, whole_file(at + '/a.csv') as w:\n"
        "    (f / 'x').write_bytes(bytes(100)); (s / 'y').write_bytes(bytes(10)); w.write_bytes(bytes(1))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", words, str(tmp_path)], check=False)
    foreign = tmp_path / f"{NEW}otherhost-1-0123456789ab"
    foreign.mkdir()
    unknown = tmp_path / ".new-file-of-a-user"
    unknown.write_text("")
    with fresh_folder(tmp_path) as mine:  # the first writer of this process in that folder clears it
        assert mine.is_dir()
        assert set(tmp_path.iterdir()) == {mine, foreign, unknown}
    old = time.time() - 2 * atomic.STALE_SECONDS
    os.utime(foreign, (old, old))
    assert [one.path for one in leftovers(tmp_path)] == [foreign]
    assert leftovers(tmp_path)[0].seconds > atomic.STALE_SECONDS
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [unknown]


def test_what_another_user_or_a_living_process_owns_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = tmp_path / f"{GONE}{atomic._host()}-999999999-0123456789ab"
    dead.mkdir()
    mine = tmp_path / f"{NEW}{atomic._host()}-{os.getpid()}-0123456789ab"
    mine.mkdir()
    assert [one.path for one in leftovers(tmp_path)] == [dead]
    os.utime(mine, (1e9, 1e9))  # older than this process: its number was given again
    assert {one.path for one in leftovers(tmp_path)} == ({dead, mine} if sys.platform == "linux" else {dead})
    user = os.getuid()
    monkeypatch.setattr(atomic.os, "getuid", lambda: user + 1)
    assert leftovers(tmp_path) == []


def test_a_folder_takes_its_place_whole(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for text in ("one", "two"):
        with fresh_folder(tmp_path) as fresh:
            (fresh / text).write_text(text)
            publish(fresh, target, "", merge=False)
        assert [p.name for p in target.iterdir()] == [text]
    with scratch_folder("test") as folder:
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
