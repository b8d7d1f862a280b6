"""A cluster of several hosts, with a slow line, a cut one, a worker of another version or on a full disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attack.fill_disk import small_disk
from attack.hosts import Network, NoHosts, network
from attack.outcome import Outcome

DELAY, CUT = 0.05, 10.0
"""Seconds that a packet takes, and for which a line is cut."""
QUESTION = ("compare", "higher-for-longer", "--draws", "3000", "--quarters", "12", "--batch", "50",
            "--backend", "numpy", "--json")  # fmt: skip
PATIENCE = 240.0
OTHER = "9.9.9"


@contextmanager
def cluster(root: Path, **second: str) -> Iterator[tuple[Network, subprocess.Popen[str], list[str]]]:
    """A scheduler and two workers, each on a host of its own; `second` is the environment of one of these.

    The network, the scheduler, and the words of the question asked there.
    """
    with network(("head", "one", "two"), DELAY) as hosts:
        address = f"tcp://{hosts.addresses['head']}:8786"
        words = ["-m", "distributed.cli.dask_scheduler", "--host", hosts.addresses["head"], "--port", "8786"]
        head = hosts.start("head", [sys.executable, *words, "--no-dashboard"])
        for host in ("one", "two"):
            place = root / host
            place.mkdir(parents=True, exist_ok=True)
            own = ["-m", "distributed.cli.dask_worker", address, "--host", hosts.addresses[host]]
            more = second if host == "two" else {}
            own += ["--nthreads", "1", "--no-dashboard", "--local-directory", more.get("PLACE", str(place))]
            hosts.start(host, [sys.executable, *own], **more)
        yield hosts, head, [sys.executable, "-m", "moneygood", *QUESTION, "--cluster", address]


def judge(
    out: Outcome, what: str, one: subprocess.Popen[str], alone: str, lines: tuple[str, ...] = ()
) -> None:
    """The same bits, or one of these lines and nothing else."""
    began = time.monotonic()
    try:
        said, faults = one.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        one.kill()
        out.fault(f"{what}: nothing within {PATIENCE:.0f} s")
        return
    seconds = time.monotonic() - began
    if one.returncode == 0 and said == alone:
        out.add("the same bits")
    elif one.returncode in (2, 3) and faults.count("\n") == 1 and faults[:4] in lines:
        out.add(f"{faults[:4]} in one line")
    else:
        out.fault(f"{what}: exit {one.returncode} after {seconds:.0f} s: {faults[-500:] or 'other figures'}")


def hosts(root: Path) -> Outcome:
    """All of it, one after the other; why not, where there can be no hosts."""
    out = Outcome("a scheduler and two workers on hosts of their own, 50 ms apart")
    try:
        _hosts(root, out)
    except NoHosts as why:
        out.add(f"left out ({why})")
    return out


def _hosts(root: Path, out: Outcome) -> None:
    words = [sys.executable, "-m", "moneygood", *QUESTION]
    alone = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    with cluster(root / "usual") as (lines, head, words):
        judge(out, "50 ms", lines.start("head", words), alone)
        asked = lines.start("head", words)
        time.sleep(6.0)
        lines.cut.add("two")
        time.sleep(CUT)
        lines.cut.clear()
        judge(out, "a line cut for 10 s", asked, alone, ("E075",))
        judge(out, "after that", lines.start("head", words), alone)
        asked = lines.start("head", words)
        time.sleep(6.0)
        head.send_signal(signal.SIGKILL)
        judge(out, "a scheduler that dies", asked, alone, ("E075",))
    with cluster(root / "other", PYTHONPATH=str(_other(root))) as (lines, _, words):
        judge(out, "a worker of another version", lines.start("head", words), alone, ("E073",))
    with small_disk(root / "full", 65_536) as real:
        if real:
            place = str(root / "full")
            with cluster(root / "disk", PLACE=place, MONEYGOOD_CACHE=f"{place}/cache") as (lines, _, words):
                judge(out, "a worker on a full disk", lines.start("head", words), alone, ("E074", "E075"))


def _other(root: Path) -> Path:
    """A folder with this package as another version."""
    import moneygood

    package = Path(moneygood.__file__).parent
    folder = root / "other-version"
    shutil.copytree(package, folder / "moneygood", ignore=shutil.ignore_patterns("__pycache__", "made"))
    version = folder / "moneygood" / "core" / "version.py"
    version.write_text(f'"""Another version."""\n\nVERSION = "{OTHER}"\n')
    os.symlink(package.parents[1] / "economics", folder / "economics")
    return folder
