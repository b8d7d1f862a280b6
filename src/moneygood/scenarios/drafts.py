"""A new scenario as text: from what is asked for in a line, or from a question at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import parse_range
from moneygood.model.called import hint_for_variable, variable_called
from moneygood.model.model import Model
from moneygood.scenarios.aliases import aliases
from moneygood.scenarios.check import default_absorber
from moneygood.scenarios.lever_sizes import lever_size
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import BASELINE

_NUMBER = r"([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)"
_LEVER = re.compile(rf"\s*(\w+)\s*=\s*{_NUMBER}\s*(?:@\s*(\S+)\s*)?\Z")
_PATH = re.compile(rf"\s*(\w+)\s*([-+]?=|%=)\s*{_NUMBER}\s*@\s*([^\s,]+)\s*(?:,\s*(\w+)\s*)?\Z")
_SHOCK = re.compile(rf"\s*(\w+)\s*=\s*{_NUMBER}\s*(sd)?\s*@\s*(\S+)\s*\Z")
MEASURES = {"=": "value", "+=": "change", "-=": "change", "%=": "change_percent"}
Ask = Callable[[str, str], str]
"""Asks a question with a default; the answer as text."""
Say = Callable[[str], None]
"""Says a line."""


@dataclass
class ScenarioDraft:
    """The fields of a scenario file, in its own order; entries are texts in flow style."""

    title: str
    question: str = ""
    narrative: str = ""
    extends: str = BASELINE
    levers: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    shocks: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The scenario file."""
        lines = [f"title: {json.dumps(self.title, ensure_ascii=False)}"]
        for name in ("question", "narrative"):
            if getattr(self, name):
                lines.append(f"{name}: {json.dumps(getattr(self, name), ensure_ascii=False)}")
        lines.append(f"extends: {json.dumps(self.extends) if ' ' in self.extends else self.extends}")
        if self.levers:
            lines += ["levers:", *(f"  {entry}" for entry in self.levers)]
        for name in ("paths", "shocks"):
            if getattr(self, name):
                lines += [f"{name}:", *(f"  - {entry}" for entry in getattr(self, name))]
        return "\n".join(lines) + "\n"


def lever_entry(said: str, levers: Mapping[str, Lever], model: Model) -> str:
    """``NAME=SIZE`` or ``NAME=SIZE@PERIODS`` as an entry under levers (S047, S011)."""
    match = _LEVER.match(said)
    if match is None:
        raise _unread("--lever", said, "term_premium=0.5 or term_premium=0.5@2027Q1..2027Q4")
    name, size, periods = match.groups()
    if name not in levers:
        raise MoneygoodError("S011", f"there is no lever {name!r}", None, did_you_mean(name, levers))
    lever = levers[name]
    comment = f"  # {lever.label}; {lever.range[0]:g} to {lever.range[1]:g}"
    usual = lever_size(lever, model)
    if usual is not None:
        comment += f", {usual.words(lever).partition(' by ')[0]}"
    when = "" if periods is None else f", periods: {_span(periods)}"
    return f"{name}: {{value: {size}, unit: {_unit(str(lever.unit))}{when}}}{comment}"


def path_entry(said: str, model: Model) -> str:
    """``VARIABLE=LEVEL@PERIODS``, ``+=`` for a change and ``%=`` for a change in percent, with ``,SHOCK`` for
    what gives way, as an entry under paths (S047, S006, S017)."""
    match = _PATH.match(said)
    if match is None:
        raise _unread("--hold", said, "rate_10y=5@2027Q1..2027Q4 or gap+=1@2027,eps_cons_real")
    name, how, size, periods, absorber = match.groups()
    variable = variable_called(model, name)
    if variable is None:
        raise MoneygoodError("S006", f"there is no variable {name!r}", None, hint_for_variable(model, name))
    absorber = absorber or default_absorber(variable, model)
    if absorber is None and variable not in model.exogenous:
        near = [n for n in model.shocks if n.startswith(f"eps_{variable}")]
        hint = f"Write ,SHOCK behind the quarters{f', such as ,{near[0]}' if near else ''}"
        raise MoneygoodError("S017", f"{name} has no shock of its own to absorb a path", None, hint)
    number = f"-{size.lstrip('+')}" if how == "-=" else size.lstrip("+")
    unit = "pct" if how == "%=" else str(model.variables[variable].unit)
    by = "" if absorber is None else f", absorbed_by: {absorber}"
    label = model.variables[variable].label
    measure = MEASURES[how]
    what = f"{{hold: {name}, periods: {_span(periods)}, {measure}: {number}"
    return f"{what}, unit: {_unit(unit)}{by}}}  # {label}"


def shock_entry(said: str, model: Model) -> str:
    """``SHOCK=SIZE@PERIODS``, or ``SHOCK=2sd@PERIODS`` in standard deviations, under shocks (S047, S013)."""
    match = _SHOCK.match(said)
    if match is None:
        raise _unread("--shock", said, "eps_eff=0.3@2027Q1 or eps_dollar=-2sd@2027Q1..2027Q2")
    name, size, sd, periods = match.groups()
    if name not in model.shocks:
        raise MoneygoodError("S013", f"there is no shock {name!r}", None, did_you_mean(name, model.shocks))
    how = "sd" if sd else "size"
    unit = "" if sd else f", unit: {_unit(str(model.shocks[name].unit))}"
    return f"{{shock: {name}, periods: {_span(periods)}, {how}: {size.lstrip('+')}{unit}}}"


def asked_draft(
    ask: Ask, say: Say, levers: Mapping[str, Lever], model: Model, find: Callable[[str], object]
) -> ScenarioDraft:
    """A draft from a question at a time; an answer that cannot be used is said and asked again. `find` finds
    the scenario to build on."""
    draft = ScenarioDraft(title="")
    while not draft.title:
        draft.title = ask("Title", "").strip()
    draft.question = ask("Which question does it answer? (empty: none)", "").strip()
    draft.extends = _parent(ask, say, find)
    while True:
        what = ask("Move what: lever, path, shock, or done", "done").strip().lower()
        if what in ("done", ""):
            break
        if what not in ("lever", "path", "shock"):
            say(f"{what!r} is none of lever, path, shock and done")
            continue
        _one(what, draft, ask, say, levers, model)
    draft.narrative = ask("Why could it happen? (empty: none)", "").strip()
    return draft


def _parent(ask: Ask, say: Say, find: Callable[[str], object]) -> str:
    while True:
        name = ask("Which scenario does it build on?", BASELINE).strip() or BASELINE
        try:
            find(name)
        except MoneygoodError as fault:
            say(str(fault))
        else:
            return name


def _one(
    what: str,
    draft: ScenarioDraft,
    ask: Ask,
    say: Callable[[str], None],
    levers: Mapping[str, Lever],
    model: Model,
) -> None:
    known: Sequence[str] = tuple(
        levers
        if what == "lever"
        else model.shocks
        if what == "shock"
        else (*model.variables, *aliases(model))
    )
    name = ask({"lever": "Lever", "path": "Variable or alias", "shock": "Shock"}[what], "").strip()
    if name not in known:
        say(f"There is no such {what} as {name!r}; {did_you_mean(name, known) or 'try another'}")
        return
    if what == "lever":
        usual = lever_size(levers[name], model)
        say(f"{levers[name].label}, in {levers[name].unit}, from {levers[name].range[0]:g} to "
            f"{levers[name].range[1]:g}" + (f"; {usual.words(levers[name])}" if usual else ""))  # fmt: skip
        size, when = ask("By how much", ""), ask("In which quarters? (empty: all)", "").strip()
        said = f"{name}={size}" + (f"@{when}" if when else "")
    elif what == "shock":
        record = model.shocks[name]
        say(f"Its standard deviation is {record.sd:g} ({record.unit}); 2sd is two of them")
        said = f"{name}={ask('Size', '')}@{ask('In which quarters', '')}"
    else:
        variable = aliases(model).get(name, name)
        say(f"{model.variables[variable].label}, in {model.variables[variable].unit}")
        how = ask("Level (=), change (+=) or change in percent (%=)", "=").strip()
        said = f"{name}{how}{ask('Number', '')}@{ask('In which quarters', '')}"
        absorber = ask("Which shock gives way", default_absorber(variable, model) or "").strip()
        said += f",{absorber}" if absorber else ""
    try:
        if what == "lever":
            draft.levers.append(lever_entry(said, levers, model))
        elif what == "shock":
            draft.shocks.append(shock_entry(said, model))
        else:
            draft.paths.append(path_entry(said, model))
    except MoneygoodError as fault:
        say(str(fault))


def _unread(option: str, said: str, example: str) -> MoneygoodError:
    return MoneygoodError("S047", f"{option} {said!r} cannot be read", None, f"Write it like {example}")


def _span(periods: str) -> str:
    parse_range(periods)
    return periods


def _unit(unit: str) -> str:
    return '"1"' if unit == "1" else unit
