"""One stochastic run of a scenario and everything that is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.baseline.held import HeldVariable, held_variables
from moneygood.baseline.settle import Settled
from moneygood.baseline.workspace import Workspace
from moneygood.core.answer import Table
from moneygood.core.asked import option
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.paths import NON_FINITE, Paths
from moneygood.core.record_kinds import Name
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.run_limits import MOST_DRAWS
from moneygood.core.texts import economics_root
from moneygood.core.units import shown_unit
from moneygood.engine import devices
from moneygood.engine.setting import PathSolution, Simulation
from moneygood.engine.workers.executor import AbstractExecutor
from moneygood.model.called import hint_for_variable, variable_called
from moneygood.runs.came import (
    CameEvent,
    CameFigure,
    came_events,
    came_figures,
    came_json,
    came_of,
    regimes_json,
    regimes_of,
    seen_of,
)
from moneygood.runs.fan import Fan, fan
from moneygood.runs.first_passage.passage import FirstPassage, first_passage
from moneygood.runs.first_passage.triggers import (
    BreakDefinition,
    required_variables,
)
from moneygood.runs.headline import HEADLINE_VARIABLES, HeadlineRow, headline
from moneygood.runs.headline_odds import OddsRow, headline_odds, listed_odds, odds_variables
from moneygood.runs.imposed import imposed_plausibility
from moneygood.runs.options import DrawOptions
from moneygood.runs.plausibility import Plausibility
from moneygood.runs.store.identity import Identity, identity_of_resolved
from moneygood.runs.views.found import ViewWeights
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.words import counted_paths

if TYPE_CHECKING:
    from moneygood.core.periods import Quarter
    from moneygood.model.model import Model


@dataclass(frozen=True)
class RunRequest(DrawOptions):
    """What is asked of a run: the draw options, and what is kept of it and where.

    `breaks` are files with break definitions that stand beside the shipped ones, or in their place.
    """

    keep: tuple[str, ...] = option((), "A further variable whose paths are kept; may be repeated.", many=True)
    breaks: tuple[str, ...] = option(
        (), "File with a break definition of your own; may be repeated.", many=True
    )
    paths_to: Path | None = option(
        None, "Write every kept path of every draw to this file: .parquet or .zarr."
    )
    executor: AbstractExecutor | None = field(default=None, compare=False, repr=False)
    """Workers elsewhere that are open already, in the place of `cluster`; never change a figure."""


@dataclass(frozen=True, repr=False)
class RunResult:
    """A finished run: `paths` [variable, quarter, draw] of the kept variables and what they say.

    Statistics skip failed draws; `failed_share` says how many failed. `central` is the deterministic path.
    `views` are the weights of the draws where the request has views: all statistics are under them.
    """

    workspace: Workspace
    plan: Plan
    request: RunRequest
    settled: Settled
    simulation: Simulation
    definitions: tuple[BreakDefinition, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    views: ViewWeights | None = None

    def __repr__(self) -> str:
        draws, span = f"{self.request.draws:,} draws", f"{self.paths.periods[0]}..{self.paths.periods[-1]}"
        return f"<{self.plan.title}: {draws}, {span}, failed {100 * self.failed_share:.3f}%>"

    @property
    def paths(self) -> Paths:
        """The simulated paths [variable, quarter, draw]."""
        return self.simulation.paths

    @property
    def central(self) -> PathSolution:
        """The deterministic path [variable, quarter]."""
        return self.settled.central

    @property
    def scenario(self) -> str:
        """The scenario's name."""
        return self.plan.name

    @property
    def history(self) -> Panel:
        """The completed history [variable, quarter] that ends before the run begins."""
        return self.workspace.history

    @property
    def failed_share(self) -> float:
        """The share of draws that could not be solved."""
        return self.paths.failed_share

    @property
    def labels(self) -> dict[str, str]:
        """The label of every variable."""
        return self.workspace.labels

    @property
    def units(self) -> dict[str, str]:
        """The unit of every variable, with its magnitude: ``$bn/yr`` where the equations say ``usd/yr``."""
        return {name: shown_unit(unit) for name, unit in self.workspace.units.items()}

    @property
    def streamed(self) -> bool:
        """Whether paths were reduced as they were made, so that quantiles are formed from bins."""
        return False

    @cached_property
    def identity(self) -> Identity:
        """The hashes of all that decides the run's figures."""
        return identity_of_resolved(
            self.workspace, self.settled.plan, self.settled.model, self.request, self.simulation.backend,
            self.definitions, self.streamed,
        )  # fmt: skip

    @property
    def id(self) -> str:
        """The scenario's name and the beginning of the hash of what decides the figures: no word counts."""
        return f"{self.plan.name}-{self.identity.digest[:12]}"

    @cached_property
    def nonfinite(self) -> int:
        """Figures that are not finite on draws marked good, plus draws that failed for that reason."""
        ok = self.paths.ok
        values = self.paths.values
        bad = sum(int((~np.isfinite(v if ok.all() else v[:, ok])).sum()) for v in values)
        return bad + int((self.paths.status == NON_FINITE).sum())

    @cached_property
    def _fans(self) -> dict[str, Fan]:
        return {}

    @property
    def known_fans(self) -> dict[str, Fan]:
        """The fans that have been formed so far."""
        return dict(self._fans)

    def quantiles(self, variable: str) -> Fan:
        """The fan of a kept variable: quantiles by quarter (C007 when it was not kept)."""
        if variable not in self._fans:
            self._fans[variable] = fan(self.paths, self.resolve(variable))
        return self._fans[variable]

    def fans(self, names: Sequence[str] | None = None) -> dict[str, Fan]:
        """The fans of several kept variables, of all when none are named; sorted side by side."""
        wanted = list(self.paths.names if names is None else names)
        with ThreadPoolExecutor(2) as pool:
            return dict(zip(wanted, pool.map(self.quantiles, wanted), strict=True))

    def resolve(self, name: str) -> str:
        """The variable that a name or an alias (such as DGS10) stands for."""
        return resolve_name(self.workspace.model, name)

    @cached_property
    def headline(self) -> tuple[HeadlineRow, ...]:
        """Median and 70% band of the main variables at the quarters people ask for."""
        names = [n for n in HEADLINE_VARIABLES if n in self.paths]
        return headline(self.paths, names, labels=self.labels, units=self.units, fans=self.fans(names))

    @cached_property
    def odds(self) -> tuple[OddsRow, ...]:
        """Odds that stand beside the headline, such as whether AI pays, with what drives them."""
        entries = [e for e in listed_odds(self.workspace.model) if e.variable in self.paths]
        if not entries:
            return ()
        from moneygood.estimation.uncertainty import parameter_table

        request, settled = self.request, self.settled
        drawn = (
            parameter_table(
                settled.model, self.paths.draws, request.seed, request.posterior,
                dict(settled.setting.parameters),
            )
            if request.parameter_draws
            else {}
        )  # fmt: skip
        return headline_odds(entries, self.paths, self.fans([e.variable for e in entries]), drawn)

    @cached_property
    def first(self) -> FirstPassage:
        """Which of the four highs breaks first, when, and in which order."""
        return first_passage(self.paths, self.history, self.definitions)

    @cached_property
    def came(self) -> tuple[CameFigure, ...]:
        """What came beside what the run says, where it was asked on a day that has passed."""
        return self.came_beside(HEADLINE_VARIABLES)

    def came_beside(self, names: Sequence[str], quarters: Sequence[Quarter] = ()) -> tuple[CameFigure, ...]:
        """What came of the variables that were kept, in `quarters` (`came_figures` has the default)."""
        known = came_of(self.workspace)
        if known is None:
            return ()
        return came_figures(known, self.paths, names, self.labels, self.units, quarters)

    def came_path(self, name: str) -> tuple[tuple[Quarter, ...], np.ndarray]:
        """The quarters since the day in which a variable is known, and its figures; none without a day."""
        known = came_of(self.workspace)
        if known is None:
            return (), np.empty(0)
        values = known.series(name, self.paths.periods)
        seen = np.flatnonzero(np.isfinite(values))
        count = int(seen[-1]) + 1 if seen.size else 0
        return tuple(self.paths.periods[:count]), values[:count]

    @cached_property
    def came_events(self) -> tuple[CameEvent, ...]:
        """When each trigger was met by what came, where the run was asked on a day that has passed."""
        known = came_of(self.workspace)
        if known is None:
            return ()
        return came_events(self.workspace, known, self.definitions, self.first)

    @property
    def regimes_tables(self) -> tuple[Table, ...]:
        """The regimes of the day, where the run was asked on one that has passed."""
        from moneygood.runs.came_tables import regimes_table

        found = regimes_of(self.workspace)
        day = str(self.workspace.vintage.as_of)
        return () if found is None else (regimes_table(*found, self.labels, day),)

    @cached_property
    def plausibility(self) -> Plausibility:
        """How unlikely what the scenario imposes is under the model's own shocks (`imposed_plausibility`)."""
        return imposed_plausibility(self.settled, self.plan, self.workspace.levers)

    @cached_property
    def lead(self) -> str:
        """The answer in at most forty words; see `runs.lead`."""
        from moneygood.runs.lead import run_lead

        return run_lead(self.headline, self.first, self.plausibility, self.views)

    @property
    def title(self) -> str:
        """The scenario's title and its question."""
        return f"{self.plan.title}  {self.plan.question}".strip()

    @property
    def reading(self) -> str:
        """The run in a few sentences."""
        from moneygood.runs.run_tables import run_reading

        words = run_reading(self.headline, self.first, self.plausibility)
        return words if self.views is None else f"{self.views.sentence} {words}"

    @cached_property
    def judgement(self) -> tuple[HeldVariable, ...]:
        """What the baseline holds by judgement and by how much; empty for a scenario that moves something."""
        if not self.plan.imposes_nothing:
            return ()
        return held_variables(self.workspace, self.request.quarters)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Medians, odds, which high gives way first, what judgement holds, bands, and what odds hang on."""
        from moneygood.runs.came_tables import came_table, events_table
        from moneygood.runs.odds_tables import odds_tables
        from moneygood.runs.run_tables import judgement_table, run_tables

        odds = odds_tables(self.odds)
        medians, highs, bands = run_tables(self.headline, self.first)
        held = (judgement_table(self.judgement),) if self.judgement else ()
        apart = [[t for t in odds if t.full == full] for full in (False, True)]
        views = () if self.views is None else (self.views.table,)
        came = (came_table(self.came, seen_of(self.workspace)),) if self.came else ()
        events = (events_table(self.came_events),) if self.came_events else ()
        return (
            medians,
            *came,
            *views,
            *apart[0],
            highs,
            *events,
            *self.regimes_tables,
            *held,
            bands,
            *apart[1],
        )

    def as_json(self) -> dict[str, Any]:
        """The document of `run --json`."""
        worst, error = self.simulation.worst_identity
        request = self.request
        return {
            "run": {
                "id": self.id,
                "scenario": self.plan.name,
                "title": self.plan.title,
                "seed": request.seed,
                "draws": request.draws,
                "quarters": request.quarters,
                "first_quarter": str(self.paths.periods[0]),
                "last_quarter": str(self.paths.periods[-1]),
                "backend": self.simulation.backend,
                "backend_note": self.simulation.backend_note,
                "sampling": request.sampling,
                "shocks": request.shocks or self.settled.model.distribution.kind,
                "posterior": None if request.posterior is None else str(request.posterior),
                "vintage": self.workspace.vintage.name,
                "vintage_hash": self.workspace.vintage.hash,
                "model_hash": self.settled.model.hash,
                "seconds": dict(self.seconds),
            },
            "unused": list(self.settled.plan.unused),
            "counted_from": counted_paths(self.plan),
            "failed_share": self.failed_share,
            "nonfinite": self.nonfinite,
            "identities": {"max_relative_error": error, "worst": worst},
            "guards": dict(self.simulation.guard_share),
            "plausibility": self.plausibility.as_json(),
            "judgement": [row.as_json() for row in self.judgement],
            "headline": [row.as_json() for row in self.headline],
            "odds": [row.as_json() for row in self.odds],
            "highs": self.first.highs_json(),
            "none": self.first.none,
            **({} if self.views is None else {"views": self.views.as_json()}),
            **came_json(self.came, self.came_events),
            **regimes_json(self.workspace),
        }


def resolve_name(model: Model, said: str) -> str:
    """The variable that a name, an alias (DGS10), a short name (10y) or a label means; A075 for none."""
    name = variable_called(model, said)
    if name is None:
        raise MoneygoodError("A075", f"there is no variable {said!r}", None, hint_for_variable(model, said))
    return name


KEPT = TextKind(
    "kept",
    "Variables that every run keeps, beside the headline and what triggers need.",
    ("dictionary/kept.yaml",),
    Record(
        "list of variables",
        "What every run keeps.",
        (Field("keep", ListOf(Name("variable")), "The variables.", required=True),),
    ),
    FaultCodes("A075"),
    "`moneygood run`",
)


def kept_variables(
    workspace: Workspace, definitions: Sequence[BreakDefinition], more: Sequence[str]
) -> tuple[str, ...]:
    """The variables that a run keeps: headline, break definitions, ``dictionary/kept.yaml`` and `more`."""
    path = (workspace.model.root or economics_root()) / "dictionary" / "kept.yaml"
    listed = KEPT.read(path, {"variable": workspace.model.variables})["keep"] if path.is_file() else ()
    wanted = [resolve_name(workspace.model, name) for name in more]
    own = (*required_variables(definitions), *odds_variables(workspace.model))
    return tuple(dict.fromkeys((*HEADLINE_VARIABLES, *listed, *own, *wanted)))


def check_request(request: RunRequest) -> None:
    """Raises E060 or E061 where a device is asked for and cannot be used; `DrawOptions` has checked the
    rest."""
    devices.require(request.backend)


def check_vintage(workspace: Workspace, request: RunRequest) -> None:
    """Raises A074 for a request that names another vintage than the one that is opened."""
    own = workspace.vintage.name
    if request.vintage not in (None, own):
        hint = f"Open {request.vintage} first, or leave the vintage out"
        raise MoneygoodError("A074", f"the run is of vintage {own}, not {request.vintage}", None, hint)


def check_draws(draws: int, least: int = 1, none: bool = False) -> None:
    """Raises E005 for fewer draws than `least` or more than the engine takes; with `none`, 0 is fine."""
    if not (least <= draws <= MOST_DRAWS or (none and draws == 0)):
        hint = f"Ask for {'0, or ' if none else ''}{least:,} to {MOST_DRAWS:,}"
        raise MoneygoodError("E005", f"{draws} draws cannot be run", None, hint)


def run_chance(settled: Settled, vintage: str, request: RunRequest) -> dict[str, Any]:
    """What `simulate` is given when a run's chance is not the model's own (A605, A606, A614)."""
    out: dict[str, Any] = {}
    if not request.shocks and request.posterior is None:
        return out
    from moneygood.estimation.uncertainty import parameter_table, shock_source

    if request.shocks:
        out["source"] = shock_source(settled.model, vintage, request.shocks, request.seed)
    if request.posterior is not None and request.parameter_draws:
        centres = dict(settled.setting.parameters)
        out["parameter_values"] = parameter_table(
            settled.model, request.draws, request.seed, request.posterior, centres
        )
    return out
