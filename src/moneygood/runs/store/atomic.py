"""Folders that appear whole or not at all, whoever is killed when, and however many write at once."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEW, GONE = ".new-", ".gone-"
STALE_SECONDS = 86_400.0
"""Age from which an unfinished folder of another machine is taken for abandoned."""
_EXCHANGE = 2


@contextmanager
def fresh_folder(beside: Path) -> Iterator[Path]:
    """An empty hidden folder in `beside`, named after this process; it is gone after the block, if left."""
    beside.mkdir(parents=True, exist_ok=True)
    fresh = beside / f"{NEW}{_host()}-{os.getpid()}-{secrets.token_hex(6)}"
    fresh.mkdir()
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def publish(fresh: Path, target: Path, last: str, *, merge: bool) -> None:
    """Put the finished folder `fresh` in the place of `target` in one step.

    Where `target` is there already, `merge` moves file after file into it and the file `last` at the end, so
    that what others keep in it stays; otherwise the two change places and the old one is removed.
    """
    flush(fresh)
    for _ in range(16):
        try:
            if not target.exists():
                os.rename(fresh, target)
            elif merge:
                _merge(fresh, target, last)
            else:
                _replace(fresh, target)
            _flush_folder(target.parent)
            return
        except OSError:
            if not fresh.is_dir():
                raise
            time.sleep(0.002)  # the target came or went between the look and the move: look again
    raise OSError(f"{target} changes under our hands")


def remove(target: Path) -> None:
    """Take a folder away in one step; what it held is deleted afterwards."""
    gone = target.with_name(f"{GONE}{_host()}-{os.getpid()}-{secrets.token_hex(6)}")
    os.rename(target, gone)
    shutil.rmtree(gone, ignore_errors=True)


def sweep(root: Path) -> None:
    """Delete what killed processes left unfinished in `root`."""
    with contextlib.suppress(OSError):
        for folder in root.iterdir():
            if folder.name.startswith((NEW, GONE)) and _abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def flush(folder: Path) -> None:
    """Have every file of a folder written to the disk."""
    for parent, _, names in os.walk(folder):
        for name in names:
            handle = os.open(os.path.join(parent, name), os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        _flush_folder(Path(parent))


def write_whole(file: Path, content: bytes) -> None:
    """Write a small file in one step; a reader finds the old or the new one."""
    part = file.with_name(f".{file.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        part.write_bytes(content)
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)


def _merge(fresh: Path, target: Path, last: str) -> None:
    names = [Path(p).joinpath(n).relative_to(fresh) for p, _, found in os.walk(fresh) for n in found]
    for name in sorted(names, key=lambda n: n.as_posix() == last):
        (target / name).parent.mkdir(exist_ok=True)
        os.replace(fresh / name, target / name)
    for parent in {target / n.parent for n in names}:
        _flush_folder(parent)


def _replace(fresh: Path, target: Path) -> None:
    if _exchange(fresh, target):
        return  # the old one now has the fresh one's name, and goes with it
    old = target.with_name(f"{GONE}{_host()}-{os.getpid()}-{secrets.token_hex(6)}")
    os.rename(target, old)
    try:
        os.rename(fresh, target)
    except OSError:
        os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step where the system can (Linux); False where it cannot."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here = -100  # the working folder, for relative paths
    return call(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some systems cannot flush a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _host() -> str:
    return "".join(c for c in socket.gethostname() if c.isalnum()) or "here"


def _abandoned(folder: Path) -> bool:
    """Whether nobody is at work on an unfinished folder any more."""
    host, _, rest = folder.name.removeprefix(NEW).removeprefix(GONE).partition("-")
    number = rest.partition("-")[0]
    if host == _host() and number.isdigit() and os.name == "posix":
        return not _alive(int(number))
    with contextlib.suppress(OSError):
        return time.time() - folder.stat().st_mtime > STALE_SECONDS
    return False


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
