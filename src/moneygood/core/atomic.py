"""Files and folders that appear whole or not at all, whoever is killed when, and however many write at once.

Everything that is written goes through here. Each writer fills a hidden temporary of its own beside the
target, named after machine and process; it is put on the disk and takes the target's name in one step, so
that a reader finds the old or the new one and of several writers the last complete one stands. What a killed
process left is known by its name, and cleared by the next writer in that folder.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import secrets
import shutil
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NEW, GONE, SCRATCH = ".new-", ".gone-", "moneygood-"
STALE_SECONDS = 86_400.0
"""Age from which an unfinished file or folder of another machine is taken for abandoned."""
_NAME = re.compile(
    rf"(?:{re.escape(NEW)}|{re.escape(GONE)}|{SCRATCH}[a-z]+-)([A-Za-z0-9]+)-(\d+)-[0-9a-f]{{12}}(?:\.\w+)?"
)
_EXCHANGE = 2
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC})
"""What the system says where there is no room."""
_SWEPT: set[tuple[str, int]] = set()


@dataclass(frozen=True)
class Leftover:
    """What a killed process left unfinished: where it is, its bytes, the seconds since it was written."""

    path: Path
    bytes: int
    seconds: float


def write_whole(file: str | Path, content: bytes | str, *, mode: int = 0o666) -> None:
    """Write a file in one step, on the disk before it has its name; OSError where that cannot be.

    A link is followed; what is no file, such as ``/dev/stdout``, is written to as it is.
    """
    target = Path(os.path.realpath(file))
    data = content.encode("utf-8") if isinstance(content, str) else content
    if target.exists() and not target.is_file() and not target.is_dir():
        target.write_bytes(data)
        return
    _sweep_once(target.parent)
    part = target.with_name(_own_name(NEW))
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, target)
    except OSError as fault:
        raise _of(target, fault) from None
    finally:
        discard(part)
    _flush_folder(target.parent)


@contextmanager
def whole_file(file: str | Path, *, replace: bool = True) -> Iterator[Path]:
    """A temporary with the target's ending, a file or a folder, for a library to write to by itself.

    After the block it takes the place of `file` in one step; when the block fails it is gone. Without
    `replace` another file of that name that came in between stands: FileExistsError. OSError before the
    block, naming `file`, where nothing can be made beside it.
    """
    target = Path(os.path.realpath(file))
    _sweep_once(target.parent)
    part = target.with_name(_own_name(NEW) + target.suffix)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        part.unlink()  # the library makes it, a file or a folder
    except OSError as fault:
        raise _of(target, fault) from None
    try:
        yield part
        if part.is_dir():
            if not replace and target.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
            publish(part, target, "", merge=False)
            return
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        if target.is_dir():
            remove(target)
        if replace:
            os.replace(part, target)
        else:
            _take_name(part, target)
        _flush_folder(target.parent)
    finally:
        discard(part)


@contextmanager
def fresh_folder(beside: str | Path, target: str | Path | None = None) -> Iterator[Path]:
    """An empty hidden folder in `beside`, named after this process; it is gone after the block, if left.

    Where it cannot be made the fault names `target`, the place that it is to become, if that is given.
    """
    beside = Path(beside)
    try:
        beside.mkdir(parents=True, exist_ok=True)
        _sweep_once(beside)
        fresh = beside / _own_name(NEW)
        fresh.mkdir()
    except OSError as fault:
        raise _of(Path(target or beside), fault) from None
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def scratch_folder(purpose: str) -> Iterator[Path]:
    """An empty folder among the machine's temporary files, this process's own; it is gone after the block."""
    beside = Path(tempfile.gettempdir())
    _sweep_once(beside)
    fresh = beside / _own_name(f"{SCRATCH}{purpose}-")
    fresh.mkdir(mode=0o700)
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
    raise OSError(errno.EBUSY, f"{target} changes under our hands")


def publish_first(fresh: Path, target: Path) -> bool:
    """Give the finished folder `fresh` the name `target`; False where another one was first."""
    flush(fresh)
    try:
        os.rename(fresh, target)
    except OSError:
        if target.exists():
            return False
        raise
    _flush_folder(target.parent)
    return True


def remove(target: Path) -> None:
    """Take a folder away in one step; what it held is deleted afterwards."""
    gone = target.with_name(_own_name(GONE))
    os.rename(target, gone)
    shutil.rmtree(gone, ignore_errors=True)


def discard(part: Path) -> None:
    """Delete a file or a folder, if it is there."""
    with contextlib.suppress(OSError):
        if part.is_dir() and not part.is_symlink():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """One process at a time is inside for a folder; False where there is none. Locks end with a process."""
    if not folder.is_dir():
        yield False
        return
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # no such locks here, or the folder went a moment ago
        yield folder.is_dir()
        return
    try:
        with contextlib.suppress(OSError):  # some file systems have none
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield True
    finally:
        os.close(handle)


def leftovers(root: Path) -> list[Leftover]:
    """What killed processes of this user left unfinished in `root`, the oldest first."""
    found = []
    with contextlib.suppress(OSError), os.scandir(root) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if _NAME.fullmatch(entry.name) and _abandoned(Path(entry.path)):
                    path = Path(entry.path)
                    age = time.time() - path.lstat().st_mtime
                    found.append(Leftover(path, _bytes(path), age))
    return sorted(found, key=lambda one: -one.seconds)


def sweep(root: Path) -> None:
    """Delete what killed processes left unfinished in `root`."""
    for one in leftovers(root):
        discard(one.path)


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


def _of(target: Path, fault: OSError) -> OSError:
    """A fault of the system that names the target, not the temporary in its place."""
    return OSError(fault.errno, fault.strerror, str(target)) if fault.errno else fault


def _own_name(prefix: str) -> str:
    return f"{prefix}{_host()}-{os.getpid()}-{secrets.token_hex(6)}"


def _sweep_once(folder: Path) -> None:
    """Clear a folder of left-overs, once a process."""
    key = (os.path.abspath(folder), os.getpid())
    if key not in _SWEPT:
        _SWEPT.add(key)
        sweep(folder)


def _take_name(part: Path, target: Path) -> None:
    """Give a file its name unless another has it."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.replace(part, target)


def _merge(fresh: Path, target: Path, last: str) -> None:
    names = [Path(p).joinpath(n).relative_to(fresh) for p, _, found in os.walk(fresh) for n in found]
    for name in sorted(names, key=lambda n: n.as_posix() == last):
        (target / name).parent.mkdir(exist_ok=True)
        os.replace(fresh / name, target / name)
    for parent in {target / n.parent for n in names}:
        _flush_folder(parent)


def _replace(fresh: Path, target: Path) -> None:
    if _exchange(fresh, target):
        # the old one now has the fresh one's name, and goes with it
        shutil.rmtree(fresh, ignore_errors=True)
        return
    old = target.with_name(_own_name(GONE))
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


@lru_cache(maxsize=1)
def _host() -> str:
    return "".join(c for c in socket.gethostname() if c.isascii() and c.isalnum()) or "here"


def _bytes(path: Path) -> int:
    if not path.is_dir():
        return path.lstat().st_size
    return sum(Path(p, n).lstat().st_size for p, _, names in os.walk(path) for n in names)


def _abandoned(path: Path) -> bool:
    """Whether nobody is at work on an unfinished file or folder of this user any more."""
    named = _NAME.fullmatch(path.name)
    try:
        seen = path.lstat()
    except OSError:
        return False
    if named is None or stat.S_ISLNK(seen.st_mode):
        return False
    if os.name == "posix" and seen.st_uid != os.getuid():
        return False
    if named[1] == _host() and os.name == "posix":
        return not _at_work(int(named[2]), seen.st_mtime)
    return time.time() - seen.st_mtime > STALE_SECONDS


def _at_work(process: int, since: float) -> bool:
    """Whether a process runs that was there at a time: a number is given again to others."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    if sys.platform != "linux":
        return True
    with contextlib.suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        up = float(Path("/proc/uptime").read_text().split()[0])
        began = time.time() - up + int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return began < since + 60
    return True
