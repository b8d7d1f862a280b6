"""Solutions with leads against closed forms, dense algebra and a Schur decomposition."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.ordering import eliminate
from moneygood.engine.foresight.recursive import Recursive
from moneygood.engine.foresight.stacked import StackedSystem
from moneygood.engine.foresight.system import System, isolate
from moneygood.model.graph import Graph, Node


def linear(graph: Graph, terms: list[tuple[float, Node]]) -> Node:
    return graph.add_all(graph.apply("mul", graph.const(c), n) for c, n in terms)


def random_system(
    rng: np.random.Generator, n: int, lags: int, leads: int
) -> tuple[System, dict[int, np.ndarray]]:
    """A random linear system sum_k A_k x(t+k) = e(t), with dense enough blocks and a strong present."""
    graph = Graph()
    blocks = {}
    for k in range(-lags, leads + 1):
        block = rng.normal(size=(n, n)) * (rng.random((n, n)) < 0.4) * (0.25 if k else 1.0)
        blocks[k] = block + (3.0 * np.eye(n) if k == 0 else 0.0)
    residuals = []
    for i in range(n):
        terms = [
            (float(b[i, j]), graph.var(f"x{j}", -k)) for k, b in blocks.items() for j in range(n) if b[i, j]
        ]
        residuals.append(linear(graph, [*terms, (-1.0, graph.var(f"e{i}"))]))
    return System(graph, tuple(f"x{i}" for i in range(n)), tuple(residuals), {}), blocks


@pytest.mark.parametrize(("seed", "lags", "leads"), [(0, 1, 1), (1, 3, 2), (2, 0, 3), (3, 4, 0), (4, 2, 4)])
def test_sweep_gives_the_solution_of_the_whole_dense_system(seed: int, lags: int, leads: int) -> None:
    rng = np.random.default_rng(seed)
    n, quarters = 6, 11
    system, blocks = random_system(rng, n, lags, leads)
    first, last = system.max_lag, system.max_lag + quarters
    table = rng.normal(size=(last + system.max_lead, len(system.series)))
    dense, right = np.zeros((n * quarters, n * quarters)), np.zeros(n * quarters)
    for t in range(quarters):
        rows = slice(n * t, n * (t + 1))
        right[rows] = [table[first + t, system.row[f"e{i}"]] for i in range(n)]
        for k, b in blocks.items():
            if 0 <= t + k < quarters:
                dense[rows, n * (t + k) : n * (t + k + 1)] = b
            elif b.any():
                right[rows] -= b @ table[first + t + k, :n]
    StackedSystem(system).solve(table, first, last)
    np.testing.assert_allclose(
        table[first:last, :n].ravel(), np.linalg.solve(dense, right), rtol=0, atol=1e-11
    )


def test_elimination_solves_what_dense_algebra_solves() -> None:
    from moneygood.engine.foresight import kernels

    rng = np.random.default_rng(7)
    for _ in range(20):
        n = int(rng.integers(2, 30))
        dense = rng.normal(size=(n, n)) * (rng.random((n, n)) < 0.2)
        dense[rng.permutation(n), np.arange(n)] += rng.normal(size=n) * 2 + 0.1
        if abs(np.linalg.det(dense)) < 1e-8:
            continue
        rows, columns = np.nonzero(dense)
        e = eliminate(rows.tolist(), columns.tolist(), dense[rows, columns], n, n)
        lanes = np.zeros((e.size, 2))
        lanes[e.entry, 0], lanes[e.entry, 1] = dense[rows, columns], 2 * dense[rows, columns]
        kernels.factor(e, lanes)
        y, x = rng.normal(size=(n, 1)) * np.ones((1, 2)), np.zeros((n, 2))
        expected = np.linalg.solve(dense, y[:, 0])
        kernels.solve(e, lanes, y, x)
        np.testing.assert_allclose(x[:, 0], expected, atol=1e-8 * max(1.0, np.abs(expected).max()))
        np.testing.assert_allclose(x[:, 1], expected / 2, atol=1e-8 * max(1.0, np.abs(expected).max()))


def test_elimination_of_a_singular_matrix_is_refused() -> None:
    with pytest.raises(MoneygoodError) as fault:
        eliminate([0, 0, 1, 1], [0, 1, 0, 1], np.array([1.0, 2.0, 2.0, 4.0]), 2, 2)
    assert fault.value.code == "E041"


def test_order_holds_when_a_bound_switches_slopes_off() -> None:
    from moneygood.engine.foresight import kernels

    rng = np.random.default_rng(11)
    for _ in range(30):
        n = 8
        dense = np.eye(n) + np.triu(rng.normal(size=(n, n)) * (rng.random((n, n)) < 0.3), 1)
        dense = dense[rng.permutation(n)]
        switched = (rng.random((n, n)) < 0.3) & (np.abs(dense) < 1) & (dense != 0)
        rows, columns = np.nonzero(dense)
        big = np.where(switched, 50.0 * dense, dense)
        may_vanish = switched[rows, columns].tolist()
        e = eliminate(rows.tolist(), columns.tolist(), big[rows, columns], n, n, may_vanish)
        off = np.where(switched, 0.0, dense)
        a = np.zeros((e.size, 1))
        a[e.entry, 0] = off[rows, columns]
        kernels.factor(e, a)
        x = np.zeros((n, 1))
        kernels.solve(e, a, np.ones((n, 1)), x)
        np.testing.assert_allclose(x[:, 0], np.linalg.solve(off, np.ones(n)), atol=1e-9)


def cagan(alpha: float) -> System:
    """m - p = -alpha (p(+1) - p), prices in logarithms."""
    g = Graph()
    p, ahead, m = g.var("p"), g.var("p", -1), g.var("m")
    growth = g.apply("sub", ahead, p)
    return System(
        g,
        ("p",),
        (g.apply("add", g.apply("sub", m, p), g.apply("mul", g.par("alpha"), growth)),),
        {"alpha": alpha},
    )


def test_prices_of_cagan_are_the_discounted_sum_of_money() -> None:
    alpha, quarters = 2.0, 60
    rng = np.random.default_rng(3)
    m = np.cumsum(rng.normal(size=quarters + 1))
    system = cagan(alpha)
    table = np.zeros((quarters + 1, 2))
    table[:, system.row["m"]] = m
    table[quarters, 0] = m[quarters]  # money stands still after the end, and so do prices
    StackedSystem(system).solve(table, 0, quarters)
    weight = alpha / (1 + alpha)
    for t in range(quarters):
        ahead = quarters - t
        closed = sum(weight**k * m[t + k] for k in range(ahead)) / (1 + alpha) + weight**ahead * m[quarters]
        assert table[t, 0] == pytest.approx(closed, abs=1e-12)


def test_announced_money_moves_prices_before_it_comes() -> None:
    system, quarters = cagan(2.0), 40
    table = np.zeros((quarters + 1, 2))
    table[10:, system.row["m"]] = 1.0
    table[quarters, 0] = 1.0
    StackedSystem(system).solve(table, 0, quarters)
    np.testing.assert_allclose(table[:11, 0], (2 / 3) ** np.arange(10, -1, -1), atol=1e-6)


def test_share_price_on_a_growing_dividend_is_gordons() -> None:
    """C-4: price = (dividend(+1) + price(+1)) / (1 + r), with the last growth going on after the end."""
    g = Graph()
    r, growth, quarters = 0.02, 0.005, 30
    price, dividend = g.var("price"), g.var("dividend")
    ahead = g.apply("add", g.var("dividend", -1), g.var("price", -1))
    grow = g.apply("sub", dividend, g.apply("mul", g.const(1 + growth), g.var("dividend", 1)))
    value = g.apply("sub", price, g.apply("div", ahead, g.const(1 + r)))
    system = System(g, ("price", "dividend"), (value, grow), {})
    table = np.ones((quarters + 2, 2)) * np.array([40.0, 1.0])
    StackedSystem(system, terminal="growth").solve(table, 1, quarters + 1)
    paid = (1 + growth) ** np.arange(1, quarters + 1)
    np.testing.assert_allclose(table[1:-1, 0], paid * (1 + growth) / (r - growth), rtol=1e-10)


def schur_solution(a: np.ndarray, b: np.ndarray, states: int) -> tuple[np.ndarray, np.ndarray]:
    """x(+1) = P x, y = F x of A z(+1) = B z, z = (x, y), by the generalised Schur form (stable roots first)."""  # noqa: E501
    from scipy.linalg import ordqz

    aa, bb, alpha, beta, _, z = ordqz(b, a, sort="iuc", output="complex")
    assert np.sum(np.abs(alpha) < np.abs(beta)) == states
    z11, z21 = z[:states, :states], z[states:, :states]
    s11, t11 = bb[:states, :states], aa[:states, :states]
    move = z11 @ np.linalg.solve(s11, t11) @ np.linalg.inv(z11)
    return move.real, (z21 @ np.linalg.inv(z11)).real


def test_new_keynesian_model_is_that_of_the_schur_decomposition() -> None:
    beta, kappa, sigma, phi_pi, phi_y, rho, persist = 0.99, 0.1, 1.0, 1.5, 0.125, 0.8, 0.7
    g = Graph()

    def eq(*terms: tuple[float, str, int]) -> Node:
        return linear(g, [(c, g.var(n, lag)) for c, n, lag in terms])

    system = System(
        g,
        ("gap", "inf", "rate", "cost"),
        (
            eq((1, "gap", 0), (-1, "gap", -1), (1 / sigma, "rate", 0), (-1 / sigma, "inf", -1)),
            eq((1, "inf", 0), (-beta, "inf", -1), (-kappa, "gap", 0), (-1, "cost", 0)),
            eq(
                (1, "rate", 0),
                (-rho, "rate", 1),
                (-(1 - rho) * phi_pi, "inf", 0),
                (-(1 - rho) * phi_y, "gap", 0),
            ),
            eq((1, "cost", 0), (-persist, "cost", 1), (-1, "e", 0)),
        ),
        {},
    )
    quarters = 300
    table = np.zeros((1 + quarters + 1, len(system.series)))
    table[1, system.row["e"]] = 1.0
    StackedSystem(system).solve(table, 1, quarters + 1)
    # states: rate(-1), cost; jumps: gap, inf.  A z(+1) = B z
    a, b = np.zeros((4, 4)), np.zeros((4, 4))
    a[0], b[0] = [1, 0, 0, 0], [rho, 0, (1 - rho) * phi_y, (1 - rho) * phi_pi]
    a[1], b[1] = [0, 1, 0, 0], [0, persist, 0, 0]
    a[2], b[2] = [-1 / sigma, 0, 1, 1 / sigma], [0, 0, 1, 0]
    a[3], b[3] = [0, 0, 0, beta], [0, -1, -kappa, 1]
    move, jump = schur_solution(a, b, 2)
    state = np.array([0.0, 1.0])
    for t in range(40):
        gap, inf = jump @ state
        assert table[1 + t, system.row["gap"]] == pytest.approx(gap, abs=1e-9)
        assert table[1 + t, system.row["inf"]] == pytest.approx(inf, abs=1e-9)
        state = move @ state


def test_expectation_that_nothing_ties_down_is_refused() -> None:
    g = Graph()
    x, ahead = g.var("x"), g.var("x", -1)
    zero = g.apply("sub", g.apply("sub", ahead, x), g.var("e"))
    system = System(g, ("x",), (zero,), {})
    with pytest.raises(MoneygoodError) as fault:
        StackedSystem(system, terminal="steady").solve(np.zeros((12, 2)), 0, 10)
    assert fault.value.code == "E041"


def test_unknown_in_no_equation_is_refused() -> None:
    g = Graph()
    system = System(
        g, ("x", "y"), (g.apply("sub", g.var("x"), g.const(1.0)), g.apply("sub", g.var("x"), g.var("e"))), {}
    )
    with pytest.raises(MoneygoodError) as fault:
        Recursive(system)
    assert fault.value.code == "E041"


def test_missing_figure_and_unknown_end_are_refused() -> None:
    system = cagan(1.0)
    table = np.zeros((11, 2))
    table[4, system.row["m"]] = np.nan
    for code, run in (
        ("E042", lambda: StackedSystem(system).solve(table, 0, 10)),
        ("E042", lambda: StackedSystem(system).solve(table, 0, 11)),
        ("E043", lambda: StackedSystem(system, terminal="anything")),
    ):
        with pytest.raises(MoneygoodError) as fault:
            run()
        assert fault.value.code == code


def test_isolated_unknown_solves_its_equation() -> None:
    g = Graph()
    x, a, b = g.var("x"), g.var("a"), g.var("b")
    ap = g.apply
    inside = ap("sub", ap("log", ap("div", x, a)), ap("mul", b, a))
    found = isolate(g, ap("sub", inside, b), x)
    assert found is not None
    from moneygood.model.evaluate import evaluate

    values = {"a": 1.7, "b": 0.3}
    got = float(evaluate([found], lambda n: values[n.payload[0]])[0])
    assert np.log(got / 1.7) - 0.3 * 1.7 - 0.3 == pytest.approx(0.0, abs=1e-15)
    assert isolate(g, ap("sub", ap("add", x, ap("exp", x)), a), x) is None
    assert isolate(g, ap("sub", ap("abs", x), a), x) is None


def test_lane_is_the_same_among_others_as_alone() -> None:
    """C-17, C-18: no path sees another, to the last bit."""
    g = Graph()
    x, y = g.var("x"), g.var("y")
    ap = g.apply
    system = System(
        g,
        ("x", "y"),
        (
            ap(
                "sub",
                ap("sub", x, ap("mul", g.const(0.5), ap("exp", ap("neg", y)))),
                ap("mul", g.const(0.3), g.var("x", 1)),
            ),
            ap("sub", ap("sub", y, ap("max", ap("mul", x, x), g.const(0.2))), g.var("e")),
        ),
        {},
    )
    rng = np.random.default_rng(1)
    lanes = np.zeros((21, 3, 9))
    lanes[:, system.row["e"]] = rng.normal(size=(21, 9))
    compiled = Recursive(system)
    alone = [lanes[:, :, i : i + 1].copy() for i in range(9)]
    status, _ = compiled.solve(lanes, 1, 21)
    assert (status == -1).all()
    for i, one in enumerate(alone):
        compiled.solve(one, 1, 21)
        assert np.array_equal(one[:, :, 0], lanes[:, :, i])
    left = lanes[1:, 0] - 0.5 * np.exp(-lanes[1:, 1]) - 0.3 * lanes[:-1, 0]
    assert np.max(np.abs(left)) < 1e-12
