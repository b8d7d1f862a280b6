"""A card for each shipped scenario: its odds, and what it does beside what was expected; cached."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from moneygood.baseline.opening import find_scenario
from moneygood.core.cache import read_as, write_cached
from moneygood.core.code_version import code_hash
from moneygood.core.figures import chance, joined
from moneygood.core.run_limits import QUARTERS
from moneygood.core.texts import economics_root, text_hash
from moneygood.runs.expectations import ExpectationVerdict, expected_variables, judge
from moneygood.runs.imposed import imposed_plausibility
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.scenarios.library import list_scenarios

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

DRAWS, SEED = 600, 3
"""The draws on which the results of the library are formed, and their seed."""


@dataclass(frozen=True)
class ScenarioOddsCard:
    """How unlikely a scenario's shocks are: p-value, `grade`, how many, and all in `words`."""

    scenario: str
    p_value: float
    grade: str
    shocks: int
    words: str

    @property
    def p(self) -> str:
        """The p-value as a table shows it, empty where nothing is judged."""
        return chance(self.p_value).removeprefix("p ").removeprefix("= ") if self.shocks else ""


@dataclass(frozen=True)
class ScenarioResults:
    """What the medians of a scenario do where it was expected to do something, and how its draws went."""

    scenario: str
    verdicts: tuple[ExpectationVerdict, ...]
    draws: int
    failed_share: float
    identity_error: float

    @property
    def met(self) -> int:
        """How many expectations are met."""
        return sum(v.holds for v in self.verdicts)


def library_hash() -> str:
    """What the cards of the library hang on: every text and figure of economics, and the code."""
    root = economics_root()
    files = sorted(f for f in root.rglob("*") if f.suffix in (".eq", ".yaml", ".csv", ".json"))
    names = [f.relative_to(root).as_posix() for f in files]
    said = json.dumps([names, text_hash(files), code_hash()])
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def library_odds(
    open_workspace: Callable[[], Workspace], progress: Callable[[float], bool | None] | None = None
) -> dict[str, ScenarioOddsCard]:
    """The odds of every shipped scenario, from the cache, or formed on a workspace that is opened for it."""
    name = f"library-odds-{library_hash()}.json"
    kept = read_as(name, lambda text: [ScenarioOddsCard(**row) for row in json.loads(text)])
    if kept is not None:
        return {card.scenario: card for card in kept}
    workspace, cards, names = open_workspace(), [], list_scenarios()
    for done, one in enumerate(names):
        plan = find_scenario(one)
        found = imposed_plausibility(workspace.settle(plan, QUARTERS, kept=True), plan, workspace.levers)
        cards.append(ScenarioOddsCard(one, found.p_value, found.grade, found.degrees, found.sentence))
        if progress is not None:
            progress((done + 1) / len(names))
    write_cached(name, json.dumps([asdict(c) for c in cards]).encode())
    return {c.scenario: c for c in cards}


def library_results(
    open_workspace: Callable[[], Workspace],
    names: Sequence[str] = (),
    progress: Callable[[float], bool | None] | None = None,
) -> dict[str, ScenarioResults]:
    """The results of the shipped scenarios (all when none is named), cached or from runs of 600 draws.

    Errors: S005 for an unknown scenario, those of `run_plan`.
    """
    wanted, mark = tuple(names) or list_scenarios(), library_hash()
    out: dict[str, ScenarioResults] = {}
    for one in wanted:
        kept = read_as(_results_name(one, mark), _results_of)
        if kept is not None:
            out[one] = kept
    missing = [n for n in wanted if n not in out]
    if missing:
        workspace = open_workspace()
        plans = {n: find_scenario(n) for n in missing}
        looked = dict.fromkeys(v for p in plans.values() for v in expected_variables(p, workspace.model))
        request = RunRequest(DRAWS, SEED, QUARTERS, keep=tuple(looked))
        base = run_plan(workspace, find_scenario("baseline"), request)
        for done, (one, plan) in enumerate(plans.items()):
            run = base if plan == base.plan else run_plan(workspace, plan, request)
            worst = run.simulation.worst_identity[1]
            out[one] = ScenarioResults(one, judge(run, base), DRAWS, run.failed_share, worst)
            write_cached(_results_name(one, mark), json.dumps(asdict(out[one])).encode(), keep=300)
            if progress is not None:
                progress((done + 1) / len(missing))
    return {n: out[n] for n in wanted}


def _results_of(text: bytes) -> ScenarioResults:
    row = json.loads(text)
    return ScenarioResults(**row | {"verdicts": tuple(ExpectationVerdict(**v) for v in row["verdicts"])})


def _results_name(scenario: str, mark: str) -> str:
    return f"library-results-{hashlib.sha256(f'{scenario}{mark}'.encode()).hexdigest()[:20]}.json"


def result_words(verdict: ExpectationVerdict) -> str:
    """A figure as a line shows it: ``S&P 500 -21% (2027Q4)``."""
    value = f"{verdict.found:+.2g}" if verdict.how != "value" else f"{verdict.found:.3g}"
    unit = {"pp": "points", "pct": "points", "pct/yr": "points"}.get(verdict.unit, verdict.unit)
    return f"{verdict.label} {joined(value, unit)} ({verdict.at})"


def cards_json(odds: ScenarioOddsCard, results: ScenarioResults | None) -> dict[str, Any]:
    """Odds and results as plain dictionaries for `--json`."""
    out: dict[str, Any] = {"odds": asdict(odds)}
    if results is not None:
        out["results"] = {
            "draws": results.draws,
            "failed_share": results.failed_share,
            "identity_error": results.identity_error,
            "met": results.met,
            "expected": [v.as_json() for v in results.verdicts],
        }
    return out
