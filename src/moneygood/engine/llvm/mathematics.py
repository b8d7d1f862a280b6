"""exp, log, tanh, sine and cosine of eight numbers at a time, and Philox, as LLVM text.

Straight polynomials without tables or branches, so that all lanes do the same work. exp and log are within
one unit in the last place, log after Tang's and Sun's reduction to sqrt(1/2)..sqrt(2), exp after
Cody and Waite. Philox4x64 with ten rounds is that of Salmon et al. (2011), as in numpy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from moneygood.engine.llvm.text import (
    HALF,
    INT,
    LANES,
    MASK,
    VEC,
    Lines,
    function,
    number,
    splat,
    splat_int,
)
from moneygood.engine.sampling.draws import COSINE, QUARTER_TURN, SINE
from moneygood.model.operations import OPERATIONS

EXP = [2.5110049204818658e-08, 2.763265472252779e-07, 2.755724088722987e-06, 2.4801485441561313e-05,
        0.00019841269890076403, 0.0013888888952352863, 0.008333333333319589, 0.04166666666648795,
        0.1666666666666668, 0.5000000000000019, 1.0, 1.0]  # fmt: skip
"""Interpolation at Chebyshev's points of +-ln 2 / 2, error 3e-18."""
LOG = [1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01,
        2.222219843214978396e-01, 2.857142874366239149e-01, 3.999999999940941908e-01,
        6.666666666666735130e-01]  # fmt: skip
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it leaves a whole number in the low bits
_MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_STEPS = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_LIBM = {"pow": 2, "erfc": 1}

DECLARATIONS = f"""
declare {VEC} @llvm.fma.v8f64({VEC}, {VEC}, {VEC})
declare {VEC} @llvm.sqrt.v8f64({VEC})
declare {VEC} @llvm.fabs.v8f64({VEC})
declare {VEC} @llvm.floor.v8f64({VEC})
declare {VEC} @llvm.rint.v8f64({VEC})
declare double @llvm.vector.reduce.fmax.v8f64({VEC})
declare double @llvm.vector.reduce.fmin.v8f64({VEC})
declare double @llvm.vector.reduce.fadd.v8f64(double, {VEC})
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
declare i8 @llvm.ctpop.i8(i8)
declare i64 @llvm.smax.i64(i64, i64)
declare i64 @llvm.smin.i64(i64, i64)
declare void @llvm.masked.store.v8f32.p0(<{LANES} x float>, ptr, i32, {MASK})
declare void @llvm.masked.store.v8f64.p0({VEC}, ptr, i32, {MASK})
declare void @llvm.masked.store.v8i8.p0(<{LANES} x i8>, ptr, i32, {MASK})
declare double @pow(double, double)
declare double @erfc(double)
"""


def exponential() -> str:
    """Results below 1e-307 are zero."""
    f = Lines()
    shifted = f.fma("%x", splat(1.0 / math.log(2.0)), splat(_ROUNDER))
    n = f.sub(shifted, splat(_ROUNDER))
    r = f.fma(n, splat(-_LN2_HIGH), "%x")
    r = f.fma(n, splat(-_LN2_LOW), r)
    p = f.fma(f.fma(f.estrin(r, EXP[:-2]), r, splat(EXP[-2])), r, splat(EXP[-1]))
    p = f.bits(p)
    out = f.unbits(f.int_op("add", p, f.int_op("shl", f.bits(shifted), splat_int(52))))
    out = f.select(f.compare("ogt", "%x", splat(709.78)), splat(math.inf), out)
    out = f.select(f.compare("olt", "%x", splat(-707.0)), splat(0.0), out)
    f.do(f"ret {VEC} {out}")
    return function(f"internal {VEC} @mg_exp({VEC} %x) noinline", f)


def logarithm() -> str:
    """Eight ordinary numbers take the short way; with zero, infinity, a negative or a subnormal number among
    them all take the long one, with the same result for the ordinary ones."""
    f = Lines()
    odd = f.compare("ult", "%x", splat(2.2250738585072014e-308))
    odd = f.set(f"or {MASK} {odd}, {f.compare('oeq', '%x', splat(math.inf))}")
    f.do(f"br i1 {f.any(odd)}, label %rare, label %ordinary")
    f.label("ordinary")
    f.do(f"ret {VEC} {_ordinary_log(f, '%x')}")
    f.label("rare")
    f.do(f"ret {VEC} {f.call('mg_any_log', '%x')}")
    return _any_log() + function(f"internal {VEC} @mg_log({VEC} %x) noinline", f)


def _any_log() -> str:
    """Zero, infinity, negative and subnormal numbers included."""
    f = Lines()
    small = f.compare("olt", "%x", splat(2.2250738585072014e-308))
    x = f.select(small, f.mul("%x", splat(2.0**54)), "%x")
    out = _ordinary_log(f, x, f.select(small, splat(-54.0), splat(0.0)))
    out = f.select(f.compare("oeq", "%x", splat(math.inf)), "%x", out)
    out = f.select(f.compare("oeq", "%x", splat(0.0)), splat(-math.inf), out)
    out = f.select(f.compare("ult", "%x", splat(0.0)), splat(math.nan), out)
    f.do(f"ret {VEC} {out}")
    return function(f"internal {VEC} @mg_any_log({VEC} %x) noinline cold", f)


def _ordinary_log(f: Lines, x: str, shift: str = "") -> str:
    """The logarithm of positive, finite numbers; `shift` is added to the power of two."""
    moved = f.int_op("sub", f.bits(x), splat_int(0x3FE6A09E667F3BCD))
    mantissa = f.int_op("sub", f.bits(x), f.int_op("and", moved, splat_int(-(1 << 52))))
    power = f.int_op("lshr", f.int_op("add", moved, splat_int(1 << 62)), splat_int(52))
    k = f.unbits(f.int_op("or", power, splat_int(0x4330000000000000)))
    k = f.sub(k, splat(2.0**52 + 1024.0))
    k = f.add(k, shift) if shift else k
    y = f.sub(f.unbits(mantissa), splat(1.0))
    s = f.div(y, f.add(y, splat(2.0)))
    z = f.mul(s, s)
    tail = f.mul(z, f.estrin(z, LOG))
    half = f.mul(f.mul(splat(0.5), y), y)
    low = f.fma(s, f.add(half, tail), f.mul(k, splat(_LN2_LOW)))
    return f.fma(k, splat(_LN2_HIGH), f.sub(y, f.sub(half, low)))


def hyperbolic_tangent() -> str:
    """Taylor's odd series below a quarter, exponentials above."""
    f = Lines()
    size = f.call("llvm.fabs.v8f64", "%x")
    z = f.mul("%x", "%x")
    series = f.fma(f.mul("%x", z), f.horner(z, tanh_series(11)), "%x")
    e = f.call("mg_exp", f.mul(splat(-2.0), size))
    big = f.div(f.sub(splat(1.0), e), f.add(splat(1.0), e))
    big = f.select(f.compare("olt", "%x", splat(0.0)), f.set(f"fneg {VEC} {big}"), big)
    out = f.select(f.compare("ogt", size, splat(0.25)), big, series)
    f.do(f"ret {VEC} {out}")
    return function(f"internal {VEC} @mg_tanh({VEC} %x) noinline", f)


def tanh_series(terms: int) -> list[float]:
    """Coefficients of x^3, x^5, ... of tanh from tanh' = 1 - tanh^2, highest power first."""
    c = [1.0]
    for n in range(1, terms + 1):
        c.append(-sum(c[i] * c[n - 1 - i] for i in range(n)) / (2 * n + 1))
    return c[:0:-1]


def lane_by_lane(name: str, lanes: int = LANES) -> str:
    """A function of the C library for each of the `lanes`; only for operations that are rare."""
    f = Lines()
    count = _LIBM[name]
    out = "poison"
    for lane in range(lanes):
        parts = [f.set(f"extractelement {VEC} {v}, i64 {lane}") for v in ("%x", "%y")[:count]]
        one = f.set(f"call double @{name}({', '.join(f'double {p}' for p in parts)})")
        out = f.set(f"insertelement {VEC} {out}, double {one}, i64 {lane}")
    f.do(f"ret {VEC} {out}")
    heads = ", ".join(f"{VEC} {v}" for v in ("%x", "%y")[:count])
    return function(f"internal {VEC} @mg_{name}({heads}) noinline", f)


def philox() -> str:
    """Four random words to `out` for the counter (c0, attempt, cell, quarter) and the key (seed, stream)."""
    f = Lines()
    c = ["%c0", "%attempt", "%cell", "%quarter"]
    key = ["%seed", "%stream"]
    for turn in range(10):
        if turn:
            key = [f.set(f"add i64 {k}, {step}") for k, step in zip(key, _STEPS, strict=True)]
        low, high = [], []
        for word, multiplier in ((c[0], _MULTIPLIERS[0]), (c[2], _MULTIPLIERS[1])):
            wide = f.set(f"zext i64 {word} to i128")
            product = f.set(f"mul nuw i128 {wide}, {multiplier}")
            low.append(f.set(f"trunc i128 {product} to i64"))
            high.append(f.set(f"trunc i128 {f.set(f'lshr i128 {product}, 64')} to i64"))
        first = f.set(f"xor i64 {f.set(f'xor i64 {high[1]}, {c[1]}')}, {key[0]}")
        third = f.set(f"xor i64 {f.set(f'xor i64 {high[0]}, {c[3]}')}, {key[1]}")
        c = [first, low[1], third, low[0]]
    for i, word in enumerate(c):
        f.do(f"store i64 {word}, ptr {f.address('%out', i, 'i64')}, align 8")
    f.do("ret void")
    head = "internal void @mg_philox(i64 %seed, i64 %stream, i64 %c0, i64 %attempt, i64 %cell, i64 %quarter"
    return function(f"{head}, ptr %out) alwaysinline", f)


def box_muller() -> str:
    """Sixteen normals from the eight halves at `radius` and the eight at `angle`: sines to `a`, cosines to
    `b`. The angle is a whole number of 2^-32 turns; only log may differ from numpy's in the last place."""
    f = Lines()
    h = f.set(f"load {HALF}, ptr %radius, align 8")
    u = f.mul(f.add(f.set(f"uitofp {HALF} {h} to {VEC}"), splat(0.5)), splat(2.0**-32))
    size = f.call("llvm.sqrt.v8f64", f.mul(splat(-2.0), _ordinary_log(f, u)))
    turn = f.set(f"load {HALF}, ptr %angle, align 8")
    moved = f.set(f"add {HALF} {turn}, {splat_int(1 << 29, 'i32')}")
    q = f.set(f"lshr {HALF} {moved}, {splat_int(30, 'i32')}")
    base = f.set(f"shl {HALF} {q}, {splat_int(30, 'i32')}")
    rest = f.set(f"sitofp {HALF} {f.set(f'sub {HALF} {turn}, {base}')} to {VEC}")
    r = f.mul(rest, splat(QUARTER_TURN))
    z = f.mul(r, r)
    sine = f.add(r, f.mul(f.mul(r, z), f.horner(z, list(SINE), fused=False)))
    square = f.mul(z, z)
    cosine = f.add(
        f.sub(splat(1.0), f.mul(splat(0.5), z)), f.mul(square, f.horner(z, list(COSINE), fused=False))
    )
    odd = f.set(f"trunc {HALF} {q} to {MASK}")
    for name, value, other, add in (("%a", sine, cosine, 0), ("%b", cosine, sine, 1)):
        at = f.set(f"add {HALF} {q}, {splat_int(add, 'i32')}")
        two = f.set(f"and {HALF} {at}, {splat_int(2, 'i32')}")
        minus = f.set(f"icmp ne {HALF} {two}, zeroinitializer")
        part = f.select(odd, other, value)
        part = f.select(minus, f.set(f"fneg {VEC} {part}"), part)
        f.store(f.mul(part, size), name)
    f.do("ret void")
    return function("internal void @mg_normals(ptr %radius, ptr %angle, ptr %a, ptr %b) alwaysinline", f)


def uniform_words() -> str:
    """Eight uniforms strictly between 0 and 1 from the eight words at `words`."""
    f = Lines()
    w = f.set(f"load {INT}, ptr %words, align 8")
    u = f.set(f"uitofp {INT} {f.int_op('lshr', w, splat_int(11))} to {VEC}")
    f.do(f"ret {VEC} {f.mul(f.add(u, splat(0.5)), splat(2.0**-53))}")
    return function(f"internal {VEC} @mg_uniforms(ptr %words) noinline", f)


def normal_distribution() -> str:
    """The standard normal distribution function, by the C library's erfc."""
    f = Lines()
    f.do(f"ret {VEC} {f.mul(splat(0.5), f.call('mg_erfc', f.mul('%x', splat(-(0.5**0.5)))))}")
    return function(f"internal {VEC} @mg_ndtr({VEC} %x) noinline", f)


FUNCTIONS: dict[str, tuple[Callable[[], str], tuple[str, ...]]] = {
    "mg_exp": (exponential, ()),
    "mg_log": (logarithm, ()),
    "mg_tanh": (hyperbolic_tangent, ("mg_exp",)),
    "mg_pow": (partial(lane_by_lane, "pow"), ()),
    "mg_erfc": (partial(lane_by_lane, "erfc"), ()),
    "mg_ndtr": (normal_distribution, ("mg_erfc",)),
}
"""What operations call beside LLVM's own functions: who writes it, and what that calls in turn."""


def mathematics(used: set[str]) -> str:
    """The functions that a module with the operations `used` calls."""
    wanted = [OPERATIONS[op].llvm.removeprefix("call ") for op in used if op in OPERATIONS]
    needed: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in FUNCTIONS and name not in needed:
            needed.add(name)
            wanted += FUNCTIONS[name][1]
    return "\n".join([DECLARATIONS, *(write() for name, (write, _) in FUNCTIONS.items() if name in needed)])


__all__ = ["FUNCTIONS", "box_muller", "mathematics", "number", "philox", "uniform_words"]
