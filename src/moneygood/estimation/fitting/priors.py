"""Priors as text: which parameters of which equation are estimated, with what is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter, parse_range
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.model.model import Model


@dataclass(frozen=True)
class Prior:
    """What is known of one parameter beforehand: normal with `mean` and `sd`, cut to `low`..`high`, in the
    parameter's unit. `why` says why the adopted value is another than the estimate, where it is."""

    parameter: str
    mean: float
    sd: float
    low: float
    high: float
    source: str
    why: str = ""


@dataclass(frozen=True)
class EquationPrior:
    """How one equation is estimated: its priors, the quarters used, and the weight of the shock's record.

    `freedom` is the prior's degrees of freedom for the variance, centred on the shock's record.
    `autocorrelation` says why its residuals may be autocorrelated, when they may.
    """

    label: str
    priors: tuple[Prior, ...]
    sample: tuple[Quarter, ...]
    left_out: frozenset[Quarter]
    freedom: float
    autocorrelation: str


@dataclass(frozen=True)
class Priors:
    """All equations to be estimated, by label, and what is not estimated with the reason."""

    equations: Mapping[str, EquationPrior]
    not_estimated: tuple[tuple[str, str], ...]


def read_priors(model: Model, root: Path | None = None) -> Priors:
    """The files of ``calibration/priors``; A611 for a faulty entry, with its place."""
    folder = (root or economics_root()) / "calibration" / "priors"
    found: dict[str, EquationPrior] = {}
    rest: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.yaml")):
        record = read_yaml(path)
        if not isinstance(record, Mapping) or "equations" not in record:
            raise MoneygoodError("A611", "a file of priors needs equations", place_of(path, ()))
        defaults = dict(record.get("defaults") or {})
        for label, entry in record["equations"].items():
            place = ("equations", label)
            if str(label) not in {e.label for e in model.behavioural}:
                hint = did_you_mean(str(label), [e.label for e in model.behavioural])
                raise MoneygoodError(
                    "A611", f"no behavioural equation {label!r}", place_of(path, place), hint
                )
            if label in found:
                raise MoneygoodError("A611", f"{label!r} has two entries", place_of(path, place))
            found[str(label)] = _equation(model, path, str(label), defaults | dict(entry))
        rest += [(str(r["what"]), str(r["why"])) for r in record.get("not_estimated") or ()]
    return Priors(found, tuple(rest))


def _equation(model: Model, path: Path, label: str, entry: Mapping[str, Any]) -> EquationPrior:
    place = ("equations", label)
    try:
        priors = tuple(
            _prior(model, path, label, str(name), own) for name, own in entry["parameters"].items()
        )
        return EquationPrior(
            label, priors, parse_range(entry["sample"]),
            frozenset(q for span in entry.get("left_out") or () for q in parse_range(span)),
            float(entry.get("freedom", 4)), str(entry.get("autocorrelation", "")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as fault:
        what = f"the entry of {label} lacks a field or holds a wrong one ({fault})"
        raise MoneygoodError("A611", what, place_of(path, place)) from None


def _prior(model: Model, path: Path, label: str, name: str, own: Mapping[str, Any]) -> Prior:
    place = place_of(path, ("equations", label, "parameters", name))
    used = model.equation(label).parameters
    if name not in used:
        raise MoneygoodError(
            "A611", f"the equation of {label} has no parameter {name!r}", place, did_you_mean(name, used)
        )
    low, high = model.parameters[name].range or (-float("inf"), float("inf"))
    mean, sd = float(own["mean"]), float(own["sd"])
    if not sd > 0 or not low <= mean <= high:
        what = f"the prior of {name} needs sd above zero and a mean inside {low:g}..{high:g}"
        raise MoneygoodError("A611", what, place)
    return Prior(name, mean, sd, low, high, str(own["source"]), str(own.get("why", "")))
