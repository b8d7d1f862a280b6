"""Newton's method on one block for eight paths, as LLVM text: the steps of `engine/newton.py`, lane by lane.

A lane is frozen as soon as it has converged, so that it does not depend on its neighbours.
"""

from __future__ import annotations

from moneygood.core.paths import NON_FINITE, NOT_CONVERGED
from moneygood.engine.llvm.body import Body
from moneygood.engine.llvm.text import MASK, VEC, splat
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.program.program import Loop

NEWTON = Newton()
SOLVES, ITERATIONS, MOST = 1, 2, 3


def emit_loop(f: Body, loop: Loop) -> None:
    """The whole iteration; ends with the values that others read in their places."""
    before = [f"%before{i}" for i in range(len(loop.tears))]
    for name in before:
        f.do(f"{name} = alloca {VEC}, align 64")
    for name, kind in (("step", "i64"), ("halved", "i64"), ("active", "i8"), ("lost", "i8")):
        f.do(f"%{name} = alloca {kind}, align 8")
    f.do("store i64 0, ptr %step\n  store i64 0, ptr %halved")
    alive = f.alive()
    _put(f, "active", alive)
    f.tally(SOLVES, f.lanes_in(alive))
    for v, key in zip(loop.tears, loop.start, strict=True):
        f.store(f.input(key), *f.place(v))
    weights = _weights(f, loop)
    f.do("br label %head")
    f.label("head")
    outside = dict(f.known)
    tears = []
    for v in loop.tears:
        f.known[v] = f.load(*f.place(v))
        tears.append(f.known[v])
    f.carry_out(loop.evaluate, store=False)
    residuals = [f.get(v) for v in loop.residuals]
    evaluated = dict(f.known)
    step = f.set("load i64, ptr %step")
    f.do(f"br i1 {f.set(f'icmp eq i64 {step}, 0')}, label %again, label %judge")
    _judge(f, step, residuals, weights)
    _step_back(f, loop, tears, before)
    _after(f, step)
    f.label("again")
    turn = f.set(f"urem i64 {step}, {NEWTON.refresh}")
    f.do(f"br i1 {f.set(f'icmp eq i64 {turn}, 0')}, label %factor, label %solve")
    f.label("factor")
    f.known = dict(evaluated)
    f.carry_out(loop.factor)
    f.do("br label %solve")
    f.label("solve")
    f.known = dict(evaluated)
    _take_step(f, loop, step, tears, before)
    f.label("exit")
    f.known = dict(evaluated)
    for i in loop.evaluate:
        if f.has_place(i.out):
            f.store(f.known[i.out], *f.place(i.out))
    f.known = outside
    at = f.address("%count", MOST, "i64")
    old = f.set(f"load i64, ptr {at}")
    more = f.set(f"icmp ugt i64 {step}, {old}")
    f.do(f"store i64 {f.set(f'select i1 {more}, i64 {step}, i64 {old}')}, ptr {at}")


def _weights(f: Body, loop: Loop) -> list[str]:
    """What residuals are multiplied by: the table behind the run's numbers."""
    first = 0
    for u in f.layout.units:
        if u.loop is loop:
            break
        first += len(u.loop.tears) if u.loop is not None else 0
    base = len(f.layout.run)
    return [f.spread(f.scalar("%run", base + first + i)) for i in range(len(loop.tears))]


def _put(f: Body, name: str, mask: str) -> None:
    f.do(f"store i8 {f.set(f'bitcast {MASK} {mask} to i8')}, ptr %{name}")


def _take(f: Body, name: str) -> str:
    return f.set(f"bitcast i8 {f.set(f'load i8, ptr %{name}')} to {MASK}")


def _judge(f: Body, step: str, residuals: list[str], weights: list[str]) -> None:
    """Who is done, who has left the range of a formula."""
    f.label("judge")
    error = f.mul(f.call("llvm.fabs.v8f64", residuals[0]), weights[0])
    for r, w in zip(residuals[1:], weights[1:], strict=True):
        error = f.extreme("ogt", error, f.mul(f.call("llvm.fabs.v8f64", r), w))
    endless = f.compare("uge", error, splat(float("inf")))
    active = _take(f, "active")
    halved = f.set("load i64, ptr %halved")
    f.do(f"br i1 {f.set(f'icmp eq i64 {halved}, 0')}, label %normal, label %retry")
    f.label("normal")
    last = f.set(f"icmp eq i64 {step}, {NEWTON.limit}")
    bound = f.set(f"select i1 {last}, {VEC} {splat(NEWTON.accept)}, {VEC} {splat(NEWTON.tolerance)}")
    left = f.both(active, f.invert(f.compare("ole", error, bound)))
    _put(f, "active", left)
    f.do(f"br i1 {f.any(left)}, label %busy, label %exit")
    f.label("busy")
    lost = f.both(left, endless)
    _put(f, "lost", lost)
    f.do(f"br i1 {f.any(lost)}, label %back, label %after")
    f.label("retry")
    still = f.both(_take(f, "lost"), endless)
    _put(f, "lost", still)
    f.do(f"br i1 {f.any(still)}, label %more, label %found")
    f.label("found")
    f.do("store i64 0, ptr %halved\n  br label %after")
    f.label("more")
    spent = f.set(f"icmp uge i64 {halved}, {NEWTON.halvings}")
    f.do(f"br i1 {spent}, label %giveup, label %back")
    f.label("giveup")
    f.fail(still, NON_FINITE)
    rest = f.both(active, f.invert(still))
    _put(f, "active", rest)
    f.do("store i64 0, ptr %halved")
    f.do(f"br i1 {f.any(rest)}, label %after, label %exit")


def _step_back(f: Body, loop: Loop, tears: list[str], before: list[str]) -> None:
    """Halves the last step of the lanes that it led out of the range of a formula."""
    f.label("back")
    count = f.set(f"add i64 {f.set('load i64, ptr %halved')}, 1")
    f.do(f"store i64 {count}, ptr %halved")
    lost = _take(f, "lost")
    for v, z, name in zip(loop.tears, tears, before, strict=True):
        middle = f.mul(splat(0.5), f.add(z, f.load(name)))
        f.store(f.select(lost, middle, z), *f.place(v))
    f.do("br label %head")


def _after(f: Body, step: str) -> None:
    """At the last step whoever is still at it has failed."""
    f.label("after")
    f.do(f"br i1 {f.set(f'icmp eq i64 {step}, {NEWTON.limit}')}, label %late, label %again")
    f.label("late")
    f.fail(_take(f, "active"), NOT_CONVERGED)
    f.do("br label %exit")


def _take_step(f: Body, loop: Loop, step: str, tears: list[str], before: list[str]) -> None:
    f.carry_out(loop.solve, store=False)
    active = _take(f, "active")
    f.tally(ITERATIONS, f.lanes_in(active))
    slow = f.set(f"icmp uge i64 {step}, {NEWTON.patience}")
    pace = f.set(f"select i1 {slow}, {VEC} {splat(0.5)}, {VEC} {splat(1.0)}")
    for v, z, delta, name in zip(loop.tears, tears, loop.deltas, before, strict=True):
        f.store(z, name)
        moved = f.sub(z, f.mul(f.get(delta), pace))
        f.store(f.select(active, moved, z), *f.place(v))
    f.do(f"store i64 {f.set(f'add i64 {step}, 1')}, ptr %step\n  br label %head")
