"""What a sample of inputs is made of, and the form in which its indices come."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.questions.sensitivity.marginals import Dependence, Marginal

METHODS = ("sobol", "morris", "dependent")


@dataclass(frozen=True)
class Design:
    """What a sample is made of: `size` base points (Sobol) or trajectories (Morris).

    `group_of` gives each input's group, its own name where it has none. The method "dependent" is that of
    Kucherenko, Tarantola and Annoni (2012) for correlated inputs.
    """

    method: str
    marginals: tuple[Marginal, ...]
    dependence: Dependence
    group_of: dict[str, str]
    size: int
    seed: int
    second_order: bool = False

    def __post_init__(self) -> None:
        least, most = (4, 10_000) if self.method == "morris" else (16, 65_536)
        power = self.method == "morris" or self.size & (self.size - 1) == 0
        if not (least <= self.size <= most and power):
            what = "trajectories" if self.method == "morris" else "base points"
            hint = f"Choose {least} to {most:,}" + ("" if self.method == "morris" else ", a power of two")
            raise MoneygoodError("A351", f"{self.size} {what} cannot be used", None, hint)
        across = [f"{a} and {b}" for (a, b) in self.dependence.pairs if self.group_of[a] != self.group_of[b]]
        if across and self.method != "dependent":
            raise MoneygoodError("A353", f"{across[0]} are correlated and not in one group")
        if self.method == "dependent" and self.grouped:
            raise MoneygoodError("A353", "correlations across groups cannot be taken apart")

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs."""
        return tuple(m.name for m in self.marginals)

    @property
    def grouped(self) -> bool:
        """Whether some inputs are moved together."""
        return any(name != group for name, group in self.group_of.items())

    @property
    def units(self) -> tuple[str, ...]:
        """What indices are given for: inputs, or groups in order of appearance."""
        return tuple(dict.fromkeys(self.group_of[n] for n in self.names))

    @property
    def problem(self) -> dict[str, Any]:
        """The design in SALib's form, on the unit cube."""
        out: dict[str, Any] = {
            "num_vars": len(self.names),
            "names": list(self.names),
            "bounds": [[0.0, 1.0]] * len(self.names),
        }
        if self.grouped:
            out["groups"] = [self.group_of[n] for n in self.names]
        return out

    def as_text(self) -> str:
        """The design as text, the same for the same design."""
        marginals = [list(m.__dict__.values()) for m in self.marginals]
        pairs = sorted((*k, v) for k, v in self.dependence.pairs.items())
        return json.dumps(
            [self.method, marginals, pairs, self.group_of, self.size, self.seed, self.second_order]
        )


@dataclass(frozen=True)
class Index:
    """One index of one input (or of a pair) with the half-width of its 95% interval."""

    kind: str
    unit: str
    other: str | None
    value: float
    error: float

    def as_json(self) -> dict[str, object]:
        """The entry of the document."""
        return {
            "index": self.kind,
            "input": self.unit,
            "with": self.other,
            "value": self.value if self.value == self.value else None,
            "half_width95": self.error if self.error == self.error else None,
        }
