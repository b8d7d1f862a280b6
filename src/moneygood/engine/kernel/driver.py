"""The loops around the compiled quarter, as LLVM text: blocks of paths, quarters, what is written out.

Blocks of eight paths go in pairs, one of each half of a random-number cell, because one run of Box-Muller
gives the normals of both. One text serves every model; what differs stands in the table of fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from moneygood.engine.draws import CELL
from moneygood.engine.kernel.mathematics import (
    DECLARATIONS,
    box_muller,
    logarithm,
    philox,
    uniform_words,
)
from moneygood.engine.kernel.text import INT, LANES, MASK, VEC, Lines, function, splat
from moneygood.engine.sources import ANTITHETIC, FED

FIELDS = (
    "seed", "quarters", "variables", "depth", "deep", "shocks", "normals", "uniforms", "mixed", "mode",
    "wide", "square", "programs", "parameters", "kept", "exact", "stride", "draw_size", "slot_size",
    "freedom", "normal_rows", "sd", "uniform_rows", "given", "mix_row", "mix_start", "mix_at", "mix_weight",
    "fed", "parameter_table", "start", "start_run", "start_draw", "step", "run", "quarter", "draw", "worst",
    "count", "history", "deep_history", "deep_rows", "keep_row", "keep_out", "values", "status",
    "freed_from", "freed_slot", "freed", "words", "ring", "banks", "bank_table", "shock_table",
    "normal_table", "draw_table", "slots", "lanes", "arguments",
)  # fmt: skip
"""Names of the 64-bit fields that the driver reads, in order: whole numbers or addresses."""
BLOCKS = 2
"""Blocks of eight paths that go through each part of the program in turn, so that its code is read once."""
_NUMBERS = frozenset(FIELDS[: FIELDS.index("freedom")])
_IOTA = "<" + ", ".join(f"i64 {i}" for i in range(LANES)) + ">"
_TWINS = "<8 x i32> <i32 0, i32 0, i32 2, i32 2, i32 4, i32 4, i32 6, i32 6>"
_ODD = "<" + ", ".join(f"i1 {i % 2}" for i in range(LANES)) + ">"


class Loops(Lines):
    """A function over the table of fields, with counted loops."""

    def field(self, name: str) -> str:
        """A number or an address out of the table."""
        return self.scalar("%job", FIELDS.index(name), "i64" if name in _NUMBERS else "ptr")

    @contextmanager
    def loop(self, stop: str, start: str = "0") -> Iterator[str]:
        """Counts from `start` to `stop` (not included)."""
        head, body, end = self.fresh("head"), self.fresh("body"), self.fresh("end")
        index, onward = f"%{head}.i", f"%{head}.next"
        before = self.block
        self.do(f"br label %{head}")
        self.label(head)
        at = len(self.rows)
        self.rows.append("")
        more = self.set(f"icmp ult i64 {index}, {stop}")
        self.do(f"br i1 {more}, label %{body}, label %{end}")
        self.label(body)
        yield index
        self.do(f"{onward} = add i64 {index}, 1")
        self.rows[at] = f"  {index} = phi i64 [ {start}, %{before} ], [ {onward}, %{self.block} ]"
        self.do(f"br label %{head}")
        self.label(end)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Only where `condition` (i1) holds."""
        then, end = self.fresh("then"), self.fresh("done")
        self.do(f"br i1 {condition}, label %{then}, label %{end}")
        self.label(then)
        yield
        self.do(f"br label %{end}")
        self.label(end)

    def plus(self, *parts: str | int) -> str:
        """The sum of whole numbers."""
        total = str(parts[0])
        for p in parts[1:]:
            total = self.set(f"add i64 {total}, {p}")
        return total

    def times(self, a: str | int, b: str | int) -> str:
        """The product of whole numbers."""
        return self.set(f"mul i64 {a}, {b}")


def driver_module() -> str:
    """The whole module as text: `mg_run(fields, cell, first, end, column)`."""
    head = [DECLARATIONS, logarithm(), philox(), box_muller(), uniform_words()]
    return "\n".join(
        [
            *head,
            _twin(),
            _random_words(),
            _normal_rows(),
            _words(),
            _shocks(),
            _begin(),
            _arguments(),
            _outputs(),
            _run(),
            _count(),
        ]
    )


def _twin() -> str:
    """Opposite shocks: a lane of odd number takes `sign` times what the lane before it has."""
    f = Loops()
    twin = f.set(f"shufflevector {VEC} %x, {VEC} poison, {_TWINS}")
    other = f.mul(twin, f.spread("%sign"))
    other = f.add(other, f.spread("%shift"))
    paired = f.set(f"select {MASK} {_ODD}, {VEC} {other}, {VEC} {twin}")
    on = f.set(f"icmp eq i64 {f.field('mode')}, {ANTITHETIC}")
    f.do(f"ret {VEC} {f.set(f'select i1 {on}, {VEC} {paired}, {VEC} %x')}")
    return function(f"internal {VEC} @twin(ptr %job, {VEC} %x, double %sign, double %shift) noinline", f)


def _random_words() -> str:
    """Words of `rows` rows of normals for unit `unit`: four for the radii and four for the angles of each."""
    f = Loops()
    with f.loop("%rows") as row:
        k = f.plus(f.times(row, 128), "%unit", 1)
        at = f.address("%out", f.times(row, 8), "i64")
        for part in (0, 1):
            counter = f.plus(k, 64 * part)
            f.do(
                f"call void @mg_philox(i64 %seed, i64 %stream, i64 {counter}, i64 %attempt, "
                f"i64 %cell, i64 %t, ptr {f.address(at, 4 * part, 'i64')})"
            )
    f.do("ret void")
    head = "internal void @normal_words(i64 %seed, i64 %stream, i64 %attempt, i64 %cell, i64 %t, i64 %rows"
    return function(f"{head}, i64 %unit, ptr %out) noinline", f)


def _normal_rows() -> str:
    """Normals from words: first halves of the pairs to `a`, second halves to `b`."""
    f = Loops()
    with f.loop("%rows") as row:
        radius = f.address("%words", f.times(row, 8), "i64")
        angle = f.address(radius, 4, "i64")
        a, b = f.address("%a", row), f.address("%b", row)
        f.do(f"call void @mg_normals(ptr {radius}, ptr {angle}, ptr {a}, ptr {b})")
    f.do("ret void")
    return function("internal void @normal_rows(ptr %words, i64 %rows, ptr %a, ptr %b) noinline", f)


def _words() -> str:
    """Uniforms of row `row` of a stream for half `half` of unit `unit`."""
    f = Loops()
    f.do("%words = alloca [8 x i64], align 64")
    k = f.plus(f.times("%row", 256), f.times("%half", 128), f.times("%unit", 2), 1)
    for part in (0, 1):
        at = f.address("%words", 4 * part, "i64")
        f.do(
            f"call void @mg_philox(i64 %seed, i64 %stream, i64 {f.plus(k, part)}, i64 0, i64 %cell, i64 %t, "
            f"ptr {at})"
        )
    f.do(f"ret {VEC} {f.set(f'call {VEC} @mg_uniforms(ptr %words)')}")
    head = f"internal {VEC} @uniform_row(i64 %seed, i64 %stream, i64 %cell, i64 %t, i64 %row"
    return function(f"{head}, i64 %half, i64 %unit) noinline", f)


def _shocks() -> str:
    """All shocks of a quarter for both halves of a unit, in their units, imposed ones included."""
    f = Loops()
    f.do(f"%extra = alloca [2 x {VEC}], align 64")
    n, count, seed = f.field("normals"), f.field("shocks"), f.field("seed")
    z = f.field("normal_table")
    out = f.address(f.field("shock_table"), f.times(f.times("%pair", 2), count))
    fed = f.set(f"icmp eq i64 {f.field('mode')}, {FED}")
    f.do(f"br i1 {fed}, label %table, label %drawn")
    f.label("table")
    with f.loop("2") as half, f.loop(count) as row:
        column = f.plus(f.times(half, 512), f.times("%unit", LANES))
        at = f.plus(f.times(f.plus(f.times("%t", count), row), 1024), column)
        source = f.address(f.field("fed"), at, "double")
        value = f.set(f"load {VEC}, ptr {source}, align 8")
        f.store(value, out, f.plus(f.times(half, count), row))
    f.do("ret void")
    f.label("drawn")
    words = f.field("words")
    place = "i64 %cell, i64 %t"
    f.do(f"call void @normal_words(i64 {seed}, i64 0, i64 0, {place}, i64 {n}, i64 %unit, ptr {words})")
    f.do(f"call void @normal_rows(ptr {words}, i64 {n}, ptr {z}, ptr {f.address(z, n)})")
    paired = f.set(f"icmp eq i64 {f.field('mode')}, {ANTITHETIC}")
    with f.when(paired), f.loop(f.times(n, 2)) as row:
        twin = f.set(f"call {VEC} @twin(ptr %job, {VEC} {f.load(z, row)}, double -1.0, double 0.0)")
        f.store(twin, z, row)
    with f.when(f.set(f"icmp ne i64 {f.field('square')}, 0")):
        second = f.address("%extra", 1)
        f.do(f"call void @normal_words(i64 {seed}, i64 1, i64 1, {place}, i64 1, i64 %unit, ptr {words})")
        f.do(f"call void @normal_rows(ptr {words}, i64 1, ptr %extra, ptr {second})")
    with f.loop("2") as half:
        _half(f, half, n, count, z, out)
    f.do("ret void")
    return function("internal void @shocks(ptr %job, i64 %cell, i64 %unit, i64 %pair, i64 %t) noinline", f)


def _half(f: Loops, half: str, n: str, count: str, z: str, out: str) -> None:
    """Correlation, fat tails, standard deviations and imposed shocks of one half."""
    seed = f.field("seed")
    own = f.address(z, f.times(half, n))
    with f.loop(f.field("mixed")) as i:
        first = f.scalar(f.field("mix_start"), i, "i64")
        last = f.scalar(f.field("mix_start"), f.plus(i, 1), "i64")
        total = f.address(f.field("slots"), 0)
        f.store(splat(0.0), total)
        with f.loop(last, first) as k:
            weight = f.spread(f.scalar(f.field("mix_weight"), k))
            part = f.mul(weight, f.load(own, f.scalar(f.field("mix_at"), k, "i64")))
            f.store(f.add(f.load(total), part), total)
        f.store(f.load(total), own, f.scalar(f.field("mix_row"), i, "i64"))
    factor = f.address(f.field("slots"), 0)
    f.store(splat(1.0), factor)
    freedom = f.scalar(f.field("freedom"), 0)
    with f.when(f.set(f"fcmp ogt double {freedom}, 2.0")):
        f.store(splat(0.0), factor)
        with f.loop(f.field("wide")) as r:
            u = f.set(
                f"call {VEC} @uniform_row(i64 {seed}, i64 1, i64 %cell, i64 %t, i64 {r}, i64 {half}, "
                "i64 %unit)"
            )
            f.store(f.add(f.load(factor), f.call("mg_log", u)), factor)
        chi = f.mul(splat(-2.0), f.load(factor))
        f.store(chi, factor)
        with f.when(f.set(f"icmp ne i64 {f.field('square')}, 0")):
            x = f.load("%extra", half)
            f.store(f.add(f.load(factor), f.mul(x, x)), factor)
        excess = f.spread(f.set(f"fsub double {freedom}, 2.0"))
        ratio = f.call("llvm.sqrt.v8f64", f.div(excess, f.load(factor)))
        ratio = f.set(f"call {VEC} @twin(ptr %job, {VEC} {ratio}, double 1.0, double 0.0)")
        f.store(ratio, factor)
    given = f.address(f.field("given"), f.times("%t", count), "double")
    with f.loop(n) as j:
        row = f.scalar(f.field("normal_rows"), j, "i64")
        x = f.mul(f.mul(f.load(own, j), f.load(factor)), f.spread(f.scalar(f.field("sd"), j)))
        x = f.add(x, f.spread(f.scalar(given, row)))
        f.store(x, out, f.plus(f.times(half, count), row))
    with f.loop(f.field("uniforms")) as j:
        row = f.scalar(f.field("uniform_rows"), j, "i64")
        u = f.set(
            f"call {VEC} @uniform_row(i64 {seed}, i64 2, i64 %cell, i64 %t, i64 {j}, i64 {half}, i64 %unit)"
        )
        u = f.set(f"call {VEC} @twin(ptr %job, {VEC} {u}, double -1.0, double 1.0)")
        imposed = f.spread(f.scalar(given, row))
        u = f.select(f.compare("ord", imposed, imposed), imposed, u)
        f.store(u, out, f.plus(f.times(half, count), row))


def _begin() -> str:
    """The past of a new block of paths, and what its parameters fix."""
    f = Loops()
    n = f.field("variables")
    before = f.address(f.field("banks"), f.times(f.plus(f.times("%block", 2), 1), n))
    with f.loop(n) as row:
        f.store(f.spread(f.scalar(f.field("history"), row)), before, row)
    size = f.times(f.field("depth"), f.field("deep"))
    ring = f.address(f.field("ring"), f.times("%block", size))
    with f.loop(size) as row:
        f.store(f.spread(f.scalar(f.field("deep_history"), row)), ring, row)
    status = f.address(f.field("lanes"), "%block", INT)
    f.do(f"store {INT} zeroinitializer, ptr {status}, align 64")
    own = f.address(f.field("slots"), f.times("%block", f.field("slot_size")))
    with f.loop(f.field("parameters")) as p:
        source = f.address(f.field("parameter_table"), f.plus(f.times(p, 1024), "%first"), "double")
        f.store(f.set(f"load {VEC}, ptr {source}, align 8"), own, p)
    draw = f.address(f.field("draw_table"), f.times("%block", f.field("draw_size")))
    with f.loop(f.field("programs")) as k:
        start = f.scalar(f.field("start"), k, "ptr")
        run = f.scalar(f.field("start_run"), k, "ptr")
        offset = f.scalar(f.field("start_draw"), k, "i64")
        f.do(f"call void {start}(ptr {own}, ptr {run}, ptr {f.address(draw, offset)})")
    f.do("ret void")
    return function("internal void @begin(ptr %job, i64 %block, i64 %first) noinline", f)


def _arguments() -> str:
    """What the compiled quarter gets for one block: row `row` of the table of arguments."""
    f = Loops()
    depth, n, deep = f.field("depth"), f.field("variables"), f.field("deep")
    banks = f.address(f.field("banks"), f.times(f.times("%block", 2), n))
    ring = f.address(f.field("ring"), f.times("%block", f.times(depth, deep)))
    table = f.address(f.field("bank_table"), f.times("%block", f.plus(depth, 2)), "ptr")
    b0, b1 = (f.address(banks, f.times(f.set(f"urem i64 {t}, 2"), n)) for t in ("%t", f.plus("%t", 1)))
    for k, bank in enumerate((b0, b1)):
        f.do(f"store ptr {bank}, ptr {f.address(table, k, 'ptr')}")
    with f.loop(f.plus(depth, 1), "2") as k:
        back = f.set(f"sub i64 {f.plus('%t', depth)}, {k}")
        at = f.address(ring, f.times(f.set(f"urem i64 {back}, {depth}"), deep))
        f.do(f"store ptr {at}, ptr {f.address(table, k, 'ptr')}")
    shocks = f.address(f.field("shock_table"), f.times("%block", f.field("shocks")))
    draw = f.address(f.field("draw_table"), f.times("%block", f.field("draw_size")))
    draw = f.address(draw, f.scalar(f.field("draw"), "%t", "i64"))
    status = f.address(f.field("lanes"), "%block", INT)
    slots = f.address(f.field("slots"), f.times("%block", f.field("slot_size")))
    run, quarter, worst, count = (
        f.scalar(f.field(name), "%t", "ptr") for name in ("run", "quarter", "worst", "count")
    )
    arguments = (b0, table, shocks, run, quarter, draw, slots, status, worst, count)
    row = f.address(f.field("arguments"), f.times("%row", len(arguments)), "ptr")
    for i, argument in enumerate(arguments):
        f.do(f"store ptr {argument}, ptr {f.address(row, i, 'ptr')}")
    f.do("ret void")
    return function("internal void @arguments(ptr %job, i64 %block, i64 %row, i64 %t) noinline", f)


def _outputs() -> str:
    """What is kept of a quarter of eight paths."""
    f = Loops()
    depth, n, deep = f.field("depth"), f.field("variables"), f.field("deep")
    bank = f.plus(f.times("%block", 2), f.set("urem i64 %t, 2"))
    b0 = f.address(f.field("banks"), f.times(bank, n))
    ring = f.address(f.field("ring"), f.times("%block", f.times(depth, deep)))
    status = f.address(f.field("lanes"), "%block", INT)
    slots = f.address(f.field("slots"), f.times("%block", f.field("slot_size")))
    now = f.address(ring, f.times(f.set(f"urem i64 %t, {depth}"), deep))
    with f.loop(deep) as row:
        f.store(f.load(b0, f.scalar(f.field("deep_rows"), row, "i64")), now, row)
    column, inside = _inside(f)
    stride, quarters = f.field("stride"), f.field("quarters")
    values, exact = f.field("values"), f.field("exact")
    with f.loop(f.field("kept")) as k:
        value = f.load(b0, f.scalar(f.field("keep_row"), k, "i64"))
        row = f.plus(f.times(f.scalar(f.field("keep_out"), k, "i64"), quarters), "%t")
        place = f.plus(f.times(row, stride), column)
        with f.when(f.set(f"icmp ne i64 {exact}, 0")):
            at = f.address(values, place, "double")
            f.do(f"call void @llvm.masked.store.v8f64.p0({VEC} {value}, ptr {at}, i32 8, {MASK} {inside})")
        with f.when(f.set(f"icmp eq i64 {exact}, 0")):
            small = f.set(f"fptrunc {VEC} {value} to <{LANES} x float>")
            at = f.address(values, place, "float")
            f.do(
                f"call void @llvm.masked.store.v8f32.p0(<8 x float> {small}, ptr {at}, i32 4, "
                f"{MASK} {inside})"
            )
    first = f.scalar(f.field("freed_from"), "%t", "i64")
    last = f.scalar(f.field("freed_from"), f.plus("%t", 1), "i64")
    with f.loop(last, first) as i:
        value = f.load(slots, f.scalar(f.field("freed_slot"), i, "i64"))
        at = f.address(f.field("freed"), f.plus(f.times(i, stride), column), "double")
        f.do(f"call void @llvm.masked.store.v8f64.p0({VEC} {value}, ptr {at}, i32 8, {MASK} {inside})")
    with f.when(f.set(f"icmp eq i64 {f.plus('%t', 1)}, {quarters}")):
        lanes = f.set(f"load {INT}, ptr {status}, align 64")
        small = f.set(f"trunc {INT} {lanes} to <{LANES} x i8>")
        at = f.address(f.field("status"), column, "i8")
        f.do(f"call void @llvm.masked.store.v8i8.p0(<8 x i8> {small}, ptr {at}, i32 1, {MASK} {inside})")
    f.do("ret void")
    head = "internal void @outputs(ptr %job, i64 %block, i64 %t, i64 %first, i64 %low, i64 %high"
    return function(f"{head}, i64 %column) noinline", f)


def _inside(f: Loops) -> tuple[str, str]:
    """The column of the first lane, and the lanes that the caller asked for."""
    lane = f.set(f"add {INT} {f.spread('%first', 'i64')}, {_IOTA}")
    above = f.set(f"icmp sge {INT} {lane}, {f.spread('%low', 'i64')}")
    below = f.set(f"icmp slt {INT} {lane}, {f.spread('%high', 'i64')}")
    return f.plus("%column", "%first"), f.both(above, below)


def _run() -> str:
    """The draws `low` to `high` (not included) of a cell; draw d is written to column `column` + d."""
    f = Loops()
    f.do(f"%blocks = alloca [{BLOCKS} x i64], align 8\n  %firsts = alloca [{BLOCKS} x i64], align 8")
    f.do("%number = alloca i64, align 8")
    quarters, table = f.field("quarters"), f.field("arguments")
    with f.loop(str(CELL // LANES // BLOCKS)) as group:
        f.do("store i64 0, ptr %number, align 8")
        for block in range(BLOCKS):
            unit = f.plus(f.times(group, BLOCKS // 2), block // 2)
            first = f.plus(f.times(unit, LANES), block % 2 * (CELL // 2))
            begins = f.set(f"icmp slt i64 {first}, %high")
            ends = f.set(f"icmp sgt i64 {f.plus(first, LANES)}, %low")
            with f.when(f.set(f"and i1 {begins}, {ends}")):
                k = f.scalar("%number", 0, "i64")
                f.do(f"store i64 {block}, ptr {f.address('%blocks', k, 'i64')}, align 8")
                f.do(f"store i64 {first}, ptr {f.address('%firsts', k, 'i64')}, align 8")
                f.do(f"store i64 {f.plus(k, 1)}, ptr %number, align 8")
                f.do(f"call void @begin(ptr %job, i64 {block}, i64 {first})")
        number = f.scalar("%number", 0, "i64")
        with f.when(f.set(f"icmp ne i64 {number}, 0")), f.loop(quarters) as t:
            for pair in range(BLOCKS // 2):
                unit = f.plus(f.times(group, BLOCKS // 2), pair)
                f.do(f"call void @shocks(ptr %job, i64 %cell, i64 {unit}, i64 {pair}, i64 {t})")
            with f.loop(number) as k:
                block = f.scalar("%blocks", k, "i64")
                f.do(f"call void @arguments(ptr %job, i64 {block}, i64 {k}, i64 {t})")
            step = f.scalar(f.field("step"), t, "ptr")
            f.do(f"call void {step}(ptr {table}, i64 {number})")
            with f.loop(number) as k:
                block, first = f.scalar("%blocks", k, "i64"), f.scalar("%firsts", k, "i64")
                f.do(
                    f"call void @outputs(ptr %job, i64 {block}, i64 {t}, i64 {first}, i64 %low, i64 %high, "
                    "i64 %column)"
                )
    f.do("ret void")
    return function("void @mg_run(ptr %job, i64 %cell, i64 %low, i64 %high, i64 %column)", f)


def _count() -> str:
    """Adds the values of one row to a histogram, their sum and squares around `centre` to `sums`."""
    f = Loops()
    f.do("%total = alloca [2 x double], align 16")
    first, second = f.address("%total", 0, "double"), f.address("%total", 1, "double")
    for at, source in ((first, 0), (second, 1)):
        f.do(f"store double {f.scalar('%sums', source)}, ptr {at}, align 8")
    top = f.set(f"sitofp i64 {f.set('sub i64 %bins, 1')} to double")
    with f.loop("%n") as i:
        small = f.set(f"load float, ptr {f.address('%values', i, 'float')}, align 4")
        x = f.set(f"fpext float {small} to double")
        place = f.set(f"fmul double {f.set(f'fsub double {x}, %low')}, %scale")
        inside = f.set(f"fcmp ogt double {place}, 0.0")
        place = f.set(f"select i1 {inside}, double {place}, double 0.0")
        inside = f.set(f"fcmp olt double {place}, {top}")
        place = f.set(f"select i1 {inside}, double {place}, double {top}")
        at = f.address("%counts", f.set(f"fptosi double {place} to i64"), "i64")
        count = f.set(f"add i64 {f.set(f'load i64, ptr {at}, align 8')}, 1")
        f.do(f"store i64 {count}, ptr {at}, align 8")
        d = f.set(f"fsub double {x}, %centre")
        for at, part in ((first, d), (second, f.set(f"fmul double {d}, {d}"))):
            total = f.set(f"load double, ptr {at}, align 8")
            f.do(f"store double {f.set(f'fadd double {total}, {part}')}, ptr {at}, align 8")
    for at, out in ((first, 0), (second, 1)):
        total = f.set(f"load double, ptr {at}, align 8")
        f.do(f"store double {total}, ptr {f.address('%sums', out, 'double')}, align 8")
    f.do("ret void")
    head = "void @mg_count(ptr %values, i64 %n, double %low, double %scale, i64 %bins, ptr %counts"
    return function(f"{head}, double %centre, ptr %sums)", f)
