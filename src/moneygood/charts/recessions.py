"""Recessions as the NBER dates them, for the grey bars of a chart."""

from __future__ import annotations

from pathlib import Path

from moneygood.charts.svg import Recessions
from moneygood.core.record_kinds import MONTH, Source
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Ordered
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.texts import economics_root, reference_keys

RECESSIONS = TextKind(
    "recessions",
    "US recessions, for the grey bars of charts.",
    ("dictionary/recessions.yaml",),
    Record(
        "table of recessions",
        "Recessions from the month of the peak to that of the trough.",
        (
            Field("source", Source(), "Who dates them.", for_people=True),
            Field(
                "recessions",
                ListOf(
                    Record(
                        "recession",
                        "One recession.",
                        (
                            Field("peak", MONTH, "The month of the peak.", required=True),
                            Field("trough", MONTH, "The month of the trough.", required=True),
                        ),
                        (Ordered("peak", "trough", strict=True),),
                    )
                ),
                "The recessions in order.",
                required=True,
            ),
        ),
    ),
    FaultCodes("C010"),
    "charts",
)


def read_recessions(path: Path | None = None) -> Recessions:
    """Return US recessions as spans on the quarter axis, from the month of the peak to that of the trough."""
    file = path if path is not None else economics_root() / "dictionary" / "recessions.yaml"
    text = RECESSIONS.read(file, None, reference_keys())
    return tuple((_month(r["peak"]), _month(r["trough"])) for r in text["recessions"])


def _month(text: str) -> float:
    """Return where the first day of a month such as 2007-12 lies on the quarter axis."""
    year, month = text.split("-")
    return int(year) * 4 + (int(month) - 1) / 3
