"""Figures of a claim that are parts of the past: what a driver or mechanism did over a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.units import Unit
from moneygood.questions.claims.figures import Evidence
from moneygood.questions.claims.model_figures import Responses
from moneygood.questions.claims.text import FigureText

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.runs.windows.answer import PastAttribution

WAYS = {"driver": "shock", "channel": "channel"}
"""What a part is called, and the breakdown that has it."""

_FOUND: dict[tuple[str, str, Quarter, Quarter, str], PastAttribution] = {}


def past_unit(responses: Responses, figure: FigureText) -> Unit:
    """The unit of a part of the past, its window checked (A502, A075)."""
    from moneygood.runs.run import resolve_name

    _window(figure)
    model = responses.laboratory.model
    return model.variables[resolve_name(model, figure.text("past"))].unit


def past_figure(responses: Responses, figure: FigureText) -> Evidence:
    """The part of a variable's change over the window `at` that its `driver` or `channel` made.

    A502 for a driver or mechanism that there is not, A203 for a window outside the past.
    """
    from moneygood.runs.run import resolve_name

    since, until = _window(figure)
    name = resolve_name(responses.laboratory.model, figure.text("past"))
    way = next(k for k in WAYS if k in figure.fields)
    found = _taken_apart(cast("Workspace", responses.laboratory), name, since, until, WAYS[way])
    parts = {p.name: p.value for p in (found.drivers if way == "driver" else found.parts)}
    wanted = figure.text(way)
    if wanted not in parts:
        hint = did_you_mean(wanted, parts) or f"There are {', '.join(parts)}"
        raise MoneygoodError("A502", f"there is no {way} {wanted!r} of the past", figure.place, hint)
    said = f"model of the past: {name}, part of the {way} {wanted}"
    unit = past_unit(responses, figure)
    return Evidence(
        figure.name,
        figure.label,
        said,
        parts[wanted],
        unit,
        f"{since}..{until}",
        responses.vintage,
        "",
        "model",
    )


def _taken_apart(w: Workspace, name: str, since: Quarter, until: Quarter, by: str) -> PastAttribution:
    from moneygood.runs.windows.explain import explain_window

    key = (w.mark, name, since, until, by)
    if key not in _FOUND:
        _FOUND[key] = explain_window(w, name, since, until, by=by, draws=0)
    return _FOUND[key]


def _window(figure: FigureText) -> tuple[Quarter, Quarter]:
    first, _, last = figure.text("at").partition("..")
    try:
        return Quarter.parse(first), Quarter.parse(last)
    except (ValueError, MoneygoodError):
        what = f"{figure.text('at')!r} is not a window of quarters"
        raise MoneygoodError("A502", what, figure.place, "Write 2022Q4..2026Q1") from None
