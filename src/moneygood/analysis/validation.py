"""Everything the model is held against from outside: published responses, interest history, CBO's budgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.analysis.against_cbo import STEPS, AgainstCbo, against_cbo
from moneygood.analysis.fiscal import CboReplication, InterestHistory, cbo_replication, interest_history
from moneygood.analysis.response_claims import read_claims
from moneygood.analysis.responses import Verdict, check_claims, claims_json
from moneygood.analysis.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean

PARTS = ("responses", "interest", "cbo", "baseline")
NEEDED_SHARE = 0.85
"""Share of published ranges that has to be met."""


@dataclass(frozen=True)
class Validation:
    """The parts that were asked for: verdicts on responses, interest on history, CBO's budgets under CBO's
    economy, and the baseline beside CBO's. Parts not asked for are empty."""

    responses: tuple[Verdict, ...] = ()
    interest: tuple[InterestHistory, ...] = ()
    replications: tuple[CboReplication, ...] = ()
    baseline: AgainstCbo | None = None

    @property
    def holds(self) -> bool:
        """Whether all limits hold: no wrong sign, enough responses met, interest and budgets within."""
        met = [v.verdict == "met" for v in self.responses]
        return (
            all(v.verdict != "wrong_sign" for v in self.responses)
            and (not met or sum(met) >= NEEDED_SHARE * len(met))
            and all(h.met for h in self.interest)
            and all(r.met for r in self.replications)
        )

    def as_json(self) -> dict[str, Any]:
        """The document of `validate --json`."""
        document = claims_json(self.responses)
        document["interest_history"] = [
            {
                "composition": h.composition,
                "mean_error": h.interest.mean_error,
                "largest_error": h.interest.largest_error,
                "largest_year": h.interest.largest_year,
                "met": h.met,
                "years": [_year(r) for r in h.interest.rows],
            }
            for h in self.interest
        ]
        document["cbo"] = [
            {
                "baseline": r.baseline,
                "met": r.met,
                "policy_inputs": list(r.policy_inputs),
                "lines": [
                    {"line": c.line, "unit": c.unit, "limit": c.limit, "largest_error": c.largest_error,
                     "met": c.met, "years": [_year(y) for y in c.rows]}
                    for c in r.lines.values()
                ],
            }
            for r in self.replications
        ]  # fmt: skip
        document["baseline_against_cbo"] = [
            {"line": r.line, "year": r.year, "cbo": r.cbo, "ours": r.ours, "block": r.block,
             "steps": dict(zip(STEPS, r.steps, strict=True)), "rest": r.rest}
            for r in (self.baseline.rows if self.baseline is not None else ())
        ]  # fmt: skip
        return document


def validate(workspace: Workspace, parts: tuple[str, ...] = PARTS) -> Validation:
    """What the model shows beside what is published, for the `parts` asked for (A063 for an unknown part).

    responses: every claim file under ``claims/responses``. interest: net interest simulated from FY2002, with
    the debt's composition given and with a fixed issuance rule. cbo: the budget block under CBO's economies
    of February 2026 and January 2025. baseline: where the baseline differs from CBO's budget, and why.
    """
    for part in parts:
        if part not in PARTS:
            hint = did_you_mean(part, PARTS) or f"There is {', '.join(PARTS)}"
            raise MoneygoodError("A063", f"there is nothing called {part!r} to validate", None, hint)
    return Validation(
        responses=check_claims(workspace, read_claims()) if "responses" in parts else (),
        interest=tuple(interest_history(workspace, c) for c in ("given", "rule") if "interest" in parts),
        replications=tuple(cbo_replication(workspace, b) for b in ("2026-02", "2025-01") if "cbo" in parts),
        baseline=against_cbo(workspace) if "baseline" in parts else None,
    )


def _year(row: Any) -> dict[str, float]:
    return {"year": row.year, "ours": row.block, "published": row.published, "error": row.error}
