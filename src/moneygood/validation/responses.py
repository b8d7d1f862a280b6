"""The responses of the model beside those that are published: experiments solved, verdicts given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from moneygood.baseline.budget.frozen_run import RELATIVE, Frozen
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan
from moneygood.validation.response_claims import Claim, Experiment
from moneygood.validation.response_measures import UNSCALED, AbstractSolution
from moneygood.validation.response_moments import AbstractSample, moment, sampled

if TYPE_CHECKING:
    import numpy as np


class AbstractLaboratory(Protocol):
    """What solves experiments: a model with its data and its baseline, such as `api.Workspace`."""

    @property
    def start(self) -> Quarter:
        """The first simulated quarter."""
        ...

    def solve_plan(self, plan: Plan, quarters: int) -> AbstractSolution:
        """The deterministic path of a plan over so many quarters, judgement frozen at the baseline's."""
        ...

    def past(self, name: str) -> np.ndarray:
        """The figures of a variable before `start` [quarter], the last one being that just before it."""
        ...

    def sample_plan(self, plan: Plan, quarters: int, draws: int, keep: tuple[str, ...]) -> AbstractSample:
        """So many draws of a plan over so many quarters, of the variables named."""
        ...

    def solve_frozen(self, frozen: Frozen, quarters: int) -> tuple[AbstractStarted, AbstractStarted]:
        """The budget alone under a given economy, without and with the changes."""
        ...


class AbstractStarted(AbstractSolution, Protocol):
    """A path that knows its first quarter."""

    @property
    def start(self) -> Quarter:
        """The first quarter."""
        ...


@dataclass(frozen=True)
class Verdict:
    """One claim beside what the model shows: `ours` in `unit`; verdict met, missed or wrong_sign.

    `published` says whether the range comes from a publication, `why_missed` why it is missed, if it is,
    `blind` whether calibration may not look at it.
    """

    id: str
    channel: str
    source: str
    statement: str
    unit: str
    low: float
    high: float
    ours: float
    verdict: str
    published: bool = True
    why_missed: str = ""
    blind: bool = False
    seen: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as a plain dictionary for `--json`."""
        return dict(self.__dict__)


def absolute(value: Any, start: Quarter) -> Any:
    """Return an experiment with its relative quarters (q1, q1..q8) turned into calendar quarters."""
    if isinstance(value, Mapping):
        return {k: _quarters(v, start) if k == "periods" else absolute(v, start) for k, v in value.items()}
    if isinstance(value, list):
        return [absolute(v, start) for v in value]
    return value


def _quarters(text: Any, start: Quarter) -> Any:
    found = RELATIVE.match(str(text))
    if found is None:
        return text
    first = start + (int(found[1]) - 1)
    return f"{first}..{start + (int(found[2]) - 1)}" if found[2] else str(first)


def check_experiment(laboratory: AbstractLaboratory, experiment: Experiment) -> tuple[Verdict, ...]:
    """Return the verdicts on one experiment's claims.

    Solves two deterministic paths, the base and the shocked one; everything but the shock is the same in
    both. Errors: A062 when the scaling variable does not move or a quarter lies outside the run, A091 for a
    frozen run of what the budget does not have, and those of the scenario and of the engine.
    """
    if experiment.draws is not None:
        return _moments(laboratory, experiment)
    base, shocked, start = _solve(laboratory, experiment)
    factor = 1.0
    if experiment.scale_to is not None:
        measure, wanted = experiment.scale_to
        moved = measure.of(shocked, base, start)
        if not abs(moved) > 1e-9:
            raise MoneygoodError(
                "A062", f"{experiment.id}: {measure.variable} does not move, so nothing scales"
            )
        factor = wanted / moved
    past = getattr(laboratory, "past", None)
    out = []
    for claim in experiment.claims:
        if claim.measure.transform == "scale_factor":
            ours = factor
        else:
            ours = claim.measure.of(shocked, base, start, past)
            ours *= 1.0 if claim.measure.transform in UNSCALED else factor
        out.append(_verdict(claim, ours))
    return tuple(out)


def _solve(
    laboratory: AbstractLaboratory, experiment: Experiment
) -> tuple[AbstractSolution, AbstractSolution, Quarter]:
    """The base path, the shocked path and their first quarter."""
    quarters = experiment.quarters(laboratory.start)
    if experiment.frozen is not None:
        base, shocked = laboratory.solve_frozen(experiment.frozen, quarters)
        return base, shocked, base.start
    base_plan, shocked_plan = _plans(laboratory, experiment)
    base = laboratory.solve_plan(base_plan, quarters)
    shocked = base if shocked_plan.imposes_nothing else laboratory.solve_plan(shocked_plan, quarters)
    return base, shocked, laboratory.start


def _plans(laboratory: AbstractLaboratory, experiment: Experiment) -> tuple[Plan, Plan]:
    """The plan of the base path and that of the shocked one."""
    shock = absolute(experiment.shock, laboratory.start)
    own = {k: v for k, v in experiment.variant.items() if v}
    base_plan = parse_plan({"title": "base", **own}, experiment.id, experiment.file)
    both = dict(own)
    for key, value in shock.items():
        before = own.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            both[key] = {**before, **value}
        else:
            both[key] = [*before, *value] if isinstance(value, list) and isinstance(before, list) else value
    return base_plan, parse_plan({"title": experiment.title, **both}, experiment.id, experiment.file)


def _moments(laboratory: AbstractLaboratory, experiment: Experiment) -> tuple[Verdict, ...]:
    """The verdicts on claims about many paths of the experiment: the same draws for all, seed 1."""
    plan, quarters = _plans(laboratory, experiment)[1], experiment.quarters(laboratory.start)
    keep = sampled({c.id: c.measure for c in experiment.claims})
    sample = laboratory.sample_plan(plan, quarters, experiment.draws or 0, keep)
    return tuple(
        _verdict(c, moment(c.measure, sample, laboratory.start, laboratory.past)) for c in experiment.claims
    )


def _verdict(claim: Claim, ours: float) -> Verdict:
    """Return the verdict on one claim; the reason of a miss is given only where there is a miss."""
    if (claim.sign == "positive" and ours <= 0) or (claim.sign == "negative" and ours >= 0):
        verdict = "wrong_sign"
    else:
        verdict = "met" if claim.low <= ours <= claim.high else "missed"
    return Verdict(
        claim.id,
        claim.channel,
        claim.source,
        claim.statement,
        claim.unit,
        claim.low,
        claim.high,
        ours,
        verdict,
        claim.published,
        "" if verdict == "met" else claim.why_missed,
        claim.blind,
        claim.seen,
    )


def check_response(laboratory: AbstractLaboratory, experiment: Experiment, claim: str) -> Verdict:
    """Return the verdict on one claim of an experiment, by its id or the last part of it."""
    for verdict in check_experiment(laboratory, experiment):
        if claim in (verdict.id, verdict.id.split(".", 1)[1]):
            return verdict
    raise MoneygoodError("A061", f"{experiment.id} makes no claim {claim!r}")


def check_claims(laboratory: AbstractLaboratory, experiments: Iterable[Experiment]) -> tuple[Verdict, ...]:
    """Return the verdicts on all claims of several experiments, in order."""
    return tuple(v for e in experiments for v in check_experiment(laboratory, e))


def met_share(verdicts: Sequence[Verdict]) -> float | None:
    """Return the share of published ranges that is met; None when there is none."""
    published = [v for v in verdicts if v.published]
    return sum(v.verdict == "met" for v in published) / len(published) if published else None


def met_by_source(verdicts: Sequence[Verdict]) -> dict[str, tuple[int, int]]:
    """Return how many published ranges are met and how many there are, by source, the largest first."""
    counts: dict[str, tuple[int, int]] = {}
    for v in verdicts:
        if v.published:
            met, count = counts.get(v.source, (0, 0))
            counts[v.source] = (met + (v.verdict == "met"), count + 1)
    return dict(sorted(counts.items(), key=lambda item: -item[1][1]))


def claims_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the verdicts on published ranges with the share that is met; our own expectations apart."""
    published = [v.as_json() for v in verdicts if v.published]
    return {
        "claims": published,
        "met_share": met_share(verdicts),
        "count": len(published),
        "met_by_source": {k: {"met": m, "count": n} for k, (m, n) in met_by_source(verdicts).items()},
        "own_expectations": [v.as_json() for v in verdicts if not v.published],
    }
