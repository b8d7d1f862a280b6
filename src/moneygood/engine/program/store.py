"""Compiled programs kept in the user's cache folder, so that the next command need not compile them again."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.cache import read_cached, write_cached
from moneygood.engine.program.lower import HoldPattern
from moneygood.engine.program.program import Program

if TYPE_CHECKING:
    from moneygood.model.model import Model

KEPT = 128
"""Programs kept on disk."""


@lru_cache(maxsize=1)
def code_mark() -> str:
    """A hash of the code that makes programs and machine code, and of the Python that runs it."""
    engine = Path(__file__).parents[1]
    digest = hashlib.sha256(sys.version.encode())
    for folder in (
        engine,
        engine / "program",
        engine / "numpy",
        engine / "llvm",
        engine / "sampling",
        engine.parent / "model",
    ):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def mark_of(
    model: Model,
    pattern: HoldPattern,
    switches_off: frozenset[str],
    drawn: frozenset[str],
    channels: bool,
) -> str:
    """What determines a program, as a hash that is the same in every process; empty without a model hash."""
    if not model.hash:
        return ""
    sets = (pattern.known, pattern.freed, pattern.dropped, pattern.no_judgement, switches_off, drawn)
    labels = [(e.label, e.text) for e in model.equations]
    said = (code_mark(), model.hash, labels, list(model.variables), [sorted(s) for s in sets], channels)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def stored_program(mark: str, make: Callable[[], Program]) -> Program:
    """The program kept under `mark`, else `make()`, which is then kept; nothing is kept without a mark.

    The program's own mark tells it from any other that was made of the same: two processes may order the same
    equations differently, and machine code fits the one that it was made of alone.
    """
    name = f"program-{mark}"
    if not mark:
        return make()
    kept = read_cached(name)
    program = _unpack(kept)
    if program is None or kept is None:
        program = make()
        content = pickle.dumps(program, protocol=pickle.HIGHEST_PROTOCOL)
        kept = hashlib.sha256(content).digest() + content
        write_cached(name, kept, KEPT)
    program.mark = hashlib.sha256(mark.encode() + kept[:32]).hexdigest()
    return program


def _unpack(content: bytes | None) -> Program | None:
    if content is None or hashlib.sha256(content[32:]).digest() != content[:32]:
        return None
    try:
        found = pickle.loads(content[32:])
    except Exception:  # a damaged cache file is the same as none
        return None
    return found if isinstance(found, Program) else None
