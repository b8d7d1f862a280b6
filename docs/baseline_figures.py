"""The picture and the table of README.md: the baseline, drawn and counted by the package itself.

``python docs/baseline_figures.py`` writes docs/img/baseline.svg and the block of README.md between its two
marks.
"""

from __future__ import annotations

import re
from pathlib import Path

import moneygood.api as mg
from moneygood.charts.page import drawings
from moneygood.core.figures import fixed, share
from moneygood.surfaces.run_charts import book_of

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "img" / "baseline.svg"
BEGIN, END = "<!-- begin: docs/baseline_figures.py -->", "<!-- end: docs/baseline_figures.py -->"
DRAWS, SEED = 20_000, 1
SHOWN = ("infl_core_yoy", "rate_10y", "debt_ratio", "sp500", "ai_capex", "highs-broken")
COLUMNS, GAP = 3, 12
UNITS = {"pct": "%", "pct/yr": "%", "index": "", "$bn/yr": "$bn a year"}


def picture(result: mg.RunResult) -> str:
    """Six charts of a run on one sheet, as SVG."""
    drawn = drawings(book_of(result))
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn[SHOWN[0]])
    assert box is not None
    width, height = float(box[1]), float(box[2])
    parts = []
    for i, key in enumerate(SHOWN):
        x, y = (i % COLUMNS) * (width + GAP), (i // COLUMNS) * (height + GAP)
        parts.append(drawn[key].replace("<svg ", f'<svg x="{x:g}" y="{y:g}" ', 1))
    rows = -(-len(SHOWN) // COLUMNS)
    size = (COLUMNS * width + (COLUMNS - 1) * GAP, rows * height + (rows - 1) * GAP)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]:g} {size[1]:g}" width="{size[0]:g}" '
        f'height="{size[1]:g}"><rect width="100%" height="100%" fill="#ffffff"/>'
    )
    return head + "\n".join(parts) + "</svg>\n"


def figure(value: float) -> str:
    """A figure as readers want it."""
    return fixed(value, 0 if abs(value) >= 100 else 1)


def block(result: mg.RunResult) -> str:
    """The headline table and the first passages of a run, in Markdown."""
    periods = list(dict.fromkeys(row.period for row in result.headline))
    lines = [
        f"Baseline, {DRAWS:,} draws, seed {SEED}, vintage {result.workspace.vintage.name}: median, and in "
        "brackets the band that holds 70% of draws.",
        "",
        "| | " + " | ".join(periods) + " |",
        "| --- |" + " --- |" * len(periods),
    ]
    cells: dict[str, list[str]] = {}
    for row in result.headline:
        unit = UNITS.get(row.unit, row.unit)
        name = f"{row.label}, {unit}" if unit and "%" not in row.label else row.label
        cells.setdefault(name, []).append(
            f"{figure(row.median)} ({figure(row.low70)} to {figure(row.high70)})"
        )
    lines += [f"| {name} | " + " | ".join(row) + " |" for name, row in cells.items()]
    lines += ["", "| which gives way first | first | within a year | within three years | median date |"]
    lines += ["| --- | --- | --- | --- | --- |"]
    for risk in result.first.highs.values():
        shares = [share(p) for p in (risk.p_first, risk.p_within_4q, risk.p_within_12q)]
        lines.append(f"| {risk.label} | " + " | ".join(shares) + f" | {risk.median_quarter or 'later'} |")
    lines.append(f"| none of them | {share(result.first.none)} | | | |")
    return "\n".join(lines)


def with_block(text: str, inside: str) -> str:
    """A text with the part between the two marks replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{inside}\n{END}{after}"


def main() -> None:
    """Run the baseline, write the picture and the table."""
    result = mg.run(draws=DRAWS, seed=SEED)
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(result), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    README.write_text(with_block(text, block(result)), encoding="utf-8")


if __name__ == "__main__":
    main()
