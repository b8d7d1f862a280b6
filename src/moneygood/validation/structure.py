"""What a calibration says of itself: judgement, bounds, regimes, crashes and ratios, inside stated limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.baseline.budget.frozen_run import Span
from moneygood.core.record_kinds import Choice, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Needs, Ordered
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Entry, Field, Record, TextKind, unique
from moneygood.core.record_values import Number, OfUnit, Whole
from moneygood.core.texts import economics_root, reference_keys
from moneygood.engine.simulate import simulate
from moneygood.scenarios.plan import baseline_plan
from moneygood.validation.cycle_measures import MEASURES, cycle_measure
from moneygood.validation.response_claims import OfSpan

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.setting import PathSolution, Simulation

KINDS = ("tracking", "guards", "failed", "share", "fall", "below", "drift", "spread", "together", "cycle")
ON_PATHS = ("guards", "failed", "share", "fall", "below", "spread", "together", "cycle")
"""Kinds that need simulated paths."""
WITHOUT_VARIABLE = ("guards", "failed")
WITH_SIZE = ("fall", "below")
MAY_HAVE_SIZE = (*WITH_SIZE, "cycle")
WITH_OTHERS = ("together",)
"""Kinds that need the variables `against` and `given`."""
_DECADE = 40
_GROUPS = 10
"""Groups of draws from which the error of a ratio of ranges is read."""


@dataclass(frozen=True)
class StructureCheck:
    """One limit that the calibration keeps: what is looked at, between `low` and `high` in `unit`.

    A check of what moves `together` is the correlation of quarterly log changes of `variable` with falls of
    `against`, in quarters before which `given` was between `least` and `most`. A check of the `cycle` takes a
    `measure` of `variable` (its depth on the output gap `against`); history has had it `since_1960`.
    """

    id: str
    kind: str
    statement: str
    unit: str
    low: float
    high: float
    source: str
    variable: str = ""
    scale: float = 1.0
    size: float = 0.0
    periods: Span | None = None
    note: str = ""
    against: str = ""
    given: str = ""
    least: float = -np.inf
    most: float = np.inf
    measure: str = ""
    before: float = np.nan
    since_1960: float = np.nan
    since_1985: float = np.nan


@dataclass(frozen=True)
class StructureText:
    """The checks with the number of draws and quarters that those on paths use."""

    draws: int
    quarters: int
    checks: tuple[StructureCheck, ...]


@dataclass(frozen=True)
class StructureFinding:
    """One check with what was found: `ours`, its Monte-Carlo error (None where nothing is random)."""

    check: StructureCheck
    ours: float
    mc_error: float | None
    detail: str = ""

    @property
    def met(self) -> bool:
        """Whether the figure is inside its limits; a missing one is not."""
        return self.check.low <= self.ours <= self.check.high

    def as_json(self) -> dict[str, Any]:
        """The finding as a plain dictionary."""
        c = self.check
        return {
            "id": c.id, "statement": c.statement, "unit": c.unit, "low": c.low, "high": c.high,
            "source": c.source, "ours": self.ours, "mc_error": self.mc_error, "detail": self.detail,
            "met": self.met, "note": c.note,
        }  # fmt: skip


def _check(entry: Entry) -> StructureCheck:
    names = [n for n in StructureCheck.__dataclass_fields__ if n != "unit"]
    for key in ("against", "given", "least", "most"):
        of_depth = key == "against" and entry["measure"] == "depth"
        if entry.has(key) and entry["kind"] not in WITH_OTHERS and not of_depth:
            raise entry.fault(f"{key} of {entry.what} is for checks of what moves together", key)
    if entry.has("size") and entry["kind"] not in MAY_HAVE_SIZE:
        raise entry.fault(f"size of {entry.what} is for {', '.join(WITH_SIZE)}", "size")
    return StructureCheck(unit=str(entry["unit"]), **{n: entry[n] for n in names})


CHECK = Record(
    "check",
    "One limit that the calibration keeps.",
    (
        Field("id", Words(empty=False), "Its name.", required=True),
        Field("kind", Choice(KINDS), "What is looked at.", required=True),
        Field("statement", Words(empty=False), "The limit in words.", required=True),
        Field("variable", Words(empty=False), "The variable or steered equation.", default=""),
        Field("scale", Number(), "What the figure is multiplied by.", default=1.0),
        Field("size", Number(), "The size of a fall in percent, or the level below which paths are.",
              default=0.0),
        Field("periods", OfSpan(), "Over which quarters; all when left out."),
        Field("unit", OfUnit(), "The unit of the limits.", required=True),
        Field("low", Number(), "The lowest figure.", required=True),
        Field("high", Number(), "The highest figure.", required=True),
        Field("source", Source(), "Where the limit is from.", required=True),
        Field("note", Words(), "What a reader should know.", default=""),
        Field("against", Words(empty=False), "The variable whose falls it moves with.", default=""),
        Field("given", Words(empty=False), "The variable that chooses the quarters.", default=""),
        Field("least", Number(), "Its least value.", default=-np.inf),
        Field("most", Number(), "Its largest value.", default=np.inf),
        Field("measure", Choice(MEASURES), "What is measured of a cycle.", default=""),
        Field("before", Number(), "What the calibration before this one had.", default=np.nan),
        Field("since_1960", Number(), "What history has had since 1960.", default=np.nan),
        Field("since_1985", Number(), "What history has had since 1985.", default=np.nan),
    ),
    (
        Ordered("low", "high"),
        Ordered("least", "most"),
        Needs("kind", ("variable",), tuple(k for k in KINDS if k not in WITHOUT_VARIABLE)),
        Needs("kind", ("size",), WITH_SIZE),
        Needs("kind", ("against", "given"), WITH_OTHERS),
        Needs("kind", ("measure",), ("cycle",)),
        Needs("measure", ("against",), ("depth",)),
    ),
    make=_check,
    named="the check {id}",
)  # fmt: skip
STRUCTURE = TextKind(
    "structure",
    "What a calibration has to report of itself, inside stated limits.",
    ("claims/structure/baseline.yaml",),
    Record(
        "text of structure",
        "The checks, with the draws and quarters of those on paths.",
        (
            Field("draws", Whole(10, 1_000_000), "How many paths are simulated.", required=True),
            Field("quarters", Whole(8, 400), "Over how many quarters.", required=True),
            Field("checks", ListOf(CHECK, 1), "The checks.", required=True),
        ),
    ),
    FaultCodes("A671"),
    "`moneygood validate structure`",
)


def read_structure(path: Path | None = None) -> StructureText:
    """The checks of `economics/claims/structure/baseline.yaml`; A671 for one that is not well formed."""
    file = path or economics_root() / "claims" / "structure" / "baseline.yaml"
    text = STRUCTURE.read(file, None, reference_keys())
    unique([c.id for c in text["checks"]], text, "checks")
    return StructureText(text["draws"], text["quarters"], text["checks"])


def structure_findings(
    workspace: Workspace, text: StructureText, seed: int = 1
) -> tuple[StructureFinding, ...]:
    """Every check with its figure. Paths are simulated once for all; E-codes from solving them."""
    evidence = _Evidence(workspace, text, seed)
    return tuple(evidence.find(c) for c in text.checks)


@dataclass(frozen=True)
class _Evidence:
    """The baseline and one simulation around it, made when first needed."""

    workspace: Workspace
    text: StructureText
    seed: int

    @cached_property
    def central(self) -> PathSolution:
        return self.workspace.baseline(self.text.quarters)

    @cached_property
    def simulation(self) -> Simulation:
        on_paths = [c for c in self.text.checks if c.kind in ON_PATHS]
        named = (n for c in on_paths for n in (c.variable, c.against, c.given) if n)
        keep = tuple(dict.fromkeys(named))
        settled = self.workspace.settle(baseline_plan(), self.text.quarters)
        return simulate(settled.model, settled.setting, draws=self.text.draws, seed=self.seed, keep=keep)

    def find(self, check: StructureCheck) -> StructureFinding:
        return getattr(self, f"_{check.kind}")(check)

    def _good(self, check: StructureCheck, name: str = "") -> np.ndarray:
        """The good draws of the variable, or of `name`, [quarter, draw] in the check's quarters."""
        paths = self.simulation.paths
        figures = paths.series(name or check.variable)[:, paths.status == 0]
        if check.periods is None:
            return figures
        first, last = check.periods.offsets(self.workspace.start)
        return figures[first : last + 1]

    def _tracking(self, check: StructureCheck) -> StructureFinding:
        labels = [e.label for e in self.workspace.model.behavioural]
        row = self.central.adds[labels.index(check.variable)] * check.scale
        worst = int(np.argmax(np.abs(row)))
        return StructureFinding(check, float(row[worst]), None, str(self.central.periods[worst]))

    def _guards(self, check: StructureCheck) -> StructureFinding:
        shares = self.simulation.guard_share
        label = max(shares, key=lambda k: shares[k], default="")
        return _share(check, shares.get(label, 0.0), self.text.draws, label)

    def _failed(self, check: StructureCheck) -> StructureFinding:
        return _share(check, self.simulation.paths.failed_share, self.text.draws)

    def _share(self, check: StructureCheck) -> StructureFinding:
        by_path = 100.0 * self._good(check).mean(axis=0)
        return StructureFinding(check, float(by_path.mean()), _error(by_path))

    def _fall(self, check: StructureCheck) -> StructureFinding:
        figures = self._good(check)
        fallen = 100.0 * (1.0 - figures / np.maximum.accumulate(figures, axis=0)).max(axis=0) >= check.size
        return _share(check, float(fallen.mean()), fallen.size)

    def _below(self, check: StructureCheck) -> StructureFinding:
        by_path = 100.0 * (self._good(check) < check.size).mean(axis=0)
        return StructureFinding(check, float(by_path.mean()), _error(by_path))

    def _together(self, check: StructureCheck) -> StructureFinding:
        rises = np.diff(np.log(self._good(check).astype(np.float64)), axis=0)
        falls = -np.diff(self._good(check, check.against).astype(np.float64), axis=0)
        given = self._good(check, check.given)[:-1]
        use = (given >= check.least) & (given <= check.most)
        groups = [correlation_where(rises[:, i::_GROUPS], falls[:, i::_GROUPS], use[:, i::_GROUPS])
                  for i in range(_GROUPS)]  # fmt: skip
        error = float(np.std(groups, ddof=1) / np.sqrt(_GROUPS))
        share = f"{100 * use.mean():.0f}% of quarters"
        return StructureFinding(check, correlation_where(rises, falls, use), error, share)

    def _cycle(self, check: StructureCheck) -> StructureFinding:
        figures = self._good(check)
        gap = self._good(check, check.against) if check.against else None
        cut = [slice(i, None, _GROUPS) for i in range(_GROUPS)]
        groups = [
            cycle_measure(check.measure, figures[:, c], check.size, None if gap is None else gap[:, c])
            for c in cut
        ]
        error = float(np.std(groups, ddof=1) / np.sqrt(_GROUPS))
        return StructureFinding(check, cycle_measure(check.measure, figures, check.size, gap), error)

    def _drift(self, check: StructureCheck) -> StructureFinding:
        path = self.central.series(check.variable) * check.scale
        return StructureFinding(check, float(path[-1] - path[-1 - _DECADE]), None, f"now {path[-1]:.4g}")

    def _spread(self, check: StructureCheck) -> StructureFinding:
        figures = self._good(check)[[-1 - _DECADE, -1]]
        groups = [_range_ratio(figures[:, i::_GROUPS]) for i in range(_GROUPS)]
        error = float(np.std(groups, ddof=1) / np.sqrt(_GROUPS))
        return StructureFinding(check, _range_ratio(figures), error)


def _range_ratio(figures: np.ndarray) -> float:
    """The 80% range of the second row over that of the first [2, draw]."""
    low, high = np.quantile(figures, [0.1, 0.9], axis=1)
    before, end = high - low
    return float(end / before)


def correlation_where(a: np.ndarray, b: np.ndarray, use: np.ndarray) -> float:
    """The correlation of two tables over the cells in `use`; missing where fewer than three are."""
    return float(np.corrcoef(a[use], b[use])[0, 1]) if use.sum() > 2 else float("nan")


def _error(by_path: np.ndarray) -> float:
    return float(by_path.std(ddof=1) / np.sqrt(by_path.size))


def _share(check: StructureCheck, share: float, count: int, detail: str = "") -> StructureFinding:
    error = 100.0 * float(np.sqrt(share * (1.0 - share) / count))
    return StructureFinding(check, 100.0 * share, error, detail)
