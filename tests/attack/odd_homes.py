"""Machines where nothing can be kept in the usual place: the same answer, a line at most, no second wait."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from attack.fill_disk import small_disk
from attack.outcome import Outcome

QUESTION = ("run", "higher-for-longer", "--draws", "16", "--backend", "numpy", "--no-files", "--json")
SLOWER = 2.0
"""How many times the CPU of a usual second command one may take."""


def odd_homes(root: Path) -> Outcome:
    """A full disk, a folder that others can write to, a home that cannot be written, and none."""
    out = Outcome("odd homes")
    usual = root / "usual"
    usual.mkdir(parents=True)
    _asked(usual, {})
    before, warm, lines = _asked(usual, {})
    if lines:
        out.fault(f"a usual home: {lines}")
    with small_disk(root / "full", 65_536) as real:
        places = {"full disk": (root / "full" / "cache", 1)} if real else {}
        (root / "file").write_text("")
        (root / "open").mkdir()
        (root / "open").chmod(0o777)
        places |= {"open to others": (root / "open", 2), "no home": (root / "file" / "below", 0)}
        for name, (cache, most) in places.items():
            own = root / f"temporary of {name}"
            own.mkdir()
            own_home = {"MONEYGOOD_CACHE": str(cache)}
            first = _asked(own, own_home)
            second = _asked(own, own_home)
            said = len(first[2]) + len(second[2])
            if first[0] != before or second[0] != before:
                out.fault(f"{name}: another answer: {first[0][:150]}")
            elif said > most:
                out.fault(f"{name}: {said} lines: {first[2] + second[2]}")
            elif second[1] > SLOWER * warm:
                out.fault(f"{name}: the second command took {second[1]:.1f} s of CPU, usually {warm:.1f} s")
            else:
                out.add(f"as usual with {said} lines")
    return out


def _asked(temporary: Path, more: dict[str, str]) -> tuple[str, float, list[str]]:
    """The answer without times, the CPU seconds, and the lines on stderr."""
    own = {k: v for k, v in os.environ.items() if k not in ("MONEYGOOD_CACHE", "XDG_CACHE_HOME")}
    own |= {"HOME": str(temporary), "TMPDIR": str(temporary), "MONEYGOOD_QUIET": "1"} | more
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(
        [sys.executable, "-m", "moneygood", *QUESTION], env=own, capture_output=True, text=True
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used
    lines = [x for x in done.stderr.splitlines() if x.strip()]
    if done.returncode:
        return f"exit {done.returncode}: {done.stderr[-300:]}", used, lines
    document = json.loads(done.stdout)
    document.get("run", {}).pop("seconds", None)
    return json.dumps(document, sort_keys=True), used, lines
