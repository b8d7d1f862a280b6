"""The chart of the engine's speed for the README, from the rows of `moneygood bench --json`.

moneygood bench --full --json > speed.json
python benchmarks/chart_speed.py speed.json docs/img/engine-speed.svg
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path

INK, SOFT, GRID = "#1f2933", "#5b6770", "#e3e7ea"
COLOURS = {"moneygood": "#1b4f72", "gcc -O3": "#d4a24c", "NumPy": "#8a9ba8"}
WIDTH, LEFT, RIGHT, TOP, ROW, BELOW = 760, 190, 130, 92, 34, 250
Cost = dict[str, float]


def models(rows: list[dict]) -> dict[str, Cost]:
    """Nanoseconds per path-quarter by size of model and who computes it; the shipped model at its longest
    run that has the peer."""
    count = next(r["work"].split()[1] for r in rows if r["work"].startswith("compile "))
    found: dict[str, Cost] = {}
    for r in rows:
        if r["peer"] not in ("gcc -O3", "numpy") or r["per_path_quarter_ns"] is None:
            continue
        own = r["work"].startswith("simulate ")
        work = f"{count} equations, the model" if own else r["work"].split(" synthetic")[0] + " equations"
        cost = found.setdefault(work, {})
        cost["moneygood"] = r["per_path_quarter_ns"]
        cost["NumPy" if r["peer"] == "numpy" else r["peer"]] = r["per_path_quarter_ns"] * r["ratio"]
    return dict(sorted(found.items(), key=lambda x: int(x[0].split()[0])))


def lengths(rows: list[dict]) -> dict[str, list[tuple[int, float]]]:
    """(draws, nanoseconds per path-quarter) of the shipped model on one core, by who computes it."""
    ours: dict[int, float] = {}
    numpy: dict[int, float] = {}
    for r in rows:
        work, cost = r["work"], r["per_path_quarter_ns"]
        if "draws ×" not in work or "one thread" not in work:
            continue
        draws = int(work.removeprefix("simulate ").split(" ")[0].replace(",", ""))
        ours[draws] = min(cost, ours.get(draws, math.inf))
        if r["peer"] == "numpy":
            numpy[draws] = cost * r["ratio"]
    return {"moneygood": sorted(ours.items()), "NumPy": sorted(numpy.items())}


def _text(x: float, y: float, said: str, size: float = 12, colour: str = INK, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" {more}>{said}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = GRID) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _scale(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    """Positions on a logarithmic axis."""
    span = math.log(high / low)
    return lambda v: first + (last - first) * math.log(v / low) / span


def _marks(low: float, high: float, steps: tuple[int, ...] = (1,)) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [k * 10.0**p for p in powers for k in steps if low <= k * 10.0**p <= high]


def _by_model(found: dict[str, Cost]) -> list[str]:
    every = [v for c in found.values() for v in c.values()]
    low, high = min(every) / 1.5, max(every) * 1.2
    at = _scale(low, high, LEFT, WIDTH - RIGHT)
    end = TOP + ROW * len(found)
    out = []
    for v in _marks(low, high, (1, 2, 5)):
        out.append(_line(at(v), TOP - 8, at(v), end))
        out.append(_text(at(v), end + 16, f"{v:,.0f} ns", 11, SOFT, 'text-anchor="middle"'))
    for i, (work, cost) in enumerate(found.items()):
        y = TOP + ROW * (i + 0.5)
        out.append(_text(16, y + 4, work, 13))
        out.append(_line(at(min(cost.values())), y, at(max(cost.values())), y, "#c3cbd1"))
        for who in ("NumPy", "gcc -O3", "moneygood"):
            if who in cost:
                out.append(f'<circle cx="{at(cost[who]):.1f}" cy="{y:.1f}" r="6" fill="{COLOURS[who]}"/>')
        said = f"{cost['moneygood']:,.0f} ns"
        out.append(_text(at(cost["moneygood"]) - 10, y + 4, said, 11.5, INK, 'text-anchor="end"'))
        if "NumPy" in cost:
            ratio = cost["NumPy"] / cost["moneygood"]
            out.append(_text(at(cost["NumPy"]) + 10, y + 4, f"{ratio:.1f} × as long", 11.5, SOFT))
    return out


def _by_length(found: dict[str, list[tuple[int, float]]], top: float) -> list[str]:
    every = [v for line in found.values() for _, v in line]
    low, high = min(every) / 1.6, max(every) * 1.4
    draws = [n for line in found.values() for n, _ in line]
    across = _scale(min(draws), max(draws), LEFT, WIDTH - RIGHT)
    up = _scale(low, high, top + BELOW - 50, top + 40)
    out = [_text(16, top + 14, "The shipped model by the number of draws", 14, INK, 'font-weight="600"')]
    for v in _marks(low, high):
        out.append(_line(LEFT, up(v), WIDTH - RIGHT, up(v)))
        out.append(_text(LEFT - 10, up(v) + 4, f"{v:,.0f} ns", 11, SOFT, 'text-anchor="end"'))
    for v in _marks(min(draws), max(draws)):
        said = f"{v:,.0f}" if v > 1 else "1 draw"
        out.append(_text(across(v), top + BELOW - 30, said, 11, SOFT, 'text-anchor="middle"'))
    for who, line in found.items():
        if not line:
            continue
        points = " ".join(f"{across(n):.1f},{up(v):.1f}" for n, v in line)
        out.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[who]}" stroke-width="2"/>')
        out += [
            f'<circle cx="{across(n):.1f}" cy="{up(v):.1f}" r="3.5" fill="{COLOURS[who]}"/>' for n, v in line
        ]
        n, v = line[-1]
        out.append(_text(across(n) + 10, up(v) + 4, f"{who} {v:,.0f} ns", 11.5))
    return out


def svg(rows: list[dict]) -> str:
    """The whole file."""
    found = models(rows)
    below = TOP + ROW * len(found) + 44
    height = below + BELOW
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="Inter, Helvetica, Arial, sans-serif" role="img">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(16, 28, "What one quarter of one path costs on one core", 17, INK, 'font-weight="600"'),
        _text(16, 48, "CPU time with random numbers and all checks, logarithmic, less is better", 12.5, SOFT),
    ]
    x = 16.0
    for who, colour in COLOURS.items():
        out.append(f'<circle cx="{x + 6:.1f}" cy="66" r="6" fill="{colour}"/>')
        out.append(_text(x + 18, 70, who, 12))
        x += 40 + 7.5 * len(who)
    return "\n".join([*out, *_by_model(found), *_by_length(lengths(rows), below), "</svg>", ""])


def main() -> None:
    """Reads rows, writes the chart."""
    source, target = map(Path, sys.argv[1:3])
    target.write_text(svg(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
