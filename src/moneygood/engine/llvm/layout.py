"""Where every value of a program stands in the memory of the compiled kernel.

A value fixed for the run, for the quarter or for the draw is read from a table; one of this quarter's
variables stands in its row of the bank; what else outlives its function gets a slot.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from moneygood.engine.program.program import (
    DRAW,
    FULL,
    QUARTER,
    RUN,
    Audit,
    Instr,
    Loop,
    Program,
    Straight,
)

CHUNK = 128
"""Instructions in one function: its machine code stays near the processor for the second block of paths
(320 take a tenth longer, 64 spill more than they save), and LLVM's time grows faster than its length."""
INLINE = frozenset({0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 4.0, 0.25})
"""Numbers that are structure; every other literal is read from a table, so that it can change."""


@dataclass
class CodeUnit:
    """What becomes one function: straight instructions, a block solved by Newton's method, or audits."""

    ops: list[Instr] = field(default_factory=list)
    loop: Loop | None = None
    audits: list[Audit] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """Positions by value number or name; `weights` are the (variable, exact) of the Newton residuals."""

    run: dict[int, int]
    quarter: dict[int, int]
    draw: dict[int, int]
    parameters: dict[str, int]
    shocks: dict[str, int]
    rows: dict[str, int]
    deep: dict[str, int]
    depth: int
    slots: dict[int, int]
    memory: int
    freed: dict[str, int]
    weights: tuple[tuple[str, bool], ...]
    units: tuple[CodeUnit, ...]
    audits: tuple[str, ...]
    guards: tuple[str, ...]


def lay_out(p: Program, shocks: list[str], variables: list[str], deep: list[str]) -> Layout:
    """The layout of a program; `variables`, `shocks` and `deep` (read more than a quarter back) give the
    rows, the same for all its siblings."""
    units = _units(p)
    levels = {level: [v for v, x in enumerate(p.levels) if x == level] for level in (RUN, QUARTER, DRAW)}
    weights = tuple(
        (name, exact)
        for u in units
        if u.loop is not None
        for name, exact in zip(u.loop.names, u.loop.exact, strict=True)
    )
    slots = _slots(p, units)
    memory = len(slots)
    freed = {name: memory + i for i, name in enumerate(p.freed)}
    return Layout(
        run={v: i for i, v in enumerate(levels[RUN])},
        quarter={v: i for i, v in enumerate(levels[QUARTER])},
        draw={v: i for i, v in enumerate(levels[DRAW])},
        parameters={str(k[1]): i for i, k in enumerate(_drawn(p))},
        shocks={n: i for i, n in enumerate(shocks)},
        rows={n: i for i, n in enumerate(variables)},
        deep={n: i for i, n in enumerate(deep)},
        depth=max((k for _, k in p.lags()), default=0),
        slots=slots,
        memory=memory + len(freed),
        freed=freed,
        weights=weights,
        units=units,
        audits=tuple(s.label for s in p.main if isinstance(s, Audit)),
        guards=tuple(g[0] for g in p.guards),
    )


def _drawn(p: Program) -> list[tuple[object, ...]]:
    found = [k for v, k in p.inputs.items() if k[0] == "par" and p.levels[v] == DRAW]
    return sorted(found, key=lambda k: str(k[1]))


def _units(p: Program) -> tuple[CodeUnit, ...]:
    units: list[CodeUnit] = []
    open_: list[Instr] = []
    audits: list[Audit] = []
    for s in p.main:
        if isinstance(s, Straight):
            open_ += s.ops
        elif isinstance(s, Loop):
            units += _chunks(open_)
            open_ = []
            units.append(CodeUnit(loop=s))
        else:
            audits.append(s)
    units += _chunks(open_)
    batch: list[Audit] = []
    size = 0
    for a in audits:
        batch.append(a)
        size += len(a.ops) + len(a.term_ops)
        if size > CHUNK:
            units.append(CodeUnit(audits=batch))
            batch, size = [], 0
    if batch:
        units.append(CodeUnit(audits=batch))
    return tuple(units)


def _chunks(ops: list[Instr]) -> list[CodeUnit]:
    return [CodeUnit(ops=ops[i : i + CHUNK]) for i in range(0, len(ops), CHUNK)]


def _slots(p: Program, units: tuple[CodeUnit, ...]) -> dict[int, int]:
    """Slots of the values that outlive their function, of unknowns without a row, of their previous values
    and of the factors of a Jacobian, which stay for several steps."""
    born: dict[int, int] = {}
    used: list[tuple[int, int]] = []
    keep: set[int] = set()
    for i, u in enumerate(units):
        ops = list(u.ops)
        for a in u.audits:
            ops += [*a.ops, *a.term_ops]
            used += [(v, i) for v in (a.left, a.right, a.residual, *a.terms)]
        if u.loop is not None:
            keep |= {v for v in u.loop.tears if v not in p.home}
            made = {x.out for x in u.loop.factor}
            keep |= {v for x in u.loop.solve for v in x.ins if v in made} | (made & set(u.loop.deltas))
            ops += [*u.loop.evaluate, *u.loop.factor, *u.loop.solve]
        for x in ops:
            born[x.out] = i
            used += [(v, i) for v in x.ins]
    last = len(units)
    used += [(v, last) for g in p.guards for v in g[1:]] + [(v, last) for v in p.freed.values()]
    for v, i in used:
        if p.levels[v] == FULL and v in born and born[v] != i and v not in p.home:
            keep.add(v)
    return {v: i for i, v in enumerate(sorted(keep))}
