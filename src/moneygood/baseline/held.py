"""The baseline's judgement in a list: what is held, until when, by whose publication, and what it takes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from moneygood.baseline.release import held_paths, judgement_of, unforced_plan
from moneygood.core.units import PURE

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

OWN = "ours"


@dataclass(frozen=True)
class HeldVariable:
    """A variable that the baseline holds from `first` to `last`.

    `largest` is the judgement in its equation that is farthest from zero, in quarter `at`, and `average` its
    mean size, both a quarter, in `judgement_unit` (logarithms in percent). `held` is the path's level in
    quarter `seen`, in `unit`, and `unheld` where the model goes without any judgement: they differ by what
    model and publication disagree about. `source` is whose path it is, ours where none was published.
    """

    variable: str
    label: str
    unit: str
    first: str
    last: str
    source: str
    equation: str
    judgement_unit: str
    largest: float
    at: str
    average: float
    seen: str
    held: float
    unheld: float

    @property
    def published(self) -> bool:
        """Whether an institution published the path."""
        return self.source != OWN

    @property
    def apart(self) -> float:
        """The path held less where the model goes by itself, in `unit`."""
        return self.held - self.unheld

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return asdict(self) | {"published": self.published, "apart": self.apart}


def held_variables(workspace: Workspace, quarters: int) -> tuple[HeldVariable, ...]:
    """What the baseline holds over so many quarters, one row a variable, with the size of its judgement.

    Levels are those of the last quarter of the second simulated year, or the last held one before it.
    """
    model, baseline = workspace.model, workspace.baseline(quarters)
    by_name: dict[str, list[Any]] = {}
    for path in held_paths(workspace.judged):
        if path.periods[0] <= baseline.periods[-1]:
            by_name.setdefault(path.variable, []).append(path)
    if not by_name:
        return ()
    free = workspace.settle(unforced_plan(), quarters, kept=True).central
    out = []
    for name, paths in by_name.items():
        equation = str(paths[0].absorber).removeprefix("add_")
        unit = model.shocks[model.equation(equation).shock].unit
        scale = 100.0 if unit == PURE else 1.0
        found = dict(pair for p in paths for pair in judgement_of(p, model, baseline))
        largest = max(found, key=lambda t: abs(found[t]))
        year_end = next((t for t in range(5, len(baseline.periods)) if baseline.periods[t].quarter == 4), 0)
        seen = max((t for t in found if t <= year_end), default=min(found))
        variable = model.variables[name]
        out.append(
            HeldVariable(
                variable=name,
                label=variable.label,
                unit=str(variable.unit),
                first=str(baseline.periods[min(found)]),
                last=str(baseline.periods[max(found)]),
                source=", ".join(dict.fromkeys(p.source or OWN for p in paths)),
                equation=equation,
                judgement_unit="pct" if unit == PURE else str(unit),
                largest=scale * found[largest],
                at=str(baseline.periods[largest]),
                average=scale * sum(abs(v) for v in found.values()) / len(found),
                seen=str(baseline.periods[seen]),
                held=float(baseline.series(name)[seen]),
                unheld=float(free.series(name)[seen]),
            )
        )
    return tuple(out)
