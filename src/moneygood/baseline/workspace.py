"""Model, data, completed history and baseline in one immutable object, from which every run starts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.completion import CompletionRule, complete_state, read_rule
from moneygood.baseline.jump_off import moved_on, without_past
from moneygood.baseline.measure import measured_panel
from moneygood.baseline.projections import with_projections
from moneygood.baseline.release import released, with_releases
from moneygood.baseline.settle import Laid, Settled, lay_plan, settle, settle_baseline
from moneygood.baseline.solved import code_mark, pack, pack_solution, solve_kept, unpack, unpack_solution
from moneygood.core.cache import read_as, write_cached
from moneygood.core.errors import MoneygoodError
from moneygood.core.notices import notify
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.run_limits import MOST_QUARTERS, QUARTERS
from moneygood.core.texts import text_hash
from moneygood.core.version import VERSION
from moneygood.engine.setting import PathSolution
from moneygood.engine.solve_path import solve_path
from moneygood.scenarios.check import check_plan, typical_figures
from moneygood.scenarios.levers import Lever, read_levers
from moneygood.scenarios.library import read_baseline
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.resolve import resolve

if TYPE_CHECKING:
    from moneygood.baseline.budget.frozen import FrozenPath
    from moneygood.baseline.budget.frozen_run import Frozen
    from moneygood.core.paths import Paths
    from moneygood.data.vintage import Vintage
    from moneygood.model.model import Model


@dataclass(frozen=True, repr=False)
class Workspace:
    """Everything that runs share: `model`, `vintage`, and `history` [variable, quarter] up to the jump-off.

    `history` has no holes from the start of the completion on; its status says what is observed and what the
    model filled in. `levers` by name. `texts_hash` is the same wherever texts and figures are. Baselines are
    solved when first needed and kept, also on disk.
    """

    model: Model
    vintage: Vintage
    rule: CompletionRule
    history: Panel
    levers: Mapping[str, Lever]
    texts_hash: str
    mark: str
    _baselines: dict[int, tuple[PathSolution, np.ndarray]] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        count = len(self.model.variables)
        return f"<Workspace of vintage {self.vintage.name}: {count} variables, {self.history}>"

    @property
    def start(self) -> Quarter:
        """The first simulated quarter."""
        return self.rule.end + 1

    def periods(self, quarters: int) -> tuple[Quarter, ...]:
        """The simulated quarters of a run of so many; A074 when that is not possible."""
        if not 1 <= quarters <= MOST_QUARTERS:
            raise MoneygoodError(
                "A074", f"{quarters} quarters cannot be simulated", None, f"Ask for 1 to {MOST_QUARTERS}"
            )
        return quarter_range(self.start, self.start + (quarters - 1))

    def baseline(self, quarters: int = QUARTERS) -> PathSolution:
        """The baseline's path over so many quarters, with its frozen judgement and channel values."""
        return self._solved(quarters)[0]

    def with_exogenous(self, quarters: int = QUARTERS) -> tuple[PathSolution, np.ndarray]:
        """The baseline's path, and the paths of the exogenous variables [variable, quarter]."""
        return self._solved(quarters)

    def settle(
        self, plan: Plan, quarters: int = QUARTERS, horizon: int | None = None, *, kept: bool = False
    ) -> Settled:
        """The setting and central path of a plan, which is checked first (S-codes; E-codes from solving).

        With `horizon` only so many quarters from the first are solved; they have the figures of the whole run
        (where equations look ahead that takes all quarters, and all are solved). `kept` leaves the path on
        disk for the next command: for plans that are asked about again, not for trials of a search.
        """
        baseline, exogenous = self._solved(quarters)
        written, plan = plan, self.expanded(plan, quarters)
        self.check(plan, quarters)
        if horizon is not None and horizon < quarters and not self.model_of(plan).looks_ahead:
            baseline, exogenous = baseline.first(horizon), exogenous[:, :horizon]
        solver = solve_kept if kept else solve_path
        settled = settle(plan, self.model, self.levers, self.history, exogenous, baseline, solver)
        if not written.releases:
            return settled
        taken = released(written, settled.model, baseline, self.judged)
        return replace(settled, imposed=settled.imposed + taken)

    def lay(self, plan: Plan, quarters: int = QUARTERS) -> Laid:
        """The setting of a plan, which is checked first (S-codes), with nothing solved: see `Laid.ready`."""
        baseline, exogenous = self._solved(quarters)
        plan = self.expanded(plan, quarters)
        self.check(plan, quarters)
        return lay_plan(plan, self.model, self.levers, self.history, exogenous, baseline)

    def expanded(self, plan: Plan, quarters: int = QUARTERS) -> Plan:
        """The plan with what it releases of the baseline's judgement as add-factors that take it away.

        S013 for a name that the baseline does not hold.
        """
        if not plan.releases:
            return plan
        return with_releases(plan, self.model, self.baseline(quarters), self.judged)

    def solve_plan(self, plan: Plan, quarters: int = QUARTERS) -> PathSolution:
        """The path of a plan without draws, judgement frozen at the baseline's."""
        return self.settle(plan, quarters).central

    def sample_plan(self, plan: Plan, quarters: int, draws: int, keep: tuple[str, ...]) -> Paths:
        """So many draws of a plan, seed 1, of the variables named."""
        from moneygood.engine.simulate import simulate

        settled = self.settle(plan, quarters)
        return simulate(settled.model, settled.setting, draws=draws, seed=1, keep=keep).paths

    def past(self, name: str) -> np.ndarray:
        """The completed history of a variable up to the quarter before the first simulated one [quarter]."""
        return self.history.series(name)[: self.history.periods.index(self.start - 1) + 1]

    def solve_frozen(self, frozen: Frozen, quarters: int = QUARTERS) -> tuple[FrozenPath, FrozenPath]:
        """The budget alone under an economy that does not answer, without and with the changes."""
        from moneygood.baseline.budget.frozen import solve_frozen

        return solve_frozen(self, frozen, quarters)

    def model_of(self, plan: Plan) -> Model:
        """The model with the variants of a plan; names of variants that there are not are left out."""
        own = self.model
        for variant in plan.variants:
            if variant in self.variants:
                own = own.with_variant(variant)
        return own

    def check(self, plan: Plan, quarters: int = QUARTERS) -> None:
        """Raises the faults of a plan held against model, levers, usual sizes and the simulated quarters.

        What the plan says and a run of so many quarters does not use is told as a `Notice`.
        """
        plan = self.expanded(plan, quarters)
        own = self.model_of(plan)
        span = max(quarters, QUARTERS)
        check_plan(plan, own, self.levers, self._usual, (self.start, self.start + (span - 1)))
        unused = resolve(plan, own, self.levers, self.periods(quarters)).unused
        if unused:
            notify(f"{plan.name}: not in this run: {'; '.join(unused)}")

    @cached_property
    def variants(self) -> tuple[str, ...]:
        """The names of the equations' variants."""
        from moneygood.scenarios.check import variant_names

        return variant_names(self.model.root)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of every variable."""
        return {name: v.label for name, v in self.model.variables.items()}

    @cached_property
    def basis_points(self) -> frozenset[str]:
        """The variables whose differences are in basis points."""
        from moneygood.baseline.basis_points import basis_points

        return basis_points(self.model)

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every variable, as text."""
        return {name: str(v.unit) for name, v in self.model.variables.items()}

    @cached_property
    def _usual(self) -> Panel:
        solved = self.baseline(QUARTERS)
        return typical_figures(tuple(self.model.variables), self.history, solved.values, solved.periods)

    @property
    def moved(self) -> int:
        """Quarters by which dates in the shipped texts are moved: none where the model starts by itself."""
        return 0

    @cached_property
    def judged(self) -> Plan:
        """The baseline's own judgement: what it holds, and by whose publication; the vintage's come first."""
        return with_projections(read_baseline(self.model.root), self.model, self.vintage, self.history)

    def _solved(self, quarters: int) -> tuple[PathSolution, np.ndarray]:
        if quarters not in self._baselines:
            periods = self.periods(quarters)
            name = f"baseline-{self.mark}{quarters}"
            found = read_as(name, lambda content: unpack_solution(content, self.model, periods))
            if found is None:
                found = self._solve_baseline(periods)
                write_cached(name, pack_solution(*found), KEPT_HISTORIES)
            self._baselines[quarters] = found
        return self._baselines[quarters]

    def _solve_baseline(self, periods: tuple[Quarter, ...]) -> tuple[PathSolution, np.ndarray]:
        """The baseline and its exogenous paths; these are spread over the longest run and cut.

        So a quarter has the same figures whatever the length of the run.
        """
        from moneygood.baseline.exogenous import exogenous_paths

        plan = without_past(self.judged, self.start)
        whole = exogenous_paths(self.model, self.start, self.start + (MOST_QUARTERS - 1))
        exogenous = whole[:, : len(periods)]
        span = (periods[0], max(periods[-1], periods[0] + (QUARTERS - 1)))
        nothing = np.full((len(self.model.variables), 0), np.nan)
        usual = typical_figures(tuple(self.model.variables), self.history, nothing, ())
        check_plan(plan, self.model, self.levers, usual, span)
        done = settle_baseline(self.model, plan, self.history.values, exogenous, periods, self.levers)
        return done, exogenous


def open_workspace(vintage: str | None = None) -> Workspace:
    """The workspace of a vintage (the latest when none is named); the completed history is kept on disk.

    Errors: the model's M-codes, the data's D-codes, A071 to A073 for a state that cannot be completed.
    """
    from moneygood.data.vintage import load_vintage
    from moneygood.model.build import load_model

    model = load_model()
    data = load_vintage(vintage)
    rule = moved_on(read_rule(model), data)
    texts = texts_of(model, data)
    mark = mark_of(texts)
    history = cached_history(mark, model, lambda: _complete(model, data, rule))
    return Workspace(model, data, rule, history, read_levers(), texts, mark)


def mark_of(texts: str, *further: str) -> str:
    """What cached figures are kept under: the texts they hang on, and the code, of `further` rooms too."""
    return hashlib.sha256((texts + code_mark(*further)).encode()).hexdigest()[:24]


KEPT_HISTORIES = 24
"""Completed histories, and baselines, that are kept on disk: of vintages, and of days that have passed."""


def cached_history(mark: str, model: Model, make: Callable[[], Panel]) -> Panel:
    """The completed history [variable, quarter] kept on disk under a mark, or else made and kept."""
    history = read_as(f"history-{mark}", lambda content: _unpack_panel(content, model))
    if history is None:
        history = make()
        write_cached(f"history-{mark}", _pack_panel(history), KEPT_HISTORIES)
    return history


def _complete(model: Model, data: Vintage, rule: CompletionRule) -> Panel:
    from moneygood.baseline.exogenous import known_figures

    figures = known_figures(model, data, measured_panel(model, data), rule.end)
    return complete_state(model, figures, rule).panel


def texts_of(model: Model, data: Vintage) -> str:
    """A hash of the texts and figures that completed history and baseline depend on: the same everywhere."""
    texts: list[Path] = []
    if model.root is not None:
        texts = [model.root / "dictionary" / n for n in ("completion.yaml", "levers.yaml", "reward.yaml")]
        texts += [model.root / "realtime" / "projected.csv", model.root / "scenarios" / "baseline.yaml"]
        texts += [*sorted((model.root / "policy").glob("*.*"))]
    digest = hashlib.sha256(f"{VERSION}{model.hash}{data.hash}".encode())
    digest.update(text_hash([t for t in texts if t.is_file()]).encode())
    return digest.hexdigest()


def _pack_panel(panel: Panel) -> bytes:
    first = np.array([int(panel.periods[0])])
    return pack({"values": panel.values, "status": panel.status, "first": first})


def _unpack_panel(content: bytes, model: Model) -> Panel | None:
    stored = unpack(content)
    if stored["values"].shape[0] != len(model.variables):
        return None
    first = Quarter(int(stored["first"][0]))
    periods = quarter_range(first, first + (stored["values"].shape[1] - 1))
    return Panel(tuple(model.variables), periods, stored["values"], stored["status"])
