"""The shocks of a quarter in the kernel: Philox, Box-Muller, pairs, correlation, fat tails, as LLVM text."""

from __future__ import annotations

from moneygood.engine.llvm.kept_shocks import READ, WRITTEN
from moneygood.engine.llvm.loops import Loops
from moneygood.engine.llvm.text import LANES, MASK, VEC, function, splat
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sources import ANTITHETIC, TABLE

AHEAD = 2
"""Rows of random words made before their normals."""
_TWINS = "<8 x i32> <i32 0, i32 0, i32 2, i32 2, i32 4, i32 4, i32 6, i32 6>"
_ODD = "<" + ", ".join(f"i1 {i % 2}" for i in range(LANES)) + ">"


def shock_functions() -> list[str]:
    """The functions behind `shocks(fields, cell, unit, pair, quarter)`."""
    return [_twin(), _normals(), _words(), _shocks()]


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


def _normals() -> str:
    """Normals of `rows` rows for unit `unit`: first halves of the pairs to `a`, second halves to `b`.

    A row takes eight words, four for the radii and four for the angles. Words are made two rows ahead: whole
    numbers and Box-Muller keep different parts of the processor busy at the same time, and what was just
    stored is not read at once.
    """
    f = Loops()
    _row_of_words(f, "0")
    _row_of_words(f, "1")
    with f.loop("%rows") as row:
        _row_of_words(f, f.plus(row, AHEAD))
        radius = f.address("%words", f.times(row, 8), "i64")
        angle = f.address(radius, 4, "i64")
        a, b = f.address("%a", row), f.address("%b", row)
        f.do(f"call void @mg_normals(ptr {radius}, ptr {angle}, ptr {a}, ptr {b})")
    f.do("ret void")
    head = "internal void @normals(i64 %seed, i64 %stream, i64 %attempt, i64 %cell, i64 %t, i64 %rows"
    return function(f"{head}, i64 %unit, ptr noalias %words, ptr noalias %a, ptr noalias %b) noinline", f)


def _row_of_words(f: Loops, row: str) -> None:
    """The words of row `row`."""
    k = f.plus(f.times(row, 128), "%unit", 1)
    at = f.address("%words", f.times(row, 8), "i64")
    for part in (0, 1):
        f.do(
            f"call void @mg_philox(i64 %seed, i64 %stream, i64 {f.plus(k, 64 * part)}, i64 %attempt, "
            f"i64 %cell, i64 %t, ptr {f.address(at, 4 * part, 'i64')})"
        )


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
    table = f.set(f"icmp eq i64 {f.field('mode')}, {TABLE}")
    f.do(f"br i1 {table}, label %table, label %drawn")
    f.label("table")
    with f.loop("2") as half, f.loop(count) as row:
        column = f.plus(f.times(half, 512), f.times("%unit", LANES))
        at = f.plus(f.times(f.plus(f.times("%t", count), row), 1024), column)
        source = f.address(f.field("fed"), at, "double")
        value = f.set(f"load {VEC}, ptr {source}, align 8")
        f.store(value, out, f.plus(f.times(half, count), row))
    f.do("ret void")
    f.label("drawn")
    vectors = f.plus(f.times("%t", CELL // LANES // 2), "%unit")
    kept = f.address(f.field("kept_shocks"), f.times(f.times(vectors, 2), count))
    again = f.set(f"icmp eq i64 {f.field('keeping')}, {READ}")
    f.do(f"br i1 {again}, label %again, label %anew")
    f.label("again")
    with f.loop("2") as half:
        _impose(f, half, count, kept, out)
    f.do("ret void")
    f.label("anew")
    words = f.field("words")
    place = "i64 %cell, i64 %t"
    rest = f"{place}, i64 {n}, i64 %unit, ptr {words}, ptr {z}, ptr {f.address(z, n)}"
    f.do(f"call void @normals(i64 {seed}, i64 0, i64 0, {rest})")
    paired = f.set(f"icmp eq i64 {f.field('mode')}, {ANTITHETIC}")
    with f.when(paired), f.loop(f.times(n, 2)) as row:
        twin = f.set(f"call {VEC} @twin(ptr %job, {VEC} {f.load(z, row)}, double -1.0, double 0.0)")
        f.store(twin, z, row)
    with f.when(f.set(f"icmp ne i64 {f.field('square')}, 0")):
        second = f.address("%extra", 1)
        rest = f"{place}, i64 1, i64 %unit, ptr {words}, ptr %extra, ptr {second}"
        f.do(f"call void @normals(i64 {seed}, i64 1, i64 1, {rest})")
    with f.loop("2") as half:
        _half(f, half, n, count, z, out)
    with f.when(f.set(f"icmp eq i64 {f.field('keeping')}, {WRITTEN}")), f.loop(f.times(count, 2)) as row:
        f.store(f.load(out, row), kept, row)
    with f.loop("2") as half:
        _impose(f, half, count, out, out)
    f.do("ret void")
    return function("internal void @shocks(ptr %job, i64 %cell, i64 %unit, i64 %pair, i64 %t) noinline", f)


def _half(f: Loops, half: str, n: str, count: str, z: str, out: str) -> None:
    """Correlation, fat tails and standard deviations of one half."""
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
    with f.loop(n) as j:
        row = f.scalar(f.field("normal_rows"), j, "i64")
        x = f.mul(f.mul(f.load(own, j), f.load(factor)), f.spread(f.scalar(f.field("sd"), j)))
        f.store(x, out, f.plus(f.times(half, count), row))
    with f.loop(f.field("uniforms")) as j:
        row = f.scalar(f.field("uniform_rows"), j, "i64")
        u = f.set(
            f"call {VEC} @uniform_row(i64 {seed}, i64 2, i64 %cell, i64 %t, i64 {j}, i64 {half}, i64 %unit)"
        )
        u = f.set(f"call {VEC} @twin(ptr %job, {VEC} {u}, double -1.0, double 1.0)")
        f.store(u, out, f.plus(f.times(half, count), row))


def _impose(f: Loops, half: str, count: str, drawn: str, out: str) -> None:
    """What a setting imposes on the shocks of one half: sizes on top, uniforms in the place of the drawn."""
    given = f.address(f.field("given"), f.times("%t", count), "double")
    own, to = (f.address(table, f.times(half, count)) for table in (drawn, out))
    with f.loop(f.field("normals")) as j:
        row = f.scalar(f.field("normal_rows"), j, "i64")
        f.store(f.add(f.load(own, row), f.spread(f.scalar(given, row))), to, row)
    with f.loop(f.field("uniforms")) as j:
        row = f.scalar(f.field("uniform_rows"), j, "i64")
        imposed = f.spread(f.scalar(given, row))
        f.store(f.select(f.compare("ord", imposed, imposed), imposed, f.load(own, row)), to, row)
