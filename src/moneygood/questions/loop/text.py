"""A loop as text: the impulse, what answers it, ways to close it, variants, and cases of volatility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.record_kinds import Choice, Name, Source, Words
from moneygood.core.record_rules import Ordered
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, OfUnit, OnOff, Whole
from moneygood.questions.question_texts import CODES, question_names, read_question

CHANGES = ("percent", "difference")


@dataclass(frozen=True)
class Variant:
    """Parameters set and mechanisms switched off under one label."""

    name: str
    label: str
    parameters: Mapping[str, float]
    switches: tuple[str, ...]

    def scenario(self) -> dict[str, object]:
        """The variant in the form of a scenario."""
        return {
            "title": self.label,
            "parameters": {n: {"set": v} for n, v in self.parameters.items()},
            "switches": dict.fromkeys(self.switches, "off"),
        }


@dataclass(frozen=True)
class Plausible:
    """A range in which a figure is thought to lie: `key` is a way and horizon, or a case."""

    key: str
    horizon: int
    low: float
    high: float
    source: str
    note: str


@dataclass(frozen=True)
class Case:
    """One case of the volatility: the sign of the hope equation, or the loop closed by its switch."""

    name: str
    label: str
    sign: float
    closed: bool


@dataclass(frozen=True)
class LoopText:
    """Everything that `economics/loops/<name>.yaml` says."""

    name: str
    label: str
    question: str
    variable: str
    absorber: str
    size: float
    quarters: int
    answer: str
    beside: tuple[tuple[str, str], ...]
    horizons: tuple[int, ...]
    total: str
    closed: str
    ways: Mapping[str, Variant]
    variants: Mapping[str, Variant]
    plausible: tuple[Plausible, ...]
    stocks: str
    sign: str
    switch: str
    fall: float
    span: int
    cases: Mapping[str, Case]
    reference: str
    case_ranges: tuple[Plausible, ...]
    note: str


IMPULSE = Record(
    "impulse",
    "What sets the loop off: a variable held above its baseline.",
    (
        Field("hold", Name("variable"), "The variable that is held.", required=True),
        Field("absorbed_by", Name("shock"), "The shock that holds it.", required=True),
        Field("size", Number(), "How far above its baseline; not 0.", required=True),
        Field("unit", OfUnit(), "The unit of the size; has to be the variable's."),
        Field("quarters", Whole(1, 400), "For how many quarters.", required=True),
    ),
)
BESIDE = Record(
    "figure",
    "A variable that is shown beside the answer.",
    (
        Field("variable", Name("variable"), "The variable.", required=True),
        Field("as", Choice(CHANGES), "How its change is measured.", required=True),
    ),
)
VARIANT = Record(
    "variant",
    "Parameters set and mechanisms switched off under one label.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("parameters", MapOf(Number(), "parameter"), "Parameters and their values.", default=()),
        Field("switches", ListOf(Name("switch")), "Mechanisms that are off.", default=()),
    ),
)


def _range_record(key: str) -> Record:
    horizon = () if key == "case" else (Field("horizon", Whole(1, 400), "Quarters held.", required=True),)
    return Record(
        "range",
        f"The range in which the figure of a {key} is thought to lie.",
        (
            Field(key, Words(empty=False), f"The {key}.", required=True),
            *horizon,
            Field("low", Number(), "The lowest figure.", required=True),
            Field("high", Number(), "The highest figure.", required=True),
            Field("source", Source(), "Who thinks so.", required=True),
            Field("note", Words(), "How the range was found.", default=""),
        ),
        (Ordered("low", "high"),),
    )


CASE = Record(
    "case",
    "One case of the volatility.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("sign", Number(), "The value of the parameter under sign.", default=0.0),
        Field("switch", OnOff(), "off closes the loop by the switch.", default=True),
    ),
)
VOLATILITY = Record(
    "volatility",
    "How the loop changes the swings of share prices.",
    (
        Field("stocks", Name("variable"), "The variable whose swings are measured.", required=True),
        Field("sign", Name("parameter"), "The parameter that says how hope answers stocks.", required=True),
        Field("switch", Name("switch"), "The mechanism that closes the loop.", required=True),
        Field("fall", Number(0, 100), "A fall of so many percent is counted.", required=True),
        Field("horizon", Whole(1, 400), "Over so many quarters.", required=True),
        Field("cases", MapOf(CASE, least=1), "The cases.", required=True),
        Field("reference", Words(empty=False), "The case that others are held against.", required=True),
        Field("plausible", ListOf(_range_record("case")), "Ranges that cases are held against.", default=()),
    ),
)
LOOP = Record(
    "loop",
    "An impulse, what answers it, ways to close the loop, variants, and cases of volatility.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("question", Words(), "The question that it answers.", default=""),
        Field("source", Source(), "Where the question is from.", required=True, for_people=True),
        Field("impulse", IMPULSE, "What sets it off.", required=True),
        Field("answer", Name("variable"), "The variable that answers.", required=True),
        Field("beside", ListOf(BESIDE), "What is shown beside it.", default=()),
        Field("horizons", ListOf(Whole(1, 400), 1), "Quarters at which the answer is read.", required=True),
        Field("total", Words(empty=False), "The way that is the whole loop.", required=True),
        Field("closed", Words(empty=False), "The way in which the loop is closed.", required=True),
        Field("ways", MapOf(VARIANT, least=1), "Ways through the loop.", required=True),
        Field("variants", MapOf(VARIANT), "Other parameters.", default=()),
        Field("plausible", ListOf(_range_record("way")), "Ranges that ways are held against.", default=()),
        Field("volatility", VOLATILITY, "What it does to share prices.", required=True),
        Field("note", Words(), "What a reader should know.", default=""),
    ),
)
LOOPS = TextKind(
    "loops", "A loop of the model and how its gain is measured.", ("loops/*.yaml",), LOOP, CODES,
    "`moneygood loop`",
)  # fmt: skip


def read_loop(workspace: Workspace, name: str = "wall-street-fed") -> LoopText:
    """The loop of a name in ``economics/loops``; A320 for an unknown name, A301 for a faulty text."""
    known = question_names("loops")
    if name not in known:
        raise MoneygoodError("A320", f"there is no loop {name!r}", None, did_you_mean(name, known))
    model = workspace.model
    text = read_question(LOOPS, known[name], model)
    impulse, noise = text["impulse"], text["volatility"]
    if impulse["size"] == 0:
        raise impulse.fault("the impulse of the loop has no size", "size", code="A330")
    held, unit = impulse["hold"], model.variables[impulse["hold"]].unit
    if impulse.has("unit") and impulse["unit"] != unit:
        raise impulse.fault(f"the impulse is in {impulse['unit']}, but {held} is in {unit}", "unit")
    ways = {n: _variant(p) for n, p in text["ways"].items()}
    variants = {n: _variant(p) for n, p in dict(text["variants"]).items()}
    cases = {n: Case(n, p["label"], p["sign"], not p["switch"]) for n, p in noise["cases"].items()}
    for key, choices, part in (("total", ways, text), ("closed", ways, text), ("reference", cases, noise)):
        _choose(part, key, choices)
    return LoopText(
        name=name,
        label=text["label"],
        question=text["question"],
        variable=held,
        absorber=impulse["absorbed_by"],
        size=impulse["size"],
        quarters=impulse["quarters"],
        answer=text["answer"],
        beside=tuple((p["variable"], p["as"]) for p in text["beside"]),
        horizons=tuple(sorted(text["horizons"])),
        total=text["total"],
        closed=text["closed"],
        ways=ways,
        variants=variants,
        plausible=tuple(_plausible(p, "way", {**ways, **variants}) for p in text["plausible"]),
        stocks=noise["stocks"],
        sign=noise["sign"],
        switch=noise["switch"],
        fall=noise["fall"],
        span=noise["horizon"],
        cases=cases,
        reference=noise["reference"],
        case_ranges=tuple(_plausible(p, "case", cases) for p in noise["plausible"]),
        note=text["note"],
    )


def _choose(part: Entry, key: str, choices: Mapping[str, object]) -> str:
    if part[key] not in choices:
        hint = did_you_mean(part[key], choices) or f"There are {', '.join(choices)}"
        raise part.fault(f"{key} of {part.what} is {part[key]!r}", key, hint=hint)
    return part[key]


def _variant(part: Entry) -> Variant:
    return Variant(part.name, part["label"], dict(part["parameters"]), part["switches"])


def _plausible(part: Entry, key: str, known: Mapping[str, object]) -> Plausible:
    horizon = part["horizon"] if key == "way" else 0
    name = _choose(part, key, known)
    return Plausible(name, horizon, part["low"], part["high"], part["source"], part["note"])
