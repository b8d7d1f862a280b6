"""What a calibration says of itself: judgement, bounds, regimes, crashes and ratios, inside stated limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.baseline.budget.frozen_run import Span
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.engine.simulate import simulate
from moneygood.scenarios.plan import baseline_plan

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.setting import PathSolution, Simulation

KINDS = ("tracking", "guards", "failed", "share", "fall", "below", "drift", "spread", "together")
ON_PATHS = ("guards", "failed", "share", "fall", "below", "spread", "together")
"""Kinds that need simulated paths."""
WITHOUT_VARIABLE = ("guards", "failed")
WITH_SIZE = ("fall", "below")
WITH_OTHERS = ("together",)
"""Kinds that need the variables `against` and `given`."""
_DECADE = 40
_GROUPS = 10
"""Groups of draws from which the error of a ratio of ranges is read."""
_FIELDS = (
    "id", "kind", "statement", "variable", "scale", "size", "periods", "unit", "low", "high", "source",
    "note", "against", "given", "least", "most",
)  # fmt: skip
_NEEDED = ("id", "kind", "statement", "unit", "low", "high", "source")


@dataclass(frozen=True)
class StructureCheck:
    """One limit that the calibration keeps: what is looked at, between `low` and `high` in `unit`.

    A check of what moves `together` is the correlation of quarterly log changes of `variable` with falls of
    `against`, in quarters before which `given` was between `least` and `most`.
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


def read_structure(path: Path | None = None) -> StructureText:
    """The checks of `economics/claims/structure/baseline.yaml`; A671 for one that is not well formed."""
    file = path or economics_root() / "claims" / "structure" / "baseline.yaml"
    record = read_yaml(file)
    if not isinstance(record, Mapping) or not isinstance(record.get("checks"), list):
        raise MoneygoodError("A671", "draws, quarters and checks are expected here", place_of(file, ()))
    checks = tuple(_read_check(file, i, entry) for i, entry in enumerate(record["checks"]))
    return StructureText(int(record["draws"]), int(record["quarters"]), checks)


def _read_check(file: Path, index: int, entry: Any) -> StructureCheck:
    def fault(what: str, key: str | None = None, hint: str | None = None) -> MoneygoodError:
        place = ("checks", index) if key is None else ("checks", index, key)
        return MoneygoodError("A671", what, place_of(file, place), hint)

    if not isinstance(entry, Mapping):
        raise fault("a mapping of fields is expected here")
    for key in entry:
        if key not in _FIELDS:
            raise fault(
                f"{key!r} is not a field of a structure check", str(key), did_you_mean(str(key), _FIELDS)
            )
    kind = str(entry.get("kind", KINDS[0]))
    if kind not in KINDS:
        raise fault(f"kind is {kind!r}", "kind", f"It is one of {', '.join(KINDS)}")
    needed = (
        *_NEEDED,
        *(() if kind in WITHOUT_VARIABLE else ("variable",)),
        *(("size",) if kind in WITH_SIZE else ()),
        *(("against", "given") if kind in WITH_OTHERS else ()),
    )
    for key in needed:
        if key not in entry:
            raise fault(f"the field {key!r} is missing")
    span = Span.parse(entry["periods"]) if "periods" in entry else None
    if "periods" in entry and span is None:
        raise fault(f"periods is {entry['periods']!r}", "periods", "Write q1..q44")
    numbers = {k: float(entry[k]) for k in ("low", "high", "scale", "size", "least", "most") if k in entry}
    if numbers["low"] > numbers["high"]:
        raise fault("low is above high", "low")
    texts = ("id", "statement", "unit", "source", "variable", "note", "against", "given")
    words = {k: str(entry[k]) for k in texts if k in entry}
    return StructureCheck(kind=kind, periods=span, **words, **numbers)  # type: ignore[arg-type]


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
        share = f"{100 * use.mean():.0f} % of quarters"
        return StructureFinding(check, correlation_where(rises, falls, use), error, share)

    def _drift(self, check: StructureCheck) -> StructureFinding:
        path = self.central.series(check.variable) * check.scale
        return StructureFinding(check, float(path[-1] - path[-1 - _DECADE]), None, f"now {path[-1]:.4g}")

    def _spread(self, check: StructureCheck) -> StructureFinding:
        figures = self._good(check)[[-1 - _DECADE, -1]]
        groups = [_range_ratio(figures[:, i::_GROUPS]) for i in range(_GROUPS)]
        error = float(np.std(groups, ddof=1) / np.sqrt(_GROUPS))
        return StructureFinding(check, _range_ratio(figures), error)


def _range_ratio(figures: np.ndarray) -> float:
    """The 80 % range of the second row over that of the first [2, draw]."""
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
