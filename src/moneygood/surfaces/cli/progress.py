"""What is being done, said on stderr when it takes more than two seconds."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

QUIET = "MONEYGOOD_QUIET"
"""Environment variable: when set, nothing is said."""

PATIENCE = 2.0
"""Seconds of silence."""

LINES_APART = 10.0
"""Seconds between two lines where stderr is no terminal."""


@contextmanager
def waiting(title: str) -> Generator[Callable[[float | str], bool | None], None, None]:
    """Say on stderr what goes on and how far it is, from two seconds on, until the block is left.

    On a terminal one line is rewritten; elsewhere a line is added now and then. What is yielded takes the
    share that is done, or words for it.
    """
    told: dict[str, str] = {"now": ""}
    done = threading.Event()

    def hear(share: float | str) -> None:
        told["now"] = share if isinstance(share, str) else f"{100 * share:.0f}% of draws"

    if os.environ.get(QUIET):
        yield hear
        return
    began, stream = time.monotonic(), sys.stderr
    terminal = stream.isatty()

    def speak() -> None:
        pause = PATIENCE
        while not done.wait(pause):
            pause = 0.2 if terminal else LINES_APART
            seconds = time.monotonic() - began
            words = f"{title}: {told['now'] + ', ' if told['now'] else ''}{seconds:.0f} s"
            stream.write(f"\r\033[K{words}" if terminal else words + " …\n")
            stream.flush()

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    try:
        yield hear
    finally:
        done.set()
        speaker.join(1.0)
        if terminal and time.monotonic() - began > PATIENCE:
            stream.write("\r\033[K")
            stream.flush()
