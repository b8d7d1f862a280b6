"""What is formed from kept paths, as LLVM text: counts and moments of rows, mean paths around an event.

Sums are taken lane by lane in the order of the draws and joined at the end, so that they depend on nothing
but the draws of a piece.
"""

from __future__ import annotations

from moneygood.engine.llvm.loops import Loops
from moneygood.engine.llvm.text import INT, LANES, VEC, function, splat

_FLOATS = f"<{LANES} x float>"


def reductions() -> str:
    """`mg_count` and `mg_around`."""
    return "\n".join([_count(), _around()])


def _count() -> str:
    """For each of `rows` rows of `n` floats: their counts in `bins` bins, their sum and squares around a
    centre added to `sums` [row, 2], the least and the largest kept in `ends` [row, 2].

    `scales` [row, 3] holds where the bins begin, bins per unit, and the centre. Counts and sums of the rows
    lie `apart` rows from one another.
    """
    f = Loops()
    f.do(f"%part = alloca [4 x {VEC}], align 64")
    top = f.set(f"sitofp i64 {f.set('sub i64 %bins, 1')} to double")
    whole = f.set(f"and i64 %n, {-LANES}")
    with f.loop("%rows") as row:
        values = f.address("%values", f.times(row, "%n"), "float")
        place = f.times(row, "%apart")
        counts = f.address("%counts", f.times(place, "%bins"), "i32")
        sums = f.address("%sums", f.times(place, 2), "double")
        ends = f.address("%ends", f.times(row, 2), "double")
        low, scale, centre = (f.scalar(f.address("%scales", f.times(row, 3), "double"), k) for k in range(3))
        for k in range(2):
            f.store(splat(0.0), "%part", k)
            f.store(f.spread(f.scalar(ends, k)), "%part", 2 + k)
        given = tuple(f.spread(x) for x in (low, scale, centre, top))
        with f.loop(f.set(f"lshr i64 {whole}, 3")) as block:
            at = f.address(values, f.times(block, LANES), "float")
            small = f.set(f"load {_FLOATS}, ptr {at}, align 4")
            _eight(f, f.set(f"fpext {_FLOATS} {small} to {VEC}"), given, counts)
        with f.loop("%n", whole) as i:
            small = f.set(f"load float, ptr {f.address(values, i, 'float')}, align 4")
            one = f.set(f"fpext float {small} to double")
            first = f.set(f"insertelement {VEC} {f.spread(centre)}, double {one}, i64 0")
            _eight(f, first, given, counts, one=f.spread(one))
        for k in range(2):
            at = f.address(sums, k, "double")
            total = f.scalar(sums, k)
            joined = f.set(f"call double @llvm.vector.reduce.fadd.v8f64(double {total}, {VEC} "
                           f"{f.load('%part', k)})")  # fmt: skip
            f.do(f"store double {joined}, ptr {at}, align 8")
        for k, how in ((0, "min"), (1, "max")):
            best = f.set(f"call double @llvm.vector.reduce.f{how}.v8f64({VEC} {f.load('%part', 2 + k)})")
            f.do(f"store double {best}, ptr {f.address(ends, k, 'double')}, align 8")
    f.do("ret void")
    head = "void @mg_count(ptr %values, i64 %rows, i64 %n, i64 %bins, ptr %scales, i64 %apart, ptr %counts"
    return function(f"{head}, ptr %sums, ptr %ends)", f)


def _eight(f: Loops, x: str, given: tuple[str, ...], counts: str, *, one: str = "") -> None:
    """Counts eight figures, or the first alone where it is given as `one` (the rest then lie at the
    centre)."""
    low, scale, centre, top = given
    place = f.mul(f.sub(x, low), scale)
    place = f.select(f.compare("ogt", place, splat(0.0)), place, splat(0.0))
    place = f.select(f.compare("olt", place, top), place, top)
    bins = f.set(f"fptosi {VEC} {place} to {INT}")
    for lane in range(1 if one else LANES):
        at = f.address(counts, f.set(f"extractelement {INT} {bins}, i64 {lane}"), "i32")
        more = f.set(f"add i32 {f.set(f'load i32, ptr {at}, align 4')}, 1")
        f.do(f"store i32 {more}, ptr {at}, align 4")
    d = f.sub(x, centre)
    f.store(f.add(f.load("%part", 0), d), "%part", 0)
    f.store(f.add(f.load("%part", 1), f.mul(d, d)), "%part", 1)
    for k, how in ((2, "olt"), (3, "ogt")):
        best, seen = f.load("%part", k), one or x
        f.store(f.select(f.compare(how, seen, best), seen, best), "%part", k)


def _around() -> str:
    """Adds the quarters around each onset to `sums` [distance]: `values` [quarter, draw] with rows `stride`
    apart, `draws` and their `onsets` (from 1, 0 for never), `before` and `width` quarters of distance."""
    f = Loops()
    with f.loop("%n") as i:
        small = f.set(f"load i16, ptr {f.address('%onsets', i, 'i16')}, align 2")
        onset = f.set(f"zext i16 {small} to i64")
        with f.when(f.set(f"icmp ne i64 {onset}, 0")):
            first = f.set(f"sub i64 {f.set(f'sub i64 {onset}, 1')}, %before")
            lacking = f.set(f"sub i64 0, {first}")
            low = f.set(f"call i64 @llvm.smax.i64(i64 {lacking}, i64 0)")
            left = f.set(f"sub i64 %quarters, {first}")
            high = f.set(f"call i64 @llvm.smin.i64(i64 {left}, i64 %width)")
            column = f.address("%values", f.scalar("%draws", i, "i64"), "float")
            with f.loop(high, low) as k:
                at = f.address(column, f.times(f.plus(first, k), "%stride"), "float")
                x = f.set(f"fpext float {f.set(f'load float, ptr {at}, align 4')} to double")
                total = f.set(f"fadd double {f.scalar('%sums', k)}, {x}")
                f.do(f"store double {total}, ptr {f.address('%sums', k, 'double')}, align 8")
    f.do("ret void")
    head = "void @mg_around(ptr %values, i64 %stride, i64 %quarters, ptr %draws, ptr %onsets, i64 %n"
    return function(f"{head}, i64 %before, i64 %width, ptr %sums)", f)
