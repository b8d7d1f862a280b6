"""Where the chance of a run comes from: the shape of the shocks, parameters from a posterior."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.run_limits import SHAPES
from moneygood.engine.sampling.draws import CELL, PARAMETERS, parameter_rows, uniforms
from moneygood.engine.sampling.shock_sources import BootstrapSource
from moneygood.engine.sampling.sources import ShockSource
from moneygood.estimation.past.residual_table import read_table
from moneygood.model.model import Model

_POSTERIOR_ROUND = 99
"""The round of the parameter stream that picks a posterior draw."""


def check_shape(shape: str) -> None:
    """A606 for a shape of shocks that there is not ("" is the model's own)."""
    if shape and shape not in SHAPES:
        hint = did_you_mean(shape, SHAPES) or f"There is {', '.join(SHAPES)}"
        raise MoneygoodError("A606", f"there are no shocks of the shape {shape!r}", None, hint)


def shock_source(model: Model, vintage: str, shape: str, seed: int) -> ShockSource:
    """The shocks of a run: of the model's own distribution, normal, Student t, or whole residual quarters.

    Errors: A605 when the vintage has no table of residuals to bootstrap from, A606 for another shape.
    """
    check_shape(shape)
    if shape != "bootstrap":
        return ShockSource(model, seed, shape or model.distribution.kind)
    table = read_table(vintage, model.root)
    there = [i for i, n in enumerate(table.names) if n in model.shocks]
    return BootstrapSource(model, seed, [table.names[i] for i in there], table.values[there])


def parameter_table(
    model: Model, draws: int, seed: int, posterior: Path | None, centres: dict[str, float]
) -> dict[str, np.ndarray]:
    """Parameter values per draw: as the records say, and jointly from the posterior draws of a proposal.

    Draws of a posterior keep their correlation and spread and are moved to the adopted value (or to that of
    `centres`), within the record's range: a proposal that is not adopted does not move the centre. Each is a
    function of seed and draw number only. Errors: A614 for a folder without draws.
    """
    records = [p for p in model.parameters.values() if p.draw]
    at = [centres.get(p.name, p.value) for p in records]
    cells = range(-(-draws // CELL))
    out: dict[str, np.ndarray] = {}
    if records:
        table = np.concatenate([parameter_rows(records, at, seed, c) for c in cells], axis=1)[:, :draws]
        out = {p.name: table[i] for i, p in enumerate(records)}
    if posterior is None:
        return out
    from moneygood.estimation.fitting.proposal import read_draws

    found = read_draws(posterior, model)
    count = len(next(iter(found.values())))
    u = np.concatenate([uniforms(seed, PARAMETERS, 0, c, 1, _POSTERIOR_ROUND)[0] for c in cells])[:draws]
    pick = np.minimum((u * count).astype(np.intp), count - 1)
    for name, row in found.items():
        record = model.parameters[name]
        low, high = record.range or (-np.inf, np.inf)
        centre = centres.get(name, record.value)
        out[name] = np.clip(centre + row[pick] - row.mean(), min(low, centre), max(high, centre))
    return out
