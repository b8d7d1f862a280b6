"""What a scenario says it shows: systems of the economy, named risks, and claims that bear on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import read_yaml
from moneygood.scenarios.plan import Plan, Spot


def system_names(root: Path | None) -> tuple[str, ...]:
    """The names of the systems, from ``dictionary/systems.yaml`` below `root` (none without such a file)."""
    path = root / "dictionary" / "systems.yaml" if root else None
    return tuple(read_yaml(path)) if path is not None and path.is_file() else ()


def risk_names(root: Path | None) -> tuple[str, ...]:
    """The names of the risks: a file each in ``risks`` below `root`, beside the table of their losses."""
    return tuple(sorted({p.stem for p in (root / "risks").glob("*.yaml")} - {"losses"})) if root else ()


def claim_names(root: Path | None) -> tuple[str, ...]:
    """The names of the claims in the files of ``claims`` below `root`."""
    files = sorted((root / "claims").glob("*.yaml")) if root else []
    return tuple(str(claim.get("id")) for path in files for claim in read_yaml(path).get("claims", ()))


def faults_of_shown(plan: Plan, root: Path | None) -> Iterator[MoneygoodError]:
    """S046 for each system or risk of a plan that there is none of."""
    told = (
        ("system", "systems", plan.systems, system_names),
        ("risk", "risks", plan.risks, risk_names),
    )
    for noun, field, names, known_names in told:
        yield from _unknown(plan, noun, field, names, known_names(root) if names else ())


def faults_of_claims(plan: Plan, root: Path | None) -> Iterator[MoneygoodError]:
    """S046 for each claim of a plan that there is none of.

    Apart from the others: no run reads the texts of claims, so that none has to hash them.
    """
    yield from _unknown(plan, "claim", "claims", plan.claims, claim_names(root) if plan.claims else ())


def _unknown(
    plan: Plan, noun: str, field: str, names: Sequence[str], known: Sequence[str]
) -> Iterator[MoneygoodError]:
    for i, name in enumerate(names):
        if name not in known:
            place = Spot(plan.file, (field, i)).place
            hint = did_you_mean(name, known) or f"There are {', '.join(known)}"
            yield MoneygoodError("S046", f"there is no {noun} {name!r}", place, hint)
