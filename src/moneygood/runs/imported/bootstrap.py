"""Stochastic simulation of an imported model: the add-ons of whole past quarters, drawn with replacement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.paths import NOT_CONVERGED, OK, Paths
from moneygood.core.periods import Quarter
from moneygood.engine.sampling.draws import CELL, uniforms
from moneygood.model.importers.frbus import check_names
from moneygood.runs.imported.window import cut

if TYPE_CHECKING:
    from moneygood.engine.foresight.recursive import Recursive
    from moneygood.engine.foresight.system import System
    from moneygood.model.importers.frbus import FrbusModel

_STREAM = 40
_LANES = 16
MOST_DRAWS = 1_000_000


@dataclass(frozen=True)
class Bootstrap:
    """Paths of the kept variables, the central path beside them [variable, quarter], the quarters whose
    add-ons were drawn, and the variables that were shocked. Failed draws keep their place."""

    paths: Paths
    central: Panel
    drawn_from: tuple[Quarter, Quarter]
    shocked: tuple[str, ...]


def draw_paths(
    source: FrbusModel,
    system: System,
    compiled: Callable[[System], Recursive],
    figures: Panel,
    span: tuple[Quarter, Quarter],
    residuals: tuple[Quarter, Quarter],
    *,
    draws: int,
    seed: int,
    keep: Sequence[str],
) -> Bootstrap:
    """`draws` paths over `span`; in each quarter of each draw the add-ons ``<name>_trac`` of one past quarter
    of `residuals`, less their mean, are added, all variables that the file marks stochastic together.

    Which quarter is a function of seed, quarter and draw alone. The add-ons must be in `figures`
    (`ImportedModel.tracking` over the past). Raises M044, M045, and E044 for model-consistent expectations.
    """
    if system.max_lead:
        raise MoneygoodError(
            "E044", "draws need expectations that look back", hint="Use expectations var for a bootstrap"
        )
    if not 1 <= draws <= MOST_DRAWS:
        raise MoneygoodError("E044", f"{draws} draws cannot be made", hint=f"Ask for 1 to {MOST_DRAWS:,}")
    keep = tuple(keep) or system.unknowns
    check_names(source, keep, system.unknowns, "variable")
    shocked = tuple(n for n in source.stochastic if n in system.unknowns)
    shocks = _past(figures, shocked, residuals)
    window = cut(system, figures, *span)
    first, last = window.first, window.last
    solver = compiled(system)
    centre = window.table[:, :, None].copy()
    solver.solve(centre, first, last)
    rows = [system.row[f"{n}_trac"] for n in shocked]
    kept = [system.row[n] for n in keep]
    values = np.full((len(keep), last - first, draws), np.nan)
    status = np.full(draws, OK, dtype=np.uint8)
    quarters = _quarters(seed, last - first, draws, shocks.shape[1])
    for begin in range(0, draws, _LANES):
        lanes = min(_LANES, draws - begin)
        table = np.repeat(centre, lanes, axis=2)
        chosen = quarters[:, begin : begin + lanes]
        table[first:last, rows] += shocks[:, chosen].transpose(1, 0, 2)
        failed, _ = solver.solve(table, first, last)
        status[begin : begin + lanes][failed >= 0] = NOT_CONVERGED
        values[:, :, begin : begin + lanes] = table[first:last, kept].transpose(1, 0, 2)
    paths = Paths(keep, window.solved, values, status, seed=seed)
    return Bootstrap(paths, window.panel(), residuals, shocked)


def _past(figures: Panel, names: Sequence[str], span: tuple[Quarter, Quarter]) -> np.ndarray:
    """The add-ons of the past [variable, quarter], each less its mean."""
    a, b = figures.column(span[0]), figures.column(span[1])
    if b < a:
        raise MoneygoodError("M045", f"the past would run from {span[0]} to {span[1]}")
    missing = [n for n in names if f"{n}_trac" not in figures]
    if missing:
        raise MoneygoodError(
            "M045",
            f"{missing[0]} has no add-ons to draw from",
            hint="Compute tracking residuals over the past",
        )
    out = np.array([figures.series(f"{n}_trac")[a : b + 1] for n in names]).reshape(len(names), b - a + 1)
    if not np.isfinite(out).all():
        bad = int(np.argwhere(~np.isfinite(out))[0][0])
        raise MoneygoodError("M045", f"the add-ons of {names[bad]} have gaps in the past that was chosen")
    return out - out.mean(axis=1, keepdims=True)


def _quarters(seed: int, periods: int, draws: int, choices: int) -> np.ndarray:
    """The past quarter [quarter, draw] that each draw takes."""
    cells = -(-draws // CELL)
    out = np.empty((periods, cells * CELL), dtype=np.int64)
    for t in range(periods):
        for c in range(cells):
            u = uniforms(seed, _STREAM, t, c, 1)[0]
            out[t, c * CELL : (c + 1) * CELL] = np.minimum((u * choices).astype(np.int64), choices - 1)
    return out[:, :draws]
