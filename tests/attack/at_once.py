"""Many processes that write the same: each reader finds a whole one, and at the end the last one stands."""

from __future__ import annotations

import os
import time
from pathlib import Path

from attack.forked import Child
from attack.kill import Victim
from attack.outcome import Outcome
from moneygood.core.atomic import leftovers


def at_once(victim: Victim, root: Path, processes: int, times: int) -> Outcome:
    """So many processes write the same so often, while this one looks at what is there."""
    out = Outcome(f"{processes} processes × {times} {victim.name}")
    root.mkdir(parents=True, exist_ok=True)

    def work(first: int) -> None:
        for number in range(times):
            victim.write(root, first + number)

    children = [Child(lambda f=n: work(f)) for n in range(processes)]
    looks = 0
    running = {c.pid for c in children}
    while running:
        wrong = victim.look(root, 1, False)
        looks += 1
        if wrong and not wrong.endswith("is not there"):
            out.fault(f"a reader: {wrong}")
        time.sleep(0.05)
        for pid in list(running):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                running.discard(pid)
    for child in children:
        done, code = child.wait()
        if not done or code:
            out.fault(f"a process ended with {code}")
        out.counts["written"] += times
    wrong = victim.look(root, 1, True)
    left = [one.path.name for one in leftovers(root)]
    if wrong or left:
        out.fault(f"at the end: {wrong or left}")
    out.counts["looks of a reader"] += looks
    return out
