"""The program of a quarter as C for gcc: what the compiled kernel is measured against.

The same operations in the same layout as `engine/kernel/step.py`, with gcc's vectors of eight doubles; gcc is
free to join multiplications and additions, to inline and to reorder.
"""

from __future__ import annotations

from moneygood.engine.llvm.layout import Layout
from moneygood.engine.llvm.mathematics import EXP, LOG, tanh_series
from moneygood.engine.llvm.solver import NEWTON
from moneygood.engine.llvm.step import ARGUMENTS, CELLS, GUARDS, ITERATIONS, MOST, SOLVES
from moneygood.engine.program.program import DRAW, QUARTER, RUN, Audit, Instr, Loop, Program

_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
_CALLS = {"exp": "vexp", "log": "vlog", "tanh": "vtanh", "sqrt": "vsqrt", "abs": "vabs", "pow": "vpow"}
_GIVEN = (
    "v8 *restrict b0, v8 **banks, const v8 *restrict shocks, const double *restrict run, "
    "const double *restrict quarter, const v8 *restrict draw, v8 *slots, m8 *status, double *worst, "
    "long long *count"
)


def _horner(x: str, coefficients: list[float]) -> str:
    total = repr(coefficients[0])
    for c in coefficients[1:]:
        total = f"({total} * {x} + {c!r})"
    return total


def _estrin(x: str, coefficients: list[float]) -> str:
    """The pairs of `Lines.estrin`."""
    terms, power = [repr(c) for c in reversed(coefficients)], x
    while len(terms) > 1:
        pairs = [f"({terms[k + 1]} * {power} + {terms[k]})" for k in range(0, len(terms) - 1, 2)]
        terms = pairs + terms[len(terms) - len(terms) % 2 :]
        power = f"({power} * {power})"
    return terms[0]


HEAD = f"""
#include <math.h>
#ifdef __AVX512DQ__
#include <immintrin.h>
#endif
typedef double v8 __attribute__((vector_size(64)));
typedef long long m8 __attribute__((vector_size(64)));
#define SPLAT(x) ((v8){{0}} + (x))
static inline v8 sel(m8 c, v8 a, v8 b) {{ return (v8)(((m8)a & c) | ((m8)b & ~c)); }}
static inline v8 vabs(v8 a) {{ return (v8)((m8)a & 0x7fffffffffffffffLL); }}
static inline v8 vmax(v8 a, v8 b) {{ return sel(a != a, a, sel(a > b, a, b)); }}
static inline v8 vmin(v8 a, v8 b) {{ return sel(a != a, a, sel(a < b, a, b)); }}
#ifdef __AVX512DQ__
static inline int any(m8 m) {{ return _mm512_movepi64_mask((__m512i)m) != 0; }}
static inline int size(m8 m) {{ return __builtin_popcount(_mm512_movepi64_mask((__m512i)m)); }}
static inline v8 vsqrt(v8 a) {{ return (v8)_mm512_sqrt_pd((__m512d)a); }}
#else
static inline int any(m8 m) {{ long long x = 0; for (int i = 0; i < 8; i++) x |= m[i]; return x != 0; }}
static inline int size(m8 m) {{ int x = 0; for (int i = 0; i < 8; i++) x -= (int)m[i]; return x; }}
static inline v8 vsqrt(v8 a) {{ v8 r; for (int i = 0; i < 8; i++) r[i] = sqrt(a[i]); return r; }}
#endif
static inline v8 vexp(v8 x) {{
  v8 t = x * {1.4426950408889634!r} + 6755399441055744.0, n = t - 6755399441055744.0;
  v8 r = x - n * 6.93147180369123816490e-01; r = r - n * 1.90821492927058770002e-10;
  v8 p = ({_estrin("r", EXP[:-2])} * r + {EXP[-2]!r}) * r + {EXP[-1]!r};
  p = (v8)((m8)p + ((m8)t << 52));
  p = sel(x > 709.78, SPLAT(INFINITY), p);
  return sel(x < -707.0, SPLAT(0.0), p);
}}
static inline v8 vlog(v8 x) {{
  m8 moved = (m8)x - 0x3FE6A09E667F3BCDLL, bits = (m8)x - (moved & -(1LL << 52));
  m8 power = (m8)(((unsigned long long __attribute__((vector_size(64))))(moved + (1LL << 62))) >> 52);
  v8 k = (v8)(power | 0x4330000000000000LL) - 4503599627371520.0, y = (v8)bits - 1.0, s = y / (y + 2.0);
  v8 z = s * s, tail = z * {_estrin("z", LOG)}, half = 0.5 * y * y;
  v8 low = s * (half + tail) + k * 1.90821492927058770002e-10;
  v8 out = k * 6.93147180369123816490e-01 - ((half - low) - y);
  m8 rare = ~((x > 0.0) & (x < INFINITY));
  if (__builtin_expect(any(rare), 0)) {{
    out = sel(x == INFINITY, x, out);
    out = sel(x == 0.0, SPLAT(-INFINITY), out);
    out = sel(x >= 0.0, out, SPLAT(NAN));
  }}
  return out;
}}
static inline v8 vtanh(v8 x) {{
  v8 size = vabs(x), z = x * x, e = vexp(-2.0 * size), big = (1.0 - e) / (1.0 + e);
  v8 series = x * z * {_horner("z", tanh_series(11))} + x;
  return sel(size > 0.25, sel(x < 0.0, -big, big), series);
}}
static inline v8 vpow(v8 a, v8 b) {{ v8 r; for (int i = 0; i < 8; i++) r[i] = pow(a[i], b[i]); return r; }}
static inline v8 vndtr(v8 a) {{
  v8 r; for (int i = 0; i < 8; i++) r[i] = 0.5 * erfc(-a[i] * 0.70710678118654752); return r;
}}
"""


class _Text:
    """The body of one C function."""

    def __init__(self, p: Program, layout: Layout) -> None:
        self.p, self.layout = p, layout
        self.rows: list[str] = []
        self.known: dict[int, str] = {}

    def place(self, v: int) -> str:
        name = self.p.home.get(v)
        return f"b0[{self.layout.rows[name]}]" if name is not None else f"slots[{self.layout.slots[v]}]"

    def stored(self, v: int) -> bool:
        return v in self.p.home or v in self.layout.slots

    def input(self, key: tuple[object, ...]) -> str:
        if key[0] == "const":
            return f"SPLAT({float(str(key[1]))!r})"
        if key[0] == "shock":
            return f"shocks[{self.layout.shocks[str(key[1])]}]"
        lag = int(str(key[2]))
        return f"banks[{lag}][{(self.layout.rows if lag == 1 else self.layout.deep)[str(key[1])]}]"

    def get(self, v: int) -> str:
        if v in self.known:
            return self.known[v]
        level, key = self.p.levels[v], self.p.inputs.get(v)
        if level == RUN:
            return f"SPLAT(run[{self.layout.run[v]}])"
        if level == QUARTER:
            return f"SPLAT(quarter[{self.layout.quarter[v]}])"
        if level == DRAW:
            return f"draw[{self.layout.draw[v]}]"
        if key is not None and key[0] in ("shock", "lag"):
            return self.input(key)
        return self.place(v)

    def carry_out(self, ops: list[Instr], *, store: bool = True) -> None:
        for i in ops:
            self.rows.append(f"v8 x{i.out} = {self.formula(i)};")
            self.known[i.out] = f"x{i.out}"
            if store and self.stored(i.out):
                self.rows.append(f"{self.place(i.out)} = x{i.out};")

    def formula(self, i: Instr) -> str:
        a = [self.get(v) for v in i.ins]
        if i.op in _SIGNS:
            return f"{a[0]} {_SIGNS[i.op]} {a[1]}"
        if i.op in _CALLS:
            return f"{_CALLS[i.op]}({', '.join(a)})"
        if i.op in ("max", "min"):
            return f"v{i.op}({a[0]}, {a[1]})"
        if i.op in ("gt", "ge"):
            return f"sel({a[0]} {'>' if i.op == 'gt' else '>='} {a[1]}, SPLAT(1.0), SPLAT(0.0))"
        if i.op == "neg":
            return f"-({a[0]})"
        return f"vndtr({a[0]})" if i.op == "ndtr" else a[0]


def c_text(p: Program, layout: Layout) -> str:
    """The whole translation unit."""
    parts, names = [HEAD], []
    for n, unit in enumerate(layout.units):
        body = _Text(p, layout)
        if unit.loop is not None:
            _loop(body, unit.loop)
        else:
            body.carry_out(unit.ops)
            for audit in unit.audits:
                _audit(body, audit, layout.audits.index(audit.label))
        parts.append(_function(f"part{n}", body.rows))
        names.append(f"part{n}")
    parts.append(_function("finish", _finish(p, layout)))
    order = [f"static const int at[] = {{{', '.join(str(i) for i in range(len(ARGUMENTS)))}}};"]
    given = ", ".join(f"t[i * {len(ARGUMENTS)} + at[{k}]]" for k in range(len(ARGUMENTS)))
    calls = [f"for (long long i = 0; i < blocks; i++) {n}({given});" for n in [*names, "finish"]]
    parts.append(
        "\n".join(["void mg_step(void **t, long long blocks) {", *order, *calls, "}", *_start(p, layout)])
    )
    return "\n".join(parts)


def _function(name: str, rows: list[str]) -> str:
    return "\n".join([f"static __attribute__((noinline)) void {name}({_GIVEN}) {{", *rows, "}"])


def _audit(f: _Text, audit: Audit, number: int) -> None:
    known = dict(f.known)
    f.rows.append("{")
    f.carry_out(audit.ops, store=False)
    f.rows.append(f"m8 ne = ({f.get(audit.left)} != {f.get(audit.right)}) & (*status == 0);")
    f.rows.append("if (__builtin_expect(any(ne), 0)) {")
    f.carry_out(audit.term_ops, store=False)
    f.rows.append("v8 big = SPLAT(0.0);")
    f.rows += [f"big = vmax(big, vabs({f.get(v)}));" for v in audit.terms]
    f.rows.append(f"v8 miss = vabs({f.get(audit.residual)}) / big;")
    f.rows.append("miss = sel(ne & (miss < INFINITY), miss, SPLAT(0.0));")
    f.rows.append(f"for (int i = 0; i < 8; i++) if (miss[i] > worst[{number}]) worst[{number}] = miss[i];")
    f.rows.append("} }")
    f.known = known


def _finish(p: Program, layout: Layout) -> list[str]:
    f = _Text(p, layout)
    f.rows.append("v8 total = SPLAT(0.0);")
    f.rows += [f"total += {f.get(v)};" for v in sorted(p.home)]
    for name, v in p.freed.items():
        f.rows.append(f"total += {f.get(v)}; slots[{layout.freed[name]}] = {f.get(v)};")
    f.rows.append("*status |= ~(vabs(total) < INFINITY) & (*status == 0) & 2; m8 alive = *status == 0;")
    if p.guards:
        f.rows.append(f"count[{CELLS}] += size(alive);")
    for n, (_, raw, low, high) in enumerate(p.guards):
        outside = f"(({f.get(raw)} < {f.get(low)}) | ({f.get(raw)} > {f.get(high)})) & alive"
        f.rows.append(f"count[{GUARDS + n}] += size({outside});")
    return f.rows


def _start(p: Program, layout: Layout) -> list[str]:
    f = _Text(p, layout)
    f.rows.append("void mg_start(const v8 *parameters, const double *run, v8 *draw) {")
    for v, key in p.inputs.items():
        if p.levels[v] == DRAW:
            f.rows.append(f"draw[{layout.draw[v]}] = parameters[{layout.parameters[str(key[1])]}];")
    f.rows += [f"draw[{layout.draw[i.out]}] = {f.formula(i)};" for i in p.draw_ops]
    return [*f.rows, "}"]


def _loop(f: _Text, loop: Loop) -> None:
    """Newton's method, step by step as in `engine/kernel/solver.py`."""
    first = 0
    for u in f.layout.units:
        if u.loop is loop:
            break
        first += len(u.loop.tears) if u.loop is not None else 0
    base = len(f.layout.run) + first
    places = [f.place(v) for v in loop.tears]
    f.rows.append("long long step = 0, halved = 0; m8 active = *status == 0, lost = {0};")
    f.rows += [f"v8 before{i} = SPLAT(0.0);" for i in range(len(places))]
    f.rows += [f"{at} = {f.input(key)};" for at, key in zip(places, loop.start, strict=True)]
    f.rows.append("for (;;) {")
    for i, v in enumerate(loop.tears):
        f.rows.append(f"v8 z{i} = {places[i]};")
        f.known[v] = f"z{i}"
    f.carry_out(loop.evaluate, store=False)
    leave = " ".join(f"{f.place(i.out)} = x{i.out};" for i in loop.evaluate if f.stored(i.out)) + " break;"
    f.rows.append("if (step) { v8 error = SPLAT(0.0);")
    f.rows += [
        f"error = vmax(error, vabs({f.get(v)}) * run[{base + i}]);" for i, v in enumerate(loop.residuals)
    ]
    back = " ".join(f"{at} = sel(lost, 0.5 * (z{i} + before{i}), z{i});" for i, at in enumerate(places))
    f.rows.append(f"""m8 endless = ~(error < INFINITY);
if (!halved) {{
  active &= ~(error <= (step == {NEWTON.limit} ? {NEWTON.accept!r} : {NEWTON.tolerance!r}));
  if (!any(active)) {{ {leave} }}
  lost = active & endless;
  if (any(lost)) {{ halved = 1; {back} continue; }}
}} else {{
  lost &= endless;
  if (any(lost) && halved < {NEWTON.halvings}) {{ halved++; {back} continue; }}
  if (any(lost)) {{ *status |= lost & (*status == 0) & 2; active &= ~lost; }}
  halved = 0;
  if (!any(active)) {{ {leave} }}
}}
if (step == {NEWTON.limit}) {{ *status |= active & (*status == 0) & 1; {leave} }} }}""")
    known = dict(f.known)
    f.rows.append(f"if (step % {NEWTON.refresh} == 0) {{")
    f.carry_out(loop.factor)
    f.rows.append("}")
    f.known = dict(known)
    f.carry_out(loop.solve, store=False)
    for i, (v, at) in enumerate(zip(loop.deltas, places, strict=True)):
        pace = f"(step >= {NEWTON.patience} ? 0.5 : 1.0)"
        f.rows.append(f"before{i} = z{i}; {at} = sel(active, z{i} - {f.get(v)} * {pace}, z{i});")
    f.rows.append("step++; }")
    f.rows.append(
        f"count[{SOLVES}]++; count[{ITERATIONS}] += step; if (step > count[{MOST}]) count[{MOST}] = step;"
    )
    f.known = {}
