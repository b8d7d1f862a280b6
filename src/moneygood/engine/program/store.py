"""Compiled programs kept in the user's cache folder, so that the next command need not compile them again."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from moneygood.core.cache import read_as, write_cached
from moneygood.core.code_version import code_hash
from moneygood.engine.program.lower import HoldPattern
from moneygood.engine.program.plain_program import program_of, program_text
from moneygood.engine.program.program import Program

if TYPE_CHECKING:
    from moneygood.model.model import Model

KEPT = 128
"""Programs kept on disk."""


CODE = ("core", "model", "engine")
"""The rooms whose code makes programs and machine code."""


def code_mark() -> str:
    """A hash of the code that makes programs and machine code, and of the Python that runs it."""
    return hashlib.sha256(f"{sys.version}{code_hash(CODE)}".encode()).hexdigest()


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
    kept, program = read_as(name, lambda content: (content, program_of(content))) or (b"", None)
    if program is None:
        program = make()
        kept = program_text(program)
        write_cached(name, kept, KEPT)
    program.mark = hashlib.sha256(mark.encode() + hashlib.blake2b(kept).digest()).hexdigest()
    return program
