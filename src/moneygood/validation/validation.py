"""Everything the model is held against from outside: published responses, interest history, CBO's budgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from moneygood.baseline.budget.budget import (
    CboReplication,
    InterestHistory,
    cbo_replication,
    interest_history,
)
from moneygood.baseline.workspace import Workspace
from moneygood.core.answer import WithReceipt
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.figures import listed
from moneygood.validation.against_cbo import STEPS, AgainstCbo, against_cbo
from moneygood.validation.evidence_shares import EvidenceShares, evidence_shares
from moneygood.validation.response_claims import read_claims
from moneygood.validation.responses import Verdict, check_claims, claims_json
from moneygood.validation.split import BLIND, LOOKED_AT, read_split
from moneygood.validation.stability_check import Stability, check_stability, read_stability
from moneygood.validation.structure import StructureFinding, read_structure, structure_findings

PARTS = ("responses", "interest", "cbo", "baseline", "structure", "stability")

_DEBT = {"given": "actual maturities", "rule": "a fixed rule"}
"""What a history of net interest takes of the debt."""


@dataclass(frozen=True, repr=False)
class Validation(WithReceipt):
    """The parts that were asked for: verdicts on responses, interest on history, CBO's budgets under CBO's
    economy, the baseline beside CBO's, limits on the calibration's structure, and stability. Parts not asked
    for are empty.

    `shares` counts all published responses, blind ones too; `responses` are those that may be seen, blind
    ones only where they were to be opened."""

    responses: tuple[Verdict, ...] = ()
    shares: EvidenceShares | None = None
    interest: tuple[InterestHistory, ...] = ()
    replications: tuple[CboReplication, ...] = ()
    baseline: AgainstCbo | None = None
    structure: tuple[StructureFinding, ...] = ()
    stability: Stability | None = None

    def __repr__(self) -> str:
        met = sum(v.verdict == "met" for v in self.responses)
        inside = sum(f.met for f in self.structure)
        return (
            f"<Validation: {'holds' if self.holds else 'does not hold'}; {met} of {len(self.responses)} "
            f"responses met, {inside} of {len(self.structure)} limits of structure kept>"
        )

    @property
    def lead(self) -> str:
        """How much of what was asked for lies inside its limits."""
        said = ["All limits hold." if self.holds else "Not all limits hold."]
        if self.shares is not None:
            sides = (("looked at", self.shares.looked_at), ("blind", self.shares.blind))
            named = [f"{side.met} of {side.count} {name}" for name, side in sides if side.count]
            if named:
                said.append(f"Published ranges met: {', '.join(named)}.")
        if self.interest:
            told = listed(
                [f"{h.interest.mean_error:.1f}% with {_DEBT[h.composition]}" for h in self.interest]
            )
            said.append(f"Net interest since 2002: off by {told}.")
        if self.replications:
            lines = [line for r in self.replications for line in r.lines.values()]
            kept = sum(line.met for line in lines)
            said.append(f"Budget lines under CBO's economy: {kept} of {len(lines)} within limits.")
        if self.structure:
            inside = sum(f.met for f in self.structure)
            said.append(f"Calibration: {inside} of {len(self.structure)} limits kept.")
        if self.stability is not None:
            said.append("The model is stable." if self.stability.met else "The model is not stable.")
        return " ".join(said)

    @property
    def holds(self) -> bool:
        """Whether all limits hold: enough responses met on both sides of the split, of those that may be seen
        none with a wrong sign and every miss explained; interest and budgets within, structure and stability
        inside their limits."""
        seen = [v for v in self.responses if not v.blind]
        return (
            all(v.verdict != "wrong_sign" for v in seen)
            and all(v.verdict == "met" or v.why_missed for v in seen)
            and (self.shares is None or self.shares.holds)
            and all(h.met for h in self.interest)
            and all(r.met for r in self.replications)
            and all(f.met for f in self.structure)
            and (self.stability is None or self.stability.met)
        )

    def as_json(self) -> dict[str, Any]:
        """The document of `validate --json`."""
        document = claims_json(self.responses)
        document["split"] = self.shares.as_json() if self.shares is not None else None
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
        document["structure"] = [f.as_json() for f in self.structure]
        document["stability"] = self.stability.as_json() if self.stability is not None else None
        return document


def validate(
    workspace: Workspace, parts: tuple[str, ...] = PARTS, *, only: str = "", open_blind: bool = False
) -> Validation:
    """What the model shows beside what is published, for the `parts` asked for (A063 for an unknown part).

    responses: every claim file under ``claims/responses``, or the side of the split that `only` names; blind
    ones are among the verdicts with `open_blind` alone. interest: net interest simulated from FY2002, with
    the debt's composition given and with a fixed issuance rule. cbo: the budget block under CBO's economies
    of February 2026 and January 2025. baseline: where the baseline differs from CBO's budget, and why.
    structure: judgement, bounds, regimes, crashes and ratios of the calibration (1,000 draws). stability: the
    roots of the linearised model, and what every shock leaves after thirty years (a minute).
    """
    for part in parts:
        if part not in PARTS:
            hint = did_you_mean(part, PARTS) or f"There is {', '.join(PARTS)}"
            raise MoneygoodError("A063", f"there is nothing called {part!r} to validate", None, hint)
    if (only or open_blind) and "responses" not in parts:
        named = "--only" if only else "--open-blind"
        raise MoneygoodError(
            "A063", f"{named} is about responses, which are not asked for", None, "Ask for responses too"
        )
    if only == LOOKED_AT and open_blind:
        raise MoneygoodError(
            "A063", "blind responses are to be opened and left out", None, "Leave --only or --open-blind away"
        )
    responses, shares = _responses(workspace, only, open_blind) if "responses" in parts else ((), None)
    return Validation(
        responses=responses,
        shares=shares,
        interest=tuple(interest_history(workspace, c) for c in ("given", "rule") if "interest" in parts),
        replications=tuple(cbo_replication(workspace, b) for b in ("2026-02", "2025-01") if "cbo" in parts),
        baseline=against_cbo(workspace) if "baseline" in parts else None,
        structure=structure_findings(workspace, read_structure()) if "structure" in parts else (),
        stability=check_stability(workspace, read_stability()) if "stability" in parts else None,
    )


def _responses(
    workspace: Workspace, only: str, open_blind: bool
) -> tuple[tuple[Verdict, ...], EvidenceShares]:
    """The verdicts that may be seen, and the shares of all that were held against the model."""
    experiments = read_claims()
    split = read_split([c.id for e in experiments for c in e.claims if c.blind])
    if only:
        wanted = {LOOKED_AT: False, BLIND: True}[only]
        cut = (
            replace(e, claims=tuple(c for c in e.claims if c.published and c.blind == wanted))
            for e in experiments
        )
        experiments = tuple(e for e in cut if e.claims)
    found = check_claims(workspace, experiments)
    return tuple(v for v in found if open_blind or not v.blind), evidence_shares(found, split)


def _year(row: Any) -> dict[str, float]:
    return {"year": row.year, "ours": row.block, "published": row.published, "error": row.error}
