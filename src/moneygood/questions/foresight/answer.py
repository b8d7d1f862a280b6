"""A scenario seen by markets that know where it leads, beside markets that look back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import change, inside, titled, unit_of_change
from moneygood.core.periods import Quarter

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.scenarios.plan import Plan

_ROWS = 16
CASES = ("looking back", "foreseen", "as it becomes known")


@dataclass(frozen=True, repr=False)
class Foresight(ShortRepr):
    """Differences from the baseline [variable][case][quarter], without draws.

    The cases are `CASES`: without the variants that look ahead; with them, all of the scenario known from the
    first quarter; and with news in its own quarter, where the scenario has any.
    """

    scenario: str
    variants: tuple[str, ...]
    periods: tuple[Quarter, ...]
    variables: tuple[str, ...]
    labels: dict[str, str]
    units: dict[str, str]
    cases: tuple[str, ...]
    differences: dict[str, dict[str, np.ndarray]]
    scenario_title: str = ""
    basis_points: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        return f"{self.scenario_title or self.scenario} with foresight ({', '.join(self.variants)})"

    @property
    def lead(self) -> str:
        """How far the first variable moves at once when the scenario is foreseen, and when it is not."""
        n = self.variables[0]
        return (
            f"{self.labels[n]} in {self.periods[0]}: {self._change(n, 'foreseen')} when markets "
            f"foresee {titled(self.scenario_title)}, {self._change(n, 'looking back')} when they look back. "
            "Deterministic paths, solved to the last quarter."
        )

    def _bp(self, variable: str) -> bool:
        """Whether differences of a variable are in basis points."""
        return variable in self.basis_points

    def _scale(self, variable: str) -> float:
        return 100.0 if self._bp(variable) else 1.0

    def _change(self, variable: str, case: str) -> str:
        """What a case does to a variable in the first quarter."""
        value = float(self.differences[variable][case][0])
        return change(value, self.units[variable], bp=variable in self.basis_points)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(
            Table(
                f"{self.labels[n]}, difference from the baseline, "
                f"{unit_of_change(self.units[n], bp=self._bp(n))}",
                (Column("quarter"), *(Column(c, "+.1f" if self._bp(n) else "+.3g") for c in self.cases)),
                tuple(
                    (str(q), *(self._scale(n) * float(self.differences[n][c][t]) for c in self.cases))
                    for t, q in enumerate(self.periods[:_ROWS])
                ),
            )
            for n in self.variables
        )

    @property
    def reading(self) -> str:
        words = []
        for n in self.variables:
            words.append(
                f"In {self.periods[0]} {inside(self.labels[n])} moves by {self._change(n, 'foreseen')} when "
                f"the scenario is foreseen and by {self._change(n, 'looking back')} when markets look back."
            )
        words.append("Deterministic paths: each is solved once, to the last quarter together.")
        return " ".join(words)

    def as_json(self) -> dict[str, Any]:
        return {
            "scenario": self.scenario,
            "variants": list(self.variants),
            "paths": [
                {"variable": n, "unit": self.units[n], "case": c, "period": str(q), "difference": float(d)}
                for n in self.variables
                for c in self.cases
                for q, d in zip(self.periods, self.differences[n][c], strict=True)
            ],
        }


def foresee(
    workspace: Workspace, plan: Plan, variables: Sequence[str], variants: Sequence[str], quarters: int
) -> Foresight:
    """A plan's central path with and without variants that look ahead, minus the baseline.

    `variants` are added to those of the plan. S044 when none of them looks ahead; S015, M001 for names.
    """
    model = workspace.model
    for name in variables:
        model.row(name)
    every = tuple(dict.fromkeys((*plan.variants, *variants)))
    for name in every:
        if name not in workspace.variants:
            from moneygood.scenarios.check import check_variant

            check_variant(name, model, replace(plan, variants=every))
    ahead = tuple(v for v in every if model.with_variant(v).looks_ahead)
    if not ahead:
        raise MoneygoodError(
            "S044", f"no variant of {plan.name} looks ahead", None, "Add --with foresight_yields"
        )
    whole = replace(plan, variants=every)
    known = replace(
        whole,
        shocks=tuple(replace(s, known=None) for s in plan.shocks),
        adds=tuple(replace(a, known=None) for a in plan.adds),
    )
    plans = {CASES[0]: replace(known, variants=tuple(v for v in every if v not in ahead)), CASES[1]: known}
    if any(q > workspace.start for q in plan.news):
        plans[CASES[2]] = whole
    base = workspace.baseline(quarters)
    solved = {case: workspace.settle(p, quarters).central for case, p in plans.items()}
    return Foresight(
        scenario=plan.name,
        variants=ahead,
        periods=base.periods,
        variables=tuple(variables),
        labels={n: workspace.labels[n] for n in variables},
        units={n: workspace.units[n] for n in variables},
        cases=tuple(plans),
        differences={
            n: {case: _difference(s.series(n), base.series(n)) for case, s in solved.items()}
            for n in variables
        },
        scenario_title=plan.title,
        basis_points=workspace.basis_points,
    )


def _difference(path: np.ndarray, base: np.ndarray) -> np.ndarray:
    """The difference, zero where it is what rounding leaves of equal paths."""
    out = path - base
    return np.where(np.abs(out) <= 1e-9 * np.maximum(np.abs(base), 1.0), 0.0, out)
