"""Figures of a claim that are parts of the past: what a driver or mechanism did over a window."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, cast

from moneygood.core.cache import read_as, write_cached
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.units import Unit
from moneygood.questions.claims.figures import Evidence
from moneygood.questions.claims.model_figures import Responses
from moneygood.questions.claims.text import FigureText

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

WAYS = {"driver": "shock", "channel": "channel"}
"""What a part is called, and the breakdown that has it."""


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
    parts = _parts(cast("Workspace", responses.laboratory), name, since, until, way)
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


def _parts(w: Workspace, name: str, since: Quarter, until: Quarter, way: str) -> dict[str, float]:
    """What each driver or mechanism did, by name; kept on disk for the next question."""
    from moneygood.baseline.solved import code_mark
    from moneygood.runs.windows.explain import explain_window

    key = f"{w.mark}{code_mark('estimation', 'runs')[:16]}{name} {since} {until} {way}"
    kept = f"window-{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    known = read_as(kept, lambda text: {str(k): float(v) for k, v in json.loads(text).items()})
    if known is not None:
        return known
    found = explain_window(w, name, since, until, by=WAYS[way], draws=0)
    parts = {p.name: p.value for p in (found.drivers if way == "driver" else found.parts)}
    write_cached(kept, json.dumps(parts).encode(), 64)
    return parts


def _window(figure: FigureText) -> tuple[Quarter, Quarter]:
    first, _, last = figure.text("at").partition("..")
    try:
        return Quarter.parse(first), Quarter.parse(last)
    except (ValueError, MoneygoodError):
        what = f"{figure.text('at')!r} is not a window of quarters"
        raise MoneygoodError("A502", what, figure.place, "Write 2022Q4..2026Q1") from None
