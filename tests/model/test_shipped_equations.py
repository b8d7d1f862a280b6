"""Every equation that ships, at points where all variables are positive and of the order of one."""

import numpy as np
import pytest

from moneygood.model.build import load_model
from moneygood.model.evaluate import evaluate
from moneygood.model.graph import derivative, leaves, reachable

POINTS = 8


@pytest.fixture(scope="module")
def shipped():
    return load_model()


@pytest.fixture(scope="module")
def at(shipped):
    """The value of every leaf [point]: variables drawn, parameters at their records."""
    rng = np.random.default_rng(7)
    roots = [n for e in shipped.equations for n in (e.residual, e.explicit)]
    drawn = {n: rng.uniform(0.6, 1.4, POINTS) for n in reachable(*roots) if n.op not in ("const", "par")}
    for n in reachable(*roots):
        if n.op == "par":
            drawn[n] = np.float64(shipped.parameters[n.payload].value)
    return drawn


def test_every_explicit_form_makes_the_residual_zero(shipped, at):
    checked = 0
    for e in shipped.equations:
        if e.implicit:
            continue
        own = shipped.graph.var(e.label)
        solved = evaluate([e.explicit], lambda n: at[n])[0] + np.zeros(POINTS)
        there = at | {own: solved}
        parts = evaluate([e.residual], lambda n, there=there: there[n])[0] + np.zeros(POINTS)
        sound = np.isfinite(parts) & np.isfinite(solved)
        size = 1.0 + np.abs(solved)
        assert np.all(np.abs(parts / size)[sound] < 1e-9), e.label
        checked += bool(sound.any())
    assert checked > 0.8 * len(shipped.equations)


def test_every_derivative_agrees_with_finite_differences(shipped, at):
    step, compared = 1e-6, 0
    for e in shipped.equations:
        for leaf in sorted(
            (n for n in leaves(e.residual) if n.op == "var" and n.payload[1] == 0), key=lambda n: n.id
        ):
            slope = evaluate([derivative(shipped.graph, e.residual, leaf.payload[0])], lambda n: at[n])[0]
            values = []
            for shift in (-step, 0.0, step):
                moved = at | {leaf: at[leaf] + shift}
                values.append(evaluate([e.residual], lambda n, moved=moved: moved[n])[0] + np.zeros(POINTS))
            behind, here, ahead = values
            with np.errstate(all="ignore"):
                size = 1.0 + np.abs(slope) + np.abs(here)
                smooth = (
                    np.abs(ahead - 2 * here + behind) < 1e-9 * size
                )  # no corner and no steep curve nearby
                off = np.abs((ahead - behind) / (2 * step) - slope) / size
            assert np.all(off[smooth] < 1e-5), (e.label, leaf.payload)
            compared += int(smooth.sum())
    assert compared > 5 * len(shipped.equations)
