"""The tape against a slow simulator that evaluates every equation in pure Python, draw by draw."""

from __future__ import annotations

import math

import numpy as np
import pytest

from moneygood.core.paths import NON_FINITE, OK
from moneygood.engine import simulate
from moneygood.engine.sampling.draws import parameter_rows
from moneygood.engine.sampling.sources import ShockSource
from moneygood.model.graph import Node

OPS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": math.pow,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "min": min,
    "max": max,
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
    "ndtr": lambda a: math.erfc(-a / math.sqrt(2.0)) / 2,
    "tanh": math.tanh,
    "via": lambda a: a,
}

TEXT = """
[y] "Output" source: ours
log(y) ~ 0.8 * log(y[-1]) - 0.01 * (r - two) + 0.02 * smoothstep(w[-1]) + 0.01 * log(w)

[r] "Rate" source: ours
r ~ smax(b * r[-1] + (1 - b) * (two + 50 * log(y)), 0.1, 0.2)

[w] "Wealth" source: ours
dlog(w) ~ 0.01 - 0.03 * (r - r[-1]) + 0.5 * log(y / y[-1]) - 0.1 * step(u_run - 0.9) * logistic(r)

[k] "Sum" source: ours
k = avg(w, 3) + y * min(r, two) - abs(d(r)) ^ 1.5

[share] "Ratio" source: ours
log(share) = log(k / w[-2]) * normal_cdf(r - two)
"""


def _value(node: Node, leaf) -> float:
    done: dict[int, float] = {}
    stack = [node]
    while stack:
        n = stack[-1]
        if n.id in done:
            stack.pop()
        elif n.op == "const":
            done[n.id] = n.payload
        elif not n.args:
            done[n.id] = leaf(n)
        elif all(a.id in done for a in n.args):
            done[n.id] = OPS[n.op](*[done[a.id] for a in n.args])
        else:
            stack.extend(n.args)
    return done[node.id]


def _reference(model, setting, shocks, parameters, quarters) -> np.ndarray:
    """Gauss-Seidel on the explicit forms until nothing moves: slow and obvious."""
    past = setting.history.shape[1]
    table = {n: list(setting.history[i]) for i, n in enumerate(model.variables)}
    for t in range(quarters):
        now = {n: table[n][-1] for n in model.variables}
        for _ in range(400):
            before = dict(now)
            for e in model.equations:

                def leaf(n: Node, t: int = t, now: dict[str, float] = now) -> float:
                    if n.op == "par":
                        return parameters[n.payload]
                    if n.op == "shock":
                        return shocks[n.payload][t]
                    if n.op == "add_":
                        return 0.0
                    name, lag = n.payload
                    return now[name] if lag == 0 else table[name][past + t - lag]

                now[e.lhs_variable] = _value(e.explicit, leaf)
            if max(abs(now[n] - before[n]) for n in now) < 1e-14:
                break
        for n, v in now.items():
            table[n].append(v)
    return np.array([table[n][past:] for n in model.variables])


def test_every_variable_of_some_draws(small):
    units = dict.fromkeys(("y", "r", "w", "k", "share"), "1")
    record = {"value": 0.7, "unit": "1", "range": [0.5, 0.9], "se": 0.1, "draw": "normal"}
    extra = "distribution: {kind: student_t, df: 5, source: ours}\nuniforms: {u_run: {source: ours}}"
    model = small.build(
        TEXT, units, {"two": (2.0, "1"), "b": record},
        {"eps_y": 0.01, "eps_r": 0.2, "eps_w": 0.05}, extra_shocks=extra,
    )  # fmt: skip
    quarters = 6
    setting = small.start(model, quarters, {"y": 1.0, "r": 2.0, "w": 0.6, "k": 3.0, "share": 1.0})
    run = simulate(model, setting, draws=1500, seed=9, threads=1)
    source = ShockSource(model, 9, "student_t")
    for draw in (0, 1, 700, 1023, 1024, 1400):
        cells = [source.cell(t, draw // 1024)[:, draw % 1024] for t in range(quarters)]
        shocks = {n: [float(c[i]) for c in cells] for i, n in enumerate(model.shocks)}
        drawn = [p for p in model.parameters.values() if p.draw]
        rows = parameter_rows(drawn, [p.value for p in drawn], 9, draw // 1024)
        parameters = {p.name: p.value for p in model.parameters.values()}
        parameters |= {p.name: float(rows[i, draw % 1024]) for i, p in enumerate(drawn)}
        expected = _reference(model, setting, shocks, parameters, quarters)
        np.testing.assert_allclose(run.paths.values[:, :, draw], expected, rtol=2e-7, atol=2e-7)


def test_a_failed_draw_keeps_its_place_and_is_counted(small):
    """C-9: a failed draw keeps its place."""
    text = '[x] "Walk" source: ours\nx ~ x[-1]\n\n[z] "Its log" source: ours\nz = log(x)\n'
    model = small.build(text, {"x": "1", "z": "1"}, {}, {"eps_x": 1.0})
    setting = small.start(model, 3, {"x": 1.0})
    run = simulate(model, setting, draws=4000, seed=1, distribution="normal")
    source = ShockSource(model, 1, "normal")
    x = 1.0 + np.cumsum(
        [np.concatenate([source.cell(t, c)[0] for c in range(4)])[:4000] for t in range(3)], axis=0
    )
    failed = (x <= 0.0).any(axis=0)
    np.testing.assert_array_equal(run.paths.status, np.where(failed, NON_FINITE, OK))
    assert run.paths.failed_share == failed.mean()
    np.testing.assert_allclose(run.paths.series("x")[:, ~failed], x[:, ~failed], rtol=1e-6)
    assert np.isfinite(run.paths.series("z")[:, ~failed]).all()


def test_a_draw_fails_alone_inside_a_block(small):
    """Some draws have no solution; the others are what they are when simulated by themselves."""
    text = '[x] "Block" source: ours\nx ~ 0.3 * log(y) + 1\n\n[y] "Other" source: ours\ny = x + g\n'
    model = small.build(text, {"x": "1", "y": "1", "g": "exo 1"}, {}, {"eps_x": 1.0})
    setting = small.start(model, 3, {"x": 1.0, "y": 1.5}, g=0.5)
    run = simulate(model, setting, draws=3000, seed=4, threads=1, distribution="normal")
    assert 0.01 < run.paths.failed_share < 0.99
    good = np.flatnonzero(run.paths.ok)
    for draw in good[:: max(len(good) // 8, 1)]:
        alone = simulate(
            model, setting, draws=1, seed=4, threads=1, first_draw=int(draw), distribution="normal"
        )
        np.testing.assert_array_equal(alone.paths.values[:, :, 0], run.paths.values[:, :, draw])
    x, y = run.paths.series("x")[:, good], run.paths.series("y")[:, good]
    np.testing.assert_allclose(y, x + 0.5, rtol=1e-5, atol=1e-6)
    assert run.identity_error["y"] < 1e-9


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"draws": 0}, "0 draws"),
        ({"draws": 10, "batch": 0}, "batch"),
        ({"draws": 10, "threads": -1}, "threads"),
        ({"draws": 10, "first_draw": -1}, "first draw"),
        ({"draws": 10, "keep": ["q"]}, "no variable 'q'"),
        ({"draws": 10, "distribution": "cauchy"}, "cauchy"),
    ],
)
def test_requests_out_of_range_are_refused(small, request_, words):
    from moneygood.core.errors import MoneygoodError

    model = small.build('[x] "Walk" source: ours\nx ~ x[-1]\n', {"x": "1"}, {}, {"eps_x": 1.0})
    with pytest.raises(MoneygoodError, match="E005") as caught:
        simulate(model, small.start(model, 2, {"x": 1.0}), seed=1, **request_)
    assert words in str(caught.value)
