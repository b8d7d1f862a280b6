"""What was measured on FRB/US, as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.suite.agreement import Agreement
from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.questions.bench.frbus_work import FrbusWork, Work


@dataclass(frozen=True)
class FrbusRow:
    """One work by us and by one peer (none: None), and how far the two solutions are apart."""

    work: Work
    ours: float
    peer: str | None
    theirs: float | None
    agreement: Agreement | None
    ours_elapsed: float | None = None
    theirs_elapsed: float | None = None

    @property
    def ratio(self) -> float | None:
        """The peer's figure over ours."""
        return self.theirs / self.ours if self.theirs is not None else None

    @property
    def met(self) -> bool | None:
        """Whether our figure is within its target; None where there is no target."""
        return None if self.work.target is None else self.ours <= self.work.target

    def as_json(self) -> dict[str, Any]:
        """The row of `bench --json`: the keys of every row, then those of FRB/US."""
        seconds = self.work.unit != "MB"
        return {
            "work": f"FRB/US: {self.work.label}", "backend": "foresight",
            "seconds": self.ours if seconds else None, "per_path_quarter_ns": None, "peer": self.peer,
            "peer_seconds": self.theirs if seconds else None, "ratio": self.ratio,
            "peak_mb": None if seconds else self.ours, "peer_peak_mb": None if seconds else self.theirs,
            "elapsed_seconds": self.ours_elapsed, "peer_elapsed_seconds": self.theirs_elapsed,
            "unit": self.work.unit, "target": self.work.target, "met": self.met,
            "largest_difference": self.agreement.largest if self.agreement else None,
            "largest_difference_at": self.agreement.variable if self.agreement else None,
            "figures_compared": self.agreement.figures if self.agreement else None,
            "figures_plainly_above": self.agreement.plainly_above if self.agreement else None,
        }  # fmt: skip


@dataclass(frozen=True, repr=False)
class FrbusAnswer(ShortRepr):
    """Rows in the order of the text, notes on what is absent and how peers were run, and the machine."""

    rows_on_frbus: tuple[FrbusRow, ...]
    notes: tuple[str, ...]
    work: FrbusWork
    machine: str = ""

    @property
    def title(self) -> str:
        """The heading."""
        return "FRB/US on this machine, beside other solvers"

    @property
    def tables(self) -> tuple[Table, ...]:
        """One table, and what was absent or different."""
        columns = (
            Column("work"), Column("moneygood", ".4g"), Column("unit"), Column("target", ".4g"),
            Column("met"), Column("peer"), Column("its figure", ".4g"), Column("peer / ours", ".1f"),
            Column("largest difference", ".1e"), Column("at"),
        )  # fmt: skip
        cells = tuple(
            (
                r.work.label, r.ours, r.work.unit, r.work.target,
                "" if r.met is None else "met" if r.met else "missed",
                r.peer or "", r.theirs, r.ratio,
                r.agreement.largest if r.agreement else None, r.agreement.variable if r.agreement else "",
            )
            for r in self.rows_on_frbus
        )  # fmt: skip
        rule = (
            "Differences are relative to the figure or, where that is smaller, to a share of "
            f"{self.work.near_zero:.0e} of the largest term of its equation (below "
            f"{self.work.zero:.0e} it is zero); the peer is solved to a tight "
            "tolerance for them, and by its own defaults for the times."
        )
        clock = "Seconds are those of one core, the best of several runs; each solver runs on one thread."
        note = " ".join([f"Machine: {self.machine}.", clock, rule, *(f"{n}." for n in self.notes)])
        return (Table("FRB/US", columns, cells, note),)

    @property
    def lead(self) -> str:
        """How many targets are met."""
        judged = [r.met for r in self.rows_on_frbus if r.met is not None]
        return f"{sum(judged)} of {len(judged)} targets on FRB/US are met."

    @property
    def reading(self) -> str:
        """What was met, by how much others are slower, and how close the solutions are."""
        judged = {(r.work.label): r.met for r in self.rows_on_frbus if r.met is not None}
        said = [self.lead]
        missed = [f"{label} ({_ours(self, label)})" for label, met in judged.items() if not met]
        if missed:
            said.append(f"Missed: {'; '.join(missed)}.")
        for peer in dict.fromkeys(r.peer for r in self.rows_on_frbus if r.peer):
            ratios = [
                r.ratio for r in self.rows_on_frbus if r.peer == peer and r.work.kind == "warm" and r.ratio
            ]
            if ratios:
                times = f"{min(ratios):.0f} to {max(ratios):.0f}" if len(ratios) > 1 else f"{ratios[0]:.0f}"
                said.append(f"{peer} takes {times} times as long for a solution with the model at hand.")
        apart = [r.agreement for r in self.rows_on_frbus if r.agreement]
        if apart:
            worst = max(apart, key=lambda a: a.largest)
            same = "within" if worst.largest <= self.work.agreement else "NOT within"
            said.append(
                f"The solutions differ by at most {worst.largest:.1e} ({worst.variable}), {same} "
                f"{self.work.agreement:.0e}."
            )
        said += [f"{n}." for n in self.notes if n.endswith("left out")]
        return " ".join(said)

    def as_json(self) -> list[dict[str, Any]]:
        """The document of `bench --json`."""
        return [r.as_json() for r in self.rows_on_frbus]


def _ours(answer: FrbusAnswer, label: str) -> str:
    row = next(r for r in answer.rows_on_frbus if r.work.label == label)
    return f"{row.ours:.3g} against {row.work.target:.3g} {row.work.unit}"
