"""The program of one quarter as LLVM text for eight paths: the functions `mg_start` and `mg_step`.

The operations are those of the NumPy machine in the same order and without contraction, so that the two
differ only where their exp and log round differently.
"""

from __future__ import annotations

from moneygood.engine.llvm.body import Body
from moneygood.engine.llvm.layout import Layout
from moneygood.engine.llvm.mathematics import mathematics
from moneygood.engine.llvm.solver import emit_loop
from moneygood.engine.llvm.text import MASK, VEC, Lines, function, splat
from moneygood.engine.llvm.translate import AS_WRITTEN
from moneygood.engine.program.program import DRAW, FULL, Audit, Program

ARGUMENTS = ("b0", "banks", "shocks", "run", "quarter", "draw", "slots", "status", "worst", "count")
PARAMETERS = ", ".join(f"ptr {'noalias ' if a == 'b0' else ''}%{a}" for a in ARGUMENTS)
CELLS, SOLVES, ITERATIONS, MOST, GUARDS = range(5)
"""Places in the table of counts; the guards' own counts begin at `GUARDS`."""
MODULES = 4
"""Modules of a program: enough for as many cores, few enough that what each repeats does not weigh."""


def step_modules(p: Program, layout: Layout, modules: int = MODULES) -> list[str]:
    """The whole program as the texts of `modules` modules, which are compiled side by side.

    The first holds what is called from outside; functions of the others are known to it by name.
    """
    parts = _parts(p, layout)
    names = [*(f"part{n}" for n in range(len(layout.units))), "finish"]
    shares: list[list[int]] = [[] for _ in range(modules)]
    for n in sorted(range(len(parts)), key=lambda n: -len(parts[n])):
        min(shares, key=lambda s: sum(len(parts[i]) for i in s)).append(n)
    away = [f"declare void @{names[n]}({', '.join(['ptr'] * len(ARGUMENTS))})" for n in range(len(names))]
    texts = []
    for k, share in enumerate(shares):
        own = [parts[n] for n in sorted(share)]
        if k == 0:
            own += [*(away[n] for n in range(len(names)) if n not in share), _step(names), _start(p, layout)]
        texts.append(AS_WRITTEN + mathematics(operations(p)) + "\n".join(own))
    return texts


def _parts(p: Program, layout: Layout) -> list[str]:
    """The functions of one quarter, in order."""
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
        parts.append(function(f"void @part{n}({PARAMETERS}) noinline", body))
    return [*parts, _finish(p, layout)]


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
    return function(f"void @finish({PARAMETERS}) noinline", body)


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
