"""Published responses as claims: the experiment, what it must show, and how such texts are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.baseline.budget.frozen_run import RELATIVE, Frozen, FrozenChange, Span
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, Source, Words, shown
from moneygood.core.record_reading import FaultCodes, Named, Names, Reading
from moneygood.core.record_rules import Needs, OneOf, Ordered
from moneygood.core.record_shapes import Fragment, ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind, unique
from moneygood.core.record_values import Number, Whole
from moneygood.core.texts import SourceLocation, economics_root, reference_keys
from moneygood.validation.response_measures import NEEDS_PER, POINT_TRANSFORMS, TRANSFORMS, ResponseMeasure
from moneygood.validation.response_moments import MOMENTS
from moneygood.validation.split import BLIND, OWN, side_of

CHANGES = ("change", "change_a_year", "percent_a_year")
SIGNS = ("positive", "negative", "either")
SEEN = ("read", "secondary", "recalled", "derived")
"""How a published figure was seen: at its source, in an account of it, from memory, or by arithmetic."""


@dataclass(frozen=True)
class Claim:
    """What one experiment must show: a measure between `low` and `high`, in `unit`, with its source."""

    id: str
    channel: str
    source: str
    statement: str
    measure: ResponseMeasure
    unit: str
    low: float
    high: float
    sign: str
    why_missed: str = ""
    seen: str = ""

    @property
    def published(self) -> bool:
        """Whether the range comes from a publication; an expectation of our own is shown apart."""
        return self.source != OWN

    @property
    def blind(self) -> bool:
        """Whether calibration may not look at what the model shows for it; the rule is `split.side_of`."""
        return side_of(self.source) == BLIND


@dataclass(frozen=True)
class Experiment:
    """An experiment with its claims.

    `shock` enters the shocked path only, `variant` (parameters, switches, variants) both paths, so that a
    variant is compared with its own baseline. With `draws` the claims are about so many paths of the shocked
    plan. With `frozen` only the budget answers, as in the rules of thumb of budget offices. With `scale_to`
    the responses are scaled in proportion until that measure has that value. `which_is_the_test` says, where
    publications contradict each other, which one is held and why.
    """

    id: str
    title: str
    shock: Mapping[str, Any]
    variant: Mapping[str, Any]
    claims: tuple[Claim, ...]
    scale_to: tuple[ResponseMeasure, float] | None
    file: Path
    frozen: Frozen | None = None
    which_is_the_test: str = ""
    draws: int | None = None

    def quarters(self, start: Quarter) -> int:
        """The number of quarters to simulate from `start`, two years at least."""
        spans = [c.measure.at for c in self.claims]
        if self.scale_to is not None:
            spans.append(self.scale_to[0].at)
        return max(8, *(s.offsets(start)[1] + 1 for s in spans), last_quarter(self.shock))


def last_quarter(experiment: Any) -> int:
    """Return the last quarter, counted from the shock, that an experiment names under periods; 1 if none."""
    if isinstance(experiment, Mapping):
        named = RELATIVE.match(str(experiment.get("periods", "")))
        own = int(named[2] or named[1]) if named else 1
        return max([own, *(last_quarter(v) for v in experiment.values())])
    if isinstance(experiment, list):
        return max([1, *(last_quarter(v) for v in experiment)])
    return 1


@dataclass(frozen=True)
class OfSpan:
    """A quarter or a span of them, counted from the shock (q1..q8) or of the calendar (2035Q3)."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Span:
        """The span."""
        span = Span.parse(value) if isinstance(value, str) else None
        if span is None:
            hint = "Write q1 for the quarter of the shock, q1..q8 for a span, or 2035Q3"
            raise reading.fault("form", f"{what} is {shown(value)}", at, hint)
        return span

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A text of that form."""
        one = r"([qQ]\d+|\d{4}Q[1-4])"
        return {"type": "string", "pattern": rf"^\s*{one}\s*(\.\.\s*{one}\s*)?$"}

    def describe(self) -> str:
        """The kind in a few words."""
        return "quarters, `q1` from the shock, `q1..q8` or `2035Q3`"


def _measure(entry: Entry) -> ResponseMeasure:
    """What a claim or a scaling looks at."""
    span, transform = entry["at"], entry["transform"]
    if transform in ("growth", "correlation") and span.first == span.last:
        hint = "Write two quarters or more, such as q1..q8"
        raise entry.fault(
            f"at of {entry.what} is one quarter, but {transform} is over several", "at", hint=hint
        )
    if transform in (*POINT_TRANSFORMS, "growth_spread") and span.first != span.last:
        hint = "Write one quarter, or take cumulative, highest, lowest or level"
        raise entry.fault(
            f"at of {entry.what} is a span, but {transform} looks at one quarter", "at", hint=hint
        )
    worth = entry["value_of"] if "value_of" in entry.values else None
    return ResponseMeasure(entry["variable"], transform, span, entry["per"], worth)


def _claim(entry: Entry) -> Claim:
    low, high, sign = entry["low"], entry["high"], entry["sign"]
    if (sign == "positive" and high <= 0) or (sign == "negative" and low >= 0):
        raise entry.fault(f"the range {low:g} to {high:g} of {entry.what} contradicts its sign", "low")
    stem = entry.at.file.stem if entry.at.file is not None else ""
    return Claim(
        id=f"{stem}.{entry['id']}",
        channel=entry["channel"],
        source=entry["source"],
        statement=entry["statement"],
        measure=_measure(entry),
        unit=entry["unit"],
        low=low,
        high=high,
        sign=sign,
        why_missed=entry["why_missed"],
        seen=entry["seen"],
    )


def _change(entry: Entry) -> FrozenChange:
    kind = entry.one(*CHANGES)
    return FrozenChange(entry["variables"], entry["from"], kind, entry[kind])


MEASURE_FIELDS = (
    Field("variable", Words(empty=False), "The variable that is looked at.", required=True),
    Field("transform", Choice((*TRANSFORMS, *MOMENTS)), "How its response is measured.", required=True),
    Field("at", OfSpan(), "In which quarters.", required=True),
    Field("per", Words(empty=False), "The variable that it is measured per."),
)
MEASURE_RULES = (
    Needs("transform", ("per",), (*NEEDS_PER, "correlation")),
    Needs("value_of", ("per",)),
    Needs("transform", ("value_of",), ("cents_per_dollar",)),
)
RESPONSE = Record(
    "claim",
    "What the experiment must show, with who published it.",
    (
        Field("id", Words(empty=False), "Its name within the file.", required=True),
        Field("channel", Words(empty=False), "The channel that it is about.", required=True),
        Field("source", Source(), "Who published it, or ours.", required=True),
        Field("statement", Words(empty=False), "What they say.", required=True),
        *MEASURE_FIELDS,
        Field("value_of", Words(empty=False), "The stock whose change in dollars counts."),
        Field("unit", Words(empty=False), "The unit of the range.", required=True),
        Field("low", Number(), "The lowest response.", required=True),
        Field("high", Number(), "The highest response.", required=True),
        Field("sign", Choice(SIGNS), "The sign that it must have.", required=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
        Field("why_missed", Words(), "Why the model misses it.", default=""),
        Field(
            "seen",
            Choice(SEEN),
            "How the published figure was seen; empty for those older than the field.",
            default="",
        ),
    ),
    (*MEASURE_RULES, Ordered("low", "high")),
    make=_claim,
)
SCALE = Record(
    "scaling",
    "The measure that the experiment is scaled to.",
    (*MEASURE_FIELDS, Field("value", Number(), "The value that it has to have.", required=True)),
    MEASURE_RULES[:1],
)
VARIANT = Record(
    "variant",
    "What holds on both paths, so that a variant is compared with its own baseline.",
    (
        Field("parameters", Fragment("parameters of a scenario"), "Parameters."),
        Field("switches", Fragment("switches of a scenario"), "Mechanisms."),
        Field("variants", Fragment("variants of a scenario"), "Other forms of equations."),
    ),
)
CHANGE = Record(
    "change",
    "What changes beside a frozen economy.",
    (
        Field("variables", ListOf(Words(empty=False), 1), "The variables.", required=True),
        Field("from", OfSpan(), "From which quarter on.", required=True),
        Field("change", Number(), "Added once."),
        Field("change_a_year", Number(), "Added anew every year."),
        Field("percent_a_year", Number(), "Percent a year."),
    ),
    (OneOf(CHANGES),),
    make=_change,
)
FROZEN = Record(
    "frozen run",
    "A run of the budget alone.",
    (
        Field("economy", Words(empty=False), "own, or the month of a CBO baseline.", required=True),
        Field("given", MapOf(Number()), "Variables put on one figure in both runs.", default=()),
        Field("changes", ListOf(CHANGE, 1), "What changes.", required=True),
    ),
)
EXPERIMENT = Record(
    "experiment",
    "A published response as an experiment, with what it must show.",
    (
        Field("title", Words(empty=False), "The experiment in a line.", required=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
        Field("which_is_the_test", Words(), "Where publications contradict each other, which one is held and "
              "why.", default=""),
        Field("experiment", Fragment("parts of a scenario"), "What is imposed; q1 is the first quarter."),
        Field("frozen", FROZEN, "The budget alone answers."),
        Field("draws", Whole(100, 100_000), "The claims are about so many paths of the experiment."),
        Field("variant", VARIANT, "What holds on both paths."),
        Field("scale_to", SCALE, "Responses are scaled until this measure has this value."),
        Field("checks", ListOf(RESPONSE, 1), "The claims.", required=True),
    ),
    (OneOf(("experiment", "frozen")),),
)  # fmt: skip
RESPONSES = TextKind(
    "responses",
    "Published responses as experiments that the model is held against.",
    ("claims/responses/*.yaml",),
    EXPERIMENT,
    FaultCodes("A061"),
    "`moneygood validate`",
)


def read_claims(folder: Path | None = None) -> tuple[Experiment, ...]:
    """Return the experiments of a folder by file name; `folder` defaults to `economics/claims/responses`.

    Errors: A061 for a claim that is not well formed, with file and line.
    """
    root = folder if folder is not None else economics_root() / "claims" / "responses"
    return tuple(read_experiment(path) for path in sorted(root.glob("*.yaml")))


def read_experiment(path: Path) -> Experiment:
    """Return the experiment and claims of one file; see `read_claims`."""
    text = RESPONSES.read(path, None, reference_keys())
    unique([c.id for c in text["checks"]], text, "checks")
    _check_draws(text)
    scale, variant, frozen = text["scale_to"], text["variant"], text["frozen"]
    return Experiment(
        path.stem,
        text["title"],
        text["experiment"] or {},
        {} if variant is None else {f.name: variant[f.name] for f in VARIANT.fields if variant.has(f.name)},
        text["checks"],
        None if scale is None else (_measure(scale), scale["value"]),
        path,
        None if frozen is None else Frozen(frozen["economy"], frozen["changes"], dict(frozen["given"])),
        text["which_is_the_test"],
        text["draws"],
    )


def _check_draws(text: Entry) -> None:
    """Claims about many paths need draws, and draws have no other claims; their shock is not scaled."""
    many = text.has("draws")
    for c in text["checks"]:
        if (c.measure.transform in MOMENTS) != many:
            words = f"{c.id} is {'not ' if many else ''}about many paths"
            hint = f"Leave draws away, or take one of {', '.join(MOMENTS)}" if many else "Write draws: 1000"
            raise text.fault(f"{words}: {c.measure.transform}", "checks", hint=hint)
    for key in ("frozen", "scale_to"):
        if many and text.has(key):
            raise text.fault(f"{key} is not for an experiment with draws", key, hint="Leave it away")
