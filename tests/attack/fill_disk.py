"""Disks that fill up at any point: a clear line, what was there before stays, and nothing half is seen.

Where a file system can be mounted it is a real small one; elsewhere the system refuses to let a file grow.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from attack.forked import Child
from attack.kill import Victim
from attack.outcome import Outcome
from moneygood.core.atomic import leftovers
from moneygood.core.errors import MoneygoodError

FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
DONE, REFUSED = 0, 2


@contextmanager
def small_disk(at: Path, size: int) -> Iterator[bool]:
    """A disk of so many bytes mounted at a folder while the block lasts; False where that is not allowed."""
    at.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={max(size, 4096)}", "tmpfs", str(at)]
    try:
        mounted = subprocess.run(words, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(at)], check=False)


def _refused(victim: Victim, root: Path, number: int, most: int | None) -> int:
    """Write in this process; how it ended: done, or refused in one line as a full disk is."""
    if most is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        found = victim.write(root, number)
    except MoneygoodError as fault:
        return REFUSED if "\n" not in str(fault) else 3
    except OSError as fault:
        return REFUSED if fault.errno in FULL else 3
    return found if isinstance(found, int) else DONE


def fill(victim: Victim, root: Path, points: int, *, mount: bool = True) -> Outcome:
    """Write where there is room for a share of it only, for so many shares up to all of it."""
    out = Outcome(f"full disk under {victim.name}")
    root.mkdir(parents=True, exist_ok=True)
    whole = root / "whole"
    whole.mkdir()
    if Child(lambda: victim.write(whole, 1)).wait()[1] != 0:
        out.fault("does not run by itself")
        return out
    files = [p for p in whole.rglob("*") if p.is_file()]
    total, largest = sum(p.stat().st_size + 4096 for p in files), max(p.stat().st_size for p in files)
    for point in range(points):
        share = (point + 0.5) / points
        place = root / f"disk{point}"
        with small_disk(place, int(share * total * 1.1)) if mount else _no_disk(place) as real:
            most = None if real else max(int(share * largest), 1)
            done, code = Child(lambda p=place, m=most: _refused(victim, p, 1, m)).wait()
            wrong = victim.look(place, 1, done and code == DONE)
            left = [one.path.name for one in leftovers(place)]
            if code not in (DONE, REFUSED):
                out.fault(f"at {share:.0%}: it ended with {code}")
            elif wrong or left:
                out.fault(f"at {share:.0%}: {wrong or left}")
            else:
                out.add("fitted" if code == DONE else "refused in a line")
        with suppress(OSError):
            os.rmdir(place)
    return out


@contextmanager
def _no_disk(place: Path) -> Iterator[bool]:
    place.mkdir()
    yield False
