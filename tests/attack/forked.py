"""Processes made from a warm one, so that hundreds of writers can be killed without starting each anew."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress


class Child:
    """A forked process that does a piece of work and then says so; its output is thrown away."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.done, says = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:  # pragma: no cover
            code = 70
            try:
                os.close(self.done)
                nothing = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nothing, 1)
                found = work()
                code = found if isinstance(found, int) else 0
                if code == 0:
                    os.write(says, b"+")
            except BaseException:
                os.write(2, traceback.format_exc()[-600:].encode())
            finally:
                sys.stderr.flush()
                os._exit(code)
        os.close(says)

    def kill_after(self, seconds: float) -> tuple[bool, int]:
        """SIGKILL it after so long; whether it had said that it was done, and how it ended."""
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> tuple[bool, int]:
        """Whether it said that it was done, and how it ended."""
        status = os.waitpid(self.pid, 0)[1]
        with os.fdopen(self.done, "rb") as said:
            return said.read() == b"+", os.waitstatus_to_exitcode(status)
