"""What the board shows: projections beside our medians, our odds of theirs, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Cell, Column, ShortRepr, Table
from moneygood.core.figures import inside
from moneygood.restarts.institutions import Institution
from moneygood.runs.board.differences import JUDGEMENT, KNOWN, MIDDLE, OTHERS, SLUMPS, BoardRow

MEASURED = {
    "q4q4": "growth to Q4", "q4": "Q4", "year": "year", "saar": "growth", "quarter": "",
    "fiscal": "fiscal year", "fiscal_end": "end of fiscal",
}  # fmt: skip
TOP = 10


@dataclass(frozen=True, repr=False)
class BoardAnswer(ShortRepr):
    """The rows of the board, on `draws` paths of the baseline and of the baseline without its judgement."""

    institutions: tuple[Institution, ...]
    rows: tuple[BoardRow, ...]
    draws: int
    seed: int
    failed_share: float
    vintage: str

    @property
    def title(self) -> str:
        """The title with who is on the board."""
        return f"Our baseline beside {', '.join(one.short for one in self.institutions)}"

    @property
    def furthest(self) -> tuple[BoardRow, ...]:
        """The rows whose figure lies furthest from the middle of our draws, the furthest first."""
        return tuple(sorted(self.rows, key=lambda r: -abs(r.percentile - 50.0)))

    @property
    def lead(self) -> str:
        """How many projections lie inside our draws, and the one that lies furthest out."""
        within = sum(15.0 <= row.percentile <= 85.0 for row in self.rows)
        out = self.furthest[0]
        return (
            f"{within} of {len(self.rows)} projections lie inside the middle 70% of our draws. Furthest out: "
            f"{out.short} on {figure_words(out)}, {shown(out, out.theirs)} against our "
            f"{shown(out, out.ours)}: percentile {out.percentile:.1f} ± {out.mc_error:.1f}."
        )

    @property
    def reading(self) -> str:
        """How theirs lie in our draws, by institution, and how odds and reasons are to be read."""
        parts = []
        for one in self.institutions:
            own = [r for r in self.rows if r.institution == one.key]
            if own:
                within = sum(15.0 <= r.percentile <= 85.0 for r in own)
                parts.append(f"{one.name}: {within} of {len(own)} figures inside our middle 70%.")
        return " ".join(parts) + (
            " Our odds of theirs are the percent of our draws below their figure; 50 is our own median, and "
            "a percentile near 0 or 100 says that the model hardly goes there, not that they are wrong. "
            "Reasons are computed on our draws and overlap."
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """Theirs beside ours, then why the largest differences are what they are."""
        columns = (
            Column("projection"), Column("for", "s"), Column("theirs", "s"), Column("ours", "s"),
            Column("70% of ours", "s", full=True), Column("odds", ".0f"), Column("±", ".1f"),
        )  # fmt: skip
        rows: list[tuple[Cell, ...]] = [
            (f"{r.short} {r.published}: {figure_words(r, period=False)}", r.period, shown(r, r.theirs),
             shown(r, r.ours), f"{shown(r, r.low70)} to {shown(r, r.high70)}", r.percentile, r.mc_error)
            for r in self.rows
        ]  # fmt: skip
        note = "Odds: percent of our draws below theirs; 50 is our median."
        ranked = self.furthest if len(self.rows) > TOP else self.rows
        brief = {id(r) for r in ranked[:TOP]}
        first = [row for row, r in zip(rows, self.rows, strict=True) if id(r) in brief]
        rest = [row for row, r in zip(rows, self.rows, strict=True) if id(r) not in brief]
        why = Table(
            "Why they differ: ours less theirs",
            (Column("projection"), Column("by", "s"), Column("mostly", "s")),
            tuple(
                (f"{r.short}, {figure_words(r)}", signed(r, r.difference), reason_words(r))
                for r in self.furthest
            ),
            "Parts are computed on our draws and overlap; the one nearest to the difference is named.",
            top=5,
        )
        out = [Table("", columns, tuple(first), note)]
        if rest:
            out.append(Table("The other projections", columns, tuple(rest), note, full=True))
        return (*out, why)

    def as_json(self) -> dict[str, Any]:
        """The document of `board --json`."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "vintage": self.vintage,
            "failed_share": self.failed_share,
            "institutions": [
                {"institution": i.key, "name": i.name, "short": i.short, "source": i.source, "note": i.note}
                for i in self.institutions
            ],
            "rows": [row.as_json() | {"words": reason_words(row)} for row in self.rows],
        }


def figure_words(row: BoardRow, *, period: bool = True) -> str:
    """What is projected, as people say it: ``unemployment rate, Q4 2027``."""
    how = " ".join(x for x in (MEASURED[row.measure], row.period if period else "") if x)
    return f"{inside(row.label)}, {how}" if how else inside(row.label)


def shown(row: BoardRow, value: float) -> str:
    """A figure of the row with the digits that it deserves."""
    if row.unit.startswith("$"):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 20.0 else f"{value:.2f}"


def signed(row: BoardRow, value: float) -> str:
    """A difference of the row, with its sign."""
    return f"{value:+,.0f}" if row.unit.startswith("$") else f"{value:+.2f}"


def reason_words(row: BoardRow) -> str:
    """The reason for the difference in a line, from what was computed."""
    part, gap = row.reason, row.difference
    if part.kind == OTHERS:
        theirs, ours = (f"{x:,.0f}" if abs(x) >= 100.0 else f"{x:.2f}" for x in (part.theirs, part.ours))
        return f"their {inside(part.label)} {theirs}, ours {ours}: {signed(row, part.value)}"
    if part.kind == KNOWN:
        return f"known since then: {signed(row, part.value)}"
    if part.kind == JUDGEMENT:
        return f"held in our baseline: {signed(row, part.value)}"
    if part.kind == SLUMPS:
        return f"slumps in our draws: {signed(row, part.value)}"
    if MIDDLE[0] <= row.percentile <= MIDDLE[1]:
        return "inside what draws do"
    return f"none explains a quarter of {signed(row, gap)}"
