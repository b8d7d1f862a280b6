"""What the regimes are and what they are read from: the text of ``economics/narrative/regimes.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.errors import Place, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import FormulaText, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Ordered
from moneygood.core.record_shapes import Either, ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind, unique
from moneygood.core.record_values import Number, OfUnit, OneQuarter, Whole
from moneygood.core.units import Unit
from moneygood.estimation.evidence_text import read_evidence
from moneygood.estimation.regimes.switching import SwitchingPrior

FILE = "narrative/regimes.yaml"


@dataclass(frozen=True)
class Observed:
    """A formula over published figures, known `lag` quarters after the quarter that it is about."""

    name: str
    label: str
    expression: str
    unit: Unit
    place: Place
    lag: int = 0
    note: str = ""


@dataclass(frozen=True)
class Episode:
    """An earlier cycle, both quarters included."""

    name: str
    first: Quarter
    last: Quarter
    note: str


@dataclass(frozen=True)
class AnalogueText:
    """What today is compared by, over how many quarters, with which episodes, and what is read afterwards."""

    window: int
    episodes: tuple[Episode, ...]
    traits: tuple[Observed, ...]
    after: tuple[int, ...]
    outcomes: tuple[Observed, ...]


@dataclass(frozen=True)
class RegimeText:
    """States in order, observables with their priors, the chain, and the quarter from which parameters are
    estimated again each quarter."""

    title: str
    first: Quarter
    states: tuple[str, ...]
    labels: tuple[str, ...]
    observables: tuple[Observed, ...]
    prior: SwitchingPrior
    freedom: float
    known_from: Quarter
    confident: float
    analogues: AnalogueText


STATE = Record(
    "state",
    "A chapter of the story.",
    (
        Field("name", Words(empty=False), "Its name.", required=True),
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("note", Words(), "What it looks like.", for_people=True),
    ),
)
OBSERVED_FIELDS = (
    Field("name", Words(empty=False), "Its name.", required=True),
    Field("label", Words(empty=False), "What it is called.", required=True),
    Field("expression", FormulaText(), "A formula over the quarterly series.", required=True),
    Field("unit", OfUnit(), "Its unit.", required=True),
    Field("lag", Whole(0, 8), "By how many quarters it is published late.", default=0),
)
OBSERVABLE = Record(
    "observable",
    "A figure that anyone could see at the time, with its priors in each state.",
    (
        *OBSERVED_FIELDS,
        Field("means", ListOf(Number(), 2), "Its mean in each state.", required=True),
        Field("spreads", ListOf(Number(above=0), 2), "Its standard deviation in each state.", required=True),
        Field("source", Source(), "Where the figures are from.", for_people=True),
        Field("note", Words(), "What a reader should know.", default=""),
    ),
)
OBSERVED = Record("figure", "A figure that stretches of history are compared by.", OBSERVED_FIELDS)
EPISODE = Record(
    "episode",
    "An earlier cycle, both quarters included.",
    (
        Field("name", Words(empty=False), "What it is called.", required=True),
        Field("from", OneQuarter(), "Its first quarter.", required=True),
        Field("to", OneQuarter(), "Its last quarter.", required=True),
        Field("note", Words(), "What it was.", default=""),
    ),
    (Ordered("from", "to"),),
)
ANALOGUES = Record(
    "table of analogues",
    "What today is compared by, and what is read afterwards.",
    (
        Field("window", Whole(1, 40), "Over how many quarters.", required=True),
        Field("episodes", ListOf(EPISODE, 1), "Earlier cycles.", required=True),
        Field("traits", ListOf(OBSERVED, 1), "What stretches are compared by.", required=True),
        Field("after", ListOf(Whole(1, 400), 1), "After how many quarters outcomes are read.", required=True),
        Field("outcomes", ListOf(OBSERVED, 1), "What is read afterwards.", required=True),
        Field("source", Source(), "Where the choice is from.", for_people=True),
    ),
)
EMISSIONS = Record(
    "table of emissions",
    "How figures scatter in a state.",
    (
        Field("degrees_of_freedom", Number(2.1), "Those of Student's t.", required=True),
        Field("source", Source(), "Where it is from.", for_people=True),
    ),
)
WEIGHTS = Record(
    "table of weights",
    "What the priors count for, in quarters of data.",
    (
        Field("means", Number(0), "Those of the means.", required=True),
        Field("spreads", Number(1e-6), "Those of the spreads.", required=True),
        Field("chain", Number(1e-6), "Those of the chain.", required=True),
        Field("source", Source(), "Where they are from.", for_people=True),
    ),
)
KNOWN_THEN = Record(
    "date",
    "From when parameters are estimated again each quarter, on what was known by then.",
    (Field("from", OneQuarter(), "The first quarter.", required=True),),
)
NARRATIVE = Record(
    "text of regimes",
    "The chapters of the story, and what they are read from.",
    (
        Field("title", Words(empty=False), "What it is called.", required=True),
        Field("from", OneQuarter(), "The first quarter of the figures.", required=True),
        Field("source", Source(), "Where the chapters are from.", for_people=True),
        Field("states", ListOf(STATE, 2), "The states in order.", required=True),
        Field("observables", ListOf(OBSERVABLE, 1), "What they are read from.", required=True),
        Field(
            "chain",
            MapOf(Either(Source(), ListOf(Number(0, 1), 2))),
            "The odds of the next state, and a source.",
            required=True,
        ),
        Field("emissions", EMISSIONS, "How figures scatter.", required=True),
        Field("weights", WEIGHTS, "What the priors count for.", required=True),
        Field("known_then", KNOWN_THEN, "From when estimates use what was known.", required=True),
        Field("confident", Number(0, 1), "The odds from which a chapter is called one.", required=True),
        Field("analogues", ANALOGUES, "What today is compared by.", required=True),
    ),
)
NARRATIVE_REGIMES = TextKind(
    "narrative-regimes",
    "The chapters of the story of AI and markets, read from published figures.",
    (FILE,),
    NARRATIVE,
    FaultCodes("A401"),
    "`moneygood regimes`",
)


def read_regimes(path: str | Path = FILE) -> RegimeText:
    """The definition of the regimes; A401 with the line where it is faulty."""
    text = read_evidence(NARRATIVE_REGIMES, path)
    states, entries, weights = text["states"], text["observables"], text["weights"]
    names = unique([s["name"] for s in states], text, "states")
    observables = tuple(_observed(e) for e in entries)
    unique([o.name for o in observables], text, "observables")
    for e in entries:
        for key in ("means", "spreads"):
            if len(e[key]) != len(names):
                raise e.fault(f"{key} has {len(e[key])} numbers for {len(names)} states", key)
    prior = SwitchingPrior(
        means=np.array([e["means"] for e in entries]).T,
        spreads=np.array([e["spreads"] for e in entries]).T,
        chain=_chain(text, names),
        mean_weight=weights["means"],
        spread_weight=weights["spreads"],
        chain_weight=weights["chain"],
    )
    return RegimeText(
        title=text["title"],
        first=text["from"],
        states=names,
        labels=tuple(s["label"] for s in states),
        observables=observables,
        prior=prior,
        freedom=text["emissions"]["degrees_of_freedom"],
        known_from=text["known_then"]["from"],
        confident=text["confident"],
        analogues=_analogues(text["analogues"]),
    )


def _chain(text: Entry, names: tuple[str, ...]) -> np.ndarray:
    rows = {n: row for n, row in text["chain"].items() if n != "source"}
    for name in names:
        if name not in rows:
            raise text.fault(f"chain has no row for {name}", "chain", hint=f"Add {name}: to it")
    for name, row in rows.items():
        if name not in names:
            raise text.fault(f"there is no state {name!r}", "chain", name, hint=did_you_mean(name, names))
        if not isinstance(row, tuple) or len(row) != len(names) or abs(sum(row) - 1) > 1e-9:
            hint = f"Write {len(names)} of them"
            words = f"the steps from {name} are not probabilities that sum to one"
            raise text.fault(words, "chain", name, hint=hint)
    return np.array([rows[name] for name in names])


def _observed(text: Entry) -> Observed:
    return Observed(
        name=text["name"],
        label=text["label"],
        expression=text["expression"],
        unit=text["unit"],
        place=text.place("expression") or Place(""),
        lag=text["lag"],
        note=text["note"] if "note" in text.values else "",
    )


def _analogues(text: Entry) -> AnalogueText:
    return AnalogueText(
        window=text["window"],
        episodes=tuple(Episode(e["name"], e["from"], e["to"], e["note"]) for e in text["episodes"]),
        traits=tuple(_observed(e) for e in text["traits"]),
        after=text["after"],
        outcomes=tuple(_observed(e) for e in text["outcomes"]),
    )
