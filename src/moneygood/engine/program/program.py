"""The instructions of one quarter, and the registers their results take turns in.

Every value has a level: 0 fixed for the run, 1 one number per quarter, 2 one number per draw, 3 one number
per draw and quarter. Only level 3 is computed for every draw in every quarter; what does not depend on the
unknowns of a block is computed before its iterations. Registers are reused as soon as a value is dead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from moneygood.model.operations import OPERATIONS

STEPS = frozenset(row.name for row in OPERATIONS.values() if row.step)
RUN, QUARTER, DRAW, FULL = range(4)
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Instr:
    """`out` = `op`(`ins`): an operation of the graph on numbered values."""

    op: str
    out: int
    ins: tuple[int, ...]

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled as a call, which is read several times as fast as a state."""
        return Instr, (self.op, self.out, self.ins)


@dataclass
class Straight:
    """Instructions in order."""

    ops: list[Instr] = field(default_factory=list)


@dataclass
class Loop:
    """Newton's method on one block: `evaluate` residuals, `factor` the Jacobian, `solve` for the steps."""

    labels: tuple[str, ...]
    names: tuple[str, ...]
    tears: list[int]
    start: list[Key]
    residuals: list[int]
    exact: tuple[bool, ...] = ()
    deltas: list[int] = field(default_factory=list)
    evaluate: list[Instr] = field(default_factory=list)
    factor: list[Instr] = field(default_factory=list)
    solve: list[Instr] = field(default_factory=list)


@dataclass
class Audit:
    """One identity evaluated from the stored values: `left` and `right` are equal, or `term_ops` give the
    `residual` and the `terms` to judge it by."""

    label: str
    left: int
    right: int
    residual: int = -1
    ops: list[Instr] = field(default_factory=list)
    term_ops: list[Instr] = field(default_factory=list)
    terms: list[int] = field(default_factory=list)


Segment = Straight | Loop | Audit


@dataclass
class Program:
    """The instructions of one quarter under one pattern; all numbers are value numbers.

    `mark` stands for all that determined them, the same in every process; empty when it is not known.
    """

    inputs: dict[int, Key] = field(default_factory=dict)
    levels: list[int] = field(default_factory=list)
    run_ops: list[Instr] = field(default_factory=list)
    quarter_ops: list[Instr] = field(default_factory=list)
    draw_ops: list[Instr] = field(default_factory=list)
    main: list[Segment] = field(default_factory=list)
    current: dict[str, int] = field(default_factory=dict)
    freed: dict[str, int] = field(default_factory=dict)
    guards: list[tuple[str, int, int, int]] = field(default_factory=list)
    channels: list[int] = field(default_factory=list)
    home: dict[int, str] = field(default_factory=dict)
    register: dict[int, int] = field(default_factory=dict)
    registers: int = 0
    proved: list[str] = field(default_factory=list)
    """Identities that hold by construction: what would check them are the instructions that made them."""
    mark: str = ""

    def lags(self) -> set[tuple[str, int]]:
        """The lagged variables that the instructions read."""
        keys = [*self.inputs.values()]
        for segment in self.main:
            if isinstance(segment, Loop):
                keys += segment.start
        return {(str(k[1]), int(str(k[2]))) for k in keys if k[0] == "lag"}

    def count(self) -> dict[str, int]:
        """How many vector instructions each part of the quarter has."""
        total = {"straight": 0, "evaluate": 0, "factor": 0, "solve": 0, "audit": 0}
        for segment in self.main:
            if isinstance(segment, Straight):
                total["straight"] += len(segment.ops)
            elif isinstance(segment, Loop):
                for part in ("evaluate", "factor", "solve"):
                    total[part] += len(getattr(segment, part))
            else:
                total["audit"] += len(segment.ops)
        return total


def parts(segment: Segment) -> list[list[Instr]]:
    if isinstance(segment, Straight):
        return [segment.ops]
    if isinstance(segment, Loop):
        return [segment.evaluate, segment.factor, segment.solve]
    return [segment.ops, segment.term_ops]


def allocate(p: Program) -> None:
    """Gives every level-3 result a register; a register is free again after the last use of its value."""
    born, last = _lifetimes(p)
    expiry: dict[int, list[int]] = {}
    starts: dict[int, list[int]] = {}
    for v, b in born.items():
        starts.setdefault(b, []).append(v)
        expiry.setdefault(last[v], []).append(v)
    free: list[int] = []
    count = 0
    comparing = {i.out for s in p.main for part in parts(s) for i in part if i.op in STEPS}
    for position in sorted(set(starts) | set(expiry)):
        ending = [v for v in expiry.get(position, []) if born[v] < position]
        starting = starts.get(position, [])
        late = any(v in comparing for v in starting)
        if not late:
            free.extend(p.register[v] for v in ending)
        for v in starting:
            if free:
                p.register[v] = free.pop()
            else:
                p.register[v] = count
                count += 1
        if late:
            free.extend(p.register[v] for v in ending)
        free.extend(p.register[v] for v in expiry.get(position, []) if born[v] == position)
    p.registers = count


def _lifetimes(p: Program) -> tuple[dict[int, int], dict[int, int]]:
    """First and last position of every level-3 result; values that outlive an iteration span its loop."""
    born: dict[int, int] = {}
    last: dict[int, int] = {}
    position = 0
    spans: list[tuple[int, int]] = []
    for segment in p.main:
        begin = position
        crossing: list[int] = []
        if isinstance(segment, Loop):
            crossing = [*segment.tears]
            made = {i.out for i in segment.factor}
            crossing += sorted(
                {v for i in segment.solve for v in i.ins if v in made} | (made & set(segment.deltas))
            )
            for v in crossing:
                born[v] = begin
            position += 1
        for part in parts(segment):
            for instr in part:
                position += 1
                born.setdefault(instr.out, position)
                for v in (*instr.ins, instr.out):
                    if p.levels[v] == FULL:
                        last[v] = position
        position += 1
        if isinstance(segment, Loop):
            for v in (*crossing, *segment.residuals, *segment.deltas):
                last[v] = position
            spans.append((begin, position))
        elif isinstance(segment, Audit):
            for v in (segment.left, segment.right, segment.residual, *segment.terms):
                last[v] = position
    for v in list(born):
        last.setdefault(v, born[v])
        for begin, end in spans:
            if born[v] < begin < last[v] < end:
                last[v] = end
    for v in p.home:
        born.pop(v, None)
    keep = [*p.current.values(), *p.freed.values(), *p.channels, *(v for g in p.guards for v in g[1:])]
    for v in keep:
        if v in born:
            last[v] = position + 1
    return born, last
