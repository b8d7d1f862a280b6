"""From a solution order to straight-line instructions with registers: the tape of one quarter.

Every value has a level: 0 fixed for the run, 1 one number per quarter, 2 one number per draw, 3 one number
per draw and quarter. Only level 3 is computed for every draw in every quarter; what does not depend on the
unknowns of a block is computed before its iterations. Registers are reused as soon as a value is dead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from moneygood.engine.lower import Assign, Block, Schedule
from moneygood.model.graph import LEAF_OPS, Graph, Node, leaves, reachable

RUN, QUARTER, DRAW, FULL = range(4)
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Instr:
    """`out` = `op`(`ins`): an operation of the graph on numbered values."""

    op: str
    out: int
    ins: tuple[int, ...]


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
    """The instructions of one quarter under one pattern; all numbers are value numbers."""

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


class Emitter:
    """Turns nodes into instructions, each node once as long as its value stays valid."""

    def __init__(self, schedule: Schedule, drawn: frozenset[str]) -> None:
        self.graph: Graph = schedule.graph
        self.schedule = schedule
        self.drawn = drawn
        self.determined = frozenset(schedule.endogenous)
        self.program = Program()
        self.have: dict[int, int] = {}
        self.fixed: dict[int, int] = {}
        self.out: list[Instr] = []

    def value(self, level: int) -> int:
        """A new value number."""
        self.program.levels.append(level)
        return len(self.program.levels) - 1

    def leaf(self, n: Node) -> int:
        """The value of a leaf that no equation determines this quarter."""
        key, level = self._leaf_key(n)
        v = self.value(level)
        self.program.inputs[v] = key
        self.have[n.id] = v
        if level != FULL or key[0] != "tear":
            self.fixed[n.id] = v
        return v

    def _leaf_key(self, n: Node) -> tuple[Key, int]:
        if n.op == "const":
            return ("const", n.payload), RUN
        if n.op == "par":
            return ("par", n.payload), DRAW if n.payload in self.drawn else RUN
        if n.op == "shock":
            return ("shock", n.payload), FULL
        if n.op == "add_":
            return ("add", n.payload), QUARTER
        if n.op == "ref":
            return ("ref", n.payload), QUARTER
        name, lag = n.payload
        if name not in self.determined:
            return ("exo", name, lag), QUARTER
        if lag > 0:
            return ("lag", name, lag), FULL
        if name in self.schedule.pattern.known:
            return ("known", name), QUARTER
        raise AssertionError(f"{name} is used before it is solved")

    def emit(self, root: Node) -> int:
        """The value number of `root`, with the instructions still missing appended."""
        have = self.have
        if root.id in have:
            return have[root.id]
        stack: list[tuple[Node, bool]] = [(root, False)]
        while stack:
            n, ready = stack.pop()
            if n.id in have:
                continue
            if n.op in LEAF_OPS:
                self.leaf(n)
            elif ready:
                self._append(n)
            else:
                stack.append((n, True))
                stack.extend((a, False) for a in reversed(n.args) if a.id not in have)
        return have[root.id]

    def _append(self, n: Node) -> None:
        ins = tuple(self.have[a.id] for a in n.args)
        levels = [self.program.levels[i] for i in ins]
        level = max(levels)
        if level == DRAW and QUARTER in levels:
            level = FULL
        v = self.value(level)
        instr = Instr(n.op, v, ins)
        target = {RUN: self.program.run_ops, QUARTER: self.program.quarter_ops, DRAW: self.program.draw_ops}
        target.get(level, self.out).append(instr)
        self.have[n.id] = v
        if level < FULL:
            self.fixed[n.id] = v

    def store(self, name: str, value: int) -> None:
        """Makes `value` the stored value of variable `name`: computed in its place, or copied there."""
        p = self.program
        tear = p.inputs.get(value, ("",)) == ("tear", name)
        if p.levels[value] < FULL or value in p.home or (value in p.inputs and not tear):
            copy = self.value(FULL)
            self.out.append(Instr("copy", copy, (value,)))
            if p.levels[value] == FULL:
                self.have[self.graph.var(name).id] = copy
            value = copy
        p.home[value] = name
        p.current[name] = value

    def straight(self) -> None:
        """Closes the instructions so far as a straight segment."""
        if self.out:
            self.program.main.append(Straight(self.out))
            self.out = []


def compile_schedule(schedule: Schedule, *, drawn: frozenset[str] = frozenset(), channels: bool = False) -> Program:
    """The program of one quarter; `drawn` parameters differ per draw, `channels` keeps the via expressions."""
    em = Emitter(schedule, drawn)
    p = em.program
    for name in schedule.pattern.known:
        em.store(name, em.emit(em.graph.var(name)))
    auditor = _Auditor(em)
    for step in schedule.steps:
        if isinstance(step, Assign):
            _settle(em, step.target, em.emit(step.value), step.value)
        else:
            _emit_block(em, step)
        auditor.emit_ready()
    for label, raw, lo, hi in schedule.guards:
        p.guards.append((label, em.emit(raw), em.emit(lo), em.emit(hi)))
    if channels:
        p.channels = [em.emit(n) for n in schedule.channels]
    em.straight()
    auditor.emit_ready()
    _allocate(p)
    return p


def _settle(em: Emitter, target: Node, value: int, formula: Node | None) -> None:
    """Records that `target` now has `value`, and that the log of an exponential is its exponent."""
    em.have[target.id] = value
    if target.op == "var":
        em.store(target.payload[0], value)
        if formula is not None and formula.op == "exp":
            em.have[em.graph.apply("log", target).id] = em.have[formula.args[0].id]
    else:
        name = f"add_{target.payload}" if target.op == "add_" else target.payload
        em.program.freed[name] = value


def _emit_block(em: Emitter, block: Block) -> None:
    g = em.graph
    tears = []
    for tear in block.tears:
        v = em.value(FULL)
        em.have[tear.id] = v
        em.program.inputs[v] = ("tear", tear.payload if tear.op != "var" else tear.payload[0])
        tears.append(v)
    lower_, upper, deltas = _factorise(g, block)
    inner = _dependent(block, deltas)
    for n in reachable(*block.residuals, *(v for _, v in block.chain), *deltas):
        if n.id not in inner:
            em.emit(n)
    em.straight()
    loop = Loop(
        labels=block.labels,
        names=tuple(_name(t) for t in block.tears),
        tears=tears,
        start=[_start(t) for t in block.tears],
        residuals=[],
    )
    for _, value in block.chain:
        em.emit(value)
    loop.residuals = [em.emit(r) for r in block.residuals]
    loop.evaluate, em.out = em.out, []
    valid = dict(em.have)
    for cell in (*lower_, *upper):
        em.emit(cell)
    loop.factor, em.out = em.out, []
    loop.deltas = [em.emit(d) for d in deltas]
    loop.solve, em.out = em.out, []
    em.have = valid | {k: v for k, v in em.have.items() if k in em.fixed}
    em.program.main.append(loop)
    for tear, v in zip(block.tears, tears, strict=True):
        _settle(em, tear, v, None)
    for target, value in block.chain:
        _settle(em, target, em.have[value.id], value)


def _name(leaf: Node) -> str:
    if leaf.op == "var":
        return leaf.payload[0]
    return f"add_{leaf.payload}" if leaf.op == "add_" else leaf.payload


def _start(leaf: Node) -> Key:
    """Where the iteration on `leaf` begins: last quarter's value, zero for a disturbance."""
    return ("lag", leaf.payload[0], 1) if leaf.op == "var" else ("const", 0.0)


def _dependent(block: Block, deltas: list[Node]) -> set[int]:
    """The ids of nodes that change while the block is iterated on."""
    changing = {t.id for t in block.tears}
    for n in reachable(*block.residuals, *(v for _, v in block.chain), *deltas):
        if any(a.id in changing for a in n.args):
            changing.add(n.id)
    return changing


def _factorise(g: Graph, block: Block) -> tuple[list[Node], list[Node], list[Node]]:
    """LU factors of the Jacobian without pivoting, zeros left out, and the Newton steps, as expressions."""
    k = len(block.tears)
    a = [list(row) for row in block.jacobian]
    for p in range(k):
        for i in range(p + 1, k):
            if a[i][p].is_const(0.0):
                continue
            a[i][p] = g.apply("div", a[i][p], a[p][p])
            for j in range(p + 1, k):
                if not a[p][j].is_const(0.0):
                    a[i][j] = g.apply("sub", a[i][j], g.apply("mul", a[i][p], a[p][j]))
    y: list[Node] = []
    for i in range(k):
        total = block.residuals[i]
        for j in range(i):
            total = g.apply("sub", total, g.apply("mul", a[i][j], y[j]))
        y.append(total)
    x: list[Node] = list(y)
    for i in reversed(range(k)):
        total = y[i]
        for j in range(i + 1, k):
            total = g.apply("sub", total, g.apply("mul", a[i][j], x[j]))
        x[i] = g.apply("div", total, a[i][i])
    lower_ = [a[i][j] for i in range(k) for j in range(i)]
    upper = [a[i][j] for i in range(k) for j in range(i, k)]
    return lower_, upper, x


class _Auditor:
    """Evaluates every identity once more from nothing but stored values, as soon as all of them are stored."""

    def __init__(self, em: Emitter) -> None:
        self.em = em
        self.have: dict[int, int] = {}
        self.seen: set[str] = set()
        self.needs: dict[str, set[str]] = {}
        self.waiting: dict[str, list[str]] = {}
        for label, residual in em.schedule.identities.items():
            names = {n.payload[0] for n in leaves(residual) if n.op == "var" and n.payload[1] == 0}
            self.needs[label] = names & em.determined
            for name in self.needs[label]:
                self.waiting.setdefault(name, []).append(label)
        self.ready = [label for label, names in self.needs.items() if not names]

    def emit_ready(self) -> None:
        """Emits the identities that have become complete."""
        em, current = self.em, self.em.program.current
        for name in [n for n in current if n not in self.seen]:
            self.seen.add(name)
            self.have[em.graph.var(name).id] = current[name]
            for label in self.waiting.get(name, ()):
                self.needs[label].discard(name)
                if not self.needs[label]:
                    self.ready.append(label)
        if not self.ready:
            return
        em.straight()
        main = em.have
        for label in self.ready:
            self._emit(label, em.schedule.identities[label])
        em.have = main | em.fixed
        self.ready = []

    def _emit(self, label: str, residual: Node) -> None:
        em = self.em
        em.have = self.have | em.fixed
        sides = residual.args if residual.op == "sub" else (residual, em.graph.const(0.0))
        audit = Audit(label, em.emit(sides[0]), em.emit(sides[1]))
        audit.ops, em.out = em.out, []
        audit.residual = em.emit(residual)
        audit.terms = [em.emit(t) for t in _terms(residual)]
        audit.term_ops, em.out = em.out, []
        em.program.main.append(audit)


def _terms(root: Node) -> list[Node]:
    """The terms that a sum is made of."""
    found: list[Node] = []
    stack = [root]
    while stack:
        n = stack.pop()
        if n.op in ("add", "sub", "neg"):
            stack.extend(n.args)
        else:
            found.append(n)
    return found


def _parts(segment: Segment) -> list[list[Instr]]:
    if isinstance(segment, Straight):
        return [segment.ops]
    if isinstance(segment, Loop):
        return [segment.evaluate, segment.factor, segment.solve]
    return [segment.ops, segment.term_ops]


def _allocate(p: Program) -> None:
    """Gives every level-3 result a register; a register is free again after the last use of its value."""
    born, last = _lifetimes(p)
    expiry: dict[int, list[int]] = {}
    starts: dict[int, list[int]] = {}
    for v, b in born.items():
        starts.setdefault(b, []).append(v)
        expiry.setdefault(last[v], []).append(v)
    free: list[int] = []
    count = 0
    comparing = {i.out for s in p.main for part in _parts(s) for i in part if i.op in ("gt", "ge")}
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
            crossing += sorted({v for i in segment.solve for v in i.ins if v in made} | (made & set(segment.deltas)))
            for v in crossing:
                born[v] = begin
            position += 1
        for part in _parts(segment):
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
