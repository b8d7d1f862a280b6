"""Priors as text: which parameters of which equation are estimated, with what is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, Quarters
from moneygood.core.texts import economics_root, reference_keys
from moneygood.model.graph import leaves
from moneygood.model.model import Model
from moneygood.model.names import names_of


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
    `autocorrelation` says why its residuals may be autocorrelated, when they may. `within` are definitions
    that it reads at lag 0 and that are estimated as a part of it.
    """

    label: str
    priors: tuple[Prior, ...]
    sample: tuple[Quarter, ...]
    left_out: frozenset[Quarter]
    freedom: float
    autocorrelation: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Priors:
    """All equations to be estimated, by label, and what is not estimated with the reason."""

    equations: Mapping[str, EquationPrior]
    not_estimated: tuple[tuple[str, str], ...]


PRIOR = Record(
    "prior",
    "What is known of a parameter beforehand: normal, cut to the range of its record.",
    (
        Field("mean", Number(), "Its mean.", required=True),
        Field("sd", Number(above=0), "Its standard deviation.", required=True),
        Field("source", Source(), "Where it is from.", required=True),
        Field("why", Words(), "Why the adopted value is another than the estimate.", default=""),
    ),
)
SAMPLE_FIELDS = (
    Field("sample", Quarters(), "The quarters that are used."),
    Field("left_out", ListOf(Quarters()), "Quarters that are left out."),
    Field("freedom", Number(above=0), "The prior's degrees of freedom for the variance."),
)
EQUATION = Record(
    "equation",
    "How one equation is estimated.",
    (
        Field("parameters", MapOf(PRIOR, "parameter", least=1), "Its parameters.", required=True),
        Field(
            "within",
            ListOf(Name("variable")),
            "Definitions that it reads and that are estimated as a part of it, their parameters with them.",
            default=(),
        ),
        *SAMPLE_FIELDS,
        Field("autocorrelation", Words(), "Why its residuals may be autocorrelated.", default=""),
    ),
)
PRIORS = TextKind(
    "priors",
    "Which parameters are estimated, with what is known beforehand.",
    ("calibration/priors/*.yaml",),
    Record(
        "file of priors",
        "Equations to be estimated.",
        (
            Field(
                "defaults",
                Record("table of defaults", "What holds for all that do not say otherwise.", SAMPLE_FIELDS),
                "Defaults.",
            ),
            Field("equations", MapOf(EQUATION, "equation"), "The equations.", required=True),
            Field(
                "not_estimated",
                ListOf(
                    Record(
                        "reason",
                        "Something that is not estimated, and why.",
                        (
                            Field("what", Words(empty=False), "What.", required=True),
                            Field("why", Words(empty=False), "Why.", required=True),
                        ),
                    )
                ),
                "What is not estimated.",
                default=(),
            ),
        ),
    ),
    FaultCodes("A611"),
    "`moneygood fit`",
)


def read_priors(model: Model, root: Path | None = None) -> Priors:
    """The files of ``calibration/priors``; A611 for a faulty entry, with its place."""
    folder = (root or economics_root()) / "calibration" / "priors"
    found: dict[str, EquationPrior] = {}
    rest: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.yaml")):
        text = PRIORS.read(path, names_of(model), reference_keys())
        for label, entry in text["equations"].items():
            if label in found:
                raise entry.fault(f"{label!r} has two entries")
            found[label] = _equation(model, label, entry, text["defaults"])
        rest += [(r["what"], r["why"]) for r in text["not_estimated"]]
    return Priors(found, tuple(rest))


def _equation(model: Model, label: str, entry: Entry, defaults: Entry | None) -> EquationPrior:
    given = {f.name: entry[f.name] for f in SAMPLE_FIELDS}
    if defaults is not None:
        given = {n: defaults[n] if v is None else v for n, v in given.items()}
    within = tuple(entry["within"])
    for name in within:
        if name not in model.identities:
            raise entry.fault(
                f"{name!r} is no definition of the model", "within", hint=did_you_mean(name, model.identities)
            )
        if ("var", (name, 0)) not in {
            (leaf.op, leaf.payload) for leaf in leaves(model.equation(label).disturbance)
        }:
            raise entry.fault(f"the equation of {label} does not read {name!r}", "within")
    priors = tuple(_prior(model, (label, *within), own) for own in entry["parameters"].values())
    if given["sample"] is None:
        raise entry.fault(f"{entry.what} lacks the field 'sample'", hint="Add sample: to it, or to defaults")
    left_out = frozenset(q for span in given["left_out"] or () for q in span)
    freedom = 4.0 if given["freedom"] is None else given["freedom"]
    return EquationPrior(label, priors, given["sample"], left_out, freedom, entry["autocorrelation"], within)


def _prior(model: Model, labels: tuple[str, ...], own: Entry) -> Prior:
    name, mean = own.name, own["mean"]
    used = tuple(p for label in labels for p in model.equation(label).parameters)
    if name not in used:
        raise own.fault(
            f"the equation of {labels[0]} has no parameter {name!r}", hint=did_you_mean(name, used)
        )
    low, high = model.parameters[name].range or (-float("inf"), float("inf"))
    if not low <= mean <= high:
        raise own.fault(f"the prior of {name} needs a mean inside {low:g}..{high:g}", "mean")
    return Prior(name, mean, own["sd"], low, high, own["source"], own["why"])
