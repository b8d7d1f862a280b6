"""Tables for people: what a run, a comparison or a record looks like in a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from moneygood.core.answer import Table, as_plain
from moneygood.core.units import shown_unit
from moneygood.surfaces.cli.tables import pieces, plain_rows, rich_table
from moneygood.surfaces.cli.tables import plain_table as table

if TYPE_CHECKING:
    from moneygood.api import ComparedRuns, RunResult, StoredRun
    from moneygood.runs.first_passage.passage import FirstPassage
    from moneygood.runs.shares import Shares

UNIT_WORDS = {
    "pct/yr": "% a year",
    "pct": "%",
    "$bn/yr": "$bn a year",
    "$bn": "$bn",
    "$bn of 2017/yr": "2017 $bn a year",
    "1": "",
}


class Screen(Console):
    """A console whose tables fit its width, and that leaves a reader who went away to the entry point."""

    def on_broken_pipe(self) -> None:
        """Raise what the pipe said; Rich would leave with exit code 1, which here means a failed check."""
        raise BrokenPipeError

    def print(self, *objects: Any, **how: Any) -> None:
        """Print; a table is laid into the width, without breaking a word, in several parts if need be."""
        for thing in objects or ("",):
            if isinstance(thing, RichTable):
                self.print_table(plain_rows(thing))
            else:
                super().print(thing, **how)

    def print_table(self, table: Table) -> None:
        """Print a table in as many parts as the width asks for."""
        for piece in pieces(table, self.width):
            super().print(rich_table(piece, self.width))


NARROW = 80
"""Characters a line where nobody says how wide the screen is."""


def console() -> Screen:
    """A console on stdout: as wide as COLUMNS says or the terminal is, 80 characters elsewhere.

    Words of scenarios and records are printed as they stand: square brackets are no markup.
    """
    known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Screen(width=None if known else NARROW, highlight=False, markup=False)


def heading(title: str, question: str) -> Text:
    """A title in bold with its question."""
    return Text.assemble((title, "bold"), "  ", question)


def print_json(document: Any) -> None:
    """One JSON document on stdout (not-a-number becomes null)."""
    plain = "utf" not in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    text = json.dumps(as_plain(document), ensure_ascii=plain, indent=1, allow_nan=False)
    sys.stdout.write(text + "\n")


def number(value: float, unit: str = "") -> str:
    """A figure with as many digits as its unit deserves."""
    if unit.startswith(("usd", "$bn")) or unit == "index" or abs(value) >= 1000:
        return f"{value:,.0f}"
    if unit == "1":
        return f"{value:.3f}"
    return f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}"


def percent(share: float) -> str:
    """A share as a percentage."""
    return f"{100 * share:.0f} %" if share >= 0.0995 or share == 0 else f"{100 * share:.1f} %"


def words_of(unit: str) -> str:
    """A unit in words."""
    shown = shown_unit(unit)
    return UNIT_WORDS.get(shown, shown)


def headline_table(result: RunResult) -> RichTable:
    """Median and 70 % band by variable and quarter."""
    periods = list(dict.fromkeys(row.period for row in result.headline))
    out = table("median (70 % of draws)", *periods)
    cells: dict[str, list[str]] = {}
    heads: dict[str, str] = {}
    for row in result.headline:
        heads[row.variable] = _labelled(row.label, row.unit)
        low, high = number(row.low70, row.unit), number(row.high70, row.unit)
        cells.setdefault(row.variable, []).append(f"{number(row.median, row.unit)} ({low}…{high})")
    for name, label in heads.items():
        out.add_row(label, *cells[name])
    return out


def _labelled(label: str, unit: str) -> str:
    words = words_of(unit)
    return f"{label}, {words}" if words and not label.endswith(words) else label


def inside(label: str) -> str:
    """A label in the middle of a sentence: its first letter small, but for abbreviations and names."""
    return label if label[:2].isupper() or label[1:2] in "&. " else label[:1].lower() + label[1:]


def run_sentence(result: RunResult) -> str:
    """The answer of a run in a line or two: what most likely changes first, and main medians."""
    first = result.first
    lead = max(first.highs.values(), key=lambda r: r.p_first, default=None)
    words = ""
    if lead is not None:
        when = f"; half of all draws have it by {lead.median_quarter}" if lead.median_quarter else ""
        words = f"First to change: {inside(lead.label)}, on {percent(lead.p_first)} of draws{when}. "
    periods = list(dict.fromkeys(row.period for row in result.headline))
    if periods:
        at = periods[min(1, len(periods) - 1)]
        rows = [row for row in result.headline if row.period == at][:3]
        medians = ", ".join(
            f"{inside(row.label)} {number(row.median, row.unit)} {words_of(row.unit)}".rstrip()
            for row in rows
        )
        words += f"Medians in {at}: {medians}."
    return words


def difference_sentence(name: str, runs: ComparedRuns) -> str:
    """The answer of a comparison in a line: where the scenario moves most against its own spread."""
    plan, rows = runs.runs[name].plan, runs.differences[name].rows
    periods = list(dict.fromkeys(row.period for row in rows))
    at = periods[min(1, len(periods) - 1)]
    here = [row for row in rows if row.period == at]
    moved = [row for row in here if row.difference != 0.0]
    if not moved:
        return f"{plan.title} against {runs.baseline.plan.title.lower()}: no difference in {at}."
    moved.sort(key=lambda row: -abs(row.difference) / (row.mc_error or 1e-12))
    parts = []
    for row in moved[:3]:
        sign = "+" if row.difference >= 0 else ""
        unit = words_of(row.unit).replace("% a year", "points").replace("%", "points")
        figure = f"{sign}{number(row.difference, row.unit)} ± {number(row.mc_error, row.unit)}"
        parts.append(f"{inside(runs.baseline.labels[row.variable])} {figure} {unit}".rstrip())
    return f"{plan.title} against {runs.baseline.plan.title.lower()}, {at}: {'; '.join(parts)}."


def shares_tables(found: Shares) -> list[RichTable]:
    """How much of each variable's variance comes from shocks, parameters and regimes, and from the parameters
    of each sector, with errors; then medians with drawn parameters and without."""
    titles = (
        f"Shares of variance, {found.draws:,} of {found.asked:,} draws good in all runs",
        f"Shares of variance of the {found.parameters} drawn parameters, by sector",
    )
    tables = []
    for title, head, rows in zip(
        titles, ("kind of chance", "sector"), (found.rows, found.sectors), strict=True
    ):
        out = table("variable", "quarter", head, "by itself", "±", "in total", "± ", title=title)
        for r in rows:
            out.add_row(
                r.label, r.period, r.kind, percent(r.first), percent(r.first_error), percent(r.total),
                percent(r.total_error),
            )  # fmt: skip
        tables.append(out)
    title = "Medians and standard deviations with drawn parameters, and on the same shocks without"
    out = table("variable", "quarter", "median, drawn", "fixed", "deviation, drawn", "fixed ", title=title)
    for m in found.medians:
        out.add_row(m.label, m.period, *(f"{v:.4g}" for v in (m.drawn, m.fixed, m.drawn_sd, m.fixed_sd)))
    return [*tables, out]


def highs_table(first: FirstPassage) -> RichTable:
    """How likely each of the highs breaks first, and how soon."""
    out = table("which changes first", "first", "within 1 year", "within 3 years", "by the end", "half by")
    for risk in first.highs.values():
        out.add_row(
            risk.label, percent(risk.p_first), percent(risk.p_within_4q), percent(risk.p_within_12q),
            percent(risk.p_ever), risk.median_quarter or "later",
        )  # fmt: skip
        for key, side in first.sides.items():
            if key.startswith(f"{risk.name}."):
                out.add_row(
                    f"  {side.label}", "", percent(side.p_within_4q), percent(side.p_within_12q),
                    percent(side.p_ever), side.median_quarter or "later",
                )  # fmt: skip
    out.add_row("None of them", percent(first.none), "", "", "", "")
    return out


def facts(result: RunResult, stored: StoredRun | None) -> Iterable[str]:
    """The lines under the tables: how good the run is, and where it lies."""
    document = result.as_json()
    run, worst = document["run"], document["identities"]
    yield f"Plausibility: {result.plausibility.sentence}."
    yield (
        f"{run['draws']:,} draws, seed {run['seed']}, {run['first_quarter']} to {run['last_quarter']}; "
        f"failed {100 * result.failed_share:.3f} %, not finite {result.nonfinite}; identities hold to "
        f"{worst['max_relative_error']:.0e} ({worst['worst']})."
    )
    if run["backend_note"]:
        yield f"Backend {run['backend']}: {run['backend_note']}."
    seconds = run["seconds"]
    spent = ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items())
    yield f"Vintage {run['vintage']}, model {run['model_hash'][:12]}, run {run['id']}; {spent}."
    if stored is not None:
        yield from kept_lines(result, stored)


def kept_lines(result: RunResult, stored: StoredRun) -> Iterable[str]:
    """Where a run lies, what is kept of it, and how large it is."""
    pictures = sum(name.endswith(".png") for name in stored.sizes)
    page = f"{stored.where}/charts.html" if "charts.html" in stored.sizes else stored.where
    yield f"Results: {page}"
    parts = ["figures", "quantiles", *([f"{pictures} charts"] if pictures else [])]
    kept = len(stored.kept)
    if kept:
        parts.append(f"paths of {kept} variable{'s' if kept > 1 else ''}")
    line = f"Kept: {size_words(stored.bytes)} ({', '.join(parts)})"
    if kept < len(result.paths.names):
        line += f"; the paths of all {len(result.paths.names)} variables would take "
        line += f"{size_words(result.paths.values.nbytes)} more (--keep-paths)"
    yield line + "."


def size_words(number: int) -> str:
    """A number of bytes in words, in decimal units."""
    size, unit = float(number), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:,.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"


def difference_table(name: str, runs: ComparedRuns) -> RichTable:
    """Scenario minus baseline by variable and quarter, with Monte-Carlo error and 70 % band."""
    rows = runs.differences[name].rows
    periods = list(dict.fromkeys(row.period for row in rows))
    plan = runs.runs[name].plan
    told = "" if name in (plan.name, plan.title) else f" ({name})"
    title = f"{plan.title}{told} minus {runs.baseline.plan.title.lower()}: mean ± Monte-Carlo error"
    out = table("", *periods, title=title)
    cells: dict[str, list[str]] = {}
    units: dict[str, str] = {}
    for row in rows:
        units[row.variable] = row.unit
        sign = "+" if row.difference >= 0 else ""
        error = number(row.mc_error, row.unit)
        low, high = number(row.low70, row.unit), number(row.high70, row.unit)
        cells.setdefault(row.variable, []).append(
            f"{sign}{number(row.difference, row.unit)} ±{error} ({low}…{high})"
        )
    for variable, texts in cells.items():
        out.add_row(_labelled(runs.baseline.labels[variable], units[variable]), *texts)
    return out


def record_lines(record: Any, indent: int = 0) -> Iterable[str]:
    """A record as indented lines, empty fields left out."""
    pad = "  " * indent
    for key, value in record.items():
        if value in (None, "", [], (), {}):
            continue
        label = str(key).replace("_", " ")
        if isinstance(value, dict):
            yield f"{pad}{label}:"
            yield from record_lines(value, indent + 1)
        elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            yield f"{pad}{label}:"
            for item in value:
                yield (
                    pad
                    + "  - "
                    + ", ".join(f"{k} {_plain(v)}" for k, v in item.items() if v not in (None, "", []))
                )
        else:
            yield f"{pad}{label}: {_plain(value)}"


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(v) for v in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
