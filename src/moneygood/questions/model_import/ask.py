"""Models of other institutions: read, described, solved beside their own baseline."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.runs.imported.imported_model import ImportedModel

if TYPE_CHECKING:
    from moneygood.questions.model_import.answer import ImportedAnswer


def read_frbus(file: Path | str, expectations: str = "var") -> ImportedModel:
    """The Federal Reserve's FRB/US model from its ``model.xml``, ready to be solved.

    `expectations`: ``var`` (small forecasting equations), ``mcap`` (financial markets know the model),
    ``wp`` (so do those who set wages and prices), ``mcap+wp``, ``all``, or names of variables separated by
    commas. The object has `tracking`, `solve`, `exogenise`, `bootstrap` and `with_expectations`.
    Raises M040 to M042 for a faulty file, M044 for other expectations. Source: frbus2014.
    """
    return ImportedModel.read(file, expectations)


def read_longbase(file: Path | str) -> Panel:
    """The quarterly figures of a LONGBASE or HISTDATA file, [series, quarter]; M043 when it is not one."""
    from moneygood.data.longbase import read_longbase as read

    return read(file)


def frbus_overview(file: Path | str) -> dict[str, Any]:
    """How large an FRB/US file is: equations by sector, forward-looking variables by group, blocks."""
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


def solve_frbus(
    file: Path | str,
    data: Path | str,
    start: str,
    end: str,
    *,
    expectations: str = "var",
    values: Sequence[str] = (),
    shocks: Sequence[str] = (),
    surprises: Sequence[str] = (),
    targets: Sequence[str] = (),
    exogenise: Sequence[str] = (),
    show: Sequence[str] = (),
    terminal: str = "given",
    draws: int = 0,
    residuals: str = "",
    seed: int = 1,
) -> ImportedAnswer:
    """FRB/US solved from `start` to `end` and laid beside the baseline in `data`.

    The baseline holds exactly under the same `terminal`, through tracking residuals computed on the figures
    after `values` are put in (``dfpsrp=1``). `shocks` are added and known from the start
    (``rffintay_aerr=0.5@2040Q1``), `surprises` become known when they come. `targets` hold variables on
    paths by instruments (``lur:lhp_aerr=4.2,4.1@2040Q1``). `show` names the variables of the answer, in
    their own units. With `draws`, the add-ons of the quarters `residuals` (``1975Q1..2018Q4``) are drawn
    instead.
    Raises M040 to M047, E040 to E044.
    """
    from moneygood.model.importers.frbus import check_names
    from moneygood.questions.model_import.answer import drawn_answer, solved_answer
    from moneygood.runs.imported import request

    a, b = Quarter.parse(start), Quarter.parse(end)
    model = ImportedModel.read(file, expectations).exogenise(tuple(exogenise))
    system = model.system()
    goals = request.read_targets(targets, a, b)
    shown = tuple(show) or system.unknowns[:6]
    check_names(model.source, shown, system.series, "variable")
    figures = request.put_values(read_longbase(data), values, a, b)
    if draws:
        if shocks or surprises or targets or not residuals or terminal != "given":
            raise MoneygoodError(
                "M046", "draws need --residuals and go without shocks, surprises, targets and terminal",
                hint="Add --residuals 1975Q1..2018Q4",
            )  # fmt: skip
        past = residuals.partition("..")
        figures = model.tracking(figures, past[0], past[2] or past[0])
        if Quarter.parse(past[2] or past[0]) >= a:
            raise MoneygoodError("M046", "the past that is drawn from overlaps the quarters that are solved")
    elif residuals:
        raise MoneygoodError(
            "M046", "residuals are drawn, and no draws are asked for", hint="Add --draws 200"
        )
    baseline = model.tracking(figures, a, b, terminal if system.max_lead else "given")
    began = time.perf_counter()
    if draws:
        found = model.bootstrap(
            baseline, a, b, (past[0], past[2] or past[0]), draws=draws, seed=seed, keep=shown
        )
        return drawn_answer(model, figures, found, time.perf_counter() - began)
    changes = request.added(baseline, shocks, a, b)
    news = _news(baseline, surprises, changes, a, b)
    solved = model.solve(baseline, a, b, changes=changes, news=news, targets=goals, terminal=terminal)
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
