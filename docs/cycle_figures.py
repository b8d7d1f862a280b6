"""The table of docs/why/slumps-and-booms.md: the model's cycle beside history's.

``python docs/cycle_figures.py`` writes the block between the page's two marks: every check of the cycle in
economics/claims/structure/baseline.yaml, with what history and the calibration before have.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import moneygood.api as mg
from moneygood.validation.structure import StructureFinding, read_structure, structure_findings

PAGE = Path(__file__).parent / "why" / "slumps-and-booms.md"
BEGIN, END = "<!-- begin: docs/cycle_figures.py -->", "<!-- end: docs/cycle_figures.py -->"
DRAWS, QUARTERS = 4000, 44


def figure(value: float) -> str:
    """A figure as readers want it, a dash where there is none."""
    if math.isnan(value):
        return "–"
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.1f}" if abs(value) >= 3 else f"{value:.2f}"


def block(findings: tuple[StructureFinding, ...]) -> str:
    """The checks with a figure of history, in Markdown."""
    lines = ["| | since 1960 | since 1985 | before | now |", "| --- |" + " ---: |" * 4]
    for f in findings:
        c = f.check
        unit = {"pct": ", %", "pct/yr": ", points a year"}.get(c.unit, "")
        cells = (c.since_1960, c.since_1985, c.before, f.ours)
        lines.append(f"| {c.statement}{unit} | " + " | ".join(figure(v) for v in cells) + " |")
    return "\n".join(lines)


def with_block(text: str, inside: str) -> str:
    """A text with the part between the two marks replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{inside}\n{END}{after}"


def main() -> None:
    """Simulate the baseline, write the table."""
    text = read_structure()
    of_history = tuple(c for c in text.checks if not math.isnan(c.since_1985))
    checked = replace(text, draws=DRAWS, quarters=QUARTERS, checks=of_history)
    found = structure_findings(mg.load(), checked)
    PAGE.write_text(with_block(PAGE.read_text(encoding="utf-8"), block(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
