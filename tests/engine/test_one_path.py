"""One path on plain numbers against NumPy's machine at a width of one: the same bits, also where it fails."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
import pytest

from moneygood.baseline.workspace import Workspace, open_workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import NOT_CONVERGED
from moneygood.engine import Hold, Setting, solve_path
from moneygood.engine.one_path import OnePath
from moneygood.engine.program.prepare import prepare
from moneygood.engine.solve_path import TIGHT, make_machine
from moneygood.model.model import Model
from moneygood.scenarios.library import find_plan

HOPELESS = """
[x] "No solution" source: ours
x = exp(x) + g + eps_x
"""


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    return open_workspace()


def by_arrays(model: Model, setting: Setting) -> tuple[np.ndarray, dict[str, float], list[float]]:
    """Values [variable, quarter], misses of identities and worst residuals, from the machine of arrays."""
    prepared = prepare(model, setting)
    machine = make_machine(model, prepared, 1, TIGHT)
    values = np.array(setting.exogenous, dtype=np.float64)
    worst = []
    with np.errstate(all="ignore"):
        machine.reset(prepared.history, {})
        for t, pattern in enumerate(prepared.patterns):
            machine.shocks[:, 0] = setting.shocks[:, t]
            machine.tally.worst_residual = 0.0
            b = machine.step(pattern, t, prepared.numbers[t])
            for name in b.program.current:
                values[model.row(name), t] = b.bank[machine.bank_row[name], 0]
            worst.append(machine.tally.worst_residual)
            machine.advance(b, t)
    return values, machine.tally.identity, worst


def held(setting: Setting) -> Setting:
    """With holds in some quarters, so that patterns alternate, and with every disturbance."""
    rng = np.random.default_rng(3)
    shocks = setting.shocks + 0.01 * rng.standard_normal(setting.shocks.shape) * (setting.shocks == 0.0)
    holds = tuple(Hold("ffr", t, 5.0, "eps_policy_stance") for t in (2, 3, 7))
    return dataclasses.replace(setting, shocks=shocks, holds=(*setting.holds, *holds))


@pytest.mark.parametrize("change", [lambda s: s, held], ids=["baseline", "shaken and held"])
def test_the_shipped_model_has_the_same_bits_either_way(change) -> None:
    laid = workspace().lay(find_plan("baseline"), 12)
    model, setting = laid.model, change(laid.setting)
    values, identity, worst = by_arrays(model, setting)
    found = solve_path(model, setting)
    assert found.values.tobytes() == values.tobytes()
    assert {k: found.identity_error[k] for k in identity} == identity
    assert found.residuals.tolist() == worst


def test_a_block_without_a_solution_fails_as_it_does_for_a_block_of_draws(small) -> None:
    model = small.build(HOPELESS, {"x": "1", "g": "exo 1"}, {}, {"eps_x": 1.0})
    setting = small.start(model, 1, {"x": 0.0}, g=1.0)
    prepared = prepare(model, setting)
    machine = make_machine(model, prepared, 1, TIGHT)
    with np.errstate(all="ignore"):
        machine.reset(prepared.history, {})
        machine.step(prepared.patterns[0], 0, prepared.numbers[0])
        path = OnePath(prepared.programs, prepared.scalars, prepared.scale, prepared.history, TIGHT)
        path.step(prepared.patterns[0], prepared.numbers[0], {"eps_x": 0.0})
    assert path.status == machine.status[0] == NOT_CONVERGED
    assert path.failed_residual == machine.tally.failed_residual > 0.1
    with pytest.raises(MoneygoodError, match="E001: the block of x was not solved"):
        solve_path(model, setting)
