"""The distributions of inputs and how they hang together: normal scores with correlations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.model.model import Model
from moneygood.runs.inputs import Input

EDGE = 1e-9
MIDDLE = 0.9
"""The part of a normal or lognormal input over which Morris steps."""


@dataclass(frozen=True)
class Marginal:
    """The distribution of one input: "uniform" from `low` to `high`, or "normal" or "lognormal" around
    `centre` with `spread` (of the value, or of its logarithm), cut to that range."""

    name: str
    kind: str
    low: float
    high: float
    centre: float = 0.0
    spread: float = 1.0

    def middle(self, share: np.ndarray) -> np.ndarray:
        """Shares of the middle of a distribution: Morris steps from end to end, and the ends of a normal's
        range are together in no draw; those of a uniform are."""
        return share if self.kind == "uniform" else (1 - MIDDLE) / 2 + MIDDLE * share

    def value(self, share: np.ndarray) -> np.ndarray:
        """The quantiles at shares between 0 and 1, ends included."""
        if self.kind == "uniform":
            return self.low + (self.high - self.low) * share
        from scipy.special import ndtr, ndtri

        def score(x: float) -> float:
            if self.kind == "lognormal":
                return float(np.log(x / self.centre) / self.spread) if x / self.centre > 0 else -np.inf
            return (x - self.centre) / self.spread

        a, b = ndtr(score(self.low)), ndtr(score(self.high))
        z = ndtri(a + (b - a) * np.asarray(share, dtype=np.float64))
        raw = (
            self.centre * np.exp(self.spread * z)
            if self.kind == "lognormal"
            else self.centre + self.spread * z
        )
        return np.clip(raw, self.low, self.high)


def marginal_of(model: Model, own: Input) -> Marginal:
    """The distribution of an input: the record's own draw, else its standard error, else its range."""
    record = model.parameters.get(own.name) if own.kind == "parameter" else None
    if record is None or not record.se or record.draw == "uniform":
        return Marginal(own.name, "uniform", own.low, own.high)
    if record.draw == "lognormal":
        return Marginal(own.name, "lognormal", own.low, own.high, record.value, record.se / abs(record.value))
    return Marginal(own.name, "normal", own.low, own.high, record.value, record.se)


@dataclass(frozen=True)
class Dependence:
    """Correlations of the inputs' normal scores (a Gaussian copula), by pair of names."""

    names: tuple[str, ...]
    pairs: Mapping[tuple[str, str], float]

    def __post_init__(self) -> None:
        for (a, b), rho in self.pairs.items():
            for name in (a, b):
                if name not in self.names:
                    hint = did_you_mean(name, self.names)
                    raise MoneygoodError("A306", f"{name!r} is not an input of this analysis", None, hint)
            if a == b or not -1 < rho < 1:
                raise MoneygoodError("A353", f"{a} and {b} cannot have the correlation {rho:g}")
        if np.linalg.eigvalsh(self.matrix)[0] < 1e-10:
            raise MoneygoodError("A353", "the correlations of the inputs cannot all hold at once")

    @property
    def matrix(self) -> np.ndarray:
        """The correlation matrix [input, input]."""
        out = np.eye(len(self.names))
        for (a, b), rho in self.pairs.items():
            i, j = self.names.index(a), self.names.index(b)
            out[i, j] = out[j, i] = rho
        return out

    def correlated(self, shares: np.ndarray) -> np.ndarray:
        """Shares [sample, input] that are independent, as shares with these correlations (Cholesky)."""
        from scipy.special import ndtr, ndtri

        if not self.pairs:
            return shares
        z = ndtri(np.clip(shares, EDGE, 1 - EDGE))
        return ndtr(z @ np.linalg.cholesky(self.matrix).T)


def check_groups(names: Sequence[str], groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The group of every input (its own name where it is in none); A354."""
    out: dict[str, str] = {}
    for group, members in groups.items():
        if not members:
            raise MoneygoodError("A354", f"the group {group!r} is empty")
        for name in members:
            if name not in names:
                hint = did_you_mean(name, names)
                raise MoneygoodError("A354", f"{name!r} of the group {group!r} is not an input", None, hint)
            if name in out:
                raise MoneygoodError("A354", f"{name} is in two groups, {out[name]} and {group}")
            out[name] = group
        if group in names and group not in members:
            raise MoneygoodError("A354", f"the group {group!r} has the name of an input that is not in it")
    return {name: out.get(name, name) for name in names}
