"""What was measured of the server, as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table


@dataclass(frozen=True)
class ServeRow:
    """One figure: seconds unless `unit` says otherwise."""

    work: str
    figure: float
    unit: str = "s"


@dataclass(frozen=True, repr=False)
class ServeAnswer(ShortRepr):
    """The rows in the order in which they were measured, by so many readers on so many cores."""

    measured: tuple[ServeRow, ...]
    readers: int
    seconds: float
    cores: int

    @property
    def title(self) -> str:
        """The heading."""
        return "The server on this machine"

    def figure(self, ending: str) -> float:
        """The figure of the row whose work ends so."""
        return next(r.figure for r in self.measured if r.work.endswith(ending))

    @property
    def ratios(self) -> dict[str, float]:
        """Figures over those of an address that takes no work, on the same machine in the same minute."""
        readers = f"{self.readers} readers for {self.seconds:g} s"
        pages, nothing = (
            self.figure(f"{name}, {readers}: replies a second") for name in ("pages", "/healthz")
        )
        one, bare = self.figure("/today/ at hand"), self.figure("/healthz at hand")
        return {
            "pages a second / empty replies a second": pages / nothing,
            "a page / an empty reply": one / bare,
        }

    @property
    def lead(self) -> str:
        """The answer in one sentence."""
        pages = f"pages, {self.readers} readers for {self.seconds:g} s: "
        return (
            f"The first page takes {self.figure('of the first page, an empty cache'):.2g} s from "
            f"nothing and {1000 * self.figure('/today/ at hand'):.2g} ms at hand; {self.readers} readers get "
            f"{self.figure(pages + 'replies a second'):,.0f} pages a second, 95 of 100 within "
            f"{1000 * self.figure(pages + '95 of 100 replies within'):.0f} ms."
        )

    @property
    def reading(self) -> str:
        """The lead, and the ratios that hold for other machines."""
        said = "; ".join(f"{name}: {value:.2f}" for name, value in self.ratios.items())
        return f"{self.lead} {said}."

    @property
    def tables(self) -> tuple[Table, ...]:
        """One table."""
        columns = (Column("work"), Column("figure", ".4g"), Column("unit"))
        cells = tuple((r.work, r.figure, r.unit) for r in self.measured)
        note = (
            f"Server and readers share {self.cores} cores. By the clock: a busy machine counts in full. "
            "A page at hand is the median of requests one after the other, replies are gzipped."
        )
        return (Table("Serving", columns, cells, note),)

    def as_json(self) -> dict[str, Any]:
        """The document."""
        rows = [{"work": r.work, "figure": r.figure, "unit": r.unit} for r in self.measured]
        return {
            "readers": self.readers,
            "seconds": self.seconds,
            "cores": self.cores,
            "rows": rows,
            "ratios": self.ratios,
        }
