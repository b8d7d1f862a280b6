"""Odd inputs over every reader: taken, or refused in one line; nothing else, in time and memory."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import signal
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from attack.odd import Odd
from attack.outcome import Outcome
from attack.readers import Try, readers
from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.cli.main import usage_line

SECONDS = 20.0
LONGEST_LINE = 1_200
MEMORY = 7 * 2**27
"""What an input may take beside what the process held before it: with that, a GiB where nothing else ran."""
CODES = (2, 3)
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class TooSlow(BaseException):
    """The time of one input is over."""


def fuzz(folder: Path, each: int, seed: int, names: Sequence[str] = ()) -> Iterator[Outcome]:
    """Read `each` odd inputs by every reader, in a process for each, so that one that dies is known."""
    known = readers()
    for name in names or known:
        yield _apart(name, known[name], each, seed, folder)


def read_odd(name: str, read: Try, number: int, seed: int, folder: Path) -> str:
    """What comes of input `number` of a reader: "taken", "refused", or a line that begins with "WRONG"."""
    odd = Odd(f"{name} {seed} {number}")
    signal.signal(signal.SIGALRM, _too_slow)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            read(odd, folder)
        return "taken"
    except MoneygoodError as fault:
        return _line(str(fault), fault.exit_code)
    except TooSlow:
        return f"WRONG: over {SECONDS:.0f} s"
    except BaseException as fault:
        if isinstance(fault, Exception) and hasattr(
            fault, "format_message"
        ):  # what the command line says of its own words
            return _line(usage_line(fault), 2)
        last = traceback.extract_tb(fault.__traceback__)[-1]
        return (
            f"WRONG: {type(fault).__name__}: {str(fault)[:120]!r} at {Path(last.filename).name}:{last.lineno}"
        )
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _line(said: str, code: int) -> str:
    if code not in CODES:
        return f"WRONG: exit code {code}: {said[:200]}"
    if "\n" in said or len(said) > LONGEST_LINE:
        return f"WRONG: {len(said)} characters: {said[:120]}"
    if _UNSHOWN.search(said):
        return f"WRONG: control characters in {said[:200]!r}"
    try:
        said.encode()
    except UnicodeEncodeError:
        return f"WRONG: cannot be printed: {said[:200]!r}"
    return "refused"


def _too_slow(*_: object) -> None:
    raise TooSlow


def _apart(name: str, read: Try, each: int, seed: int, folder: Path) -> Outcome:
    """The outcome of one reader, from a child that tells after every input where it is."""
    outcome = Outcome(name)
    reads, writes = os.pipe()
    began = time.process_time()
    pid = os.fork()
    if pid == 0:  # pragma: no cover
        os.close(reads)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        with os.fdopen(writes, "w") as tell, tempfile.TemporaryDirectory(dir=folder) as own:
            for number in range(each):
                started = time.process_time()
                told = read_odd(name, read, number, seed, Path(own))
                spent = time.process_time() - started
                most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - held
                if most > MEMORY and told[:5] != "WRONG":
                    told = f"WRONG: {most / 2**30:.1f} GiB more of memory"
                tell.write(json.dumps([number, told, round(spent, 3)]) + "\n")
                tell.flush()
                if told.endswith("of memory"):
                    break
        os._exit(0)
    os.close(writes)
    slowest, last = 0.0, -1
    with os.fdopen(reads) as told_lines:
        for row in told_lines:
            last, told, spent = json.loads(row)
            slowest = max(slowest, spent)
            if told.startswith("WRONG"):
                outcome.fault(f"input {last}{told[5:]}")
            else:
                outcome.add(told)
    status = os.waitpid(pid, 0)[1]
    if status:
        outcome.fault(f"input {last + 1}: the process died, signal {status & 127}")
    spent = time.process_time() - began
    outcome.name = f"{name} (slowest {slowest:.2f} s)" if slowest > 0.5 else name
    return outcome
