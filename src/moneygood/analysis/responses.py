"""The responses of the model beside those that are published: experiments solved, verdicts given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from moneygood.analysis.response_claims import RELATIVE, AbstractSolution, Claim, Experiment
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan


class AbstractLaboratory(Protocol):
    """What solves experiments: a model with its data and its baseline, such as `api.Workspace`."""

    @property
    def start(self) -> Quarter:
        """The first simulated quarter."""
        ...

    def solve_plan(self, plan: Plan, quarters: int) -> AbstractSolution:
        """The deterministic path of a plan over so many quarters, judgement frozen at the baseline's."""
        ...


@dataclass(frozen=True)
class Verdict:
    """One claim beside what the model shows: `ours` in `unit`; verdict met, missed or wrong_sign."""

    id: str
    channel: str
    source: str
    statement: str
    unit: str
    low: float
    high: float
    ours: float
    verdict: str

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
    both. Errors: A062 when the scaling variable does not move, and those of the scenario and of the engine.
    """
    shock = absolute(experiment.shock, laboratory.start)
    own = {k: v for k, v in experiment.variant.items() if v}
    base_plan = parse_plan({"title": "base", **own}, experiment.id, experiment.file)
    both = dict(own)
    for key, value in shock.items():
        mixed = isinstance(value, Mapping) and isinstance(own.get(key), Mapping)
        both[key] = {**own[key], **value} if mixed else value
    shocked_plan = parse_plan({"title": experiment.title, **both}, experiment.id, experiment.file)
    base = laboratory.solve_plan(base_plan, experiment.quarters)
    shocked = laboratory.solve_plan(shocked_plan, experiment.quarters)
    factor = 1.0
    if experiment.scale_to is not None:
        measure, wanted = experiment.scale_to
        moved = measure.of(shocked, base)
        if not abs(moved) > 1e-9:
            raise MoneygoodError(
                "A062", f"{experiment.id}: {measure.variable} does not move, so nothing scales"
            )
        factor = wanted / moved
    return tuple(_verdict(c, c.measure.of(shocked, base), factor) for c in experiment.claims)


def _verdict(claim: Claim, ours: float, factor: float) -> Verdict:
    """Return the verdict on one claim; a ratio such as cents per dollar is not scaled."""
    if claim.measure.transform != "cents_per_dollar":
        ours *= factor
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


def claims_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the verdicts with the share that is met, for `--json`."""
    met = sum(v.verdict == "met" for v in verdicts)
    share = met / len(verdicts) if verdicts else None
    return {"claims": [v.as_json() for v in verdicts], "met_share": share, "count": len(verdicts)}
