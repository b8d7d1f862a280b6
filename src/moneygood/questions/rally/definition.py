"""The identity of share prices as written in ``economics/rally/identity.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import Place
from moneygood.core.periods import Quarter
from moneygood.estimation.evidence_text import EvidenceText, read_evidence, unique

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


def read_identity(path: str | Path = FILE) -> IdentityText:
    """The identity; A401 with the line where it is faulty."""
    text = read_evidence(path).only(
        "title",
        "source",
        "windows",
        "figures",
        "price",
        "parts",
        "memorandum",
        "grid",
        "quotes",
        "concentration",
        "simulated",
    )
    parts = tuple(_part(p) for p in text.children("parts"))
    names = unique([p.name for p in parts], text, "parts")
    grid = text.child("grid").only("rows", "columns")
    for key in ("rows", "columns"):
        if grid.words(key) not in names:
            raise grid.fault(f"there is no part {grid.words(key)!r}", key)
    concentration = text.child("concentration").only("label", "rest", "values")
    quotes = {n: _quote(q) for n, q in text.named("quotes").items()}
    for part in parts:
        for measure in part.measures:
            if measure.quoted is not None and measure.quoted not in quotes:
                raise text.fault(f"there is no quote {measure.quoted!r}", "quotes")
    price = text.child("price").only("expression", "source")
    return IdentityText(
        title=text.words("title"),
        windows=tuple(_window(w) for w in text.children("windows")),
        figures={n: _figure(f) for n, f in text.named("figures").items()},
        price=_formula(price, "expression"),
        parts=parts,
        memorandum=tuple(
            (m.only("label", "expression", "source").words("label"), _formula(m, "expression"))
            for m in text.children("memorandum")
        ),
        grid=(grid.words("rows"), grid.words("columns")),
        quotes=quotes,
        groups=(concentration.words("label"), concentration.words("rest")),
        shares={
            str(v.only("quarter", "share", "source", "note").quarter("quarter")): v.number("share", 0.0, 1.0)
            for v in concentration.children("values")
        },
        simulated=_simulated(text.child("simulated")),
    )


def _formula(text: EvidenceText, key: str) -> PlacedFormula:
    return PlacedFormula(text.words(key), text.place(key))


def _window(text: EvidenceText) -> EventWindow:
    text.only("from", "to", "label")
    first, last = text.quarter("from"), text.quarter("to")
    if last <= first:
        raise text.fault("the window ends before it begins", "to")
    return EventWindow(first, last, text.words("label", ""))


def _figure(text: EvidenceText) -> tuple[str, str]:
    found = [k for k in KINDS if k in text]
    if len(found) != 1 or len(text.content) != 1:
        raise text.fault("a figure is one of monthly, quarterly, model, with the name of a series")
    return found[0], text.words(found[0])


def _part(text: EvidenceText) -> PartText:
    text.only("name", "label", "measures")
    measures = tuple(_measure(m) for m in text.children("measures"))
    unique([m.name for m in measures], text, "measures")
    return PartText(text.words("name"), text.words("label"), measures)


def _measure(text: EvidenceText) -> PartMeasure:
    text.only(
        "name",
        "label",
        "expression",
        "quoted",
        "sign",
        "coefficient",
        "from_to",
        "ahead",
        "accumulate",
        "source",
        "note",
    )
    if ("expression" in text) == ("quoted" in text):
        raise text.fault("a measure has an expression or a quote, one of the two")
    if ("coefficient" in text) != ("from_to" in text):
        raise text.fault("a coefficient comes with its values from low to high, and these with it")
    sign = text.number("sign")
    if sign not in (-1.0, 1.0):
        raise text.fault(f"sign is {sign:g}, not 1 or -1", "sign")
    values = text.numbers("from_to") if "from_to" in text else ()
    if list(values) != sorted(set(values)) or ("from_to" in text and len(values) < 2):
        raise text.fault("from_to does not rise from low to high", "from_to")
    return PartMeasure(
        name=text.words("name"),
        label=text.words("label"),
        expression=_formula(text, "expression") if "expression" in text else None,
        quoted=text.words("quoted") if "quoted" in text else None,
        sign=sign,
        coefficient=_formula(text, "coefficient") if "coefficient" in text else None,
        from_to=values,
        ahead=text.count("ahead", 0, 20) if "ahead" in text else 0,
        accumulate=_formula(text, "accumulate") if "accumulate" in text else None,
        note=text.words("note", ""),
    )


def _quote(text: EvidenceText) -> dict[str, float]:
    text.only("label", "source", "values")
    values = text.child("values")
    return {str(q): values.number(q) for q in values.content}


def _simulated(text: EvidenceText) -> SimulatedText:
    text.only("price", "groups", "labels")
    labels = text.child("labels")
    shown = {str(k): labels.words(k) for k in labels.content}
    groups = []
    for entry in text.children("groups", 2):
        entry.only("name", "label", "price", "value", "parts")
        parts = entry.child("parts").only(*shown)
        for name in shown:
            parts.take(name)
        groups.append(
            GroupText(
                entry.words("name"),
                entry.words("label"),
                entry.words("price"),
                entry.words("value"),
                {n: _formula(parts, n) for n in shown},
            )
        )
    return SimulatedText(text.words("price"), tuple(groups), shown)
