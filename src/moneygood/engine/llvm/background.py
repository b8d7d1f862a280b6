"""Compiling for the next run in a quiet process of low priority, which outlives the command that started it.

Only text made by this package is handed over, through the cache folder; a text stands there as long as
someone is at work on it, so that two runs never compile the same thing.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from pathlib import Path

from moneygood.core.cache import cache_root

STALE = 300.0
"""Seconds after which a text that is still there was left by a process that died."""

_STARTED: list[subprocess.Popen[bytes]] = []


def compile_later(texts: dict[str, str]) -> bool:
    """Starts the process for texts by the name of their machine code; False where nothing was started."""
    root = cache_root()
    claimed = [name for name, text in texts.items() if root is not None and _claim(root, name, text)]
    if root is None or not claimed:
        return False
    environment = {**os.environ, "MONEYGOOD_CACHE": str(root)}
    source = str(Path(__file__).resolve().parents[3])
    environment["PYTHONPATH"] = os.pathsep.join(p for p in (source, environment.get("PYTHONPATH", "")) if p)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "moneygood.engine.llvm.background", *claimed],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=root,
            env=environment,
            start_new_session=True,
            close_fds=True,
        )
    except OSError:
        for name in claimed:
            (root / f"{name}.ll").unlink(missing_ok=True)
        return False
    _STARTED[:] = [p for p in _STARTED if p.poll() is None] + [process]
    return True


def _leave_alone() -> None:
    """At the end of this program the processes go on, which Python need not warn of."""
    for process in _STARTED:
        if process.returncode is None:
            process.returncode = 0


atexit.register(_leave_alone)


def _claim(root: Path, name: str, text: str) -> bool:
    """Puts the text where the process finds it, unless another run has done so."""
    file = root / f"{name}.ll"
    try:
        if file.exists() and time.time() - file.stat().st_mtime > STALE:
            file.unlink(missing_ok=True)
        with open(file, "x", encoding="ascii") as stream:
            stream.write(text)
    except OSError:
        return False
    return True


def work_through(names: list[str]) -> None:
    """Compiles texts that were claimed and removes them."""
    from moneygood.engine.llvm import binary

    root = cache_root()
    if root is None:
        return
    if hasattr(os, "nice"):
        os.nice(15)
    for name in names:
        file = root / Path(f"{name}.ll").name
        try:
            binary.keep(name, binary.translate(file.read_text(encoding="ascii")))
        except (OSError, RuntimeError, ImportError):
            pass
        finally:
            file.unlink(missing_ok=True)


if __name__ == "__main__":
    work_through(sys.argv[1:])
