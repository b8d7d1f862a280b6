"""What two stored runs have different: what decided them, and the figures that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.runs.store.entry import StoredRun
from moneygood.runs.store.identity import PARTS, SAID

OPTIONS = ("draws", "seed", "quarters", "backend", "sampling", "parameter_draws", "shocks", "vintage")


@dataclass(frozen=True)
class RunDifference:
    """`causes` says in words what decided the figures otherwise; `scenario` the lines of the two scenario
    texts that differ; `figures` the headline figures of both, row by row, with the second less the first."""

    first: str
    second: str
    causes: tuple[str, ...]
    scenario: tuple[str, ...]
    figures: tuple[dict[str, Any], ...]

    @property
    def same(self) -> bool:
        """Whether both have the same figures."""
        return not self.causes and all(f["difference"] == 0.0 for f in self.figures)

    def as_json(self) -> dict[str, Any]:
        """The document of ``--json``."""
        return {
            "first": self.first,
            "second": self.second,
            "same": self.same,
            "causes": list(self.causes),
            "scenario": list(self.scenario),
            "figures": [dict(f) for f in self.figures],
        }


def difference(first: StoredRun, second: StoredRun) -> RunDifference:
    """What two stored runs differ in, from their folders alone; nothing is simulated. R003 for a run without
    its files."""
    one, other = first.manifest, second.manifest
    causes = [
        f"{key.replace('_', ' ')} {one.get(key)} against {other.get(key)}"
        for key in OPTIONS
        if one.get(key) != other.get(key)
    ]
    here, there = one.get("identity", {}), other.get("identity", {})
    causes += [
        f"{SAID[part]} ({str(here.get(part))[:12]} against {str(there.get(part))[:12]})"
        for part in PARTS
        if part != "options" and here.get(part) != there.get(part)
    ]
    return RunDifference(
        first.id, second.id, tuple(causes), _lines(one, other), tuple(_figures(first.result, second.result))
    )


def _lines(one: dict[str, Any], other: dict[str, Any]) -> tuple[str, ...]:
    """The lines of one scenario text that the other has not, marked - and +."""
    from difflib import unified_diff

    before, after = (str(m.get("scenario_text", "")).splitlines() for m in (one, other))
    found = list(unified_diff(before, after, n=0, lineterm=""))[2:]
    return tuple(line for line in found if line[:2] != "@@")


def _figures(one: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    theirs = {(r["variable"], r["period"]): r for r in other.get("headline", [])}
    out = []
    for row in one.get("headline", []):
        match = theirs.get((row["variable"], row["period"]))
        if match is not None:
            keys = ("variable", "label", "unit", "period")
            out.append(
                {k: row[k] for k in keys}
                | {"first": row["median"], "second": match["median"]}
                | {"difference": match["median"] - row["median"]}
            )
    return out
