"""A setting made ready to run: one program per pattern of quarters, and the numbers each quarter reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.engine.program.emit import compile_schedule
from moneygood.engine.program.lower import HoldPattern, lower
from moneygood.engine.program.program import Key, Program
from moneygood.engine.program.store import mark_of, stored_program
from moneygood.engine.setting import Setting, check_setting

if TYPE_CHECKING:
    from moneygood.model.model import Model, Parameter

_PROGRAMS: dict[tuple[object, ...], tuple[object, Program]] = {}
"""Programs by what they were made of, each with its graph: while that is held no other has its number."""

_PROGRAMS_KEPT = 64

_DATED = frozenset({"exo", "known", "add", "ref"})
"""Kinds of inputs that have a figure of their own in each quarter."""

_SIZES: dict[tuple[object, ...], dict[str, float]] = {}
"""Sizes of the latest few models and histories: a lever that moves leaves them as they are."""


@dataclass(frozen=True)
class Prepared:
    """Everything a machine needs, quarter by quarter."""

    programs: dict[HoldPattern, Program]
    patterns: list[HoldPattern]
    numbers: list[dict[Key, float]]
    history: dict[str, np.ndarray]
    scale: dict[str, float]
    scalars: dict[str, float]
    drawn: list[Parameter]
    centres: list[float]


def program_for(
    model: Model,
    pattern: HoldPattern,
    switches_off: frozenset[str] = frozenset(),
    drawn: frozenset[str] = frozenset(),
    channels: bool = False,
) -> Program:
    """The compiled program of a pattern, remembered for the next run of the same model, also on disk."""
    key = (model.hash, id(model.graph), len(model.equations), pattern, switches_off, drawn, channels)
    known = _PROGRAMS.get(key)
    if known is not None:
        return known[1]
    program = stored_program(
        mark_of(model, pattern, switches_off, drawn, channels),
        lambda: compile_schedule(lower(model, pattern, switches_off), drawn=drawn, channels=channels),
    )
    while len(_PROGRAMS) >= _PROGRAMS_KEPT:
        _PROGRAMS.pop(next(iter(_PROGRAMS)), None)
    _PROGRAMS[key] = model.graph, program
    return program


def prepare(
    model: Model,
    setting: Setting,
    *,
    draw_parameters: bool = False,
    channels: bool = False,
    given: frozenset[str] = frozenset(),
    judged: frozenset[str] = frozenset(),
) -> Prepared:
    """Checks `setting` and compiles what it needs; parameters in `given` get a value per draw from outside.

    Equations in `judged` keep their add-factor in the program where the setting has none, so that it can
    change afterwards.

    Raises E002 and E003 for holds that cannot be met, E004 for missing figures, E005 to E008 for the rest.
    """
    check_setting(model, setting)
    if model.looks_ahead:
        ahead = ", ".join(model.variants) or "the model"
        raise MoneygoodError(
            "E045",
            f"{ahead} looks ahead, so its quarters cannot be solved one after another",
            hint="Use `moneygood foresight`, which solves them together and without draws",
        )
    patterns, held = patterns_of(model, setting, judged)
    drawn = [p for p in model.parameters.values() if draw_parameters and p.draw and p.name not in given]
    names = frozenset(p.name for p in drawn) | given
    programs = {
        p: program_for(model, p, frozenset(setting.switches_off), names, channels)
        for p in dict.fromkeys(patterns)
    }
    scalars = {p.name: p.value for p in model.parameters.values()} | dict(setting.parameters)
    rows = {e.label: i for i, e in enumerate(model.behavioural)}
    dated = {p: [k for k in own.inputs.values() if k[0] in _DATED] for p, own in programs.items()}
    numbers = [_numbers(model, setting, dated[p], t, held, rows) for t, p in enumerate(patterns)]
    history = _history(model, setting, programs)
    return Prepared(
        programs=programs,
        patterns=patterns,
        numbers=numbers,
        history=history,
        scale=sizes(model, setting.history),
        scalars=scalars,
        drawn=drawn,
        centres=[scalars[p.name] for p in drawn],
    )


def patterns_of(
    model: Model, setting: Setting, judged: frozenset[str] = frozenset()
) -> tuple[list[HoldPattern], dict[tuple[str, int], float]]:
    """The pattern of every quarter, and the held values by (variable, quarter number); equations in `judged`
    have judgement even where it is zero."""
    labels = [e.label for e in model.behavioural]
    held: dict[tuple[str, int], float] = {}
    freed: dict[int, set[str]] = {}
    known: dict[int, set[str]] = {}
    endogenous = frozenset(e.lhs_variable for e in model.equations)
    own = frozenset(labels)
    for hold in setting.holds:
        _check_hold(model, setting, endogenous, own, hold.variable, hold.absorber, hold.period_index)
        if not np.isfinite(hold.value):
            raise MoneygoodError("E003", f"the hold on {hold.variable} has no finite value")
        cell = (hold.variable, hold.period_index)
        quarter = setting.periods[hold.period_index]
        if cell in held:
            raise MoneygoodError(
                "E002", f"{hold.variable} is held twice in {quarter}", hint="Keep one of the two"
            )
        if hold.absorber in freed.setdefault(hold.period_index, set()):
            raise MoneygoodError(
                "E002",
                f"{hold.absorber} is to absorb two holds in {quarter}",
                hint="Name another absorber for one of them",
            )
        held[cell] = float(hold.value)
        freed[hold.period_index].add(hold.absorber)
        known.setdefault(hold.period_index, set()).add(hold.variable)
    judged |= {a[4:] for names in freed.values() for a in names if a.startswith("add_")}
    silent = frozenset(
        label for i, label in enumerate(labels) if label not in judged and not np.any(setting.adds[i])
    )
    patterns = [
        HoldPattern(
            known=frozenset(known.get(t, set())),
            freed=frozenset(freed.get(t, set())),
            no_judgement=silent,
        )
        for t in range(len(setting.periods))
    ]
    return patterns, held


def _check_hold(
    model: Model,
    setting: Setting,
    endogenous: frozenset[str],
    labels: frozenset[str],
    variable: str,
    absorber: str,
    period: int,
) -> None:
    if variable not in model.variables:
        raise MoneygoodError(
            "E003", f"there is no variable {variable!r} to hold", hint=did_you_mean(variable, model.variables)
        )
    if variable not in endogenous:
        raise MoneygoodError(
            "E003",
            f"{variable} is exogenous: it follows its given path anyway",
            hint="Change that path instead",
        )
    known = absorber in model.shocks and model.shocks[absorber].kind != "uniform"
    if not known and not (absorber.startswith("add_") and absorber[4:] in labels):
        usable = [n for n, s in model.shocks.items() if s.kind != "uniform"] + [
            f"add_{e.label}" for e in model.behavioural
        ]
        raise MoneygoodError(
            "E003", f"{absorber!r} cannot absorb the hold on {variable}", hint=did_you_mean(absorber, usable)
        )
    if not 0 <= period < len(setting.periods):
        raise MoneygoodError(
            "E003",
            f"the hold on {variable} is outside the run",
            hint=f"The run covers {setting.periods[0]} to {setting.periods[-1]}",
        )


def _numbers(
    model: Model,
    setting: Setting,
    keys: list[Key],
    t: int,
    held: dict[tuple[str, int], float],
    rows: dict[str, int],
) -> dict[Key, float]:
    """The figures of quarter number `t` that a program takes, by the `keys` of its inputs that differ by
    quarter; `rows` are those of equations' judgement."""
    past = setting.history.shape[1]
    out: dict[Key, float] = {}
    for key in keys:
        kind = key[0]
        if kind == "exo":
            name, lag = str(key[1]), int(str(key[2]))
            row = model.row(name)
            at = t - lag
            value = setting.exogenous[row, at] if at >= 0 else setting.history[row, past + at]
            if not np.isfinite(value):
                quarter = setting.periods[0] + at
                raise MoneygoodError("E004", f"{name} has no figure in {quarter} and no equation of its own")
            out[key] = float(value)
        elif kind == "known":
            out[key] = held[(str(key[1]), t)]
        elif kind == "add":
            out[key] = float(setting.adds[rows[str(key[1])], t])
        elif kind == "ref":
            assert setting.references is not None
            out[key] = float(setting.references[int(str(key[1])), t])
    return out


def _history(model: Model, setting: Setting, programs: dict[HoldPattern, Program]) -> dict[str, np.ndarray]:
    """The last quarters of every lagged variable; E004 names all that are missing."""
    out: dict[str, np.ndarray] = {}
    missing: list[str] = []
    depth: dict[str, int] = {}
    for p in programs.values():
        for name, lag in p.lags():
            depth[name] = max(depth.get(name, 0), lag)
    for name, lag in sorted(depth.items()):
        row = setting.history[model.row(name)]
        out[name] = row
        gaps = np.flatnonzero(~np.isfinite(row[len(row) - lag :]))
        if len(gaps):
            missing.append(f"{name} in {setting.periods[0] - lag + int(gaps[0])}")
    if missing:
        more = f" and {len(missing) - 6} more" if len(missing) > 6 else ""
        raise MoneygoodError(
            "E004",
            f"history lacks {', '.join(missing[:6])}{more}",
            hint="Give the series a measurement or the variable a start value",
        )
    return out


def sizes(model: Model, history: np.ndarray) -> dict[str, float]:
    """The size of every variable, by which residuals are judged: its mean absolute value in `history`, and at
    least 1 for percentages and 0.01 for everything else."""
    mark = hashlib.sha256(np.ascontiguousarray(history).tobytes()).digest()
    key = (model.hash, tuple(model.variables), history.shape, mark)
    found = _SIZES.get(key)
    if found is None:
        while len(_SIZES) >= 4:
            _SIZES.pop(next(iter(_SIZES)), None)
        found = _SIZES[key] = _sizes(model, history)
    return found


def _sizes(model: Model, history: np.ndarray) -> dict[str, float]:
    out: dict[str, float] = {}
    for i, (name, record) in enumerate(model.variables.items()):
        seen = history[i][np.isfinite(history[i])]
        floor = 1.0 if "pct" in str(record.unit) else 0.01
        out[name] = max(float(np.mean(np.abs(seen))) if len(seen) else 0.0, floor)
    return out
