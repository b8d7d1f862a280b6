"""One question, every way of working on it: backend, batch, threads, hash seed, locale, zone, cold and warm.

PYTHONPATH=tests python -m attack.same_answer '[["numpy", "7", "2"], …]'     prints a hash for each way
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from attack.outcome import Outcome

Way = tuple[str, str, str]
"""Backend, draws in a batch ("all" for all at once), threads."""
DRAWS = "60"
BACKENDS = ("compiled", "numpy")
BATCHES = ("1", "7", "13", "64", "all")
THREADS = ("1", "2", "16")
MEASURED = {"seconds", "threads", "batch", "speed", "timing"}
"""What of a document is about the machine and not about the economy."""
_TIMES = re.compile(r"\d[\d.,]*\s?(?:ms|s|seconds?|paths a second|workers?|threads?)\b")
HASH_SEEDS, LOCALES, ZONES = ("0", "1", "4294967295"), ("C", "C.UTF-8", "POSIX"), (
    "UTC", "Asia/Kathmandu", "Pacific/Kiritimati",
)  # fmt: skip


def ways() -> list[Way]:
    """All ways within one process."""
    return [(b, batch, threads) for b in BACKENDS for batch in BATCHES for threads in THREADS]


def surroundings() -> list[dict[str, str]]:
    """Nine processes in which every two of hash seed, locale and zone meet once (a Latin square)."""
    return [
        {"PYTHONHASHSEED": HASH_SEEDS[i], "LC_ALL": LOCALES[j], "TZ": ZONES[(i + j) % 3]}
        for i in range(3)
        for j in range(3)
    ]


def printed(way: Way) -> str:
    """A hash of all that a run in a way prints, as a document and as text, but for what is measured."""
    from moneygood.surfaces.cli.main import call

    backend, batch, threads = way
    words = ["run", "higher-for-longer", "--draws", DRAWS, "--quarters", "8", "--seed", "11", "--no-files",
             "--backend", backend, "--threads", threads]  # fmt: skip
    words += [] if batch == "all" else ["--batch", batch]
    said = []
    for form in ("--json", "--full"):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = call([*words, form])
        text = out.getvalue()
        if form == "--json":
            text = json.dumps(economy(json.loads(text)), sort_keys=True)
        said.append(f"{code}\n{_TIMES.sub('', text)}\n{_TIMES.sub('', err.getvalue())}")
    if '"guards"' not in said[0] or len(said[1]) < 1000:
        raise AssertionError(f"little was printed: {said[0][:300]}")
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def economy(document: Any) -> Any:
    """A document without what is measured."""
    if isinstance(document, dict):
        return {k: economy(v) for k, v in document.items() if k not in MEASURED}
    return [economy(v) for v in document] if isinstance(document, list) else document


def here(chosen: Sequence[Way], cache: Path, around: dict[str, str]) -> dict[str, str]:
    """The hash of each way in a process of its own, in its surroundings, with a cache."""
    bare = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_CTYPE", "MONEYGOOD_BACKEND")}
    bare |= {"MONEYGOOD_CACHE": str(cache), "MONEYGOOD_QUIET": "1", "PYTHONUTF8": "0"} | around
    bare["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), bare.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "attack.same_answer", json.dumps(chosen)],
        env=bare, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        return {"": f"exit {done.returncode}: {done.stderr[-300:]}"}
    return json.loads(done.stdout)


def same_answer(root: Path, share: float = 1.0) -> Iterator[Outcome]:
    """One hash for each backend, over all ways in one process, then over processes cold and warm."""
    root.mkdir(parents=True, exist_ok=True)
    first: dict[str, str] = {}
    one = Outcome("ways in one process")
    chosen = ways() if share >= 1 else [w for w in ways() if w[1] in ("7", "all") and w[2] != "1"]
    _hold(one, first, here(chosen, root / "cache", {}), "in one process")
    yield one
    many = Outcome("processes")
    around = surroundings()[: max(2, round(9 * share))]
    for number, own in enumerate(around):
        cold = number % 4 == 1  # every fourth with a cache that nothing lies in
        cache = root / (f"cold-{number}" if cold else "cache")
        picked = [(b, BATCHES[1 + (number + i) % 4], THREADS[number % 3]) for i, b in enumerate(BACKENDS)]
        name = f"{'cold' if cold else 'warm'}, {' '.join(own.values())}"
        _hold(many, first, here(picked, cache, own), name)
    yield many
    together = Outcome("three at once, one cold cache")
    with ThreadPoolExecutor(3) as pool:
        each = [pool.submit(here, [w], root / "together", {}) for w in _three()]
        for number, one_of in enumerate(each):
            _hold(together, first, one_of.result(), f"number {number}")
    yield together


def _three() -> list[Way]:
    return [("compiled", "13", "2"), ("numpy", "64", "1"), ("compiled", "all", "1")]


def _hold(out: Outcome, first: dict[str, str], found: dict[str, str], where: str) -> None:
    for way, own in found.items():
        backend = way.partition(" ")[0]
        if own == first.setdefault(backend, own) and len(own) == 64:
            out.add(f"as the first of {backend}")
        else:
            out.fault(f"{where}: {way}: {own[:300]}, not {first[backend][:16]}")


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    sys.stdout.write(json.dumps({" ".join(way): printed(tuple(way)) for way in asked}))
