"""Tables for people: what a run, a comparison or a record looks like in a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from moneygood.core.answer import Table, as_plain
from moneygood.core.units import shown_unit
from moneygood.surfaces.cli.encoding import speakable_table
from moneygood.surfaces.cli.tables import pieces, plain_rows, rich_table
from moneygood.surfaces.cli.tables import plain_table as table

if TYPE_CHECKING:
    from moneygood.api import RunResult, StoredRun
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
        for piece in pieces(speakable_table(table), self.width):
            self.print_laid(piece)

    def print_laid(self, table: Table) -> None:
        """Print a table that fits, its title on a line of its own."""
        if table.title:
            super().print(table.title, style="bold", soft_wrap=not self.is_terminal)
        super().print(rich_table(replace(table, title=""), self.width))


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
    return f"{100 * share:.0f}%" if share >= 0.0995 or share == 0 else f"{100 * share:.1f}%"


def words_of(unit: str) -> str:
    """A unit in words."""
    shown = shown_unit(unit)
    return UNIT_WORDS.get(shown, shown)


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


def facts(result: RunResult, stored: StoredRun | None, *, full: bool = True) -> Iterable[str]:
    """The lines under the tables: how good the run is, and where it lies; with `full` how it was made."""
    document = result.as_json()
    run, worst = document["run"], document["identities"]
    yield f"Plausibility: {result.plausibility.sentence}."
    if result.judgement:
        from moneygood.runs.run_tables import judgement_in_brief, judgement_sentence

        yield (judgement_sentence if full else judgement_in_brief)(result.judgement)
    from moneygood.scenarios.words import counted_paths

    counted = counted_paths(result.plan)
    if counted:
        from moneygood.runs.run_tables import counted_sentence

        yield counted_sentence(counted, result.labels)
    checks = (
        f", not finite {result.nonfinite}; identities hold to {worst['max_relative_error']:.0e} "
        f"({worst['worst']})"
    )
    yield (
        f"{run['draws']:,} draws, seed {run['seed']}, {run['first_quarter']} to {run['last_quarter']}; "
        f"failed {100 * result.failed_share:.3f}%{checks if full or result.nonfinite else ''}."
    )
    if run["backend_note"]:
        yield f"Backend {run['backend']}: {run['backend_note']}."
    seconds = run["seconds"]
    spent = ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items())
    if full:
        yield f"Vintage {run['vintage']}, model {run['model_hash'][:12]}, run {run['id']}; {spent}."
    else:
        yield f"Run {run['id']}, vintage {run['vintage']}; {seconds['total']:.1f} s."
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
