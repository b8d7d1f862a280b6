"""How much of the variance of a run comes from shocks, from parameters, and from regimes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.engine.sampling.draws import mixed_groups, parameter_mix
from moneygood.engine.sampling.shock_sources import SplitSource
from moneygood.engine.setting import Setting
from moneygood.engine.simulate import simulate
from moneygood.estimation.uncertainty import parameter_table, shock_source
from moneygood.model.model import Model
from moneygood.runs.attribution.conditional import sector_title

GROUPS = ("shock", "parameter", "regime")
OTHER_SEED = 0x5EED
"""What is added to the seed for the second, independent set of draws."""

BLOCKS = 20
"""Blocks of draws from whose spread the error is found (jackknife)."""


@dataclass(frozen=True)
class ShareRow:
    """The share of a variable's variance in a quarter that a kind of chance explains by itself (`first`), and
    with all that it does together with the others (`total`), each with its Monte-Carlo error (0..1)."""

    variable: str
    label: str
    period: str
    kind: str
    first: float
    first_error: float
    total: float
    total_error: float
    sd: float

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return asdict(self)


@dataclass(frozen=True)
class MedianRow:
    """The median of a variable in a quarter with drawn parameters and without, and its standard deviation."""

    variable: str
    label: str
    period: str
    drawn: float
    fixed: float
    drawn_sd: float
    fixed_sd: float

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return asdict(self)


@dataclass(frozen=True)
class Shares:
    """All rows; `draws` that were good in every run of the design, of `asked`.

    `sectors` splits what the parameters explain by the sector of their records (its name is the `kind`), and
    `medians` are those of the run with drawn parameters beside the same shocks without. `parameters` says how
    many are drawn.
    """

    rows: tuple[ShareRow, ...]
    draws: int
    asked: int
    sectors: tuple[ShareRow, ...] = ()
    medians: tuple[MedianRow, ...] = ()
    parameters: int = 0


def first_and_total(a: np.ndarray, b: np.ndarray, mixed: np.ndarray) -> tuple[float, float]:
    """The first-order and total share of one kind of chance from paired outputs [draw].

    `a` and `b` are two independent runs, `mixed` has the kind of chance of `b` and everything else of `a`.
    First order: mean of b (mixed - a) over the variance; total: mean of (a - mixed)² over twice it. Source:
    saltelli2010 (with Jansen's total).
    """
    centre = 0.5 * (a.mean() + b.mean())
    variance = 0.5 * (np.mean((a - centre) ** 2) + np.mean((b - centre) ** 2))
    if not variance > 0:
        return float("nan"), float("nan")
    return float(np.mean((b - centre) * (mixed - a)) / variance), float(
        np.mean((a - mixed) ** 2) / (2 * variance)
    )


def with_error(a: np.ndarray, b: np.ndarray, mixed: np.ndarray) -> tuple[float, float, float, float]:
    """First and total share with jackknife errors over blocks of draws."""
    whole = first_and_total(a, b, mixed)
    blocks = min(BLOCKS, len(a) // 4)
    if blocks < 2:
        return whole[0], float("nan"), whole[1], float("nan")
    place = np.arange(len(a)) % blocks
    left = np.array([first_and_total(a[place != k], b[place != k], mixed[place != k]) for k in range(blocks)])
    error = np.sqrt((blocks - 1) / blocks * np.sum((left - left.mean(axis=0)) ** 2, axis=0))
    return whole[0], float(error[0]), whole[1], float(error[1])


def shares(
    model: Model,
    setting: Setting,
    vintage: str,
    *,
    variables: Sequence[str],
    periods: Sequence[Quarter],
    labels: Mapping[str, str],
    draws: int,
    seed: int,
    shape: str = "",
    posterior: Any = None,
    threads: int = 0,
) -> Shares:
    """The shares for `variables` at `periods`, by freezing one kind of chance at a time.

    Five runs of `draws` paths: two independent ones, and for each kind one that takes that kind from the
    second and the rest from the first; then one for each sector with drawn parameters, and one without any.
    Shares by themselves and in total differ where kinds work together. Draws that failed in any of the runs
    are left out and counted. A606 for a quarter outside the run.
    """
    for q in periods:
        if q not in setting.periods:
            raise MoneygoodError(
                "A606",
                f"{q} is outside the run",
                None,
                f"It goes from {setting.periods[0]} to {setting.periods[-1]}",
            )
    own, other = seed, seed + OTHER_SEED

    def drawn(parameter: int) -> dict[str, np.ndarray]:
        return parameter_table(model, draws, parameter, posterior, dict(setting.parameters))

    def run(shock: int, parameter: int, regime: int, values: dict[str, np.ndarray] | None = None) -> Paths:
        source = SplitSource(
            shock_source(model, vintage, shape, shock), shock_source(model, vintage, shape, regime), parameter
        )
        values = drawn(parameter) if values is None else values
        found = simulate(
            model, setting, draws=draws, seed=parameter, keep=tuple(variables), source=source,
            parameter_draws=False, parameter_values=values, threads=threads,
        )  # fmt: skip
        return found.paths

    a, b = run(own, own, own), run(other, other, other)
    mixed: dict[str, Paths] = {}
    for kind in GROUPS:
        shock, parameter, regime = (other if k == kind else own for k in GROUPS)
        mixed[kind] = run(shock, parameter, regime)
    first, second = drawn(own), drawn(other)
    apart = {
        sector_title(model, sector): run(own, own, own, first | {n: second[n] for n in names})
        for sector, names in parameters_by_sector(model, tuple(first)).items()
    }
    fixed = run(own, own, own, {})
    good = a.ok & b.ok & fixed.ok
    good &= np.logical_and.reduce([m.ok for m in (*mixed.values(), *apart.values())])
    if good.sum() < 8:
        raise MoneygoodError("A012", "fewer than eight draws are good in all runs of the design")
    rows: dict[bool, list[ShareRow]] = {True: [], False: []}
    medians = []
    for name in variables:
        label = labels.get(name, name)
        for q in periods:
            t = setting.periods.index(q)
            x, y, z = (p.series(name)[t, good].astype(np.float64) for p in (a, b, fixed))
            for whole, runs in ((True, mixed), (False, apart)):
                for kind, paths in runs.items():
                    found = with_error(x, y, paths.series(name)[t, good].astype(np.float64))
                    rows[whole].append(ShareRow(name, label, str(q), kind, *found, float(x.std())))
            centres = float(np.median(x)), float(np.median(z))
            medians.append(MedianRow(name, label, str(q), *centres, float(x.std()), float(z.std())))
    return Shares(tuple(rows[True]), int(good.sum()), draws, tuple(rows[False]), tuple(medians), len(first))


def parameters_by_sector(model: Model, names: Sequence[str]) -> dict[str, list[str]]:
    """The drawn parameters `names` by the sector of their records; correlated ones stay with the first."""
    records = [model.parameters[n] for n in names]
    out: dict[str, list[str]] = {}
    for group in mixed_groups(parameter_mix(records)):
        sector = records[group[0]].sector
        out.setdefault(sector, []).extend(records[i].name for i in group)
    return dict(sorted(out.items()))
