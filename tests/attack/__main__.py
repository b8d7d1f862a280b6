"""All attacks at their full size, with counts: ``PYTHONPATH=tests python -m attack [NAME …] [--share 0.1]``.

A line of `ATTACKS` is an attack: a name and a function of a folder and a share of the full size (1 is all of
it) that gives an `Outcome` for each of its kinds. It ends with 1 where a try went wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from attack.outcome import Outcome

Attack = Callable[[Path, float], Iterator[Outcome]]
WRITERS = ("run", "save", "note", "fit", "backtest", "refresh", "site", "serve")


def bits(folder: Path, share: float) -> Iterator[Outcome]:
    """1,000 single bits over cache entries, all entries at once under a command, 200 over a stored run."""
    from attack import flip_bits
    from moneygood.surfaces.web.shelf import PageShelf

    cache = Path(os.environ["MONEYGOOD_CACHE"])
    run = folder / "run"
    words = (*flip_bits.QUESTION[:-2], "--out", str(run), "--keep-paths", "--no-charts", "--json")
    say(f"  made: {len(flip_bits.answer(cache, *words)):,} bytes of an answer")
    with contextlib.redirect_stdout(sys.stderr):
        PageShelf().page("data")
    yield flip_bits.one_by_one(cache, _size(1000, share), 1)
    yield flip_bits.all_at_once(cache, _size(3, share), 2)
    yield flip_bits.stored_runs(run, _size(200, share), 3)


def kills(folder: Path, share: float) -> Iterator[Outcome]:
    """SIGKILL × 300 over every kind of writer."""
    from attack.kill import kill
    from attack.victims import victims

    for victim in victims(WRITERS):
        yield kill(victim, folder / victim.name, _size(38, share), 4)


def disks(folder: Path, share: float) -> Iterator[Outcome]:
    """A disk that is full at 50 points."""
    from attack.fill_disk import fill
    from attack.victims import victims

    for victim in victims(("run", "save", "note", "refresh", "site")):
        yield fill(victim, folder / victim.name, _size(10, share))


def many(folder: Path, share: float) -> Iterator[Outcome]:
    """8 processes × 25 with one id, one note and one vintage."""
    from attack.at_once import at_once
    from attack.victims import victims

    for victim in victims(("save", "note", "refresh")):
        yield at_once(victim, folder / victim.name, 8, _size(25, share))


def homes(folder: Path, share: float) -> Iterator[Outcome]:
    """A full cache disk, a folder open to others, and no home."""
    from attack.odd_homes import odd_homes

    yield odd_homes(folder)


def server(folder: Path, share: float) -> Iterator[Outcome]:
    """Hostile requests, 200 slow connections, 50 readers for 60 s, SIGKILL under load, on a real server."""
    from attack import hostile_requests, load
    from attack.served import Served

    with Served() as one:
        yield hostile_requests.hostile(one, tuple(hostile_requests.halves()))
        yield load.slow(one, _size(200, share))
        yield load.crowd(one, _size(50, share), max(60 * share, 3.0))
        yield load.ended(one)
    yield load.killed(Served(), _size(50, share), _size(5, share))


def inputs(folder: Path, share: float) -> Iterator[Outcome]:
    """20,000 odd inputs over all readers."""
    from attack.fuzz import fuzz
    from attack.readers import readers

    folder.mkdir()
    yield from fuzz(folder, _size(20_000 / len(readers()), share), 5)


def answers(folder: Path, share: float) -> Iterator[Outcome]:
    """One answer whatever backend's batch, threads, hash seed, locale, zone and cache."""
    from attack.same_answer import same_answer

    yield from same_answer(folder, share)


def cluster(folder: Path, share: float) -> Iterator[Outcome]:
    """A scheduler and two workers on hosts of their own: slow and cut lines, another version, a full disk."""
    from attack.cluster import hosts

    yield hosts(folder)


ATTACKS: dict[str, Attack] = {
    "bits": bits, "kills": kills, "disks": disks, "many": many, "homes": homes, "inputs": inputs,
    "server": server, "cluster": cluster, "answers": answers,
}  # fmt: skip


def say(line: str) -> None:
    """Print a line now."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _size(whole: float, share: float) -> int:
    return max(1, round(whole * share))


def main() -> int:
    """Carry out the attacks that are named, or all."""
    words = argparse.ArgumentParser(prog="python -m attack")
    words.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ATTACKS)}; all by default")
    words.add_argument("--share", type=float, default=1.0, help="of the full size")
    asked = words.parse_args()
    unknown = [n for n in asked.names if n not in ATTACKS]
    if unknown:
        words.error(f"there is no attack {unknown[0]!r}")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="moneygood-attack-") as made:
        for name in ("CACHE", "RUNS", "HOME"):
            os.environ[f"MONEYGOOD_{name}"] = os.path.join(made, name.lower())
        os.environ["MONEYGOOD_QUIET"] = "1"
        for name in asked.names or ATTACKS:
            began = time.perf_counter()
            say(f"{name}: {(ATTACKS[name].__doc__ or '').strip()}")
            for outcome in ATTACKS[name](Path(made) / name, asked.share):
                say(f"  {outcome}")
                wrong += len(outcome.wrong)
            say(f"  {time.perf_counter() - began:.0f} s")
    say("Nothing wrong." if not wrong else f"{wrong} tries went wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
