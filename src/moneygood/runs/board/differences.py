"""Our draws beside a projection: the odds of theirs, and which part of the difference comes from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.restarts.institutions import Projection, measured, quarters_of
from moneygood.runs.run import RunResult

KNOWN, JUDGEMENT, SLUMPS, OTHERS, REST = "known", "judgement", "draws", "others", "rest"
"""What a difference may come from: what has become known since; what our baseline holds; what draws do that
the path without draws does not; what the same institution projects for other variables; or none of these."""
SAME = 0.9
"""Correlation over draws from which another figure says the same thing and is no reason."""
MIDDLE = (35.0, 65.0)
"""Percentiles between which a projection is as good as ours."""


@dataclass(frozen=True)
class Part:
    """A part of ours less theirs, in the figure's unit; `variable` is whose figure it hangs on most."""

    kind: str
    value: float
    variable: str = ""
    label: str = ""
    theirs: float = float("nan")
    ours: float = float("nan")


@dataclass(frozen=True)
class BoardRow:
    """A projection beside ours: `ours` is the median of draws with its 70% band, all in `unit`.

    `percentile` is the percent of our draws below theirs, `mc_error` its standard error. `parts` say what the
    difference comes from; they overlap and need not add up, `reason` is the one that explains most.
    """

    institution: str
    short: str
    published: str
    variable: str
    label: str
    measure: str
    period: str
    unit: str
    theirs: float
    ours: float
    low70: float
    high70: float
    percentile: float
    mc_error: float
    parts: tuple[Part, ...]

    @property
    def difference(self) -> float:
        """Ours less theirs."""
        return self.ours - self.theirs

    @property
    def reason(self) -> Part:
        """The part that comes nearest to the difference, on its side and at least a quarter of it."""
        gap = self.difference
        able = [p for p in self.parts if p.value * gap > 0 and abs(p.value) >= 0.25 * abs(gap)]
        best = min(able, key=lambda p: abs(gap - p.value), default=None)
        return best or Part(REST, gap)

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary for `--json`."""
        return asdict(self) | {"difference": self.difference, "reason": asdict(self.reason)}


def known_part(projection: Projection, history: Panel) -> Part | None:
    """What was known by the last quarter of `history` and not when the projection was made, in its own unit.

    For growth it is that of the quarters already past, ours less theirs; for a level ours less theirs in the
    last quarter of history. None where the publication has no quarters, or all are past or none is.
    """
    last, path = history.periods[-1], projection.path
    first = quarters_of(projection.measure, projection.period)[0]
    growth = projection.measure in ("q4q4", "saar")
    if last not in path or (first not in path) or (growth and not first < last):
        return None
    name = projection.variable
    if not growth:
        return Part(KNOWN, history.at(name, last) - path[last])
    ours, theirs = history.at(name, last) / history.at(name, first), path[last] / path[first]
    return Part(KNOWN, 100.0 * (ours - theirs))


class BoardFigures:
    """The figures of a run by quarter: draws [draw] from its paths, before them the completed history."""

    def __init__(self, run: RunResult, good: np.ndarray) -> None:
        self.run, self.good = run, good

    def draws(self, variable: str, measure: str, period: str) -> np.ndarray:
        """The measure on every good draw."""
        return np.asarray(measured(measure, period, self._by_quarter(variable, measure, period, True)))

    def central(self, variable: str, measure: str, period: str) -> float:
        """The measure on the path without draws."""
        return float(measured(measure, period, self._by_quarter(variable, measure, period, False)))

    def covers(self, measure: str, period: str) -> bool:
        """Whether all its quarters lie in history and run, and not all of them in history."""
        quarters, history = quarters_of(measure, period), self.run.history.periods
        simulated = self.run.paths.periods
        return quarters[-1] in simulated and all(q in simulated or q in history for q in quarters)

    def _by_quarter(self, variable: str, measure: str, period: str, drawn: bool) -> dict[Quarter, Any]:
        run, out = self.run, {}
        simulated = list(run.paths.periods)
        for q in quarters_of(measure, period):
            if q not in simulated:
                past = run.history.at(variable, q)
                out[q] = np.full(int(self.good.sum()), past) if drawn else past
            elif drawn:
                row = np.asarray(run.paths.series(variable))[simulated.index(q), self.good]
                out[q] = row.astype(np.float64)
            else:
                out[q] = float(run.central.series(variable)[simulated.index(q)])
        return out


def others_part(
    own: np.ndarray, others: Mapping[Projection, np.ndarray], labels: Mapping[str, str]
) -> Part | None:
    """What an institution's other figures of the same period are worth for this one, by our own draws.

    The figure is regressed on the others over the draws [draw]; the part is the sum of slopes times ours less
    theirs, named after the largest. A figure that says nearly the same (`SAME`) is no reason. None without
    others, or with fewer than fifty draws.
    """
    others = {p: x for p, x in others.items() if abs(np.corrcoef(x, own)[0, 1]) < SAME}
    if not others or len(own) < 50:
        return None
    x = np.column_stack(list(others.values()))
    middle = np.median(x, axis=0)
    slopes = np.linalg.lstsq(np.column_stack([np.ones(len(own)), x - middle]), own, rcond=None)[0][1:]
    worth = slopes * (middle - np.array([p.value for p in others]))
    k = int(np.argmax(np.abs(worth)))
    lead = list(others)[k]
    return Part(
        OTHERS, float(worth.sum()), lead.variable, labels[lead.variable], lead.value, float(middle[k])
    )


def _together(one: Projection, other: Projection) -> bool:
    """Whether two figures were published together for the same year."""
    said = ((x.institution, x.published, x.period[:4]) for x in (one, other))
    return next(said) == next(said)


def board_rows(
    shorts: Mapping[str, str], projections: Sequence[Projection], base: RunResult, unforced: RunResult
) -> list[BoardRow]:
    """The rows of projections that the runs cover, in their order; both runs have the same draws."""
    good = np.asarray(base.paths.ok) & np.asarray(unforced.paths.ok)
    ours, free = BoardFigures(base, good), BoardFigures(unforced, good)
    held = [p for p in projections if ours.covers(p.measure, p.period)]
    drawn = {p: ours.draws(p.variable, p.measure, p.period) for p in held}
    out = []
    for p in held:
        own, key = drawn[p], (p.variable, p.measure, p.period)
        middle = float(np.median(own))
        parts = [
            Part(JUDGEMENT, middle - float(np.median(free.draws(*key)))),
            Part(SLUMPS, middle - ours.central(*key)),
        ]
        same = {q: drawn[q] for q in held if q.variable != p.variable and _together(q, p)}
        known = known_part(p, base.history)
        hangs = others_part(own, same, base.labels)
        share = float(np.mean(own < p.value) + 0.5 * np.mean(own == p.value))
        low, high = np.quantile(own, (0.15, 0.85))
        unit = "%" if p.measure in ("q4q4", "saar") else base.units[p.variable]
        error = np.sqrt(max(share * (1.0 - share), 1.0 / len(own)) / len(own))
        out.append(
            BoardRow(
                institution=p.institution,
                short=shorts[p.institution],
                published=p.published,
                variable=p.variable,
                label=base.labels[p.variable],
                measure=p.measure,
                period=p.period,
                unit=unit,
                theirs=p.value,
                ours=middle,
                low70=float(low),
                high70=float(high),
                percentile=100.0 * share,
                mc_error=100.0 * float(error),
                parts=tuple(x for x in (known, *parts, hangs) if x is not None),
            )
        )
    return out
