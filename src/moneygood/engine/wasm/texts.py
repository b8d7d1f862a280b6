"""The kernel's LLVM text as wasm32 wants it: pointers of 32 bits in slots of 64, no product of 128 bits, and
vectors of `WIDTH` lanes where the processor's own would be eight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from moneygood.engine.llvm.driver import simulation_text
from moneygood.engine.llvm.layout import Layout
from moneygood.engine.llvm.loops import Loops
from moneygood.engine.llvm.mathematics import lane_by_lane
from moneygood.engine.llvm.step import step_modules
from moneygood.engine.llvm.text import LANES, VEC, function
from moneygood.engine.program.program import Program
from moneygood.engine.sampling.draws import CELL, PARAMETERS

WIDTH = 4
"""Paths that a function of the quarter works on at a time. A vector of WebAssembly has two numbers, so eight
paths side by side are four instructions of each kind: twice the code of four and no faster. With two, what
all paths share is read too often."""
_SPLAT = re.compile(rf"<(\w+) (\S+)(?:, \1 \2){{{LANES - 1}}}>")
_PACKED = re.compile(rf"( +%\S+) = bitcast <{LANES} x i1> (\S+) to i8")
_UNPACKED = re.compile(rf"( +%\S+) = bitcast i8 (\S+) to <{LANES} x i1>")
_WIDE = re.compile(
    r"  (%v\d+) = zext i64 (\S+) to i128\n  (%v\d+) = mul nuw i128 \1, (\d+)\n"
    r"  (%v\d+) = trunc i128 \3 to i64\n  (%v\d+) = lshr i128 \3, 64\n  (%v\d+) = trunc i128 \6 to i64\n"
)
_OWN = re.compile(r"@(mg_start|mg_step|finish|part\d+)\(")
_HIGH = """
define internal i64 @mg_high(i64 %a, i64 %b) alwaysinline {
  %al = and i64 %a, 4294967295
  %ah = lshr i64 %a, 32
  %bl = and i64 %b, 4294967295
  %bh = lshr i64 %b, 32
  %low = mul i64 %al, %bl
  %cross = mul i64 %ah, %bl
  %other = mul i64 %al, %bh
  %top = mul i64 %ah, %bh
  %carry = lshr i64 %low, 32
  %middle = add i64 %cross, %carry
  %part = and i64 %middle, 4294967295
  %second = add i64 %other, %part
  %up = lshr i64 %middle, 32
  %more = lshr i64 %second, 32
  %sum = add i64 %top, %up
  %high = add i64 %sum, %more
  ret i64 %high
}
"""
"""The upper half of a 64 by 64 bit product from products of halves (Knuth, algorithm M)."""


def driver_text() -> str:
    """The loops around the quarter, with `mg_normals_of` and `mg_uniforms_of` for drawn parameters."""
    return _narrow("\n".join([simulation_text(WIDTH), _normals_of(), _uniforms_of()]))


def step_text(number: int, p: Program, layout: Layout, *, audits: bool) -> str:
    """Program number `number`: `mg_start_N` and `mg_step_N`; without `audits` identities are not checked."""
    own = layout if audits else _unaudited(layout)
    (text,) = step_modules(p, own, 1)
    return _narrow(in_lanes(_OWN.sub(lambda m: f"@{m[1]}_{number}(", text), WIDTH))


def in_lanes(text: str, width: int) -> str:
    """Text for eight lanes as text for `width` of them, of vectors that stay where they stood in memory."""
    for name in ("pow", "erfc"):
        text = text.replace(lane_by_lane(name), lane_by_lane(name, width))
    text = re.sub(rf"getelementptr <({LANES} x \w+)>", r"getelementptr [\1]", text)
    text = _SPLAT.sub(lambda m: "<" + ", ".join([f"{m[1]} {m[2]}"] * width) + ">", text)
    text = _PACKED.sub(
        rf"\1.few = bitcast <{width} x i1> \2 to i{width}\n\1 = zext i{width} \1.few to i8", text
    )
    text = _UNPACKED.sub(
        rf"\1.few = trunc i8 \2 to i{width}\n\1 = bitcast i{width} \1.few to <{width} x i1>", text
    )
    text = text.replace(f"<{LANES} x ", f"<{width} x ").replace("align 64", f"align {8 * width}")
    text = text.replace(
        "getelementptr ", "getelementptr inbounds "
    )  # so that a place is part of its instruction
    return re.sub(rf"\.v{LANES}(f64|f32|i8)", rf".v{width}\1", text)


def function_names(programs: int) -> list[str]:
    """What a module with so many programs exports."""
    own = [f"{kind}_{k}" for k in range(programs) for kind in ("mg_start", "mg_step")]
    return ["mg_run", "mg_normals_of", "mg_uniforms_of", *own]


def _unaudited(layout: Layout) -> Layout:
    units: Sequence[object] = [u for u in layout.units if u.loop is not None or u.ops]
    return replace(layout, units=tuple(units))  # pyright: ignore[reportArgumentType]


def _narrow(text: str) -> str:
    """Tables of pointers keep the stride that they have in Python; a fused multiplication becomes two steps,
    which is what WebAssembly has; a product of 128 bits is put together from halves."""
    text = re.sub(r"getelementptr (inbounds )?ptr,", r"getelementptr \1i64,", text)
    text = re.sub(r"@llvm\.fma\.v(\d)f64", r"@llvm.fmuladd.v\1f64", text)
    text, found = _WIDE.subn(_product, text)
    return text + _HIGH if found else text


def _product(m: re.Match[str]) -> str:
    factor = int(m[4]) - (1 << 64 if int(m[4]) >= 1 << 63 else 0)
    return f"  {m[5]} = mul i64 {m[2]}, {factor}\n  {m[7]} = call i64 @mg_high(i64 {m[2]}, i64 {factor})\n"


def _normals_of() -> str:
    """Normals of `rows` rows of the parameters' stream for a whole cell, to `out` [unit, half, row, lane]."""
    f = Loops()
    with f.loop(str(CELL // 16)) as unit:
        a = f.address("%out", f.times(f.times(unit, 2), "%rows"))
        b = f.address(a, "%rows")
        f.do(
            f"call void @normals(i64 {f.field('seed')}, i64 {PARAMETERS}, i64 %attempt, i64 %cell, i64 %t, "
            f"i64 %rows, i64 {unit}, ptr {f.field('words')}, ptr {a}, ptr {b})"
        )
    f.do("ret void")
    head = "void @mg_normals_of(ptr %job, i64 %attempt, i64 %cell, i64 %t, i64 %rows, ptr %out)"
    return function(head, f)


def _uniforms_of() -> str:
    """Uniforms of the first row of the parameters' stream for a whole cell, to `out` [draw]."""
    f = Loops()
    with f.loop(str(CELL // 16)) as unit, f.loop("2") as half:
        u = f.set(
            f"call {VEC} @uniform_row(i64 {f.field('seed')}, i64 {PARAMETERS}, i64 %cell, i64 %t, i64 0, "
            f"i64 {half}, i64 {unit})"
        )
        f.store(u, "%out", f.plus(f.times(half, CELL // 16), unit))
    f.do("ret void")
    return function("void @mg_uniforms_of(ptr %job, i64 %cell, i64 %t, ptr %out)", f)
