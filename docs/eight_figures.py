"""Makes ``docs/days/last-eight.md``: what was said at the last eight quarters that can be judged a year on.

``python docs/eight_figures.py``: each quarter is asked on its own day; figures are those of the runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from moneygood import api
from moneygood.core.figures import fixed, inside, listed
from moneygood.core.periods import Quarter
from moneygood.runs.came import CameFigure

PAGE = Path(__file__).parent / "days" / "last-eight.md"
DRAWS, AHEAD, ORIGINS = 1000, 4, 8
SHORT = {
    "ffr": "funds rate", "rate_10y": "10-year", "infl_core_yoy": "core PCE", "unemployment": "jobless",
    "gdp_growth": "GDP", "debt_ratio": "debt/GDP", "interest_revenue": "interest/revenue",
    "sp500": "S&P 500", "ai_capex": "AI capex",
}  # fmt: skip


def cell(row: CameFigure) -> str:
    """Said, came and the percentile; bold outside the band of 70%."""
    digits = 0 if abs(row.came) >= 1000 else 1
    text = f"{fixed(row.median, digits)} → {fixed(row.came, digits)} ({row.percentile:.0f})"
    return text if 15.0 <= row.percentile <= 85.0 else f"**{text}**"


def post_mortem(origin: Quarter, rows: list[CameFigure]) -> str:
    """What was missed a year on, the farthest first."""
    out = sorted((r for r in rows if not 15 <= r.percentile <= 85), key=lambda r: -abs(r.percentile - 50))
    if not out:
        return f"- **{origin}**: everything came inside the band."
    words = []
    for r in out:
        side = "above" if r.percentile > 50 else "below"
        words.append(f"{inside(r.label)} {side} ({fixed(r.came, 1)} for {fixed(r.median, 1)})")
    return f"- **{origin}**: {listed(words)}."


def main() -> int:
    """Write the page."""
    last = api.load().rule.end - AHEAD
    origins = [last - k for k in range(ORIGINS - 1, -1, -1)]
    table, words, inside_band, count = [], [], 0, 0
    for origin in origins:
        run = api.run("baseline", draws=DRAWS, quarters=8, day=str(origin))
        rows = [r for r in run.came if r.period == str(origin + AHEAD)]
        by = {r.variable: r for r in rows}
        table.append([str(origin), *(cell(by[n]) if n in by else "" for n in SHORT)])
        words.append(post_mortem(origin, rows))
        inside_band += sum(15 <= r.percentile <= 85 for r in rows)
        count += len(rows)
    head = ["asked at", *SHORT.values()]
    lines = [head, ["---", *["---:"] * len(SHORT)], *table]
    text = [
        "# The last eight quarters, asked on their own day",
        "",
        "The baseline of each of the last eight quarters as it would have been: what it said for a year on,",
        "what came, and the percentile of the draws on which that landed; bold where it lies outside the",
        "band of 70%. The AI sector is in the model at all of them. "
        f"{inside_band} of {count} figures came inside the band;",
        f"{round(0.7 * count)} would be expected. Made by `python docs/eight_figures.py`.",
        "",
        *("| " + " | ".join(line) + " |" for line in lines),
        "",
        "What was missed, farthest out first:",
        "",
        *words,
        "",
    ]
    PAGE.write_text("\n".join(text), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
