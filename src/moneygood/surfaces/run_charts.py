"""Charts of a run: made once here, for the page, for PNG files, and as Vega-Lite for everything else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.charts.data import (
    HISTORY_QUARTERS,
    HeldSpan,
    Line,
    came_line,
    difference_chart,
    fan_chart,
    first_chart,
    incidence_chart,
)
from moneygood.charts.outside import outside_lines
from moneygood.charts.page import Book, drawings, page
from moneygood.charts.recessions import read_recessions
from moneygood.charts.spec import curves_spec, fan_spec
from moneygood.core.periods import Quarter
from moneygood.runs.fan import fan

if TYPE_CHECKING:
    from moneygood.runs.fan import Fan
    from moneygood.runs.run import RunResult

CHART_VARIABLES: tuple[str, ...] = (
    "ffr",
    "rate_10y",
    "infl_core_yoy",
    "unemployment",
    "gdp_growth",
    "sp500",
    "ai_capex",
    "term_premium",
    "balance_ratio",
    "debt_ratio",
    "interest_net",
    "interest_revenue",
)
"""The fans of the page, in this order; those that a run did not keep are left out."""

SINCE = Quarter.parse("2000Q1")
"""Where the history on the page of a run begins."""

PAGE_NAME = "charts.html"


def make_book(
    *,
    title: str,
    question: str,
    fans: Mapping[str, Any],
    labels: Mapping[str, str],
    units: Mapping[str, str],
    history: Any = None,
    first: Any = None,
    headline: Sequence[Any] = (),
    facts: Sequence[tuple[str, str]] = (),
    baseline: Mapping[str, Any] | None = None,
    lines: Mapping[str, Sequence[Line]] | None = None,
    notes: Sequence[str] = (),
    variables: Iterable[str] = CHART_VARIABLES,
    came: Mapping[str, Line] | None = None,
    bp: Collection[str] = (),
    held: Mapping[str, tuple[HeldSpan, ...]] | None = None,
    differences: Mapping[str, Any] | None = None,
    history_quarters: int = HISTORY_QUARTERS,
) -> Book:
    """Return the charts and words of one run.

    `fans`, `differences` (the scenario less the baseline, draw by draw) and `baseline` hold `runs.fan.Fan` by
    variable (the baseline's median is drawn dashed), `history` is the completed `Panel`, `first` the
    first-passage result, `lines` further lines by variable, `came` what came of them. `bp` are the variables
    whose differences are in basis points, `held` says which quarters of a variable are held by hand.
    """
    charts = []
    for name in variables:
        if name not in fans:
            continue
        extra = list((lines or {}).get(name, ()))
        if baseline and name in baseline:
            extra.insert(0, Line("baseline", tuple(baseline[name].periods), baseline[name].median))
        charts.append(
            fan_chart(
                name,
                labels.get(name, name),
                units.get(name, ""),
                fans[name],
                history,
                lines=tuple(extra),
                came=(came or {}).get(name),
                bp=name in bp,
                held=(held or {}).get(name, ()),
                history_quarters=history_quarters,
            )
        )
    curves = (incidence_chart(first), first_chart(first)) if first is not None else ()
    less = tuple(
        difference_chart(n, labels.get(n, n), units.get(n, ""), differences[n], bp=n in bp)
        for n in variables if differences and n in differences
    )  # fmt: skip
    return Book(
        title, question, tuple(charts), curves, first, headline, facts, read_recessions(), notes, less
    )


def specs(book: Book) -> dict[str, dict[str, Any]]:
    """Return every chart of a book as a Vega-Lite specification by key."""
    out = {f.key: fan_spec(f, book.recessions) for f in book.fans}
    return out | {c.key: curves_spec(c) for c in book.curves}


def altair_chart(spec: dict[str, Any]) -> Any:
    """Return a specification as an Altair chart for a notebook."""
    import altair

    return altair.Chart.from_dict(spec)


def spec_to_png(spec: dict[str, Any], scale: float = 2.0) -> bytes:
    """Return a specification drawn as PNG by Vega-Lite itself (half a second for the first one)."""
    import vl_convert

    return vl_convert.vegalite_to_png(spec, scale=scale)


def write_book(book: Book, folder: Path, *, png: bool = True, scale: float = 2.0) -> list[Path]:
    """Write the page and one PNG per chart into a folder, and return the files written, the page first."""
    target = folder / PAGE_NAME
    target.write_text(page(book, drawings(book)), encoding="utf-8")
    alone = drawings(replace(book, differences=()), titled=True)
    written = [target]
    if not png:
        return written
    import vl_convert

    def paint(item: tuple[str, str]) -> Path:
        file = folder / f"{item[0]}.png"
        file.write_bytes(vl_convert.svg_to_png(item[1], scale=scale))
        return file

    with ThreadPoolExecutor(max_workers=2) as pool:
        written += list(pool.map(paint, alone.items()))
    return written


def book_of(run: RunResult) -> Book:
    """Return the charts and words of a run; a scenario has the baseline's median dashed beside it.

    The baseline is simulated with the same seed and draws: its deterministic path is no measure for a median,
    which lies elsewhere wherever the model bends.
    """
    names = [n for n in CHART_VARIABLES if n in run.paths]
    document = run.as_json()
    base = None
    if not run.plan.imposes_nothing:
        from moneygood.runs.run_plan import run_plan

        base = run_plan(run.workspace, run.workspace.judged, run.request)
    return make_book(
        title=run.plan.title,
        question=run.plan.question,
        fans=run.fans(names),
        labels=run.labels,
        units=run.units,
        history=run.history,
        first=run.first,
        headline=run.headline,
        facts=_facts(document),
        baseline=None if base is None else base.fans(names),
        differences=None if base is None or run.streamed else _differences(run, base, names),
        lines=outside_lines(run.workspace, names),
        bp=run.workspace.basis_points,
        held=_held(run),
        history_quarters=max(run.paths.periods[0] - SINCE, 1),
        came={n: line for n in names if (line := came_line(run, n)) is not None},
        notes=[n for n in (run.plan.narrative, f"Plausibility: {run.plausibility.sentence}.") if n],
    )


def _differences(run: RunResult, base: RunResult, names: Sequence[str]) -> dict[str, Fan]:
    """The fan of each variable less the baseline's on the same draws, of draws that are good in both."""
    status = np.where(base.paths.ok, run.paths.status, base.paths.status)
    good, found = status == 0, {}
    for name in names:
        ours, theirs = run.paths.series(name), base.paths.series(name)
        points = run.units[name].startswith("pct") or run.units[name] == "1"
        with np.errstate(all="ignore"):
            less = ours - theirs if points else 100.0 * (ours / theirs - 1.0)
        values = np.where(good, less, 0.0)[np.newaxis]
        found[name] = fan(replace(run.paths, names=(name,), values=values, status=status), name)
    return found


def _held(run: RunResult) -> dict[str, tuple[HeldSpan, ...]]:
    """By variable: the quarters in which the scenario, or else the baseline's judgement, holds it."""
    out: dict[str, list[HeldSpan]] = {}
    for plan, words in ((run.plan, "imposed"), (run.workspace.judged, "held by judgement")):
        for path in plan.paths:
            quarters = path.periods
            if run.plan.imposes_nothing or words == "imposed" or path.variable not in out:
                out.setdefault(path.variable, []).append(HeldSpan(quarters[0], quarters[-1], words))
    return {name: tuple(spans) for name, spans in out.items()}


def _facts(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a reader needs to make the same figures again, from the document of `run --json`."""
    run, worst = document["run"], document["identities"]
    span = f"{run['first_quarter']} to {run['last_quarter']}"
    return [
        ("Run", run["id"]),
        ("Scenario", run["scenario"]),
        ("Quarters", span),
        ("Draws", f"{run['draws']:,} with seed {run['seed']}"),
        ("Draws that could not be solved", f"{100 * document['failed_share']:.3f}%"),
        (
            "Largest error of an identity",
            f"{worst['max_relative_error']:.1e} of its largest term ({worst['worst']})",
        ),
        ("Figures", f"vintage {run['vintage']}, {run['vintage_hash'][:12]}"),
        ("Model", run["model_hash"][:12]),
    ]


def write_charts(run: RunResult, folder: Path | str, *, png: bool = True) -> list[Path]:
    """Write the charts of a run into a folder: `charts.html` and a PNG per chart; return the files."""
    return write_book(book_of(run), Path(folder), png=png)
