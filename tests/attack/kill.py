"""Writers killed at any moment: nothing reported is lost, nothing half is seen, nothing is left over."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from attack.forked import Child
from attack.outcome import Outcome
from moneygood.core.atomic import leftovers


@dataclass(frozen=True)
class Victim:
    """A kind of writer: `write` does its work below a folder, given a number; `look` says what is wrong with
    what is there, when the writer of that number is `done` or was cut."""

    name: str
    write: Callable[[Path, int], object]
    look: Callable[[Path, int, bool], str]


def kill(victim: Victim, root: Path, times: int, seed: int) -> Outcome:
    """Start the writer so many times and kill it at a moment between its start and a little after its end."""
    out, chance = Outcome(f"SIGKILL of {victim.name}"), random.Random(seed)
    root.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    done, code = Child(lambda: victim.write(root, 0)).wait()
    usual = time.perf_counter() - began
    if not done:
        out.fault(f"does not run by itself (exit {code})")
        return out
    for number in range(1, times + 1):
        child = Child(lambda n=number: victim.write(root, n))
        done, code = child.kill_after(chance.uniform(0, 1.1 * usual))
        wrong = victim.look(root, number, done) or (f"it ended with {code}" if code > 0 else "")
        if wrong:
            out.fault(f"try {number}: {wrong}")
        else:
            out.add("after its end" if done else "cut")
    done, code = Child(lambda: victim.write(root, times + 1)).wait()
    left = [one.path.name for folder in (root, *_folders(root)) for one in leftovers(folder)]
    if not done or left:
        out.fault(f"the next command: exit {code}, left over {left[:3]}")
    return out


def _folders(root: Path) -> list[Path]:
    return [p for p in root.rglob("*") if p.is_dir() and not p.name.startswith(".")]
