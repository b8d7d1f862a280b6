"""The answer about what an output hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import change, inside, level, share, unit_of_change
from moneygood.questions.sensitivity.design import Index
from moneygood.questions.sensitivity.marginals import Marginal


@dataclass(frozen=True)
class MethodIndices:
    """The indices of one method, how many runs they took, and the fingerprint of their sample."""

    method: str
    indices: tuple[Index, ...]
    runs: int
    size: int
    fingerprint: str


@dataclass(frozen=True, repr=False)
class Sensitivity(ShortRepr):
    """Sobol and Morris indices of an output, largest total first; `groups` by name where inputs move
    together."""

    output: str
    unit: str
    scenario: str
    mean: float
    spread: float
    marginals: tuple[Marginal, ...]
    labels: dict[str, str]
    groups: dict[str, tuple[str, ...]]
    correlations: dict[tuple[str, str], float]
    parts: tuple[MethodIndices, ...]
    shocks: str
    seed: int
    note: str
    in_basis_points: bool = False

    @property
    def title(self) -> str:
        """The output."""
        return f"What {self.output} hangs on"

    def of(self, kind: str) -> dict[str, Index]:
        """The indices of a kind by input or group, the largest first."""
        found = [i for p in self.parts for i in p.indices if i.kind == kind]
        return {i.unit: i for i in sorted(found, key=lambda i: -i.value)}

    @property
    def lead(self) -> str:
        """The spread of the output and the inputs that most of it comes from."""
        said = (
            f"Uncertain inputs spread the output by {self._size(self.spread)} (one standard deviation) "
            f"around {level(self.mean, self.unit)}."
        )
        total, effects = self.of("total"), self.of("mu_star")
        if total:
            a, *rest = list(total.values())[:2]
            said += f" {_capital(self._input(a.unit))}: {share(a.value, a.error)} of the variance with "
            said += "interactions"
            said += f"; {inside(self._input(rest[0].unit))}: {share(rest[0].value)}." if rest else "."
        elif effects:
            a = next(iter(effects.values()))
            effect = self._size(a.value, a.error)
            said += f" {_capital(self._input(a.unit))} moves it most: {effect} over its range."
        return said

    def _size(self, value: float, error: float | None = None) -> str:
        """A size of a change of the output, without a sign."""
        return change(value, self.unit, error, bp=self.in_basis_points).lstrip("+")

    def _input(self, name: str) -> str:
        """An input's or a group's label."""
        return self.labels.get(name, name.replace("_", " "))

    @property
    def reading(self) -> str:
        """What was found, in words."""
        said = (
            f"Over the inputs' uncertainty {self.output} has a mean of {level(self.mean, self.unit)} and a "
            f"standard deviation of {self._size(self.spread)}."
        )
        total, first = self.of("total"), self.of("first")
        if total:
            most = list(total.values())[:3]
            said += (
                " Largest shares of the variance: "
                + "; ".join(
                    f"{inside(self._input(i.unit))} {share(first[i.unit].value, first[i.unit].error)} alone, "
                    f"{share(i.value, i.error)} with interactions"
                    for i in most
                )
                + "."
            )
            if not self.correlations:
                said += (
                    " What inputs do each on their own adds up to "
                    f"{share(sum(i.value for i in first.values()))}."
                )
        elif self.of("mu_star"):
            most = list(self.of("mu_star").values())[:3]
            said += (
                " Largest mean effects over an input's range: "
                + "; ".join(f"{inside(self._input(i.unit))} {self._size(i.value, i.error)}" for i in most)
                + "."
            )
        return f"{said} {self.note}".strip()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Indices of each method, and the distributions of the inputs."""
        out = []
        for part in self.parts:
            out.append(self._morris(part) if part.method == "morris" else self._sobol(part))
            if any(i.kind == "second" for i in part.indices):
                out.append(self._second(part))
        return (*out, self._inputs())

    def _sobol(self, part: MethodIndices) -> Table:
        columns = (
            Column("input"),
            Column("first order", ".1%"),
            Column("±", ".1%"),
            Column("total", ".1%"),
            Column("±", ".1%"),
            Column("name in the code", full=True),
        )
        first = {i.unit: i for i in part.indices if i.kind == "first"}
        total = sorted((i for i in part.indices if i.kind == "total"), key=lambda i: -i.value)
        rows = tuple(
            (self._input(i.unit), first[i.unit].value, first[i.unit].error, i.value, i.error, i.unit)
            for i in total
        )
        title = (
            "Shares of the variance, correlated inputs"
            if part.method == "dependent"
            else "Shares of the variance (Sobol)"
        )
        return Table(title, columns, rows, self._runs(part))

    def _second(self, part: MethodIndices) -> Table:
        columns = (Column("inputs"), Column("second order", ".1%"), Column("±", ".1%"))
        found = sorted((i for i in part.indices if i.kind == "second"), key=lambda i: -i.value)[:10]
        rows = tuple(
            (f"{self._input(i.unit)} with {self._input(i.other or '')}", i.value, i.error) for i in found
        )
        return Table("Largest shares of pairs, beyond each alone", columns, rows)

    def _morris(self, part: MethodIndices) -> Table:
        columns = (
            Column("input"),
            Column("mean size", ".3g"),
            Column("±", ".2g"),
            Column("mean", "+.3g"),
            Column("spread", ".3g"),
            Column("name in the code", full=True),
        )
        by = {k: {i.unit: i for i in part.indices if i.kind == k} for k in ("mu_star", "mu", "sigma")}
        order = sorted(by["mu_star"].values(), key=lambda i: -i.value)
        rows = tuple(
            (
                self._input(i.unit),
                i.value,
                i.error,
                by["mu"][i.unit].value,
                _known(by["sigma"][i.unit].value),
                i.unit,
            )
            for i in order
        )
        return Table(
            f"Effects over an input's range (middle 90% of a normal), {unit_of_change(self.unit)} (Morris)",
            columns,
            rows,
            self._runs(part),
        )

    def _inputs(self) -> Table:
        columns = (
            Column("input"),
            Column("what it is"),
            Column("distribution"),
            Column("low", ".4g"),
            Column("high", ".4g"),
            Column("group"),
        )
        group_of = {n: g for g, members in self.groups.items() for n in members}
        rows = tuple(
            (m.name, self.labels.get(m.name, ""), _shape(m), m.low, m.high, group_of.get(m.name, ""))
            for m in self.marginals
        )
        pairs = "; ".join(f"{a} and {b} {rho:+.2f}" for (a, b), rho in self.correlations.items())
        return Table(
            "Inputs",
            columns,
            rows,
            full=True,
            note=f"Correlations of normal scores: {pairs}." if pairs else "",
        )

    def _runs(self, part: MethodIndices) -> str:
        return (
            f"{part.runs:,} runs from {part.size:,} "
            f"{'trajectories' if part.method == 'morris' else 'base points'}, seed {self.seed}, shocks "
            f"{self.shocks}; ± is half a 95% bootstrap interval."
        )

    def as_json(self) -> dict[str, Any]:
        """The document of `sensitivity --json`."""
        return {
            "output": self.output,
            "unit": self.unit,
            "scenario": self.scenario,
            "mean": self.mean,
            "spread": self.spread,
            "shocks": self.shocks,
            "inputs": [dict(m.__dict__) for m in self.marginals],
            "groups": {g: list(m) for g, m in self.groups.items()},
            "correlations": [{"a": a, "b": b, "rho": rho} for (a, b), rho in self.correlations.items()],
            "indices": [{"method": p.method, **i.as_json()} for p in self.parts for i in p.indices],
            "samples": [
                {"method": p.method, "runs": p.runs, "size": p.size, "fingerprint": p.fingerprint}
                for p in self.parts
            ],
            "seed": self.seed,
            "note": self.note,
        }


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _known(value: float) -> float | None:
    return value if value == value else None


def _shape(m: Marginal) -> str:
    return "uniform" if m.kind == "uniform" else f"{m.kind}, {m.centre:.4g} ({m.spread:.3g}), cut"
