"""Which identities are proved when a program is made, and which are evaluated on every path."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.engine import simulate
from moneygood.engine.program.emit import Emitter, compile_schedule
from moneygood.engine.program.lower import HoldPattern, lower
from moneygood.engine.program.program import Audit, Instr, Program, Straight

TEXT = """
[y] "Output" source: ours
log(y) ~ 0.5 * log(y[-1])

[c] "Consumption" source: ours
c = 0.6 * y + g

[g] "The rest" source: ours
g = y[-1] / 4 + 0.1 * exp(y)

[r] "Rate that answers itself" source: ours
r ~ 0.3 * s

[s] "Spread" source: ours
s = r / (1 + r ^ 2) - 0.2 * c
"""
START = {"y": 1.0, "c": 1.0, "g": 0.5, "r": 0.1, "s": 0.1}


@pytest.fixture(scope="module")
def model(small):
    return small.build(TEXT, dict.fromkeys(START, "1"), shocks={"eps_y": 0.02, "eps_r": 0.1})


@pytest.fixture(scope="module")
def program(model) -> Program:
    return compile_schedule(lower(model, HoldPattern()))


def test_what_straight_code_made_is_proved_and_what_a_loop_made_is_evaluated(program):
    assert sorted(program.proved) == ["c", "g"]
    assert [s.label for s in program.main if isinstance(s, Audit)] == ["s"]


@pytest.mark.parametrize("backend", ["numpy", "compiled"])
def test_proved_identities_hold_on_the_paths_and_are_reported(model, small, backend):
    run = simulate(model, small.start(model, 6, START), draws=40, seed=2, backend=backend, exact=True)
    assert set(run.identity_error) == {"c", "g", "s"}
    assert (run.identity_error["c"], run.identity_error["g"]) == (0.0, 0.0)
    assert run.identity_error["s"] < 1e-9
    y, c, g = (run.paths.series(n) for n in ("y", "c", "g"))
    before = np.vstack([np.ones((1, 40)), y[:-1]])
    np.testing.assert_allclose(g, before / 4 + 0.1 * np.exp(y), rtol=4e-16)
    np.testing.assert_allclose(c, 0.6 * y + g, rtol=4e-16)


def test_a_proof_fails_where_one_instruction_is_another(model, program):
    """Whatever part of the check is changed, it is no longer what made the value."""
    em = Emitter(lower(model, HoldPattern()), frozenset())
    em.out = [i for s in program.main if isinstance(s, Straight) for i in s.ops]
    em.straight()
    value = program.current["c"]
    (last,) = [i for s in program.main if isinstance(s, Straight) for i in s.ops if i.out == value]
    assert last.op == "add"
    fresh = len(program.levels)
    assert em.same(value, fresh, [Instr("add", fresh, last.ins)])
    assert not em.same(value, fresh, [Instr("sub", fresh, last.ins)])
    assert not em.same(value, fresh, [Instr("add", fresh, (last.ins[0], last.ins[0]))])
    assert not em.same(value, fresh, [])
