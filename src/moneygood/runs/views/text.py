"""A view as a line of text: what it is of, and what it says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.periods import Quarter
from moneygood.core.units import PURE, Unit, shown_unit
from moneygood.model.model import Model
from moneygood.runs.first_passage.triggers import BreakDefinition
from moneygood.runs.path_formula import Calendar, Inequalities, PathFormula, read_condition, read_formula
from moneygood.runs.views.number import NUMBER, read_number, spread_of

_CALL = re.compile(r"\s*(expected|median|sd|q[0-9]{1,2}(?:\.[0-9]{1,6})?)\s*\((.*)\)\s*")
_CHANCE = re.compile(rf"\s*(at least|at most|>=|<=)?\s*({NUMBER})\s*(%|percent|per cent)?\s*")
_TRIGGER = re.compile(
    r"\s*([A-Za-z][\w-]*)(?:\.([A-Za-z][\w-]*))?\s*(?:by\s+(\d{4}Q[1-4])|within\s+(\d+)\s*q(?:uarters?)?)?\s*"
)
_COMPARED = re.compile(r"(.*\))\s*(<=|>=|<|>)\s*([^<>=]+)")
FORMS = 'Write "X ~ 4.2 ± 0.5", "median(X) ~ 4", "expected(X) >= 4" or "X > 5 : 30%", X at a quarter'


@dataclass(frozen=True)
class TriggerEvent:
    """That a high gives way (on `side`, or any where it is empty) by the quarter `last`."""

    definition: BreakDefinition
    side: str
    last: Quarter


@dataclass(frozen=True)
class View:
    """One view: `text` as written, and what is said of a formula or of an event.

    `kind` is ``mean``, ``sd``, ``quantile`` (its `level` from 0 to 1) or ``event``; `sign` is ``=``, ``<=``
    or ``>=``. `value` is in `unit`, a probability from 0 to 1 for an event; `spread` the standard
    deviation that is said beside a mean.
    """

    text: str
    kind: str
    sign: str
    value: float | None
    unit: Unit
    formula: PathFormula | None = None
    event: Inequalities | TriggerEvent | None = None
    spread: float | None = None
    level: float = 0.5
    place: Place | None = None

    @property
    def of(self) -> str:
        """What it is said of."""
        return self.formula.text if self.formula is not None else self.text.rsplit(":", 1)[0].strip()

    @property
    def shown(self) -> str:
        """The unit as tables print it."""
        return "" if self.unit == PURE else shown_unit(str(self.unit))

    @property
    def variables(self) -> tuple[str, ...]:
        """The model variables that it needs."""
        own = self.formula if self.formula is not None else self.event
        return () if own is None or isinstance(own, TriggerEvent) else own.variables

    def fault(self, code: str, what: str, hint: str | None = None) -> MoneygoodError:
        """An error about this view."""
        return MoneygoodError(code, f"the view {self.text!r}: {what}", self.place, hint)


def read_view(
    text: str,
    model: Model,
    calendar: Calendar,
    definitions: Sequence[BreakDefinition] = (),
    place: Place | None = None,
) -> View:
    """The view in one line of text; see `FORMS`.

    Errors: A711 for its form, A715 for a unit, A075, A302, A303 and M-codes for what it is said of.
    """
    words = " ".join(text.split())
    try:
        return _read(words, model, calendar, definitions, place)
    except MoneygoodError as fault:
        hint = fault.hint or (FORMS if fault.code == "A711" else None)
        message = f"the view {words!r}: {fault.message}"
        raise MoneygoodError(fault.code, message, place or fault.place, hint) from None


def _read(
    words: str, model: Model, calendar: Calendar, definitions: Sequence[BreakDefinition], place: Place | None
) -> View:
    if not words:
        raise MoneygoodError("A711", "there is nothing in it", place)
    if "~" in words:
        left, _, right = words.partition("~")
        return _moment(words, left, "=", right, model, calendar, place)
    if ":" in words:
        event, _, chance = words.rpartition(":")
        return _event(words, event.strip(), chance, model, calendar, definitions, place)
    compared = _COMPARED.fullmatch(words)
    if compared and _CALL.fullmatch(compared[1]):
        return _moment(words, compared[1], compared[2][0] + "=", compared[3], model, calendar, place)
    if re.search(r"[<>]", words):
        hint = f'Write "{words} : 30%" for how likely it is, or "expected(X) >= 4" for where its mean lies'
        raise MoneygoodError("A711", "it does not say how likely that is", place, hint)
    raise MoneygoodError("A711", "it does not say anything of what it names", place)


def _moment(
    words: str, left: str, sign: str, right: str, model: Model, calendar: Calendar, place: Place | None
) -> View:
    call = _CALL.fullmatch(left)
    how, inner = (call[1], call[2]) if call else ("expected", left.strip())
    formula = read_formula(inner, model, calendar, place)
    if formula.timed:
        name = next(n for n in formula.formula.variables if n not in formula.dated)
        raise MoneygoodError("A711", f"{name} has no quarter", place, f"Write {name}[{calendar.last}]")
    unit = formula.formula.unit
    if how == "expected":
        value, spread = spread_of(right, unit, place)
        if spread is not None and sign != "=":
            raise MoneygoodError("A711", "a bound has no ±", place)
        kind = "mean" if value is not None else "sd"
        return View(words, kind, sign, value if value is not None else spread, unit, formula,
                    spread=spread if value is not None else None, place=place)  # fmt: skip
    value, _ = read_number(right, unit, place)
    if how == "sd":
        if not value > 0.0:
            raise MoneygoodError(
                "A711", f"a standard deviation of {right.strip()} is not above nothing", place
            )
        return View(words, "sd", sign, value, unit, formula, place=place)
    level = 0.5 if how == "median" else float(how[1:]) / 100.0
    if not 0.0 < level < 1.0:
        raise MoneygoodError("A711", f"{how} is not a quantile", place, "Name q1 to q99")
    return View(words, "quantile", sign, value, unit, formula, level=level, place=place)


def _event(
    words: str, event: str, chance: str, model: Model, calendar: Calendar,
    definitions: Sequence[BreakDefinition], place: Place | None,
) -> View:  # fmt: skip
    found = _CHANCE.fullmatch(chance.replace("−", "-"))
    if found is None:
        raise MoneygoodError("A711", f"{chance.strip()!r} is not a probability", place, "Write one like 30%")
    if not found[3]:
        raise MoneygoodError("A715", f"the probability {found[2]} has no unit", place, f"Write {found[2]}%")
    value = float(found[2]) / 100.0
    if not 0.0 <= value <= 1.0:
        raise MoneygoodError("A711", f"a probability of {found[2]}% is not between 0 and 100%", place)
    sign = {"at least": ">=", "at most": "<=", None: "="}.get(found[1], found[1])
    what = _trigger(event, calendar, definitions, place) or read_condition(event, model, calendar, place)
    return View(words, "event", str(sign), value, PURE, event=what, place=place)


def _trigger(
    text: str, calendar: Calendar, definitions: Sequence[BreakDefinition], place: Place | None
) -> TriggerEvent | None:
    """The event that a high gives way, such as ``stocks by 2028Q4``; None where no high is named."""
    found = _TRIGGER.fullmatch(text)
    own = {d.name: d for d in definitions}
    if found is None or found[1] not in own:
        return None
    definition, side = own[found[1]], found[2] or ""
    if side and side not in [s.name for s in definition.sides]:
        sides = ", ".join(s.name for s in definition.sides)
        raise MoneygoodError("A711", f"{found[1]} has no side {side!r}", place, f"There is {sides}")
    last = calendar.last
    if found[3]:
        last = Quarter.parse(found[3])
    elif found[4]:
        last = calendar.start + (int(found[4]) - 1)
    if not calendar.start <= last <= calendar.last:
        span = f"The run covers {calendar.start} to {calendar.last}"
        raise MoneygoodError("A303", f"{last} is not a quarter of the run", place, span)
    return TriggerEvent(definition, side, last)
