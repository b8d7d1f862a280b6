"""What a second worker of a Dask cluster is worth: the same streamed run on one worker, on two, and on none.

python benchmarks/cluster_speed.py [draws] [rounds]

Prints a row per round, then the best ratio of one worker's time to two workers', the time that starting a
cluster takes, and whether the figures of all runs are the same to the last bit. CPU seconds of the workers
are given too: where other programs share the cores, wall time is noise and CPU time is not.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from dataclasses import replace
from typing import Any

from moneygood import api
from moneygood.engine.workers.executor import AbstractExecutor
from moneygood.runs.run import RunRequest
from moneygood.runs.streamed import StreamedRun, stream_plan

QUARTERS = 44


def measured(request: RunRequest, workers: AbstractExecutor | None) -> tuple[float, float, StreamedRun]:
    """Wall seconds of a run, CPU seconds of this process, and the run."""
    wall, cpu = time.perf_counter(), time.process_time()
    run = stream_plan(api.load(), api.find_scenario("baseline"), replace(request, executor=workers))
    return time.perf_counter() - wall, time.process_time() - cpu, run


def worker_cpu(workers: Any) -> dict[str, float]:
    """CPU seconds that each worker has used so far."""
    return workers.client.run(time.process_time)


def figures(run: StreamedRun) -> tuple[bytes, ...]:
    """Every fan of a run as bytes."""
    fans = run.fans()
    return tuple(
        part for n in sorted(fans) for part in (fans[n].quantiles.tobytes(), fans[n].mean.tobytes())
    )  # fmt: skip


def main() -> None:
    """Measures and prints."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    request = RunRequest(draws=draws, quarters=QUARTERS, seed=1, backend="numba", threads=1)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    none, cpu, alone = min((measured(request, None) for _ in range(rounds)), key=lambda m: m[0])
    print(f"{draws:,} draws x {QUARTERS} quarters; this process alone: {none:.2f} s, CPU {cpu:.2f} s")
    best: dict[int, float] = {}
    path: dict[int, float] = {}
    same = True
    for _ in range(rounds):
        for n in (1, 2):
            began = time.perf_counter()
            with api.open_cluster(f"local:{n}") as workers:
                started = time.perf_counter() - began
                measured(replace(request, draws=3 * 8192), workers)
                before = worker_cpu(workers)
                wall, cpu, run = measured(request, workers)
                used = [now - before[where] for where, now in worker_cpu(workers).items()]
            same = same and figures(run) == figures(alone)
            best[n] = min(best.get(n, wall), wall)
            path[n] = min(path.get(n, cpu + max(used)), cpu + max(used))
            print(
                f"{n} worker(s): {wall:.2f} s; CPU {sum(used):.2f} s in workers, {cpu:.2f} s here; "
                f"start {started:.2f} s; load {os.getloadavg()[0]:.1f}"
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"two workers against one: {best[1] / best[2]:.2f} x (best of {rounds})")
    print(
        f"by CPU seconds, nothing here overlapping with a worker: {path[1] / path[2]:.2f} x (a lower bound)"
    )
    print(f"figures the same to the last bit: {'yes' if same else 'NO'}; this process held {peak:.0f} MiB")


if __name__ == "__main__":
    main()
