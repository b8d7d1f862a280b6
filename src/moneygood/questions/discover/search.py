"""The question of scenario discovery, put together: draws, outcome, boxes, tree, honest shares."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, parse_range
from moneygood.engine.simulate import simulate
from moneygood.engine.workers.executor import AbstractExecutor
from moneygood.questions.discover.answer import Discovery, FoundBox, Leaf, Limit, measured
from moneygood.questions.discover.inputs import InputColumn, drawn_table
from moneygood.questions.discover.prim import Box, Settings, find_boxes, quasi_p, reproduced, without
from moneygood.questions.discover.tree import TreeRule, fit_tree, rules
from moneygood.runs.inputs import check_apart, find_input, limited
from moneygood.runs.path_formula import Calendar, FormulaScope, read_condition
from moneygood.runs.run import RunRequest, check_draws, check_request
from moneygood.runs.separation import auc
from moneygood.scenarios.plan import Plan

FEWEST = 20
"""Draws with the outcome, and without it, that each half needs."""

SURE = 0.05
"""A restriction with a larger quasi-p is dropped."""

RESAMPLES = 20

ALARM = 0.01
"""Odds that an input without any bearing is let into the search."""

FOLDS = 5
"""Parts of the finding half by which the size of a box is chosen."""


@dataclass(frozen=True)
class DiscoverRequest:
    """What is asked: `window` "2027Q1..2030Q4" (None: the whole run), `running` quarters in a row, `levers`
    spread over their ranges, up to `boxes` boxes, `peel` share cut at a time, `mass` smallest box."""

    window: str | None = None
    running: int = 1
    levers: tuple[str, ...] = ()
    boxes: int = 2
    peel: float = 0.05
    mass: float = 0.05
    draws: int = 8000
    seed: int = 1
    quarters: int = 44
    threads: int = 0
    executor: AbstractExecutor | None = None


def discover(workspace: Workspace, plan: Plan, words: str, request: DiscoverRequest) -> Discovery:
    """The few conditions on what is drawn that lead to an outcome written as a condition over paths.

    A path counts when the condition holds in a quarter of the window (`running` quarters in a row).
    Errors: A302, A303 and M-codes for the condition, A306 to A308 for levers, A340 and A341, A074 and
    E-codes.
    """
    _check(request)
    periods = workspace.periods(request.quarters)
    calendar = Calendar(workspace.history.periods[0], periods[0], periods[-1])
    condition = read_condition(words, workspace.model, calendar)
    first, last = _window(request.window, periods)
    levers = [limited(find_input(workspace, n), None, None) for n in request.levers]
    check_apart(levers)
    settled = workspace.settle(plan, request.quarters)
    drawn = drawn_table(workspace, settled, levers, request.draws, request.seed, last + 1)
    run = simulate(
        settled.model, settled.setting, draws=request.draws, seed=request.seed, keep=condition.variables,
        parameter_values=drawn.parameters, shock_values=drawn.shocks, threads=request.threads,
        executor=request.executor,
    )  # fmt: skip
    values = {n: run.paths.series(n).astype(np.float64) for n in run.paths.names}
    parameters: dict[str, float | np.ndarray] = {
        n: settled.setting.parameters.get(n, p.value) for n, p in settled.model.parameters.items()
    }
    past = workspace.history
    shape = (len(past.periods), request.draws)
    figures = {
        n: np.concatenate([np.broadcast_to(past.series(n)[:, None], shape), v]) for n, v in values.items()
    }
    world = FormulaScope(
        figures, past.periods[0], periods[0], request.draws, request.quarters, parameters | drawn.parameters
    )
    outcome = happens(condition.holds(world), first, last, request.running)
    ok = run.paths.ok
    search = BoxSearch(drawn.columns, drawn.values[ok], outcome[ok], request)
    boxes, trajectory, chosen = search.boxes()
    share, n = float(outcome[ok].mean()), int(ok.sum())
    return Discovery(
        condition=condition.text,
        window=f"{periods[first]} to {periods[last]}",
        running=request.running,
        scenario=plan.name,
        share=share,
        error=float(np.sqrt(share * (1 - share) / n)),
        boxes=boxes,
        trajectory=trajectory,
        chosen=chosen,
        leaves=search.leaves(),
        columns=len(drawn.columns),
        let_in=len(search.columns),
        draws=request.draws,
        seed=request.seed,
        failed_share=run.paths.failed_share,
    )


def _check(request: DiscoverRequest) -> None:
    check_request(RunRequest(request.draws, request.seed, request.quarters))
    check_draws(request.draws)
    for name, value, low, high in (("peel", request.peel, 0.005, 0.3), ("mass", request.mass, 0.005, 0.5)):
        if not low <= value <= high:
            hint = f"Choose {low:g} to {high:g}"
            raise MoneygoodError("A341", f"{name} is {value:g}", None, hint)
    if not 1 <= request.boxes <= 10:
        raise MoneygoodError("A341", f"{request.boxes} boxes cannot be looked for", None, "Choose 1 to 10")
    if not 1 <= request.running <= request.quarters:
        raise MoneygoodError(
            "A341", f"{request.running} quarters in a row do not fit the run", None, "Choose fewer"
        )


def _window(text: str | None, periods: tuple[Quarter, ...]) -> tuple[int, int]:
    if text is None:
        return 0, len(periods) - 1
    asked = parse_range(text)
    if asked[0] not in periods or asked[-1] not in periods:
        hint = f"It runs from {periods[0]} to {periods[-1]}"
        raise MoneygoodError("A303", f"{text} is not inside the run", None, hint)
    return asked[0] - periods[0], asked[-1] - periods[0]


def happens(holds: np.ndarray, first: int, last: int, running: int) -> np.ndarray:
    """Whether a condition [quarter or 1, draw] holds `running` quarters in a row within a window [draw]."""
    if holds.shape[0] == 1:
        return holds[0].copy()
    streak = np.zeros(holds.shape[1], dtype=int)
    out = np.zeros(holds.shape[1], dtype=bool)
    for row in holds[first : last + 1]:
        streak = np.where(row, streak + 1, 0)
        out |= streak >= running
    return out


class BoxSearch:
    """The sample split into a half that finds and a half that tests."""

    def __init__(
        self, columns: tuple[InputColumn, ...], x: np.ndarray, outcome: np.ndarray, request: DiscoverRequest
    ) -> None:
        self.columns, self.request = columns, request
        self.rng = np.random.Generator(
            np.random.Philox(key=np.array([request.seed, 0xD15C], dtype=np.uint64))
        )
        half = self.rng.permutation(len(outcome)) < len(outcome) // 2
        self.x, self.y = x[half], outcome[half].astype(np.float64)
        self.x_test, self.y_test = x[~half], outcome[~half]
        for own in (self.y, self.y_test):
            few = int(min(own.sum(), len(own) - own.sum()))
            if few < FEWEST:
                share = float(outcome.mean())
                raise MoneygoodError("A340", f"the condition holds in {100 * share:.1f} percent of the draws",
                                     None, f"Each half needs {FEWEST} draws with and without it")  # fmt: skip
        told = screened(self.x, self.y)
        self.columns = tuple(columns[j] for j in told)
        self.x, self.x_test = self.x[:, told], self.x_test[:, told]

    def boxes(
        self,
    ) -> tuple[tuple[FoundBox, ...], tuple[tuple[float, float, float, int, float, float], ...], int]:
        """Boxes one after another, each on what the earlier ones left; the first one's trajectory."""
        settings = Settings(self.request.peel, self.request.peel, self.request.mass)
        left, left_test = np.ones(len(self.y), bool), np.ones(len(self.y_test), bool)
        found: list[FoundBox] = []
        trajectory: tuple[tuple[float, float, float, int, float, float], ...] = ()
        chosen = 0
        for k in range(self.request.boxes if self.columns else 0):
            x, y = self.x[left], self.y[left]
            if y.sum() < FEWEST:
                break
            steps, at, box = self._search(x, y, settings)
            if k == 0:
                trajectory, chosen = tuple(self._step(b) for b in steps), at
            if not box.restricted.any() or box.density <= self.y.mean():
                break
            found.append(self._found(box, x, y, left, left_test, settings))
            left &= ~box.holds(self.x)
            left_test &= ~box.holds(self.x_test)
        return tuple(found), trajectory, chosen

    def _search(self, x: np.ndarray, y: np.ndarray, settings: Settings) -> tuple[list[Box], int, Box]:
        """A trajectory, the step chosen, and the box: peeled twice, the second time only along the inputs
        whose restrictions were sure the first time."""
        free = np.arange(x.shape[1])
        for _ in range(2):
            steps = [_widened(b, free, x.shape[1]) for b in find_boxes(x[:, free], y, settings)]
            at = choose(steps, x[:, free], y, settings, self.rng)
            box = _sure(steps[at], x, y)
            if not box.restricted.any():
                break
            free = np.flatnonzero(box.restricted)
        return steps, at, box

    def _step(self, box: Box) -> tuple[float, float, float, int, float, float]:
        tested = measured(box.holds(self.x_test), self.y_test)
        own = (box.count / len(self.y), box.hits / self.y.sum(), box.density, int(box.restricted.sum()))
        return (*own, tested.coverage, tested.density)

    def _found(
        self,
        box: Box,
        x: np.ndarray,
        y: np.ndarray,
        left: np.ndarray,
        left_test: np.ndarray,
        settings: Settings,
    ) -> FoundBox:
        sure = quasi_p(box, x, y)
        again = reproduced(x, y, box, settings, RESAMPLES, self.rng)
        limits = [
            Limit(self.columns[j], _open(box.low[j]), _open(box.high[j]), sure[j], float(again[j]))
            for j in sure
        ]
        limits.sort(key=lambda limit: limit.quasi_p)
        return FoundBox(
            tuple(limits),
            measured(left & box.holds(self.x), self.y > 0),
            measured(left_test & box.holds(self.x_test), self.y_test),
        )

    def leaves(self) -> tuple[Leaf, ...]:
        """The leaves of the tree, the densest first."""
        tree = fit_tree(self.x, self.y, rng=self.rng)
        ways = sorted(rules(tree), key=lambda r: -r.leaf.hits / r.leaf.count)
        return tuple(
            Leaf(
                self._words(r),
                measured(r.holds(self.x), self.y > 0),
                measured(r.holds(self.x_test), self.y_test),
            )
            for r in ways
        )

    def _words(self, rule: TreeRule) -> str:
        parts = [
            Limit(self.columns[j], _open(low), _open(high), 0.0, 0.0).words
            for j, (low, high) in rule.limits.items()
        ]
        return " and ".join(parts) or "all draws"


def choose(
    steps: list[Box], x: np.ndarray, y: np.ndarray, settings: Settings, rng: np.random.Generator
) -> int:
    """The step of a trajectory whose mass gives the most telling box on draws left out.

    The finding half is cut into folds; on each the search is run on the others, and its boxes are looked at
    on the fold. Most telling is the box that says most about the outcome: the largest mutual information.
    """
    masses = np.array([box.count / steps[0].count for box in steps])
    fold = rng.permutation(len(y)) % FOLDS
    score = np.zeros(len(steps))
    for k in range(FOLDS):
        inside = fold == k
        own = find_boxes(x[~inside], y[~inside], settings)
        mass = np.array([b.count / own[0].count for b in own])
        told = np.array([information(b.holds(x[inside]), y[inside]) for b in own])
        order = np.argsort(mass)
        score += np.interp(masses, mass[order], told[order])
    return int(np.argmax(score))


def information(inside: np.ndarray, y: np.ndarray) -> float:
    """What being inside a box says about the outcome, in nats a draw; below zero where it is rarer inside."""
    n, m, hits, both = len(y), int(inside.sum()), float(y.sum()), float(y[inside].sum())
    cells = (
        (both, m, hits),
        (m - both, m, n - hits),
        (hits - both, n - m, hits),
        (n - m - hits + both, n - m, n - hits),
    )
    told = sum(c / n * np.log(c * n / (row * column)) for c, row, column in cells if c > 0)
    return float(told) if m and both / m >= hits / n else -float(told)


def screened(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The columns of x [draw, input] whose figures differ between draws with and without the outcome.

    By the area under the ROC curve, with odds of a false alarm of `ALARM` a column. A box may only restrict
    these: among scores of inputs some would otherwise be peeled by chance.
    """
    bar = NormalDist().inv_cdf(1 - ALARM / 2)
    found = [auc(column[y > 0], column[y == 0]) for column in x.T]
    return np.flatnonzero([abs(a - 0.5) > bar * e for a, e in found])


def _sure(box: Box, x: np.ndarray, y: np.ndarray) -> Box:
    """The box without the restrictions that could be chance, the least sure dropped first."""
    while box.restricted.any():
        odds = quasi_p(box, x, y)
        worst = max(odds, key=lambda j: odds[j])
        if odds[worst] <= SURE:
            return box
        box = without(box, [worst], x, y)
    return box


def _widened(box: Box, free: np.ndarray, inputs: int) -> Box:
    """A box along some inputs as one along all of them."""
    low, high = np.full(inputs, -np.inf), np.full(inputs, np.inf)
    low[free], high[free] = box.low, box.high
    return Box(low, high, box.count, box.hits)


def _open(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
