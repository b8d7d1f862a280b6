"""The identity of share prices as written in ``economics/rally/identity.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import Place, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import FormulaText, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Needs, OneOf, Ordered
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind, unique
from moneygood.core.record_values import Number, OneQuarter, Whole
from moneygood.estimation.evidence_text import read_evidence

FILE = "rally/identity.yaml"
KINDS = ("monthly", "quarterly", "model")


@dataclass(frozen=True)
class PlacedFormula:
    """A formula and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True)
class EventWindow:
    """Two quarters and what they are known for."""

    first: Quarter
    last: Quarter
    label: str = ""


@dataclass(frozen=True)
class PartMeasure:
    """One way to measure a part: sign times coefficient times the change of an expression or a quote.

    Without a coefficient the change itself is the part, in log percent. `from_to` are coefficients from low
    to high; `ahead` quarters later is looked at; `accumulate` is the rate at which past values fade.
    """

    name: str
    label: str
    expression: PlacedFormula | None
    quoted: str | None
    sign: float
    coefficient: PlacedFormula | None
    from_to: tuple[float, ...]
    ahead: int
    accumulate: PlacedFormula | None
    note: str


@dataclass(frozen=True)
class PartText:
    """A part and its measures, the first that has figures being used."""

    name: str
    label: str
    measures: tuple[PartMeasure, ...]


@dataclass(frozen=True)
class GroupText:
    """A group of companies on simulated paths: its price, its value, and its pieces in log percent."""

    name: str
    label: str
    price: str
    value: str
    parts: Mapping[str, PlacedFormula]


@dataclass(frozen=True)
class SimulatedText:
    """The index and its groups on simulated paths, and the parts' labels in order."""

    price: str
    groups: tuple[GroupText, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class IdentityText:
    """Default windows, figures, parts, quotes, concentration, and the simulated identity."""

    title: str
    windows: tuple[EventWindow, ...]
    figures: Mapping[str, tuple[str, str]]
    price: PlacedFormula
    parts: tuple[PartText, ...]
    memorandum: tuple[tuple[str, PlacedFormula], ...]
    grid: tuple[str, str]
    quotes: Mapping[str, Mapping[str, float]]
    groups: tuple[str, str]
    shares: Mapping[str, float]
    simulated: SimulatedText


def _placed(entry: Entry, key: str) -> PlacedFormula | None:
    return PlacedFormula(entry[key], entry.place(key) or Place("")) if entry.has(key) else None


def _formula(entry: Entry, key: str = "expression") -> PlacedFormula:
    return PlacedFormula(entry[key], entry.place(key) or Place(""))


def _measure(entry: Entry) -> PartMeasure:
    values = entry["from_to"]
    if list(values) != sorted(set(values)):
        raise entry.fault("from_to does not rise from low to high", "from_to")
    return PartMeasure(
        name=entry["name"],
        label=entry["label"],
        expression=_placed(entry, "expression"),
        quoted=entry["quoted"],
        sign=float(entry["sign"]),
        coefficient=_placed(entry, "coefficient"),
        from_to=values,
        ahead=entry["ahead"],
        accumulate=_placed(entry, "accumulate"),
        note=entry["note"],
    )


def _figure(entry: Entry) -> tuple[str, str]:
    kind = entry.one(*KINDS)
    return kind, entry[kind]


WINDOW = Record(
    "window",
    "Two quarters between which the rally is taken apart.",
    (
        Field("from", OneQuarter(), "The first.", required=True),
        Field("to", OneQuarter(), "The last.", required=True),
        Field("label", Words(), "What it is known for.", default=""),
    ),
    (Ordered("from", "to", strict=True),),
    make=lambda e: EventWindow(e["from"], e["to"], e["label"]),
)
FIGURE = Record(
    "figure",
    "A figure at the end of a quarter, by the table that it is read from.",
    (
        Field("monthly", Words(empty=False), "A monthly series: the mean of the quarter's last month."),
        Field("quarterly", Words(empty=False), "A quarterly series."),
        Field("model", Words(empty=False), "A variable of the model."),
    ),
    (OneOf(KINDS),),
    make=_figure,
)
PART_MEASURE = Record(
    "measure",
    "One way to measure a part: sign times coefficient times the change of an expression or a quote.",
    (
        Field("name", Words(empty=False), "Its name.", required=True),
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("expression", FormulaText(), "A formula over the figures."),
        Field("quoted", Words(empty=False), "The name of a quote."),
        Field("sign", Whole(-1, 1), "1 or -1.", required=True),
        Field("coefficient", FormulaText(), "A formula over the parameters."),
        Field("from_to", ListOf(Number(), 2), "Values of the coefficient from low to high.", default=()),
        Field("ahead", Whole(0, 20), "The value so many quarters later is used.", default=0),
        Field("accumulate", FormulaText(), "The rate at which past values fade."),
        Field("source", Source(), "Where the figures are from.", for_people=True),
        Field("note", Words(), "What a reader should know.", default=""),
    ),
    (OneOf(("expression", "quoted")), Needs("coefficient", ("from_to",)), Needs("from_to", ("coefficient",))),
    make=_measure,
)
PART = Record(
    "part",
    "A part of the change of share prices and its measures, the first with figures being used.",
    (
        Field("name", Words(empty=False), "Its name.", required=True),
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("measures", ListOf(PART_MEASURE, 1), "Ways to measure it.", required=True),
    ),
)
EXPRESSION = FormulaText()
PRICE = Record(
    "price",
    "What is taken apart.",
    (
        Field("expression", EXPRESSION, "A formula over the figures.", required=True),
        Field("source", Source(), "Where the figures are from.", for_people=True),
    ),
)
MEMORANDUM = Record(
    "memorandum item",
    "A change that is shown below the parts.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        *PRICE.fields,
    ),
)
GRID = Record(
    "grid",
    "The two parts whose coefficients are varied against each other.",
    (
        Field("rows", Words(empty=False), "A part.", required=True),
        Field("columns", Words(empty=False), "Another part.", required=True),
    ),
)
QUOTE = Record(
    "quote",
    "A figure that is quoted for some quarters.",
    (
        Field("label", Words(empty=False), "What it is.", for_people=True),
        Field("source", Source(), "Where it stands.", for_people=True),
        Field("values", MapOf(Number(), keys=OneQuarter(), least=1), "Figures by quarter.", required=True),
    ),
    make=lambda e: {str(q): v for q, v in e["values"].items()},
)
SHARE = Record(
    "share",
    "The share of the largest companies at the end of a quarter.",
    (
        Field("quarter", OneQuarter(), "The quarter.", required=True),
        Field("share", Number(0, 1), "The share.", required=True),
        Field("source", Source(), "Where it stands.", for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
)
CONCENTRATION = Record(
    "table of concentration",
    "The largest companies against the rest.",
    (
        Field("label", Words(empty=False), "What they are called.", required=True),
        Field("rest", Words(empty=False), "What the others are called.", required=True),
        Field("values", ListOf(SHARE, 1), "Their share by quarter.", required=True),
    ),
)
GROUP = Record(
    "group",
    "A group of companies on simulated paths.",
    (
        Field("name", Words(empty=False), "Its name.", required=True),
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("price", Words(empty=False), "The variable of its price.", required=True),
        Field("value", Words(empty=False), "The variable of its market value.", required=True),
        Field("parts", MapOf(FormulaText()), "Its parts in log percent.", required=True),
    ),
)
SIMULATED = Record(
    "simulated identity",
    "The index and its groups on simulated paths.",
    (
        Field("price", Words(empty=False), "The variable of the index.", required=True),
        Field("groups", ListOf(GROUP, 2), "The groups.", required=True),
        Field("labels", MapOf(Words(empty=False), least=1), "The parts in order, and their labels.",
              required=True),
    ),
)  # fmt: skip
RALLY = TextKind(
    "rally",
    "What a change of share prices is made of.",
    (FILE,),
    Record(
        "identity",
        "The parts of a change of share prices, and what they are measured by.",
        (
            Field("title", Words(empty=False), "What it is called.", required=True),
            Field("source", Source(), "Where the identity is from.", for_people=True),
            Field("windows", ListOf(WINDOW, 1), "The windows that are shown by default.", required=True),
            Field("figures", MapOf(FIGURE, least=1), "Names for figures.", required=True),
            Field("price", PRICE, "What is taken apart.", required=True),
            Field("parts", ListOf(PART, 1), "The parts in order.", required=True),
            Field("memorandum", ListOf(MEMORANDUM, 1), "Changes shown below the parts.", required=True),
            Field("grid", GRID, "Two parts varied against each other.", required=True),
            Field("quotes", MapOf(QUOTE), "Quoted figures.", required=True),
            Field("concentration", CONCENTRATION, "The largest companies.", required=True),
            Field("simulated", SIMULATED, "The same on simulated paths.", required=True),
        ),
    ),
    FaultCodes("A401"),
    "`moneygood rally`",
)


def read_identity(path: str | Path = FILE) -> IdentityText:
    """The identity; A401 with the line where it is faulty."""
    text = read_evidence(RALLY, path)
    parts = tuple(PartText(p["name"], p["label"], p["measures"]) for p in text["parts"])
    names = unique([p.name for p in parts], text, "parts")
    for part, entry in zip(parts, text["parts"], strict=True):
        unique([m.name for m in part.measures], entry, "measures")
        for i, measure in enumerate(part.measures):
            if measure.quoted is not None and measure.quoted not in text["quotes"]:
                hint = did_you_mean(measure.quoted, text["quotes"])
                raise entry.fault(f"there is no quote {measure.quoted!r}", "measures", i, "quoted", hint=hint)
            if measure.sign == 0:
                raise entry.fault("sign is 0, not 1 or -1", "measures", i, "sign")
    grid, concentration = text["grid"], text["concentration"]
    for key in ("rows", "columns"):
        if grid[key] not in names:
            raise grid.fault(f"there is no part {grid[key]!r}", key, hint=did_you_mean(grid[key], names))
    return IdentityText(
        title=text["title"],
        windows=text["windows"],
        figures=text["figures"],
        price=_formula(text["price"]),
        parts=parts,
        memorandum=tuple((m["label"], _formula(m)) for m in text["memorandum"]),
        grid=(grid["rows"], grid["columns"]),
        quotes=text["quotes"],
        groups=(concentration["label"], concentration["rest"]),
        shares={str(v["quarter"]): v["share"] for v in concentration["values"]},
        simulated=_simulated(text["simulated"]),
    )


def _simulated(text: Entry) -> SimulatedText:
    labels, groups = text["labels"], []
    for entry in text["groups"]:
        for name in labels:
            if name not in entry["parts"]:
                raise entry.fault(
                    f"parts of {entry['name']} lacks {name!r}", "parts", hint=f"Add {name}: to it"
                )
        for name in entry["parts"]:
            if name not in labels:
                raise entry.fault(f"{name!r} has no label", "parts", name, hint=did_you_mean(name, labels))
        placed = {n: PlacedFormula(entry["parts"][n], entry.place("parts", n) or Place("")) for n in labels}
        groups.append(GroupText(entry["name"], entry["label"], entry["price"], entry["value"], placed))
    return SimulatedText(text["price"], tuple(groups), labels)
