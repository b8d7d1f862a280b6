"""The state of the economy at the jump-off: what is observed stands, the model fills in the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, MISSING, NOWCAST, PROJECTED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.record_kinds import Name
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Ordered
from moneygood.core.record_shapes import MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import OneQuarter, Whole
from moneygood.core.texts import economics_root
from moneygood.engine.residuals import over_time
from moneygood.engine.setting import Hold, Setting, empty_setting
from moneygood.engine.solve_path import solve_path
from moneygood.model.graph import leaves
from moneygood.model.model import Model
from moneygood.model.names import names_of

PASSES = 8


@dataclass(frozen=True)
class CompletionRule:
    """How the state is completed: from `start` to `end`, and which judgement gives way for which definition.

    `holds` names, for a variable that is a definition and has data, the judgement ``add_x`` that is set free
    so that the definition meets the data; it is not used where x has data of its own in that quarter.
    `edge` names the vintage's series that say how far the figures go, with the quarters each may be late.
    """

    start: Quarter
    end: Quarter
    holds: dict[str, str]
    edge: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class CompletedState:
    """History without holes: `panel` [variable, quarter] up to the jump-off, and how it came about.

    `adds` [behavioural equation, quarter] is the judgement over `periods` that makes the observed variables
    what they are; `held` the number of figures that were held in each of these quarters.
    """

    panel: Panel
    periods: tuple[Quarter, ...]
    adds: np.ndarray
    held: tuple[int, ...]


COMPLETION = TextKind(
    "completion",
    "How the state of the economy at the jump-off is completed.",
    ("dictionary/completion.yaml",),
    Record(
        "rule of completion",
        "From when to when, and which judgement gives way for which definition.",
        (
            Field("start", OneQuarter(), "The first quarter that is completed.", required=True),
            Field("end", OneQuarter(), "The last one, the jump-off, if not a later one.", required=True),
            Field(
                "holds",
                MapOf(Name("judgement"), "variable|measurement"),
                "The judgement that is set free so that a definition meets its data.",
                default=(),
            ),
            Field(
                "edge",
                MapOf(Whole(0, 4)),
                "Series of the vintage that say how far its figures go, and the quarters each may be late.",
                default={},
            ),
        ),
        (Ordered("start", "end"),),
    ),
    FaultCodes("A071"),
    "every verb that runs the model",
)


def read_rule(model: Model, root: Path | None = None) -> CompletionRule:
    """The rule of ``dictionary/completion.yaml``; A071 when it is faulty."""
    path = (root or economics_root()) / "dictionary" / "completion.yaml"
    text = COMPLETION.read(path, {**names_of(model), "measurement": model.measurements})
    return CompletionRule(text["start"], text["end"], dict(text["holds"]), dict(text["edge"]))


def complete_state(
    model: Model,
    figures: Panel,
    rule: CompletionRule,
    uniforms: Mapping[str, np.ndarray] | None = None,
    adds: Mapping[str, np.ndarray] | None = None,
    *,
    marked: bool = True,
) -> CompletedState:
    """The completed history of all variables, given figures [variable, quarter] of some of them.

    From the rule's start to its end every variable with data is held by freeing the judgement of its own
    equation, or that which the rule names; everything else is solved, so all identities hold exactly. Before
    the start, gaps are filled by start values, by equations whose inputs are there, or by the nearest figure.
    `uniforms` gives uniform draws figures [quarter from the rule's start] other than one half, `adds` the
    judgement of equations (by label, the same quarters) where no figure is held. Without `marked` what is
    derived from published figures keeps the mark of a nowcast, which takes less time.
    Errors: A072 for a state without figure or start value; E001, E002, E009 from the engine.
    """
    first = min(figures.periods[0], rule.start - max(model.max_lag, 1))
    periods = quarter_range(first, rule.end)
    values, status = _frame(model, figures, periods)
    t0 = rule.start - first
    first_seen = values[:, :t0].copy()
    seen, marks = values[:, t0:].copy(), status[:, t0:].copy()
    _put_starts(model, values, status, t0)
    _deduce(model, values, status, t0)
    for i in range(len(values)):
        _carry(values[i, :t0], status[i, :t0])
    setting, held = held_setting(model, values, periods, t0, rule)
    for name, row in (uniforms or {}).items():
        setting.shocks[list(model.shocks).index(name)] = row[: setting.shocks.shape[1]]
    labels = {e.label: i for i, e in enumerate(model.behavioural)}
    for label, row in (adds or {}).items():
        setting.adds[labels[label]] = row[: setting.adds.shape[1]]
    try:
        solution = solve_path(model, setting)
    except MoneygoodError as fault:
        if fault.code == "E004":
            raise MoneygoodError(
                "A072", f"the state before {rule.start} is incomplete: {fault.message}", None, fault.hint
            ) from None
        raise
    solved = np.isfinite(solution.values)
    values[:, t0:] = np.where(solved, solution.values, values[:, t0:])
    with np.errstate(invalid="ignore"):
        met = np.abs(values[:, t0:] - seen) <= 1e-6 * np.maximum(np.abs(seen), 1e-6)
    exogenous = np.isin(np.arange(len(values)), [model.row(n) for n in model.exogenous])[:, None]
    status[:, t0:] = np.where(met, marks, np.where(exogenous, status[:, t0:], NOWCAST))
    if marked:
        own = np.concatenate([np.isfinite(first_seen), np.isfinite(seen)], axis=1)
        _derive_status(model, status, own)
    panel = Panel(tuple(model.variables), periods, values, status)
    return CompletedState(panel, periods[t0:], solution.adds, held)


def _frame(model: Model, figures: Panel, periods: tuple[Quarter, ...]) -> tuple[np.ndarray, np.ndarray]:
    values = np.full((len(model.variables), len(periods)), np.nan)
    status = np.zeros(values.shape, dtype=np.uint8)
    shift = figures.periods[0] - periods[0]
    width = min(len(figures.periods), len(periods) - shift)
    for i, name in enumerate(model.variables):
        if name in figures:
            values[i, shift : shift + width] = figures.series(name)[:width]
            status[i, shift : shift + width] = figures.status[figures.row(name), :width]
    return values, status


def _deduce(model: Model, values: np.ndarray, status: np.ndarray, t0: int) -> None:
    """Fills gaps before the start by equations whose inputs are there, shocks at zero (in place)."""
    explicit = [(e.explicit, model.row(e.lhs_variable)) for e in model.equations if not e.implicit]
    reads = [{model.row(n.payload[0]) for n in leaves(node) if n.op == "var"} for node, _ in explicit]
    due, filled = list(range(len(explicit))), set[int]()
    for _ in range(PASSES):
        due = [k for k in due if np.isnan(values[explicit[k][1], :t0]).any()]
        computed = over_time(model, [explicit[k][0] for k in due], values[:, :t0])
        for k, series in zip(due, computed, strict=True):
            row = explicit[k][1]
            gaps = np.flatnonzero(np.isnan(values[row, :t0]) & np.isfinite(series))
            if gaps.size:
                values[row, gaps], status[row, gaps] = series[gaps], NOWCAST
                filled.add(row)
        if not filled:
            return
        due = [k for k in range(len(explicit)) if reads[k] & filled]
        filled = set()


def _derive_status(model: Model, status: np.ndarray, measured: np.ndarray) -> None:
    """Gives what is worked out from other figures by a definition the status of its weakest input (in place).

    A definition is an equation without shock, parameter or channel, such as a ratio or a sum: where all its
    inputs are published, so is it. `status` and `measured` (a figure of its own) are [variable, quarter].
    A definition is looked at again only where an input's status has changed.
    """
    definitions = []
    for equation in model.equations:
        inputs = leaves(equation.explicit)
        if not equation.behavioural and not equation.implicit and all(n.op == "var" for n in inputs):
            read = [(model.row(n.payload[0]), n.payload[1]) for n in inputs]
            definitions.append((model.row(equation.lhs_variable), read))
    users: dict[int, set[int]] = {}
    for k, (_, inputs) in enumerate(definitions):
        for row, _ in inputs:
            users.setdefault(row, set()).add(k)
    due = set(range(len(definitions)))
    for _ in definitions:
        for k, (row, inputs) in enumerate(definitions):
            if k not in due:
                continue
            due.remove(k)
            weakest = np.zeros(status.shape[1], dtype=np.uint8)
            whole = np.ones(status.shape[1], dtype=bool)
            for source, lag in inputs:
                marks = np.zeros_like(weakest)
                marks[lag:] = status[source, : status.shape[1] - lag]
                whole &= marks != MISSING
                weakest = np.maximum(weakest, marks)
            weakest[weakest == PROJECTED] = NOWCAST  # worked out here from what others project
            derived = whole & ~measured[row] & (status[row] != MISSING) & (weakest != MISSING)
            if (status[row, derived] != weakest[derived]).any():
                status[row, derived] = weakest[derived]
                due |= users.get(row, set())
        if not due:
            return


def _put_starts(model: Model, values: np.ndarray, status: np.ndarray, t0: int) -> None:
    """Puts start values into the gaps before the start, and into all gaps of exogenous variables."""
    exogenous = set(model.exogenous)
    for i, (name, record) in enumerate(model.variables.items()):
        until = values.shape[1] if name in exogenous else t0
        if record.start is not None:
            gaps = np.flatnonzero(np.isnan(values[i, :until]))
            values[i, gaps], status[i, gaps] = record.start.value, ASSUMED
        if name in exogenous:
            _carry(values[i], status[i])


def _carry(row: np.ndarray, status: np.ndarray) -> None:
    """Fills gaps with the figure before them, and gaps at the beginning with the first figure (in place)."""
    known = np.flatnonzero(np.isfinite(row))
    if not known.size:
        return
    gaps = np.flatnonzero(np.isnan(row))
    before = np.maximum(np.searchsorted(known, gaps, side="right") - 1, 0)
    row[gaps], status[gaps] = row[known[before]], ASSUMED


def held_setting(
    model: Model, values: np.ndarray, periods: tuple[Quarter, ...], t0: int, rule: CompletionRule
) -> tuple[Setting, tuple[int, ...]]:
    """The setting of the quarters from number `t0` on in which every figure of `values` [variable, quarter]
    is held by its equation's judgement, or by the one that the rule names; and how many are in each."""
    setting = empty_setting(model, periods[t0:], values[:, :t0])
    holds: list[Hold] = []
    counts: list[int] = []
    own = {e.label for e in model.behavioural}
    for t in range(len(periods) - t0):
        column = values[:, t0 + t]
        before = len(holds)
        for label in own:
            number = column[model.row(label)]
            if np.isfinite(number):
                holds.append(Hold(label, t, float(number), f"add_{label}"))
        for variable, absorber in rule.holds.items():
            if variable not in model.variables:
                continue
            number = column[model.row(variable)]
            if np.isfinite(number) and not np.isfinite(column[model.row(absorber[4:])]):
                holds.append(Hold(variable, t, float(number), absorber))
        counts.append(len(holds) - before)
    exogenous = setting.exogenous.copy()
    for name in model.exogenous:
        exogenous[model.row(name)] = values[model.row(name), t0:]
    return (
        Setting(
            periods=setting.periods,
            history=setting.history,
            exogenous=exogenous,
            adds=setting.adds,
            shocks=setting.shocks,
            holds=tuple(holds),
        ),
        tuple(counts),
    )
