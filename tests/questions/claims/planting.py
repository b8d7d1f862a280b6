"""Vintages with planted figures, for tests that nothing later than a day can reach a verdict."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from moneygood.core.texts import economics_root
from moneygood.data.vintage import Vintage, load_vintage

ABSURD = -7.77e9


def last_day(period: str, fiscal: bool = False) -> datetime.date:
    """The last day of a period, worked out here and not by the code under test."""
    if "Q" in period:
        year, month = int(period[:4]), 3 * int(period[-1])
    elif len(period) == 10:
        return datetime.date.fromisoformat(period)
    elif len(period) == 7:
        year, month = int(period[:4]), int(period[5:])
    else:
        year, month = int(period), 9 if fiscal else 12
    after = datetime.date(year + (month == 12), month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)


def planted(folder: Path, late: Callable[[str, list[str]], bool]) -> Vintage:
    """The bundled vintage with an absurd figure in every row of a table for which `late` is true."""
    source = economics_root() / "vintages" / "2026-11"
    target = folder / "vintages" / "2026-11"
    shutil.copytree(source, target)
    manifest = json.loads((target / "manifest.json").read_text())
    for name in manifest["files"]:
        if not name.endswith(".csv"):
            continue
        rows = list(csv.reader((target / name).read_text().splitlines()))
        spot = rows[0].index("value")
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(rows[0])
        for row in rows[1:]:
            if row[spot] != "" and late(name, row):
                row[spot] = str(ABSURD)
            writer.writerow(row)
        (target / name).write_text(out.getvalue())
        manifest["files"][name] = hashlib.sha256((target / name).read_bytes()).hexdigest()
    (target / "manifest.json").write_text(json.dumps(manifest))
    return load_vintage("2026-11", root=folder)


def ends_after(day: datetime.date) -> Callable[[str, list[str]], bool]:
    """Whether a row is of a period that ends after a day, or of a CBO baseline of that month or later."""

    def late(file: str, row: list[str]) -> bool:
        if file.startswith("cbo_"):
            return row[0] == "actual" or row[0] >= day.isoformat()[:7]
        return last_day(row[1], file == "fiscal.csv") > day

    return late
