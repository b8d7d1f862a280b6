"""The program of one quarter as LLVM text for eight paths: the functions `mg_start` and `mg_step`.

The operations are those of the NumPy machine in the same order and without contraction, so that the two
differ only where their exp and log round differently.
"""

from __future__ import annotations

from moneygood.engine.llvm.layout import INLINE, Layout
from moneygood.engine.llvm.mathematics import mathematics
from moneygood.engine.llvm.solver import emit_loop
from moneygood.engine.llvm.text import INT, MASK, VEC, Lines, function, splat, splat_int
from moneygood.engine.program.program import DRAW, FULL, QUARTER, RUN, Audit, Instr, Program
from moneygood.model.operations import OPERATIONS

ARGUMENTS = ("b0", "banks", "shocks", "run", "quarter", "draw", "slots", "status", "worst", "count")
PARAMETERS = ", ".join(f"ptr {'noalias ' if a == 'b0' else ''}%{a}" for a in ARGUMENTS)
CELLS, SOLVES, ITERATIONS, MOST, GUARDS = range(5)
"""Places in the table of counts; the guards' own counts begin at `GUARDS`."""


class Body(Lines):
    """A function over one quarter, which knows where values stand."""

    def __init__(self, p: Program, layout: Layout) -> None:
        super().__init__()
        self.p, self.layout = p, layout
        self.known: dict[int, str] = {}

    def get(self, v: int) -> str:
        """The name of value number `v`, loaded where it is not at hand."""
        if v not in self.known:
            self.known[v] = self._fetch(v)
        return self.known[v]

    def _fetch(self, v: int) -> str:
        p, layout = self.p, self.layout
        key = p.inputs.get(v)
        if key is not None and key[0] == "const" and float(str(key[1])) in INLINE:
            return splat(float(str(key[1])))
        if p.levels[v] == RUN:
            return self.spread(self.scalar("%run", layout.run[v]))
        if p.levels[v] == QUARTER:
            return self.spread(self.scalar("%quarter", layout.quarter[v]))
        if p.levels[v] == DRAW:
            return self.load("%draw", layout.draw[v])
        if key is not None and key[0] in ("shock", "lag"):
            return self.input(key)
        return self.load(*self.place(v))

    def input(self, key: tuple[object, ...]) -> str:
        """A shock or the past value of a variable."""
        if key[0] == "shock":
            return self.load("%shocks", self.layout.shocks[str(key[1])])
        if key[0] == "const":
            return splat(float(str(key[1])))
        lag = int(str(key[2]))
        rows = self.layout.rows if lag == 1 else self.layout.deep
        return self.load(self.scalar("%banks", lag, "ptr"), rows[str(key[1])])

    def place(self, v: int) -> tuple[str, int]:
        """The table and the position of a value of this quarter."""
        name = self.p.home.get(v)
        return ("%b0", self.layout.rows[name]) if name is not None else ("%slots", self.layout.slots[v])

    def has_place(self, v: int) -> bool:
        """Whether a value is stored."""
        return v in self.p.home or v in self.layout.slots

    def carry_out(self, ops: list[Instr], *, store: bool = True) -> None:
        """The instructions in order; with `store`, results that have a place are put there."""
        for i in ops:
            self.known[i.out] = self.result(i)
            if store and self.has_place(i.out):
                self.store(self.known[i.out], *self.place(i.out))

    def result(self, i: Instr) -> str:
        """The result of one operation."""
        a = [self.get(v) for v in i.ins]
        return a[0] if i.op == "copy" else self.operation(i.op, a)

    def operation(self, name: str, a: list[str]) -> str:
        """An elementary operation of vectors, as its row says."""
        form, _, what = OPERATIONS[name].llvm.rpartition(" ")
        if form == "call":
            return self.set(f"call {VEC} @{what}({', '.join(f'{VEC} {x}' for x in a)})")
        if form == "fcmp":
            return self.select(self.compare(what, *a), splat(1.0), splat(0.0))
        if form == "extreme":
            return self.extreme(what, *a)
        return self.set(f"{what} {VEC} {', '.join(a)}")

    def extreme(self, better: str, a: str, b: str) -> str:
        """The first where it is `better` than the second (ogt: larger); not a number where either is not."""
        best = self.select(self.compare(better, a, b), a, b)
        return self.select(self.compare("uno", a, a), a, best)

    def alive(self) -> str:
        """The lanes that have not failed."""
        status = self.set(f"load {INT}, ptr %status, align 64")
        return self.set(f"icmp eq {INT} {status}, zeroinitializer")

    def fail(self, lanes: str, status: int) -> None:
        """Marks lanes as failed; their first failure stands."""
        old = self.set(f"load {INT}, ptr %status, align 64")
        good = self.set(f"icmp eq {INT} {old}, zeroinitializer")
        new = self.both(lanes, good)
        out = self.set(f"select {MASK} {new}, {INT} {splat_int(status)}, {INT} {old}")
        self.do(f"store {INT} {out}, ptr %status, align 64")

    def tally(self, place: int, amount: str) -> None:
        """Adds a whole number to the table of counts."""
        at = self.address("%count", place, "i64")
        total = self.set(f"add i64 {self.set(f'load i64, ptr {at}, align 8')}, {amount}")
        self.do(f"store i64 {total}, ptr {at}, align 8")

    def lanes_in(self, mask: str) -> str:
        """How many lanes a mask has (i64)."""
        packed = self.set(f"bitcast {MASK} {mask} to i8")
        return self.set(f"zext i8 {self.set(f'call i8 @llvm.ctpop.i8(i8 {packed})')} to i64")


def step_module(p: Program, layout: Layout) -> str:
    """The whole module as text."""
    parts = []
    for n, unit in enumerate(layout.units):
        body = Body(p, layout)
        if unit.loop is not None:
            emit_loop(body, unit.loop)
        else:
            body.carry_out(unit.ops)
            for audit in unit.audits:
                _audit(body, audit, layout.audits.index(audit.label))
        body.do("ret void")
        parts.append(function(f"internal void @part{n}({PARAMETERS}) noinline", body))
    parts.append(_finish(p, layout))
    names = [*(f"part{n}" for n in range(len(layout.units))), "finish"]
    parts += [_step(names), _start(p, layout)]
    return mathematics(operations(p)) + "\n".join(parts)


def _step(names: list[str]) -> str:
    """Every part for all blocks before the next part, so that its code stays in the processor's cache.

    `table` [block, argument] holds the pointers that a part gets for each block.
    """
    f = Lines()
    for n, name in enumerate(names):
        f.do(f"br label %head{n}")
        before = f.block
        f.label(f"head{n}")
        f.do(f"%i{n} = phi i64 [ 0, %{before} ], [ %j{n}, %head{n} ]")
        row = f.address("%table", f.set(f"mul i64 %i{n}, {len(ARGUMENTS)}"), "ptr")
        given = [f.scalar(row, k, "ptr") for k in range(len(ARGUMENTS))]
        f.do(f"call void @{name}({', '.join(f'ptr {a}' for a in given)})")
        f.do(f"%j{n} = add i64 %i{n}, 1")
        f.do(f"%more{n} = icmp ult i64 %j{n}, %blocks")
        f.do(f"br i1 %more{n}, label %head{n}, label %tail{n}")
        f.label(f"tail{n}")
    f.do("ret void")
    return function("void @mg_step(ptr %table, i64 %blocks)", f)


def operations(p: Program) -> set[str]:
    """The operations that the compiled part of a program uses."""
    ops = [i.op for i in p.draw_ops]
    for s in p.main:
        for name in ("ops", "term_ops", "evaluate", "factor", "solve"):
            ops += [i.op for i in getattr(s, name, ())]
    return set(ops)


def _audit(body: Body, audit: Audit, number: int) -> None:
    """An identity from stored values; only where its sides differ are its terms looked at."""
    known = dict(body.known)
    body.carry_out(audit.ops, store=False)
    unequal = body.compare("une", body.get(audit.left), body.get(audit.right))
    unequal = body.both(unequal, body.alive())
    cold, on = body.fresh("differs"), body.fresh("next")
    body.do(f"br i1 {body.any(unequal)}, label %{cold}, label %{on}")
    outside = dict(body.known)
    body.label(cold)
    body.carry_out(audit.term_ops, store=False)
    largest = splat(0.0)
    for v in audit.terms:
        largest = body.extreme("ogt", largest, body.call("llvm.fabs.v8f64", body.get(v)))
    miss = body.div(body.call("llvm.fabs.v8f64", body.get(audit.residual)), largest)
    counted = body.both(unequal, body.compare("olt", miss, splat(float("inf"))))
    miss = body.select(counted, miss, splat(0.0))
    most = body.set(f"call double @llvm.vector.reduce.fmax.v8f64({VEC} {miss})")
    at = body.address("%worst", number, "double")
    old = body.set(f"load double, ptr {at}, align 8")
    larger = body.set(f"fcmp ogt double {most}, {old}")
    body.do(f"store double {body.set(f'select i1 {larger}, double {most}, double {old}')}, ptr {at}, align 8")
    body.do(f"br label %{on}")
    body.label(on)
    made = {i.out for i in audit.ops}
    body.known = known | {v: n for v, n in outside.items() if v not in made}


def _finish(p: Program, layout: Layout) -> str:
    """Draws that are not finite fail; values outside the bounds of a guard are counted; what was freed by a
    hold is put where the driver finds it."""
    body = Body(p, layout)
    total = splat(0.0)
    for v in sorted(p.home):
        total = body.add(total, body.get(v))
    for name, v in p.freed.items():
        total = body.add(total, body.get(v))
        body.store(body.get(v), "%slots", layout.freed[name])
    lost = body.compare("uge", body.call("llvm.fabs.v8f64", total), splat(float("inf")))
    body.fail(lost, 2)
    if p.guards:
        alive = body.alive()
        body.tally(CELLS, body.lanes_in(alive))
        for n, (_, raw, low, high) in enumerate(p.guards):
            below = body.compare("olt", body.get(raw), body.get(low))
            above = body.compare("ogt", body.get(raw), body.get(high))
            outside = body.both(body.set(f"or {MASK} {below}, {above}"), alive)
            body.tally(GUARDS + n, body.lanes_in(outside))
    body.do("ret void")
    return function(f"internal void @finish({PARAMETERS}) noinline", body)


def _start(p: Program, layout: Layout) -> str:
    """What is fixed for a draw, from its parameters."""
    body = Body(p, layout)
    for v, key in p.inputs.items():
        if p.levels[v] == DRAW:
            body.known[v] = body.load("%parameters", layout.parameters[str(key[1])])
            body.store(body.known[v], "%draw", layout.draw[v])
    for i in p.draw_ops:
        body.known[i.out] = body.result(i)
        body.store(body.known[i.out], "%draw", layout.draw[i.out])
    body.do("ret void")
    assert all(p.levels[i.out] < FULL for i in p.draw_ops)
    return function("void @mg_start(ptr %parameters, ptr %run, ptr %draw)", body)
