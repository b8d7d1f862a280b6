"""The Federal Reserve's model: read, described, solved beside its own baseline."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.asked import CheckedRequest, argument, option, refuse_unused
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.core.panel import Panel
    from moneygood.questions.frbus.answer import ImportedAnswer
    from moneygood.questions.frbus.overview import Overview
    from moneygood.runs.imported.imported_model import ImportedModel


def read_names(text: str) -> tuple[str, ...]:
    """Names separated by commas, in the small letters of FRB/US files."""
    return tuple(n.strip().lower() for n in text.split(",") if n.strip())


@dataclass(frozen=True, kw_only=True)
class AskFrbus(CheckedRequest):
    """Example: moneygood model import frbus model.xml --data LONGBASE.TXT --start 2040Q1 --end 2045Q4
    --set dfpdbt=0 --set dfpsrp=1 --shock rffintay_aerr=0.5@2040Q1 --mce mcap+wp --show rff,rg10,xgdp"""

    model: str | Path = argument(help="The model.xml of the FRB/US package.")
    data: str | Path | None = option(None, "LONGBASE.TXT or HISTDATA.TXT.", ordered=True)
    start: str = option("", "First quarter that is solved.", ordered=True)
    end: str = option("", "Last quarter that is solved.", ordered=True)
    expectations: str = option(
        "var", "Expectations: var, mcap, wp, mcap+wp, all, or names with commas.", flag="--mce"
    )
    values: Sequence[str] = option(
        (), "Put a series at a value: dfpsrp=1, or dfpsrp=1@2040Q1..2045Q4.", flag="--set", many=True
    )
    shocks: Sequence[str] = option(
        (), "Add to a series, known from the start: rffintay_aerr=0.5@2040Q1.", flag="--shock", many=True
    )
    surprises: Sequence[str] = option(
        (), "Add to a series, known only when it comes.", flag="--surprise", many=True
    )
    targets: Sequence[str] = option(
        (), "Hold a variable by an instrument: lur:lhp_aerr=4.2,4.1@2040Q1.", flag="--target", many=True
    )
    exogenise: Sequence[str] = option((), "A variable that follows the data; may be repeated.", many=True)
    show: Sequence[str] = option(
        (), "Variables to show, separated by commas.", many=True, read=read_names,
        gather=lambda lists: tuple(n for names in lists for n in names),
    )  # fmt: skip
    terminal: str = option("given", "After the end: given (the data), steady or growth.")
    draws: int = option(0, "Paths with add-ons of past quarters drawn.", unit="paths")
    residuals: str = option("", "The past that is drawn from: 1975Q1..2018Q4.")
    seed: int = draw_option("seed")


def read_frbus(file: Path | str, expectations: str = "var") -> ImportedModel:
    """The Federal Reserve's FRB/US model from its ``model.xml``, ready to be solved.

    `expectations`: ``var`` (small forecasting equations), ``mcap`` (financial markets know the model),
    ``wp`` (so do those who set wages and prices), ``mcap+wp``, ``all``, or names of variables separated by
    commas. The object has `tracking`, `solve`, `exogenise`, `bootstrap` and `with_expectations`.
    Raises M040 to M042 for a faulty file, M044 for other expectations. Source: frbus2014.
    """
    from moneygood.runs.imported.imported_model import ImportedModel

    return ImportedModel.read(file, expectations)


def read_longbase(file: Path | str) -> Panel:
    """The quarterly figures of a LONGBASE or HISTDATA file, [series, quarter]; M043 when it is not one."""
    from moneygood.data.longbase import read_longbase as read

    return read(file)


def frbus_overview(file: Path | str) -> dict[str, Any]:
    """How large an FRB/US file is: equations by sector, forward-looking variables by group, blocks."""
    from moneygood.runs.imported.imported_model import ImportedModel

    model = ImportedModel.read(file)
    source = model.source
    sectors: dict[str, int] = {}
    for v in source.variables.values():
        if v.standard is not None:
            sectors[v.sector or "other"] = sectors.get(v.sector or "other", 0) + 1
    groups: dict[str, int] = {}
    for v in source.variables.values():
        if v.forward is not None:
            groups[v.group] = groups.get(v.group, 0) + 1
    system = model.system()
    forward = model.with_expectations("all").system() if groups else system
    return {
        "model": source.name,
        "equations": len(source.endogenous),
        "exogenous": len(source.exogenous),
        "coefficients": len(system.parameters),
        "stochastic": len(source.stochastic),
        "largest_block": max(model.recursive(system).blocks, default=1),
        "max_lag": system.max_lag,
        "max_lead": forward.max_lead,
        "forward_looking": groups,
        "sectors": [{"sector": s, "equations": n} for s, n in sectors.items()],
    }


def ask(request: AskFrbus) -> ImportedAnswer | Overview:
    """FRB/US solved from `start` to `end` and laid beside the baseline in `data`; without figures, its size.

    The baseline holds exactly under the same `terminal`, through tracking residuals computed on the figures
    after `values` are put in (``dfpsrp=1``). `shocks` are added and known from the start
    (``rffintay_aerr=0.5@2040Q1``), `surprises` become known when they come. `targets` hold variables on
    paths by instruments (``lur:lhp_aerr=4.2,4.1@2040Q1``). `show` names the variables of the answer, in
    their own units. With `draws`, the add-ons of the quarters `residuals` (``1975Q1..2018Q4``) are drawn
    instead.
    Raises M040 to M050, E040 to E044.

    >>> import moneygood as mg
    >>> mg.frbus("nowhere.xml")
    Traceback (most recent call last):
    moneygood.core.errors.MoneygoodError: M040: ...
    """
    r = request
    if r.data is None:
        if r.start or r.end or r.shocks or r.surprises or r.targets or r.draws:
            raise MoneygoodError("M046", "solving needs figures", hint="Add --data LONGBASE.TXT")
        beside = ("expectations", "values", "exogenise", "show", "terminal", "residuals", "seed")
        refuse_unused(r, beside, "nothing is solved without figures", "Leave it out, or add --data")
        from moneygood.questions.frbus.overview import Overview

        return Overview(frbus_overview(r.model))
    if not (r.start and r.end):
        raise MoneygoodError("M046", "the quarters to solve are not given", hint="Add --start and --end")
    return _solve(request, r.data)


def _solve(request: AskFrbus, data: str | Path) -> ImportedAnswer:
    from moneygood.model.importers.frbus import check_names
    from moneygood.questions.frbus.answer import drawn_answer, solved_answer
    from moneygood.runs.imported import request as entries
    from moneygood.runs.imported.imported_model import ImportedModel

    r = request
    a, b = Quarter.parse(r.start), Quarter.parse(r.end)
    if b < a:
        raise MoneygoodError("C002", f"{a} to {b} runs backwards", hint=f"Write --start {b} --end {a}")
    model = ImportedModel.read(r.model, r.expectations).exogenise(tuple(r.exogenise))
    system = model.system()
    goals = entries.read_targets(r.targets, a, b)
    shown = tuple(r.show) or system.unknowns[:6]
    check_names(model.source, shown, system.series, "variable")
    figures = entries.put_values(read_longbase(data), r.values, a, b)
    past = r.residuals.partition("..")
    if r.draws:
        if r.shocks or r.surprises or r.targets or not r.residuals or r.terminal != "given":
            raise MoneygoodError(
                "M046", "draws need --residuals and go without shocks, surprises, targets and terminal",
                hint="Add --residuals 1975Q1..2018Q4",
            )  # fmt: skip
        figures = model.tracking(figures, past[0], past[2] or past[0])
        if Quarter.parse(past[2] or past[0]) >= a:
            raise MoneygoodError("M046", "the past that is drawn from overlaps the quarters that are solved")
    elif r.residuals:
        raise MoneygoodError("M046", "a past to draw from goes with draws", hint="Add --draws 1000")
    baseline = model.tracking(figures, a, b, r.terminal if system.max_lead else "given")
    began = time.perf_counter()
    if r.draws:
        found = model.bootstrap(
            baseline, a, b, (past[0], past[2] or past[0]), draws=r.draws, seed=r.seed, keep=shown
        )
        return drawn_answer(model, figures, found, time.perf_counter() - began)
    changes = entries.added(baseline, r.shocks, a, b)
    news = _news(baseline, r.surprises, changes, a, b)
    solved = model.solve(baseline, a, b, changes=changes, news=news, targets=goals, terminal=r.terminal)
    seconds = time.perf_counter() - began
    return solved_answer(model, baseline, solved, shown, [t.instrument for t in goals], seconds)


def _news(
    baseline: Panel, texts: Sequence[str], known: dict[str, dict[Quarter, float]], a: Quarter, b: Quarter
) -> list[tuple[Quarter, dict[str, dict[Quarter, float]]]]:
    """Surprises by the quarter in which they become known, on top of what was known."""
    from moneygood.runs.imported import request

    out: dict[Quarter, dict[str, dict[Quarter, float]]] = {}
    so_far = {n: dict(v) for n, v in known.items()}
    for text in sorted(texts, key=lambda x: min(request.read_entry(x, a, b).values)):
        for name, own in request.added(baseline, [text], a, b).items():
            first = min(own)
            for quarter, value in own.items():
                before = so_far.setdefault(name, {})
                start = baseline.at(name, quarter) if name in baseline else 0.0
                before[quarter] = before.get(quarter, start) + (value - start)
                out.setdefault(first, {}).setdefault(name, {})[quarter] = before[quarter]
    return sorted(out.items())
