"""Recessions as the NBER dates them, for the grey bars of a chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from moneygood.charts.svg import Recessions
from moneygood.core.texts import economics_root, read_yaml


def read_recessions(path: Path | None = None) -> Recessions:
    """Return US recessions as spans on the quarter axis, from the month of the peak to that of the trough."""
    record = read_yaml(path if path is not None else economics_root() / "dictionary" / "recessions.yaml")
    return tuple((_month(r["peak"]), _month(r["trough"])) for r in record["recessions"])


def _month(text: Any) -> float:
    """Return where the first day of a month such as 2007-12 lies on the quarter axis."""
    year, month = str(text).split("-")[:2]
    return int(year) * 4 + (int(month) - 1) / 3
