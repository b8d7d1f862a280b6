"""The answer of `why --until`: what moved a variable over a window of the past, in parts that add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Column, Table
from moneygood.core.figures import inside, level, unit_of_change
from moneygood.core.month_texts import is_month
from moneygood.runs.attribution.attribution import Attribution

AVERAGES = (
    "Figures are quarterly averages or quarter ends; the model is quarterly, so no month is taken apart."
)

MONTHS = (
    "The model is quarterly: drivers are those of the quarters in which both months lie; how far the months "
    "stand off their quarters is a part of its own."
)

CARRIES = (
    "A driver carries all that followed from its shocks. Under way before: where the model goes without."
)


@dataclass(frozen=True)
class DriverShare:
    """What one driver did: `value`, and the range `low70` to `high70` over draws of parameters and hidden
    states (None where nothing was drawn), in the variable's unit."""

    name: str
    label: str
    value: float
    low70: float | None = None
    high70: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The driver as a plain dictionary for `--json`."""
        return {
            "name": self.name, "label": self.label, "value": self.value, "low70": self.low70,
            "high70": self.high70,
        }  # fmt: skip


@dataclass(frozen=True, repr=False)
class PastAttribution(Attribution):
    """An attribution of a window of the past.

    `total` is the published change; what the parts leave of it is the residual. `drivers` group the parts of
    the breakdown by shock. `months` are monthly figures inside the window (month, figure), where the variable
    has any; `bands` says how many draws the drivers' ranges are from.
    """

    drivers: tuple[DriverShare, ...] = ()
    months: tuple[tuple[str, float], ...] = ()
    bands: int = 0
    estimated: bool = False

    @property
    def lead(self) -> str:
        """The change and its two largest drivers."""
        said = f"{self.label}, {self.since} to {self.at}: {self._change(self.total)}."
        parts = self.drivers or self.parts
        large = [p for p in sorted(parts, key=lambda p: -abs(p.value)) if p.value != 0.0][:2]
        if large:
            said += " Most: " + "; ".join(f"{inside(p.label)} ({self._change(p.value)})" for p in large) + "."
        return said

    @property
    def reading(self) -> str:
        """The change, the largest drivers with their bands, and what kind of figures these are."""
        kind = "as the model estimates it" if self.estimated else "as published"
        words = [
            f"{self.label} went from {level(self.there, self.unit)} in {self.since} to "
            f"{level(self.here, self.unit)} in {self.at}, {kind}: {self._change(self.total)}."
        ]
        parts = self.drivers or self.parts
        large = [p for p in sorted(parts, key=lambda p: -abs(p.value)) if p.value != 0.0][:3]
        named = []
        for p in large:
            low, high = getattr(p, "low70", None), getattr(p, "high70", None)
            band = "" if low is None or high is None else f", 70% {self._change(low)} to {self._change(high)}"
            named.append(f"{inside(p.label)} ({self._change(p.value)}{band})")
        if named:
            words.append(f"The largest parts: {'; '.join(named)}.")
        kind = MONTHS if is_month(self.at) else AVERAGES
        words.append(f"The parts add up to the change; residual {self.residual:.1e}. {self.method}. {kind}")
        return " ".join(words)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Drivers with their bands, then (`--full`) every part, then the months of the window."""
        parts = super().tables
        if not self.drivers:
            return (*parts, *self._months())
        scale = 100.0 if self.bp else 1.0
        unit = unit_of_change(self.unit, bp=self.bp)
        form = "+,.0f" if self.bp else "+,.3g" if self.unit == "1" else "+,.2f"
        rows: list[tuple[Any, ...]] = [
            (
                d.label,
                scale * d.value,
                _scaled(d.low70, scale),
                _scaled(d.high70, scale),
                self._share(d.value),
            )
            for d in self.drivers
        ]
        rows.append(("Residual", scale * self.residual, None, None, self._share(self.residual)))
        rows.append(("Total", scale * self.total, None, None, self._share(self.total)))
        columns = (
            Column("driver"), Column(f"contribution, {unit}" if unit else "contribution", form),
            Column("70% from", form), Column("to", form), Column("of the total", "+.0%"),
        )  # fmt: skip
        drawn = f"Ranges: 70% of {self.bands} draws of parameters and hidden states." if self.bands else ""
        note = f"{CARRIES} {drawn}".strip()
        full = tuple(
            Table("Shocks", t.columns, t.rows, t.note, full=True) for t in parts
        )  # fmt: skip
        return (Table("Drivers", columns, tuple(rows), note), *self._months(), *full)

    def _months(self) -> tuple[Table, ...]:
        """The monthly figures, each with its change on the month before."""
        if len(self.months) < 2:
            return ()
        scale = 100.0 if self.bp else 1.0
        before = [None, *(v for _, v in self.months[:-1])]
        rows = tuple(
            (m, v, None if b is None else scale * (v - b))
            for (m, v), b in zip(self.months, before, strict=True)
        )
        unit = unit_of_change(self.unit, bp=self.bp)
        columns = (
            Column("month"),
            Column("figure", ",.2f"),
            Column(f"change, {unit}", "+,.0f" if self.bp else "+,.2f"),
        )
        note = "Monthly averages as published; not taken apart, as the model is quarterly."
        return (Table("Months", columns, rows, note, full=True),)

    def as_json(self) -> dict[str, Any]:
        """The document of `why --until --json`."""
        return super().as_json() | {
            "drivers": [d.as_json() for d in self.drivers],
            "months": [{"month": m, "value": v} for m, v in self.months],
            "band_draws": self.bands,
            "estimated": self.estimated,
        }


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else scale * value
