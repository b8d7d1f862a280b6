"""Views in a file: forwards, breakevens, option quantiles, a committee's dots, probabilities, as records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.record_kinds import FormulaText, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number
from moneygood.core.texts import is_file

SAID = ("mean", "at_least", "at_most", "sd", "median", "quantiles", "dots")
VIEW = Record(
    "view",
    "What a reader holds likely of a formula at a quarter, or how likely an event is.",
    (
        Field("of", FormulaText(), "What the view is of, such as rate_10y[2027Q4]."),
        Field("event", FormulaText(), "What may happen, such as rate_10y[2027Q4] > 5 or stocks by 2028Q4."),
        Field("mean", Number(), "Its mean: a forward, a breakeven, a forecast."),
        Field("at_least", Number(), "Its mean is at least this."),
        Field("at_most", Number(), "Its mean is at most this."),
        Field("sd", Number(), "Its standard deviation."),
        Field("median", Number(), "Its median."),
        Field("quantiles", MapOf(Number(), keys=Number(0, 100)),
              "Its quantiles by percent, such as those of options."),
        Field("dots", ListOf(Number(), 1), "A committee's dots; their median is taken as its median."),
        Field("unit", Words(empty=False), "The unit of the numbers as tables print it; needed with `of`."),
        Field("probability", Number(0, 100), "How likely the event is, percent."),
        Field("probability_at_least", Number(0, 100), "It is at least this likely, percent."),
        Field("probability_at_most", Number(0, 100), "It is at most this likely, percent."),
        Field("source", Words(), "Whose view it is.", for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
    (OneOf(("of", "event")),),
)  # fmt: skip
VIEWS = TextKind(
    "views",
    "A reader's own views, under which the draws of a run are weighed anew.",
    (),
    Record(
        "file of views",
        "Views that hold together.",
        (
            Field("title", Words(), "What they are called.", for_people=True),
            Field("date", Words(), "Of which day they are.", for_people=True),
            Field("source", Words(), "Where they are from.", for_people=True),
            Field("views", ListOf(VIEW, 1), "The views.", required=True),
        ),
    ),
    FaultCodes("A716", name="A075"),
    "`--view` of every question that takes it",
)
FILES = (".yaml", ".yml")
_PERCENT = re.compile(r"(\d) %")


@dataclass(frozen=True)
class ViewLine:
    """A view as one line of text, and where it stands."""

    text: str
    place: Place | None = None


def view_lines(given: Iterable[str | Path]) -> tuple[ViewLine, ...]:
    """The views of a request as lines: a text as it stands, a file (.yaml) with all that is in it.

    A716 for a file that is not there or not of the form.
    """
    out: list[ViewLine] = []
    for one in given:
        path = Path(one) if isinstance(one, Path) or str(one).endswith(FILES) else None
        out += [ViewLine(in_one_form(str(one)))] if path is None else lines_of_file(path)
    for i, line in enumerate(out):
        if line.text in [other.text for other in out[:i]]:
            raise MoneygoodError(
                "A711", f"the view {line.text!r} is given twice", line.place, "Keep one of them"
            )
    return tuple(out)


def in_one_form(text: str) -> str:
    """A view as one line however it was spaced: the same view is the same run.

    >>> in_one_form("rate_10y[2027Q1]  ~ 4.6 %")
    'rate_10y[2027Q1] ~ 4.6%'
    """
    return _PERCENT.sub(r"\1%", " ".join(text.split()))


def lines_of_file(path: Path) -> list[ViewLine]:
    """The views of a file, each as a line with its place (A716)."""
    if not is_file(path):
        raise MoneygoodError(
            "A716", f"there is no file {path}", None, "Check the path, or write the view itself"
        )
    return [line for entry in VIEWS.read(path)["views"] for line in _lines(entry)]


def _lines(entry: Entry) -> list[ViewLine]:
    chances = ("probability", "probability_at_least", "probability_at_most")
    own, other = (chances, SAID) if entry.has("event") else (SAID, chances)
    for name in (*other, *(("unit",) if entry.has("event") else ())):
        if entry.has(name):
            what = "an event" if entry.has("event") else "what is no event"
            raise entry.fault(f"{name} says nothing of {what}", name, hint=f"It takes {', '.join(own)}")
    said = [n for n in own if entry.has(n)]
    if not said:
        raise entry.fault("the view says nothing", hint=f"Write one of {', '.join(own)}")
    if entry.has("event"):
        words = {"probability": "", "probability_at_least": "at least ", "probability_at_most": "at most "}
        return [_line(entry, n, f"{entry['event']} : {words[n]}{_number(entry[n])}%") for n in said]
    if not entry.has("unit"):
        raise entry.fault(
            "the numbers have no unit", hint="Add unit: as tables print it, such as pct/yr, or 1"
        )
    unit = {"1": "", "%": "%"}.get(entry["unit"], f" {entry['unit']}")
    return _moments(entry, entry["of"], unit, said)


def _moments(entry: Entry, of: str, unit: str, said: Sequence[str]) -> list[ViewLine]:
    out = []
    if entry.has("mean"):
        spread = f" ± {_number(entry['sd'])}" if entry.has("sd") else ""
        out.append(_line(entry, "mean", f"{of} ~ {_number(entry['mean'])}{spread}{unit}"))
    elif entry.has("sd"):
        out.append(_line(entry, "sd", f"sd({of}) ~ {_number(entry['sd'])}{unit}"))
    forms: dict[str, Any] = {
        "at_least": f"expected({of}) >= {{}}", "at_most": f"expected({of}) <= {{}}",
        "median": f"median({of}) ~ {{}}",
    }  # fmt: skip
    for name, form in forms.items():
        if name in said:
            out.append(_line(entry, name, form.format(_number(entry[name])) + unit))
    if entry.has("dots"):
        out.append(_line(entry, "dots", f"median({of}) ~ {_number(median(entry['dots']))}{unit}"))
    for level, value in dict(entry["quantiles"] or {}).items():
        out.append(_line(entry, "quantiles", f"q{_number(level)}({of}) ~ {_number(value)}{unit}"))
    return out


def _line(entry: Entry, key: str, text: str) -> ViewLine:
    return ViewLine(text, entry.place(key))


def _number(value: float) -> str:
    """A number as people write it: all its digits, no ending that says nothing."""
    return repr(float(value)).removesuffix(".0")
