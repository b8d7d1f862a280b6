"""From views to weights: moments of the baseline's draws, pooled, or one line that says why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import fixed
from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.runs.first_passage.cascade import NEVER
from moneygood.runs.first_passage.passage import earliest, passage_times
from moneygood.runs.path_formula import FormulaScope
from moneygood.runs.views.found import ViewEffect, ViewWeights
from moneygood.runs.views.pooling import pool
from moneygood.runs.views.text import TriggerEvent, View
from moneygood.runs.weighted import weighted_quantiles

FEWEST = 0.05
"""Effective share of the draws below which views are refused."""


@dataclass
class Moments:
    """Rows of the pooling: a `feature` [good draw], its target, whether it is an upper bound, whose it is."""

    features: list[np.ndarray] = field(default_factory=list)
    targets: list[float] = field(default_factory=list)
    upper: list[bool] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)

    def add(self, owner: int, feature: np.ndarray, target: float, sign: str = "=") -> None:
        """A row: the mean of the feature is, is at most, or is at least the target."""
        turned = -1.0 if sign == ">=" else 1.0
        self.features.append(turned * feature)
        self.targets.append(turned * target)
        self.upper.append(sign != "=")
        self.owner.append(owner)

    def of(self, owners: Sequence[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The rows of some views: features [row, draw], targets [row], upper [row]."""
        at = [i for i, o in enumerate(self.owner) if o in owners]
        return (
            np.stack([self.features[i] for i in at]),
            np.array([self.targets[i] for i in at]),
            np.array([self.upper[i] for i in at]),
        )


def world_of(
    paths: Paths, history: Panel, names: Sequence[str], parameters: Mapping[str, float | np.ndarray]
) -> FormulaScope:
    """Where formulas over a run's good draws are read: history and paths of `names`."""
    good = np.flatnonzero(paths.ok)
    figures = {}
    for name in names:
        ahead = np.asarray(paths.series(name), dtype=np.float64)[:, good]
        past = np.broadcast_to(history.series(name)[:, None], (len(history.periods), good.size))
        figures[name] = np.concatenate([past, ahead])
    own = {n: v[good] if isinstance(v, np.ndarray) else v for n, v in parameters.items()}
    return FormulaScope(figures, history.periods[0], paths.periods[0], good.size, len(paths.periods), own)


def weigh(
    views: Sequence[View],
    paths: Paths,
    history: Panel,
    parameters: Mapping[str, float | np.ndarray] | None = None,
) -> ViewWeights:
    """The weights of a run's draws under views, nearest to equal ones (entropy pooling).

    Errors: A712 for a view that the draws do not bear out, A713 for views that contradict each other, A714
    where less than 5% of the draws would count.
    """
    names = sorted({n for v in views for n in v.variables})
    world = world_of(paths, history, names, parameters or {})
    good = np.flatnonzero(paths.ok)
    n = good.size
    values = [_values(v, world, paths, history) for v in views]
    stated = {v.of: v.value for v in views if v.kind == "mean" and v.sign == "=" and v.value is not None}
    rows = Moments()
    for i, (view, own) in enumerate(zip(views, values, strict=True)):
        _rows(rows, i, view, own, stated)
    prior = np.full(n, 1.0 / n)
    found = pool(prior, *rows.of(range(len(views))))
    if not found.met:
        raise _conflict(views, rows, prior)
    if found.effective < FEWEST * n:
        raise _scarce(views, found.effective, n)
    weights = np.zeros(paths.draws)
    weights[good] = found.weights
    effects = [e for v, x in zip(views, values, strict=True) for e in _effects(v, x, found.weights * n)]
    return ViewWeights(weights, tuple(effects), len(views), found.entropy, found.effective, n)


def _values(view: View, world: FormulaScope, paths: Paths, history: Panel) -> np.ndarray:
    """What a view is of on every good draw: the formula's value, or one where the event happens."""
    if view.formula is not None:
        out = view.formula.value(world)[0]
        if not np.isfinite(out).all():
            raise view.fault("A712", "it has no value on some draw")
        return out
    if isinstance(view.event, TriggerEvent):
        event = view.event
        times, _ = passage_times(paths, history, [event.definition])
        sides = [event.side] if event.side else [s.name for s in event.definition.sides]
        first = earliest([times[f"{event.definition.name}.{s}"] for s in sides])
        last = event.last - paths.periods[0] + 1
        return ((first != NEVER) & (first <= last)).astype(np.float64)
    assert view.event is not None
    return np.asarray(view.event.holds(world).any(axis=0), dtype=np.float64)


def _rows(rows: Moments, i: int, view: View, x: np.ndarray, stated: Mapping[str, float]) -> None:
    """The moments that a view fixes, after a look whether the draws reach there."""
    low, high = float(x.min()), float(x.max())
    assert view.value is not None
    b = view.value
    if view.kind == "event":
        share = float(x.mean())
        bound = (view.sign == "<=" and b >= share) or (view.sign == ">=" and b <= share)
        if not bound and ((share == 0.0 and b > 0.0) or (share == 1.0 and b < 1.0)):
            what = "happens on none" if share == 0.0 else "happens on every one"
            raise view.fault(
                "A712", f"it {what} of the {x.size:,} draws, so no weights make it {100 * b:g}% likely"
            )
        rows.add(i, x, b, view.sign)
        return
    if high - low <= 1e-12 * max(abs(high), abs(low), 1e-300):
        raise view.fault("A712", f"every draw has {_say(view, low)}, so no weights can move it")
    if view.kind in ("mean", "quantile"):
        free = (view.sign == "<=" and b >= high) or (view.sign == ">=" and b <= low)
        if not (low < b < high) and not free:
            span = f"{fixed(low, _digits(low, high))} to {_say(view, high, _digits(low, high))}"
            raise view.fault("A712", f"the draws of {view.of} go from {span}", "Effective sample: none")
    if view.kind == "mean":
        rows.add(i, x, b, view.sign)
        if view.spread is not None:
            rows.add(i, (x - b) ** 2, view.spread**2)
    elif view.kind == "sd":
        middle = stated.get(view.of, float(x.mean()))
        if view.of not in stated:
            rows.add(i, x, middle)
        rows.add(i, (x - middle) ** 2, b * b, view.sign)
    else:  # the share of draws at or below the number
        turned = {"=": "=", "<=": ">=", ">=": "<="}[view.sign]
        rows.add(i, (x <= b).astype(np.float64), view.level, turned)


def _digits(low: float, high: float) -> int:
    return 0 if max(abs(low), abs(high)) >= 1000 else 2


def _say(view: View, value: float, digits: int = 2) -> str:
    return f"{fixed(value, digits)} {view.shown}".strip()


def _effects(view: View, x: np.ndarray, mass: np.ndarray) -> list[ViewEffect]:
    """What the draws say of a view with equal masses and with these: a row, or two for a mean with its ±."""
    kinds = (view.kind, "sd") if view.spread is not None else (view.kind,)
    plain = np.ones(mass.size)
    return [
        ViewEffect(view.text, k, view.shown, _statistic(view, k, x, plain), _statistic(view, k, x, mass))
        for k in kinds
    ]


def _statistic(view: View, kind: str, x: np.ndarray, mass: np.ndarray) -> float:
    """What draws of these masses say of a view."""
    mean = float(x @ mass / mass.size)
    if kind == "sd":
        return float(np.sqrt(max(float((x - mean) ** 2 @ mass) / mass.size, 0.0)))
    if kind == "quantile":
        return float(weighted_quantiles(x[None], mass, (view.level,))[0, 0])
    return mean


def _conflict(views: Sequence[View], rows: Moments, prior: np.ndarray) -> MoneygoodError:
    """The error for views that cannot all be had: one that cannot be had alone, or the fewest that clash."""
    for i, view in enumerate(views):
        if not pool(prior, *rows.of([i])).met:
            return view.fault("A712", "no weights of the draws are so", "Effective sample: none")
    clash = list(range(len(views)))
    for i in range(len(views)):  # leave out what is not needed for the clash
        fewer = [k for k in clash if k != i]
        if len(fewer) > 1 and not pool(prior, *rows.of(fewer)).met:
            clash = fewer
    named = " and ".join(repr(views[k].text) for k in clash)
    what = f"{named} contradict each other: no weights of the draws meet them, the effective sample is none"
    return MoneygoodError("A713", what, views[clash[-1]].place)


def _scarce(views: Sequence[View], effective: float, n: int) -> MoneygoodError:
    """The error for views under which too few draws count."""
    what = (
        f"the view{'s' * (len(views) > 1)} {', '.join(repr(v.text) for v in views)} contradict"
        f"{'s' * (len(views) == 1)} the model: the effective sample is {effective:,.0f} of {n:,} draws "
        f"({100 * effective / n:.1f}%), less than {100 * FEWEST:.0f}%"
    )
    return MoneygoodError("A714", what, views[0].place)
