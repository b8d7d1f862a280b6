"""The question of the branches, put together: two runs on the same draws, and what they say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from moneygood.baseline.reward import reward_state
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import inside
from moneygood.data.latest import latest
from moneygood.engine.sampling.draws import CELL, parameter_rows
from moneygood.engine.setting import PathSolution
from moneygood.engine.simulate import simulate
from moneygood.model.model import Model
from moneygood.questions.branch.answer import (
    BranchAnswer,
    BranchOdds,
    ChannelShare,
    Held,
    OddsByThird,
    Outcome,
)
from moneygood.questions.branch.came import came_signs
from moneygood.questions.branch.text import (
    BranchMeasure,
    BranchRule,
    BranchText,
    Breakdown,
    Range,
    read_branches,
)
from moneygood.runs.came import came_of, seen_of
from moneygood.runs.distance import Distance, distance
from moneygood.runs.labels import parameter_label
from moneygood.runs.run import RunRequest, check_request
from moneygood.runs.separation import Separation, separation
from moneygood.scenarios.read import parse_plan

QUANTILES = (0.15, 0.5, 0.85)


class PairedDraws:
    """The event and its absence on the same draws: figures [quarter, draw] by variable, history in front."""

    def __init__(self, workspace: Workspace, text: BranchText, draws: int, seed: int, threads: int) -> None:
        reach = text.after + 1 + text.horizon
        self.text, self.at = text, text.after + 1
        runs = []
        for event in (True, False):
            plan = parse_plan(text.scenario(workspace, event=event), text.name)
            settled = workspace.settle(plan, horizon=reach, kept=True)
            runs.append(simulate(settled.model, settled.setting, draws=draws, seed=seed, keep=text.variables,
                                 threads=threads).paths)  # fmt: skip
        self.ok = runs[0].ok & runs[1].ok
        before = {n: np.full((1, draws), workspace.history.series(n)[-1]) for n in text.variables}
        self.there, self.without = (
            {n: np.concatenate([before[n], p.series(n).astype(np.float64)]) for n in text.variables}
            for p in runs
        )

    def effect(self, measure: BranchMeasure, after: int) -> np.ndarray:
        """What the event does to a variable [draw]: with it against without it, in the same draw."""
        row = self.at + after
        return measure.change(self.there[measure.variable][row], self.without[measure.variable][row])

    def seen(self, measure: BranchMeasure, after: int) -> np.ndarray:
        """What can be seen [draw]: the variable's change since the quarter before the event."""
        values = self.there[measure.variable]
        return measure.change(values[self.at + after], values[self.at - 1])


def branch_out(workspace: Workspace, name: str, *, draws: int, seed: int, threads: int = 0) -> BranchAnswer:
    """The branches of an event: odds, outcomes, channels, and the first observable that tells them apart.

    Errors: A320 and A301 for the text, A321 when all draws take one branch, A074 and E-codes for the run.
    """
    check_request(RunRequest(draws, seed))
    text = read_branches(workspace, name)
    pair = PairedDraws(workspace, text, draws, seed, threads)
    branch = np.full(draws, -1)
    for i, rule in reversed(list(enumerate(text.branches))):
        branch[_belongs(pair, rule) & pair.ok] = i
    counts = [int((branch == i).sum()) for i in range(2)]
    if min(counts) < 2:
        what = f"{max(counts)} draws take one branch and {min(counts)} the other"
        raise MoneygoodError("A321", what, None, "Ask for more draws, such as --draws 2000")
    separations = _separations(pair, branch)
    series = [s for m in text.observables for s in m.published]
    known = {s: latest(workspace.vintage, s, workspace.start) for s in series}
    since = came_of(workspace)
    told = tuple(t for row in separations for t in row)
    labels = [b.label for b in text.branches]
    signs = {m.variable: m for m in (*text.observables, *text.outcomes)}
    return BranchAnswer(
        text=text,
        odds=tuple(_odds(rule, branch == i, pair.ok) for i, rule in enumerate(text.branches)),
        undecided=float(np.mean(branch[pair.ok] < 0)),
        thirds=tuple(_thirds(workspace.model, pair, branch, draws, seed)),
        outcomes=tuple(_outcome(pair, m, text.read_at, branch) for m in text.outcomes),
        parts=tuple(p for c in text.channels for p in _parts(pair, c, text.read_at, branch)),
        separations=told,
        first=_first(separations, text),
        held=tuple(_held(workspace, text)),
        draws=draws,
        seed=seed,
        failed_share=float(np.mean(~pair.ok)),
        far=_far(workspace.model, pair, text, branch, draws, seed),
        names={n: inside(parameter_label(workspace.model, n)) for n in workspace.model.parameters},
        readings={s: found for s, found in known.items() if found is not None},
        reward=reward_state(workspace.model, workspace.vintage, text.evidence, workspace.start)
        if text.evidence
        else None,
        came=()
        if since is None
        else came_signs(text, pair.seen, tuple(signs.values()), branch, labels, told, workspace.start, since),
        seen=seen_of(workspace),
    )


def _far(
    model: Model, pair: PairedDraws, text: BranchText, branch: np.ndarray, draws: int, seed: int
) -> Distance | None:
    """The distance between the branches in the first outcome, and the drawn numbers that make it."""
    if not text.outcomes:
        return None
    effect = pair.effect(text.outcomes[0], text.read_at)
    return distance(effect, np.where(pair.ok, branch, -1), drawn_parameters(model, draws, seed))


def _belongs(pair: PairedDraws, rule: BranchRule) -> np.ndarray:
    out = pair.ok.copy()
    for c in rule.when:
        effect = pair.effect(c.measure, c.after)
        out &= effect >= c.bound if c.above else effect <= c.bound
    return out


def _odds(rule: BranchRule, mine: np.ndarray, ok: np.ndarray) -> BranchOdds:
    share, n = float(mine[ok].mean()), int(ok.sum())
    return BranchOdds(rule.name, rule.label, share, float(np.sqrt(share * (1 - share) / n)), int(mine.sum()))


def drawn_parameters(model: Model, draws: int, seed: int) -> dict[str, np.ndarray]:
    """The drawn parameters of every draw [draw], as a run at central values draws them."""
    records = [p for p in model.parameters.values() if p.draw]
    centres = [p.value for p in records]
    cells = range(-(-draws // CELL))
    table = np.concatenate([parameter_rows(records, centres, seed, c) for c in cells], axis=1)[:, :draws]
    return {p.name: table[i] for i, p in enumerate(records)}


def _thirds(model: Model, pair: PairedDraws, branch: np.ndarray, draws: int, seed: int) -> list[OddsByThird]:
    """The odds of the first branch in each third of the draws by what is uncertain: a parameter, or a state
    as it is in the quarter of the event without the event."""
    drawn = drawn_parameters(model, draws, seed)
    out = []
    for name in pair.text.uncertain:
        if name in pair.text.states:
            values, label = pair.without[name][pair.at], inside(model.variables[name].label)
        elif name in drawn:
            values, label = drawn[name], parameter_label(model, name)
        else:
            continue
        edges = np.quantile(values[pair.ok], [0, 1 / 3, 2 / 3, 1])
        for k in range(3):
            own = pair.ok & (values >= edges[k]) & ((values < edges[k + 1]) | (k == 2))
            share = float((branch[own] == 0).mean())
            error = float(np.sqrt(share * (1 - share) / own.sum()))
            out.append(OddsByThird(name, float(edges[k]), float(edges[k + 1]), share, error, label))
    return out


def _outcome(pair: PairedDraws, measure: BranchMeasure, after: int, branch: np.ndarray) -> Outcome:
    effect = pair.effect(measure, after)
    rows = []
    for k in (0, 1):
        own = effect[branch == k]
        rows.append((float(own.mean()), float(own.std() / np.sqrt(len(own))), *np.quantile(own, QUANTILES)))
    gap = rows[0][0] - rows[1][0]
    return Outcome(measure, after, tuple(map(float, rows[0])), tuple(map(float, rows[1])), gap,
                   float(np.hypot(rows[0][1], rows[1][1])))  # fmt: skip


def _parts(pair: PairedDraws, own: Breakdown, after: int, branch: np.ndarray) -> list[ChannelShare]:
    """The gap between the branches in a measure, part by part, with what the parts leave over."""
    total = pair.effect(own.total, after)
    parts = [(m.label, pair.effect(m, after)) for m in own.parts]
    rest = total - np.sum([v for _, v in parts], axis=0)
    out = []
    for label, values in (*parts, ("Not in these parts", rest), ("Sum", total)):
        a, b = values[branch == 0], values[branch == 1]
        gap = float(a.mean() - b.mean())
        error = float(np.sqrt(a.var() / len(a) + b.var() / len(b)))
        out.append(ChannelShare(own.title, label, own.total, float(a.mean()), float(b.mean()), gap, error))
    return out


def _separations(pair: PairedDraws, branch: np.ndarray) -> list[list[Separation]]:
    """For every quarter after the event what each observable tells."""
    half = np.arange(branch.size) % 2 == 0
    text = pair.text
    out = []
    for after in range(text.horizon + 1):
        row = [
            separation(m.variable, m.label, after, pair.seen(m, after), branch, half)
            for m in text.observables
        ]
        out.append([t for t in row if t is not None and np.isfinite(t.auc)])
    return out


def _first(separations: list[list[Separation]], text: BranchText) -> Separation | None:
    """The best observable of the first quarter in which one is surely above the bar."""
    for row in separations:
        good = [t for t in row if t.surely(text.told_apart_at, len(row))]
        if good:
            return max(good, key=lambda t: t.auc)
    return None


def _held(workspace: Workspace, text: BranchText) -> list[Held]:
    """Responses without surprises at given parameters, beside the ranges held against them.

    Every set of parameters has its own path without the event. A response outside its range is looked at once
    more with the reason undone that its text gives.
    """
    reach = text.after + 1 + max([r.after for r in text.ranges], default=0)
    solved: dict[tuple[tuple[str, float], ...], tuple[PathSolution, PathSolution]] = {}

    def response(r: Range, given: Mapping[str, float]) -> float:
        key = tuple(sorted(given.items()))
        if key not in solved:
            plans = [parse_plan(text.scenario(workspace, given, event), text.name) for event in (True, False)]
            there, without = (workspace.settle(p, horizon=reach, kept=True).central for p in plans)
            solved[key] = (there, without)
        there, without = (path.series(r.measure.variable) for path in solved[key])
        row = text.after + r.after
        return float(r.measure.change(there[row], without[row]))

    out = []
    for r in text.ranges:
        ours = response(r, r.given)
        outside = not r.low <= ours <= r.high
        out.append(Held(r, ours, response(r, {**r.given, **r.undone}) if outside and r.undone else None))
    return out
