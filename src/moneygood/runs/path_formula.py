"""Formulas over whole paths: variables at named quarters, and conditions joined by and, or, not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.periods import Quarter
from moneygood.model.called import short_names
from moneygood.model.evaluate import evaluate
from moneygood.model.formula import Formula, parse_expression, scope_of
from moneygood.model.grammar import LONGEST_FORMULA
from moneygood.model.graph import Node
from moneygood.model.model import Model
from moneygood.runs.run import resolve_name

_WHEN = r"(?:[0-9]{4}Q[1-4]|q[0-9]{1,4}|first|last|by)(?:\s*[+-]\s*[0-9]{1,4})?"
_DATED = re.compile(
    rf"(?:(?P<how>mean|highest|lowest)\s*\(\s*)?(?P<name>[A-Za-z0-9_]+)\s*"
    rf"\[\s*(?P<a>{_WHEN})(?:\s*\.\.\s*(?P<b>{_WHEN}))?\s*\](?P<close>\s*\))?"
)
MOST_INEQUALITIES = 200
DEEPEST = 40
"""Brackets, nots and changes between and and or inside one another in a condition."""
_COMPARE = re.compile(r"(<=|>=|<|>)")
_HOW: dict[str, Callable[..., np.ndarray]] = {"mean": np.mean, "highest": np.max, "lowest": np.min}


@dataclass(frozen=True)
class Calendar:
    """The quarters a condition may name: history from `earliest`, the run from `start` to `last`.

    ``[by]`` in a text stands for `by`, ``[q3]`` for the third simulated quarter, ``[q0]`` for the one before
    the run.
    """

    earliest: Quarter
    start: Quarter
    last: Quarter
    by: Quarter | None = None

    def read(self, text: str, place: Place | None = None) -> Quarter:
        """The quarter that a text in square brackets means; A303 outside the run and its history."""
        found = re.fullmatch(
            r"\s*([0-9]{4}Q[1-4]|q[0-9]{1,4}|first|last|by)\s*(?:([+-])\s*([0-9]{1,4}))?\s*", text
        )
        if found is None:
            raise MoneygoodError("A303", f"{text!r} is not a quarter", place)
        word = found[1]
        if word == "by":
            quarter = self.by or self.last
        elif word in ("first", "last"):
            quarter = self.start if word == "first" else self.last
        else:
            quarter = self.start + (int(word[1:]) - 1) if word[0] == "q" else Quarter.parse(word)
        if found[3]:
            quarter = quarter + (int(found[3]) if found[2] == "+" else -int(found[3]))
        if not self.earliest <= quarter <= self.last:
            span = f"It may name {self.earliest} to {self.last}"
            raise MoneygoodError("A303", f"{quarter} is not a quarter of the run or its history", place, span)
        return quarter


@dataclass(frozen=True)
class DatedValue:
    """A variable read at one quarter, or its mean, highest or lowest value over several."""

    variable: str
    how: str
    first: Quarter
    last: Quarter


@dataclass(frozen=True)
class PathFormula:
    """A checked formula whose value is one number a path (`timed` False) or one a quarter and path."""

    text: str
    formula: Formula
    dated: Mapping[str, DatedValue] = field(default_factory=dict)

    @property
    def variables(self) -> tuple[str, ...]:
        """The model variables that it needs."""
        own = {d.variable for d in self.dated.values()}
        return tuple(sorted(own | {n for n in self.formula.variables if n not in self.dated}))

    @property
    def timed(self) -> bool:
        """Whether a variable stands in it without a quarter."""
        return any(n not in self.dated for n in self.formula.variables)

    def value(self, world: FormulaScope) -> np.ndarray:
        """Its values [quarter, draw], or [1, draw] for a formula in which every variable has its quarter."""

        def leaf(node: Node) -> np.ndarray | float:
            if node.op == "par":
                return world.parameter(node.payload)
            name, lag = node.payload
            if name in self.dated:
                d = self.dated[name]
                return world.over(d.variable, d.first, d.last, _HOW.get(d.how, np.mean))
            return world.lagged(name, lag)

        out = np.asarray(evaluate([self.formula.node], leaf)[0], dtype=np.float64)
        return np.broadcast_to(out, (world.quarters if self.timed else 1, world.draws))


@dataclass(frozen=True)
class FormulaScope:
    """Where formulas are read: `figures` [history and simulated quarter, draw] by variable, and parameters.

    `first` is the quarter of the first row, `start` the first simulated one.
    """

    figures: Mapping[str, np.ndarray]
    first: Quarter
    start: Quarter
    draws: int
    quarters: int
    parameters: Mapping[str, float | np.ndarray]

    def over(self, name: str, a: Quarter, b: Quarter, how: Callable[..., np.ndarray]) -> np.ndarray:
        """A variable from quarter `a` to `b`, put into one number a draw [1, draw]."""
        rows = self.figures[name][a - self.first : b - self.first + 1]
        return how(rows, axis=0)[None]

    def lagged(self, name: str, lag: int) -> np.ndarray:
        """A variable in every simulated quarter, `lag` quarters earlier [quarter, draw]."""
        begin = self.start - self.first - lag
        if begin < 0:
            raise MoneygoodError("A303", f"{name}[-{lag}] looks back further than the history")
        return self.figures[name][begin : begin + self.quarters]

    def parameter(self, name: str) -> np.ndarray | float:
        """A parameter: one number, or one a draw [1, draw]."""
        value = self.parameters[name]
        return value[None] if isinstance(value, np.ndarray) else value


def read_formula(
    text: str,
    model: Model,
    calendar: Calendar,
    place: Place | None = None,
    own: Mapping[str, float] | None = None,
) -> PathFormula:
    """The formula in `text`: the language of the equations, with quarters in square brackets and short names.

    `own` gives the values of further words, such as ``level``. Errors: A303 for a quarter, the M-codes of the
    language for the rest.
    """
    short = short_names(model)
    dated: dict[str, DatedValue] = {}
    spoken: dict[str, str] = {}
    scope = scope_of(model)

    def take(found: re.Match[str]) -> str:
        name = resolve_name(model, short.get(found["name"], found["name"]))
        first = calendar.read(found["a"], place)
        last = calendar.read(found["b"], place) if found["b"] else first
        how = found["how"] or "at"
        if found["b"] and not found["how"]:
            hint = f"Write mean({found[0]}), highest(…) or lowest(…)"
            raise MoneygoodError("A302", f"{found[0]} is several numbers", place, hint)
        if last < first:
            raise MoneygoodError("A303", f"{found['a']}..{found['b']} runs backwards", place)
        key = f"{name}_{how}_{first}_{last}".lower()
        dated[key] = DatedValue(name, how, first, last)
        spoken[key] = found[0].strip()
        return key + (found["close"] or "" if not found["how"] else "")

    def spell(found: re.Match[str]) -> str:
        word = found[0]
        if own and word in own:
            return f"({own[word]!r})"
        return short.get(word, aliases.get(word, word))

    if len(text) > LONGEST_FORMULA:
        what = f"the formula has {len(text):,} characters (at most {LONGEST_FORMULA:,})"
        raise MoneygoodError("M022", what, place, "Shorten it")
    aliases = {a: n for n, v in model.variables.items() for a in v.aliases}
    plain = _DATED.sub(take, text)
    plain = re.sub(r"(?<![\w.])(?:[A-Za-z_]\w*|\d+[a-z]\w*)", spell, plain)
    names = {k: model.variables[d.variable].unit for k, d in dated.items()}
    scope = replace(scope, variables={**scope.variables, **names})
    try:
        formula = parse_expression(plain, scope, place=place)
    except MoneygoodError as fault:
        words = fault.message
        for key, said in spoken.items():
            words = words.replace(key, said)
        raise MoneygoodError(fault.code, words, place, fault.hint) from None
    return PathFormula(" ".join(text.split()), formula, dated)


@dataclass(frozen=True)
class Inequality:
    """Two sides compared: `slack` is how far it holds, in the unit of its sides (below zero: it does not)."""

    text: str
    left: PathFormula
    right: PathFormula
    slack: PathFormula
    strict: bool

    @property
    def variables(self) -> tuple[str, ...]:
        """The model variables that it needs."""
        return self.slack.variables

    @property
    def unit(self) -> str:
        """The unit of both sides."""
        return str(self.slack.formula.unit)

    def holds(self, world: FormulaScope) -> np.ndarray:
        """Whether it holds [quarter or 1, draw]; false where a figure is missing."""
        slack = self.slack.value(world)
        with np.errstate(invalid="ignore"):
            return slack > 0 if self.strict else slack >= 0

    def undated(self) -> str | None:
        """A variable that stands in it without a quarter, if there is one."""
        loose = [n for n in self.slack.formula.variables if n not in self.slack.dated]
        return loose[0] if loose else None


def read_inequality(
    text: str,
    model: Model,
    calendar: Calendar,
    place: Place | None = None,
    own: Mapping[str, float] | None = None,
) -> Inequality:
    """The inequality in `text`; A302 when it does not compare exactly two sides."""
    parts = _COMPARE.split(text)
    if len(parts) != 3 or not parts[0].strip() or not parts[2].strip():
        raise MoneygoodError("A302", f"{text!r} does not compare two sides", place, 'Write it like "x <= 3"')
    left, sign, right = parts[0].strip(), parts[1], parts[2].strip()
    above = sign[0] == ">"
    first, second = (left, right) if above else (right, left)
    slack = read_formula(f"({first}) - ({second})", model, calendar, place, own)
    sides = [read_formula(side, model, calendar, place, own) for side in (left, right)]
    return Inequality(" ".join(text.split()), sides[0], sides[1], slack, len(sign) == 1)


@dataclass(frozen=True)
class Inequalities:
    """Inequalities joined by and, or, not: `op` is "leaf", "and", "or" or "not"."""

    text: str
    op: str
    parts: tuple[Inequalities, ...] = ()
    inequality: Inequality | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """The model variables that it needs."""
        own = set(self.inequality.variables) if self.inequality else set()
        return tuple(sorted(own.union(*(p.variables for p in self.parts))))

    def holds(self, world: FormulaScope) -> np.ndarray:
        """Whether it holds [quarter or 1, draw]."""
        if self.inequality is not None:
            return self.inequality.holds(world)
        values = [p.holds(world) for p in self.parts]
        if self.op == "not":
            return ~values[0]
        out = values[0]
        for value in values[1:]:
            out = out & value if self.op == "and" else out | value
        return out


def read_condition(text: str, model: Model, calendar: Calendar, place: Place | None = None) -> Inequalities:
    """The condition in `text`: inequalities with ``and``, ``or``, ``not`` and brackets; A302 and M-codes."""
    if len(text) > LONGEST_FORMULA or len(_COMPARE.findall(text)) > MOST_INEQUALITIES:
        what = (
            f"the condition has more than {MOST_INEQUALITIES} inequalities or {LONGEST_FORMULA:,} characters"
        )
        raise MoneygoodError("A302", what, place, "Shorten it")
    return _condition(text, model, calendar, place, 0)


def _condition(text: str, model: Model, calendar: Calendar, place: Place | None, depth: int) -> Inequalities:
    if depth > DEEPEST:
        what = f"the condition is nested more than {DEEPEST} levels deep"
        raise MoneygoodError("A302", what, place, "Take brackets and doubled nots away")
    words = " ".join(text.split())
    for op in ("or", "and"):
        pieces = _cut(words, op)
        if len(pieces) > 1:
            return Inequalities(
                words, op, tuple(_condition(p, model, calendar, place, depth + 1) for p in pieces)
            )
    if words.startswith("not "):
        return Inequalities(words, "not", (_condition(words[4:], model, calendar, place, depth + 1),))
    inner = words[1:-1] if words[:1] == "(" and _closes_at_end(words) else ""
    if _COMPARE.search(inner):
        return _condition(inner, model, calendar, place, depth + 1)
    return Inequalities(words, "leaf", (), read_inequality(words, model, calendar, place))


def _cut(text: str, word: str) -> list[str]:
    """The pieces of `text` between occurrences of `word` outside all brackets."""
    pieces, depth, last = [], 0, 0
    for found in re.finditer(rf"[()]|\b{word}\b", text):
        if found[0] in "()":
            depth += 1 if found[0] == "(" else -1
        elif depth == 0:
            pieces.append(text[last : found.start()])
            last = found.end()
    pieces.append(text[last:])
    return [p.strip() for p in pieces]


def _closes_at_end(text: str) -> bool:
    """Whether the bracket that opens the text closes at its end."""
    depth = 0
    for i, c in enumerate(text):
        depth += {"(": 1, ")": -1}.get(c, 0)
        if depth == 0:
            return i == len(text) - 1
    return False
