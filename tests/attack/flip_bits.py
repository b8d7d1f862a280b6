"""Single bits flipped in cache entries and stored runs: every one found or harmless, and no figure moves."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attack.outcome import Outcome
from moneygood.core.cache import FORM, read_cached
from moneygood.core.errors import MoneygoodError
from moneygood.runs.store.entry import MANIFEST
from moneygood.runs.store.folder_store import read_folder

QUESTION = ("run", "higher-for-longer", "--draws", "40", "--seed", "5", "--no-files", "--json")


def entries(root: Path) -> list[Path]:
    """The entries of a cache folder."""
    return sorted(p for p in root.rglob("*") if p.is_file() and p.read_bytes()[:13] == FORM.encode()[:13])


@contextmanager
def flipped(file: Path, bit: int) -> Iterator[None]:
    """A file with one bit the other way while the block lasts."""
    whole = file.read_bytes()
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    file.write_bytes(changed)
    try:
        yield
    finally:
        file.write_bytes(whole)


def answer(cache: Path, *words: str) -> str:
    """What a command prints on a cache, without how long it took; a fault is said."""
    own = {**os.environ, "MONEYGOOD_CACHE": str(cache), "MONEYGOOD_QUIET": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "moneygood", *(words or QUESTION)], env=own, capture_output=True, text=True
    )
    if done.returncode:
        return f"exit {done.returncode}: {done.stderr.strip()[-300:]}"
    document = json.loads(done.stdout)
    document.get("run", {}).pop("seconds", None)
    return json.dumps(document, sort_keys=True)


def one_by_one(root: Path, times: int, seed: int) -> Outcome:
    """Flip so many bits, one at a time, of entries of all kinds in turn; none may be read."""
    out, chance = Outcome("bits of cache entries"), random.Random(seed)
    kinds: dict[str, list[Path]] = {}
    for file in entries(root):
        kinds.setdefault(file.name.partition("-")[0], []).append(file)
    names = sorted(kinds)
    for number in range(times):
        file = chance.choice(kinds[names[number % len(names)]])
        bit = chance.randrange(8 * file.stat().st_size)
        with flipped(file, bit):
            if read_cached(file.name) is None:
                out.add(f"found in {names[number % len(names)]}")
            else:
                out.fault(f"{file.name}: bit {bit} is not noticed")
    return out


def all_at_once(root: Path, rounds: int, seed: int, words: tuple[str, ...] = QUESTION) -> Outcome:
    """Flip a bit of every entry at once and ask: the same figures, and entries that are whole again."""
    out, chance = Outcome("a command on a cache with a bit flipped in every entry"), random.Random(seed)
    before = answer(root, *words)
    for _ in range(rounds):
        files = entries(root)
        for file in files:
            whole = bytearray(file.read_bytes())
            bit = chance.randrange(8 * len(whole))
            whole[bit // 8] ^= 1 << bit % 8
            file.write_bytes(whole)
        after = answer(root, *words)
        if after == before:
            out.counts["bits, same figures"] += len(files)
        else:
            out.fault(f"another answer: {hashlib.sha256(after.encode()).hexdigest()[:8]} {after[:200]}")
    return out


def stored_runs(folder: Path, times: int, seed: int) -> Outcome:
    """Flip so many bits of a stored run's files: R011 or R003, or all that is read is what was saved."""
    out, chance = Outcome("bits of a stored run"), random.Random(seed)
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    before = _read(folder)
    for number in range(times):
        file = files[number % len(files)]
        bit = chance.randrange(8 * file.stat().st_size)
        with flipped(file, bit):
            try:
                after = _read(folder)
            except MoneygoodError as fault:
                if fault.code in ("R003", "R011"):
                    out.add(f"found ({fault.code})")
                else:
                    out.fault(f"{file.name}: bit {bit}: {fault}")
            else:
                if after == before:
                    out.add("harmless")
                else:
                    out.fault(f"{file.name}: bit {bit} is read as if it were saved")
    return out


def _read(folder: Path) -> dict[str, Any]:
    run = read_folder(folder)
    said = {k: v for k, v in run.manifest.items() if k not in ("files", "seal")}
    return {name: run.read(name) for name in run.sizes if name != MANIFEST} | {"manifest": said}


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: b"",
    "half": lambda whole: whole[: len(whole) // 2],
    "last byte": lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
    "zeros": lambda whole: bytes(len(whole)),
    "longer": lambda whole: whole + b"\0",
    "pickle": lambda whole: b"cposix\nsystem\n(S'touch forged'\ntR.",
    "a folder": lambda whole: whole,
}
"""What once was read, or stopped a command; the corpus names an entry's kind and one of these."""


def damaged(root: Path, kind: str, damage: str) -> int:
    """Damage every entry of a kind; how many there were."""
    files = [f for f in entries(root) if f.name.startswith(f"{kind}-")]
    for file in files:
        whole = file.read_bytes()
        file.unlink()
        if damage == "a folder":
            file.mkdir()
        else:
            file.write_bytes(DAMAGES[damage](whole))
    return len(files)
