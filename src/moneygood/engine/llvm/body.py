"""The body of a function over one quarter for eight paths, as LLVM text that grows line by line."""

from __future__ import annotations

from moneygood.engine.llvm.layout import INLINE, Layout
from moneygood.engine.llvm.text import INT, MASK, VEC, Lines, splat, splat_int
from moneygood.engine.program.program import DRAW, QUARTER, RUN, Instr, Program
from moneygood.model.operations import OPERATIONS


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
