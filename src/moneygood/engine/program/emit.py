"""From a solution order to straight-line instructions: the tape of one quarter.

What does not depend on the unknowns of a block is computed before its iterations. Every identity is written
down a second time, from the stored values, as soon as all of them are there; where that gives the very
instructions that made the value, it holds by construction and nothing is left to evaluate.
"""

from __future__ import annotations

from moneygood.engine.program.lower import Assign, Block, Schedule
from moneygood.engine.program.program import (
    DRAW,
    FULL,
    QUARTER,
    RUN,
    Audit,
    Instr,
    Key,
    Loop,
    Program,
    Straight,
    allocate,
)
from moneygood.model.graph import LEAF_OPS, Graph, Node, leaves, reachable


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
        self.stored: list[str] = []
        self.made: dict[tuple[str, tuple[int, ...]], int] = {}
        self.original: dict[int, int] = {}

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
        self.stored.append(name)

    def straight(self) -> None:
        """Closes the instructions so far as a straight segment."""
        if self.out:
            self.program.main.append(Straight(self.out))
            for i in self.out:
                ins = self._originals(i.ins)
                if i.op == "copy":
                    self.original[i.out] = ins[0]
                else:
                    self.made[i.op, ins] = i.out
            self.out = []

    def _originals(self, values: tuple[int, ...]) -> tuple[int, ...]:
        return tuple([self.original.get(v, v) for v in values])

    def same(self, a: int, b: int, ops: list[Instr]) -> bool:
        """Whether `ops` make `a` and `b` one value: by instructions that straight code has carried out."""
        known = dict(self.original)
        for i in ops:
            ins = tuple([known.get(v, v) for v in i.ins])
            if (i.op, ins) in self.made:
                known[i.out] = self.made[i.op, ins]
        return known.get(a, a) == known.get(b, b)


def compile_schedule(
    schedule: Schedule, *, drawn: frozenset[str] = frozenset(), channels: bool = False
) -> Program:
    """The program of one quarter; `drawn` parameters differ per draw, `channels` keeps via expressions."""
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
    allocate(p)
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
        exact=block.exact,
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
    """Writes every identity once more, from nothing but stored values, as soon as all are there."""

    def __init__(self, em: Emitter) -> None:
        self.em = em
        self.have: dict[int, int] = {}
        self.seen = 0
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
        for name in em.stored[self.seen :]:
            self.have[em.graph.var(name).id] = current[name]
            for label in self.waiting.get(name, ()):
                self.needs[label].discard(name)
                if not self.needs[label]:
                    self.ready.append(label)
        self.seen = len(em.stored)
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
        if em.same(audit.left, audit.right, audit.ops):
            em.program.proved.append(label)
            return
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
