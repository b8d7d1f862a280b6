"""The identity on simulated paths: the model's own pieces, draw by draw, group by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.model.formula import Formula as Parsed
from moneygood.model.formula import parse_expression
from moneygood.model.graph import leaves
from moneygood.model.model import Model
from moneygood.questions.rally.definition import EventWindow, GroupText, IdentityText
from moneygood.questions.rally.history import number
from moneygood.runs.run import RunResult
from moneygood.runs.timeline import Timeline

LOW, HIGH = 0.15, 0.85


@dataclass(frozen=True)
class Spread:
    """A figure over the draws: mean with its Monte-Carlo error and the middle 70%; alone for one draw."""

    mean: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class SimulatedGroup:
    """A group's change, its weight in that of the index, its parts; in log percent but for the weight."""

    name: str
    label: str
    total: Spread
    weight: Spread
    contribution: Spread
    parts: tuple[Spread, ...]
    residual: Spread


@dataclass(frozen=True)
class SimulatedAttribution:
    """A window's price change on simulated paths: parts [part] in order, residual, groups, concentration.

    `values` [part and residual, draw] are the parts of each good draw, `totals` [draw] the changes.
    """

    window: EventWindow
    scenario: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    total: Spread
    parts: tuple[Spread, ...]
    residual: Spread
    groups: tuple[SimulatedGroup, ...]
    shares: tuple[Spread, Spread]
    totals: np.ndarray
    values: np.ndarray
    draws: int
    failed_share: float
    seed: int
    run_id: str
    draw: int | None


def needed_variables(text: IdentityText, model: Model) -> tuple[str, ...]:
    """The variables that a run has to keep for the identity."""
    own = text.simulated
    names = [own.price]
    for group in own.groups:
        names += [group.price, group.value]
        for formula in group.parts.values():
            names += parse_expression(formula.text, model, place=formula.place).variables
    return tuple(dict.fromkeys(names))


def attribute_paths(
    text: IdentityText, run: RunResult, window: EventWindow, draw: int | None = None
) -> SimulatedAttribution:
    """The attribution of a window on the draws of a run, or on one draw.

    The window may begin in the completed history. A404 when it does not lie within, A405 for a draw that is
    not there or failed, A012 when no draw is good.
    """
    rows = _rows(run, window)
    chosen = _draws(run, draw)
    own = text.simulated
    model = run.settled.model
    line = Timeline(run.paths, run.history, {n: c.value for n, c in model.constants.items()})
    start = line.start
    totals = 100 * _ratio(line, own.price, chosen, rows)
    values, groups = [], []
    ends = [_ends(line, g.value, chosen, rows) for g in own.groups]
    weights = _weights(ends)
    for group, weight in zip(own.groups, weights, strict=True):
        parts = np.stack([_moved(line, model, group, n, chosen, rows) for n in own.labels])
        change = 100 * _ratio(line, group.price, chosen, rows)
        rest = change - parts.sum(axis=0)
        values.append(weight * np.vstack([parts, rest]))
        groups.append(
            SimulatedGroup(
                group.name,
                group.label,
                spread(change),
                spread(weight),
                spread(weight * change),
                tuple(spread(p) for p in parts),
                spread(rest),
            )
        )
    summed = np.sum(values, axis=0)
    # What the groups' values leave of the index's own change is rounding; it belongs to the residual.
    summed[-1] = totals - summed[:-1].sum(axis=0)
    whole = [np.sum(e, axis=0) for e in (list(zip(*ends, strict=True)))]
    assert start > 0
    return SimulatedAttribution(
        window=window,
        scenario=run.plan.name,
        names=tuple(own.labels),
        labels=tuple(own.labels.values()),
        total=spread(totals),
        parts=tuple(spread(v) for v in summed[:-1]),
        residual=spread(summed[-1]),
        groups=tuple(groups),
        shares=(spread(ends[0][0] / whole[0]), spread(ends[0][1] / whole[1])),
        totals=totals,
        values=summed,
        draws=len(chosen),
        failed_share=run.failed_share,
        seed=run.request.seed,
        run_id=run.id,
        draw=draw,
    )


def spread(values: np.ndarray) -> Spread:
    """Mean, Monte-Carlo error and 70% band over draws; one draw has no error."""
    n = len(values)
    mean = float(values.mean())
    if n < 2:
        return Spread(mean, 0.0, mean, mean)
    low, high = np.quantile(values, [LOW, HIGH])
    return Spread(mean, float(values.std(ddof=1) / np.sqrt(n)), float(low), float(high))


def _rows(run: RunResult, window: EventWindow) -> tuple[int, int]:
    """The positions of the window's ends on the timeline, history first."""
    first = run.workspace.rule.start
    last = run.paths.periods[-1]
    if not first <= window.first < window.last <= last:
        raise MoneygoodError(
            "A404",
            f"{window.first} to {window.last} does not lie between the completed state and the end of the "
            f"run",
            hint=f"Begin in {first} or later and end by {last}, or ask for more quarters",
        )
    begin = run.history.periods[0]
    return window.first - begin, window.last - begin


def _draws(run: RunResult, draw: int | None) -> np.ndarray:
    good = np.flatnonzero(run.paths.ok)
    if draw is None:
        if not len(good):
            raise MoneygoodError("A012", "no draw of this run could be solved, so no statistic can be shown")
        return good
    if not 0 <= draw < run.paths.draws or draw not in good:
        what = "failed" if 0 <= draw < run.paths.draws else "is not one of the run"
        raise MoneygoodError(
            "A405", f"the draw {draw} {what}", None, f"Name one from 0 to {run.paths.draws - 1}"
        )
    return np.array([draw])


def _ends(
    line: Timeline, name: str, draws: np.ndarray, rows: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    values = line.values(name, draws)
    return values[rows[0]], values[rows[1]]


def _ratio(line: Timeline, name: str, draws: np.ndarray, rows: tuple[int, int]) -> np.ndarray:
    first, last = _ends(line, name, draws, rows)
    return np.log(last / first)


def _moved(
    line: Timeline, model: Model, group: GroupText, part: str, draws: np.ndarray, rows: tuple[int, int]
) -> np.ndarray:
    formula = group.parts[part]
    parsed: Parsed = parse_expression(formula.text, model, place=formula.place)
    if any(n.op == "par" and n.payload in model.parameters for n in leaves(parsed.node)):
        raise MoneygoodError(
            "A401", f"{part} uses a parameter, which may differ from draw to draw", formula.place
        )
    values = line.evaluate(parsed.node, draws)
    return values[rows[1]] - values[rows[0]]


def _weights(ends: list[tuple[np.ndarray, np.ndarray]]) -> list[np.ndarray]:
    """The groups' weights [draw] in the log change of their sum: logarithmic means (Vartia 1976)."""
    first, last = np.sum([e[0] for e in ends], axis=0), np.sum([e[1] for e in ends], axis=0)
    return [_log_mean(a, b) / _log_mean(first, last) for a, b in ends]


def _log_mean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    ratio = np.log(b / a)
    near = np.abs(ratio) < 1e-6
    return np.where(near, a * (1 + ratio / 2 + ratio**2 / 6), (b - a) / np.where(near, 1.0, ratio))


def central_coefficients(text: IdentityText, model: Model) -> dict[str, tuple[float, tuple[float, ...]]]:
    """The central coefficient of each part and its range, by its first measure that has one."""
    out = {}
    for part in text.parts:
        for measure in part.measures:
            if measure.coefficient is not None:
                out[part.name] = (number(measure.coefficient, model), measure.from_to)
                break
    return out
