"""A small vintage built from a small source folder, for tests that make others of it."""

from __future__ import annotations

from pathlib import Path

from moneygood.data.builder import build
from moneygood.data.catalogue import read_catalogue
from moneygood.data.vintage import Vintage, load_vintage

CATALOGUE = """\
quarterly:
  output: {label: Output, unit: usd/yr, agency: Office, id: Y, licence: us-gov, read: q.csv/y}
  rate: {label: Rate, unit: pct/yr, agency: Office, id: R, licence: us-gov, read: q.csv/r, splice: [2024Q3]}
  left: {label: Left alone, unit: usd, agency: Office, id: L, licence: us-gov, read: q.csv/l}
  path: {label: Path, unit: pct, agency: Office, id: P, licence: cited, read: q.csv/p,
    projected_from: 2026Q3}
monthly:
  rate: {label: Rate, unit: pct/yr, agency: Office, id: R, licence: us-gov, read: m.csv/r}
annual:
  weight: {label: Weight, unit: "1", agency: press, id: page, licence: page, read: a.csv/w}
fiscal:
  debt: {label: Debt, unit: usd, agency: Office, id: D, licence: us-gov, read: f.csv/d}
"""
QUARTERS = [f"{y}Q{q}" for y in range(2023, 2027) for q in range(1, 5)][:14]
OUTPUT = {q: 1000.0 + 10 * k + (k % 3) for k, q in enumerate(QUARTERS)}
RATE = {q: 4.0 + 0.1 * (k % 4) for k, q in enumerate(QUARTERS)}


def small_vintage(root: Path, name: str = "2026-08", as_of: str = "2026-08-21") -> Vintage:
    """Figures to 2026Q2 (output to 2026Q1), under ``root/vintages``."""
    source = root / "source"
    source.mkdir(parents=True, exist_ok=True)
    rows = ["date,y,r,l,p"]
    for q in QUARTERS:
        y = f"{OUTPUT[q]}" if q < "2026Q2" else ""
        rows.append(f"{q},{y},{RATE[q]},5,2")
    rows.append("2026Q3,,,,2.5")
    months = [f"2026-{m:02d},{4 + m / 10}" for m in range(1, 7)]
    for file, text in {
        "q.csv": "\n".join(rows) + "\n",
        "m.csv": "date,r\n" + "\n".join(months) + "\n",
        "a.csv": "year,w\n2025,0.4\n",
        "f.csv": "year,d\n2025,30000\n",
        "cbo_economic.csv": "vintage,year_basis,year_or_quarter,variable,value,unit,kind,source\n",
        "cbo_baselines.csv": "vintage,year_basis,year,variable,value,unit,kind,source\n",
    }.items():
        (source / file).write_text(text, encoding="utf-8")
    (root / "series.yaml").write_text(CATALOGUE, encoding="utf-8")
    build(source, root / "vintages" / name, as_of, read_catalogue(root / "series.yaml"))
    return load_vintage(name, root=root)
