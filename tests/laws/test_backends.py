"""Every shipped scenario on both backends: the same figures to nine digits and more."""

from __future__ import annotations

import numpy as np
import pytest

import shipped
from moneygood import api
from moneygood.engine import simulate
from moneygood.engine.program.prepare import sizes


@pytest.mark.parametrize("name", shipped.SCENARIOS)
def test_every_variable_of_every_scenario(name):
    """Relative to the figure, and where it is nearly zero to a twentieth of the variable's usual size: that
    of its past, or of the reference's paths where its past is zero, as that of outlays by new law. A gap is
    a hundred times the log of a ratio: at 0.02 it has the rounding of both levels five thousand times."""
    settled = api.load().settle(api.find_scenario(name), 44, kept=True)
    options = {"draws": 40, "seed": 11, "exact": True, "threads": 1}
    ours = simulate(settled.model, settled.setting, backend="compiled", **options)
    theirs = simulate(settled.model, settled.setting, backend="numpy", **options)
    assert (ours.backend, theirs.backend) == ("compiled", "numpy")
    np.testing.assert_array_equal(ours.paths.status, theirs.paths.status)
    usual = sizes(settled.model, settled.setting.history)
    a, b = ours.paths.values, theirs.paths.values
    past = dict(zip(settled.model.variables, settled.setting.history, strict=True))
    for i, n in enumerate(ours.paths.names):
        if not np.nan_to_num(past[n]).any():
            usual[n] = max(usual[n], float(np.nanmedian(np.abs(b[i]))))
    floor = np.array([usual[n] / 20 for n in ours.paths.names])[:, None, None]
    distance = np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    worst = np.unravel_index(np.argmax(distance), distance.shape)
    assert distance[worst] < 1e-9, (ours.paths.names[worst[0]], worst, distance[worst])
    assert ours.guard_share == theirs.guard_share
    assert ours.worst_identity[1] < 1e-9
