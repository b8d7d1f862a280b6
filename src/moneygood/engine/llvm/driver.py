"""The loops around the compiled quarter, as LLVM text: blocks of paths, quarters, what is written out.

Blocks of eight paths go in pairs, one of each half of a random-number cell, because one run of Box-Muller
gives the normals of both. One text serves every model; what differs stands in the table of fields.
"""

from __future__ import annotations

from moneygood.engine.llvm.loops import Loops
from moneygood.engine.llvm.mathematics import (
    DECLARATIONS,
    box_muller,
    logarithm,
    philox,
    uniform_words,
)
from moneygood.engine.llvm.reductions import reductions
from moneygood.engine.llvm.shock_text import shock_functions
from moneygood.engine.llvm.text import INT, LANES, MASK, VEC, function, splat_int
from moneygood.engine.sampling.draws import CELL

BLOCKS = 2
"""Blocks of eight paths that go through each part of the program in turn, so that its code is read once."""
UNASKED = 255
"""Status of a lane that only fills up its block: it is not solved for, and nothing counts it."""
_IOTA = "<" + ", ".join(f"i64 {i}" for i in range(LANES)) + ">"


def driver_module() -> str:
    """The whole module as text: `mg_run(fields, cell, first, end, column)`, and what reduces paths."""
    return "\n".join([simulation_text(), reductions()])


def simulation_text(width: int = LANES) -> str:
    """`mg_run` and what it calls, for a quarter that takes `width` of a block's paths at a time."""
    head = [DECLARATIONS, logarithm(), philox(), box_muller(), uniform_words(), *shock_functions()]
    return "\n".join([*head, _begin(width), _arguments(width), _outputs(), _run(width)])


def _begin(width: int) -> str:
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
    wanted = f.set(f"select {MASK} {_asked(f)}, {INT} zeroinitializer, {INT} {splat_int(UNASKED)}")
    f.do(f"store {INT} {wanted}, ptr {status}, align 64")
    own = f.address(f.field("slots"), f.times("%block", f.field("slot_size")))
    with f.loop(f.field("parameters")) as p:
        source = f.address(f.field("parameter_table"), f.plus(f.times(p, 1024), "%first"), "double")
        f.store(f.set(f"load {VEC}, ptr {source}, align 8"), own, p)
    draw = f.address(f.field("draw_table"), f.times("%block", f.field("draw_size")))
    with f.loop(f.field("programs")) as k:
        start = f.scalar(f.field("start"), k, "ptr")
        run = f.scalar(f.field("start_run"), k, "ptr")
        offset = f.scalar(f.field("start_draw"), k, "i64")
        fixed = f.address(draw, offset)
        for lane in range(0, LANES, width):
            f.do(f"call void {start}(ptr {_lane(f, own, lane)}, ptr {run}, ptr {_lane(f, fixed, lane)})")
    f.do("ret void")
    head = "internal void @begin(ptr %job, i64 %block, i64 %first, i64 %low, i64 %high) noinline"
    return function(head, f)


def _lane(f: Loops, base: str, lane: int) -> str:
    """The address of lane number `lane` of the vector that stands at `base`."""
    return f.address(base, lane, "double") if lane else base


def _arguments(width: int) -> str:
    """What the compiled quarter gets for one block: row `row` of the table of arguments, and for each further
    `width` of the block's paths the next."""
    f = Loops()
    parts = LANES // width
    depth, n, deep = f.field("depth"), f.field("variables"), f.field("deep")
    banks = f.address(f.field("banks"), f.times(f.times("%block", 2), n))
    ring = f.address(f.field("ring"), f.times("%block", f.times(depth, deep)))
    size = f.plus(depth, 2)
    first = f.address(
        f.field("bank_table"), f.times("%block", size if parts == 1 else f.times(size, parts)), "ptr"
    )
    tables = [first, *(f.address(first, f.times(size, k), "ptr") for k in range(1, parts))]
    b0, b1 = (f.address(banks, f.times(f.set(f"urem i64 {t}, 2"), n)) for t in ("%t", f.plus("%t", 1)))
    for k, bank in enumerate((b0, b1)):
        _point(f, tables, k, bank, width)
    with f.loop(f.plus(depth, 1), "2") as k:
        back = f.set(f"sub i64 {f.plus('%t', depth)}, {k}")
        at = f.address(ring, f.times(f.set(f"urem i64 {back}, {depth}"), deep))
        _point(f, tables, k, at, width)
    shocks = f.address(f.field("shock_table"), f.times("%block", f.field("shocks")))
    draw = f.address(f.field("draw_table"), f.times("%block", f.field("draw_size")))
    draw = f.address(draw, f.scalar(f.field("draw"), "%t", "i64"))
    status = f.address(f.field("lanes"), "%block", INT)
    slots = f.address(f.field("slots"), f.times("%block", f.field("slot_size")))
    run, quarter, worst, count = (
        f.scalar(f.field(name), "%t", "ptr") for name in ("run", "quarter", "worst", "count")
    )
    for part, table in enumerate(tables):
        lane = part * width
        own = {name: _lane(f, base, lane) for name, base in (("b0", b0), ("shocks", shocks), ("draw", draw))}
        own |= {"slots": _lane(f, slots, lane), "status": _lane(f, status, lane)}
        arguments = (
            own["b0"], table, own["shocks"], run, quarter, own["draw"], own["slots"], own["status"],
            worst, count,
        )  # fmt: skip
        row = "%row" if parts == 1 else f.plus(f.times("%row", parts), part)
        at = f.address(f.field("arguments"), f.times(row, len(arguments)), "ptr")
        for i, argument in enumerate(arguments):
            f.do(f"store ptr {argument}, ptr {f.address(at, i, 'ptr')}")
    f.do("ret void")
    return function("internal void @arguments(ptr %job, i64 %block, i64 %row, i64 %t) noinline", f)


def _point(f: Loops, tables: list[str], k: str | int, bank: str, width: int) -> None:
    """Entry `k` of the table of banks of each part of a block."""
    for part, table in enumerate(tables):
        f.do(f"store ptr {_lane(f, bank, part * width)}, ptr {f.address(table, k, 'ptr')}")


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
    column, inside = f.plus("%column", "%first"), _asked(f)
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
            later = f.address(values, f.plus(place, stride), "float")  # the next quarter's, fetched early
            f.do(f"call void @llvm.prefetch.p0(ptr {later}, i32 1, i32 3, i32 1)")
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


def _asked(f: Loops) -> str:
    """The lanes of the block that begins at draw `first` that the caller asked for."""
    lane = f.set(f"add {INT} {f.spread('%first', 'i64')}, {_IOTA}")
    above = f.set(f"icmp sge {INT} {lane}, {f.spread('%low', 'i64')}")
    below = f.set(f"icmp slt {INT} {lane}, {f.spread('%high', 'i64')}")
    return f.both(above, below)


def _run(width: int) -> str:
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
                f.do(f"call void @begin(ptr %job, i64 {block}, i64 {first}, i64 %low, i64 %high)")
        number = f.scalar("%number", 0, "i64")
        with f.when(f.set(f"icmp ne i64 {number}, 0")), f.loop(quarters) as t:
            for pair in range(BLOCKS // 2):
                unit = f.plus(f.times(group, BLOCKS // 2), pair)
                f.do(f"call void @shocks(ptr %job, i64 %cell, i64 {unit}, i64 {pair}, i64 {t})")
            with f.loop(number) as k:
                block = f.scalar("%blocks", k, "i64")
                f.do(f"call void @arguments(ptr %job, i64 {block}, i64 {k}, i64 {t})")
            step = f.scalar(f.field("step"), t, "ptr")
            rows = number if width == LANES else f.times(number, LANES // width)
            f.do(f"call void {step}(ptr {table}, i64 {rows})")
            with f.loop(number) as k:
                block, first = f.scalar("%blocks", k, "i64"), f.scalar("%firsts", k, "i64")
                f.do(
                    f"call void @outputs(ptr %job, i64 {block}, i64 {t}, i64 {first}, i64 %low, i64 %high, "
                    "i64 %column)"
                )
    f.do("ret void")
    return function("void @mg_run(ptr %job, i64 %cell, i64 %low, i64 %high, i64 %column)", f)
