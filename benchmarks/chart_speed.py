"""The chart of the engine's speed for the README, from the rows of `moneygood bench --json`.

moneygood bench --json > speed.json
python benchmarks/chart_speed.py speed.json docs/img/engine-speed.svg
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

OURS, PEER, INK, SOFT = "#1b4f72", "#d4a24c", "#1f2933", "#5b6770"
WIDTH, LEFT, BAR, GAP, TOP = 760, 300, 16, 14, 78


def bars(rows: list[dict]) -> list[tuple[str, str, float, float]]:
    """(work, peer, ours, theirs) in nanoseconds per path-quarter; the largest run stands for its peer."""
    model = next(r["work"].split()[1] for r in rows if r["work"].startswith("compile "))
    found: dict[tuple[str, str], tuple[str, str, float, float]] = {}
    for r in rows:
        if r["ratio"] is None or r["per_path_quarter_ns"] is None or r["peer"] == "one thread":
            continue
        work = r["work"].split(",")[0] if "equations" in r["work"] else f"{model} equations of the model"
        if "equations" not in r["work"] and "simulate" not in r["work"]:
            continue
        ours = r["per_path_quarter_ns"]
        found[(work, r["peer"])] = (work, r["peer"], ours, ours * r["ratio"])
    return list(found.values())


def svg(rows: list[dict]) -> str:
    """The whole file."""
    found = bars(rows)
    most = max(max(o, t) for _, _, o, t in found)
    height = TOP + len(found) * (2 * BAR + GAP) + 20
    scale = (WIDTH - LEFT - 90) / most
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="Inter, Helvetica, Arial, sans-serif" role="img">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="17" font-weight="600" fill="{INK}">'
        "What one quarter of one path costs on one core</text>",
        f'<text x="16" y="48" font-size="12.5" fill="{SOFT}">'
        "Nanoseconds of CPU time with random numbers and all checks, shorter is better</text>",
    ]
    for i, (work, peer, ours, theirs) in enumerate(found):
        y = TOP + i * (2 * BAR + GAP)
        out.append(f'<text x="16" y="{y + BAR + 5}" font-size="13" fill="{INK}">{work}</text>')
        for k, (name, value, colour) in enumerate((("moneygood", ours, OURS), (peer, theirs, PEER))):
            at, middle = y + k * BAR, y + k * BAR + 12
            out.append(
                f'<text x="{LEFT - 8}" y="{middle}" font-size="11.5" fill="{SOFT}" '
                f'text-anchor="end">{name}</text>'
            )
            out.append(
                f'<rect x="{LEFT}" y="{at}" width="{value * scale:.1f}" height="{BAR - 2}" fill="{colour}"/>'
            )
            out.append(
                f'<text x="{LEFT + value * scale + 6:.1f}" y="{middle}" font-size="11.5" fill="{INK}">'
                f"{value:,.0f}</text>"
            )
    return "\n".join([*out, "</svg>", ""])


def main() -> None:
    """Reads rows, writes the chart."""
    source, target = map(Path, sys.argv[1:3])
    target.write_text(svg(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
