"""A program as plain parts: its instructions as one array of numbers, all else as lists and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import islice
from typing import Any

import numpy as np

from moneygood.core.plain import from_plain, to_plain
from moneygood.engine.program.program import Audit, Instr, Loop, Program, Straight

_SEGMENTS = (Straight, Loop, Audit)
_CODE = {
    which: tuple(f.name for f in fields(which) if str(f.type) == "list[Instr]")
    for which in (Program, *_SEGMENTS)
}
"""The fields that hold instructions."""
_REST = {which: tuple(f.name for f in fields(which) if f.name not in names) for which, names in _CODE.items()}


def program_text(program: Program) -> bytes:
    """The bytes of a program."""
    return to_plain(_taken(program))


def program_of(content: bytes) -> Program:
    """The program of such bytes; ValueError where they are none."""
    try:
        return _made(*from_plain(content))
    except (TypeError, IndexError, KeyError, StopIteration) as fault:
        raise ValueError(f"no program: {fault}") from None


def _taken(program: Program) -> list[Any]:
    names: dict[str, int] = {}
    counts: list[int] = []
    heads: list[int] = []
    flat: list[int] = []

    def parts(one: Any) -> list[Any]:
        for name in _CODE[type(one)]:
            code = getattr(one, name)
            counts.append(len(code))
            for instr in code:
                heads.extend((names.setdefault(instr.op, len(names)), instr.out, len(instr.ins)))
                flat.extend(instr.ins)
        return [getattr(one, name) for name in _REST[type(one)] if name != "main"]

    whole = parts(program)
    segments = [[_SEGMENTS.index(type(s)), *parts(s)] for s in program.main]
    return [list(names), counts, _numbers(heads), _numbers(flat), whole, segments]


def _numbers(given: list[int]) -> np.ndarray:
    return np.array(given, dtype=np.int32)


def _made(
    names: list[str],
    counts: list[int],
    heads: np.ndarray,
    flat: np.ndarray,
    whole: list[Any],
    segments: list[list[Any]],
) -> Program:
    which, out, length = heads.reshape(-1, 3).T.tolist()
    numbers = iter(flat.tolist())
    ins = [tuple(islice(numbers, n)) for n in length]
    code = map(Instr, map(names.__getitem__, which), out, ins)
    codes = (list(islice(code, n)) for n in counts)

    def filled(kind: type, rest: Sequence[Any]) -> Any:
        own = {name: next(codes) for name in _CODE[kind]}
        plain = zip((n for n in _REST[kind] if n != "main"), rest, strict=True)
        return kind(**own, **dict(plain))

    program = filled(Program, whole)
    program.main = [filled(_SEGMENTS[kind], rest) for kind, *rest in segments]
    return program
