"""What the regimes are and what they are read from: the text of ``economics/narrative/regimes.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.errors import Place
from moneygood.core.periods import Quarter
from moneygood.core.units import Unit
from moneygood.estimation.evidence_text import EvidenceText, read_evidence, unique
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


def read_regimes(path: str | Path = FILE) -> RegimeText:
    """The definition of the regimes; A401 with the line where it is faulty."""
    text = read_evidence(path).only(
        "title",
        "from",
        "source",
        "states",
        "observables",
        "chain",
        "emissions",
        "weights",
        "known_then",
        "confident",
        "analogues",
    )
    states = [s.only("name", "label", "note") for s in text.children("states", 2)]
    names = unique([s.words("name") for s in states], text, "states")
    entries = text.children("observables")
    fields = ("name", "label", "expression", "unit", "lag", "means", "spreads", "source", "note")
    observables = tuple(_observed(e.only(*fields)) for e in entries)
    unique([o.name for o in observables], text, "observables")
    spreads = np.array([e.numbers("spreads", len(names)) for e in entries]).T
    if (spreads <= 0).any():
        raise text.fault("a spread is not above zero", "observables")
    weights = text.child("weights").only("means", "spreads", "chain", "source")
    prior = SwitchingPrior(
        means=np.array([e.numbers("means", len(names)) for e in entries]).T,
        spreads=spreads,
        chain=_chain(text.child("chain"), names),
        mean_weight=weights.number("means", 0),
        spread_weight=weights.number("spreads", 1e-6),
        chain_weight=weights.number("chain", 1e-6),
    )
    return RegimeText(
        title=text.words("title"),
        first=text.quarter("from"),
        states=names,
        labels=tuple(s.words("label") for s in states),
        observables=observables,
        prior=prior,
        freedom=text.child("emissions")
        .only("degrees_of_freedom", "source")
        .number("degrees_of_freedom", 2.1),
        known_from=text.child("known_then").only("from").quarter("from"),
        confident=text.number("confident", 0.0, 1.0),
        analogues=_analogues(text.child("analogues")),
    )


def _chain(text: EvidenceText, names: tuple[str, ...]) -> np.ndarray:
    text.only(*names, "source")
    chain = np.array([text.numbers(name, len(names)) for name in names])
    for name, row in zip(names, chain, strict=True):
        if (row < 0).any() or abs(row.sum() - 1) > 1e-9:
            raise text.fault(f"the steps from {name} are not probabilities that sum to one", name)
    return chain


def _observed(text: EvidenceText) -> Observed:
    return Observed(
        name=text.words("name"),
        label=text.words("label"),
        expression=text.words("expression"),
        unit=Unit.parse(text.words("unit")),
        place=text.place("expression"),
        lag=text.count("lag", 0, 8) if "lag" in text else 0,
        note=text.words("note", ""),
    )


def _analogues(text: EvidenceText) -> AnalogueText:
    text.only("window", "episodes", "traits", "after", "outcomes", "source")
    episodes = []
    for entry in text.children("episodes"):
        entry.only("name", "from", "to", "note")
        first, last = entry.quarter("from"), entry.quarter("to")
        if last < first:
            raise entry.fault("the episode ends before it begins", "to")
        episodes.append(Episode(entry.words("name"), first, last, entry.words("note", "")))
    fields = ("name", "label", "expression", "unit", "lag")
    after = text.numbers("after")
    if any(a != int(a) or a < 1 for a in after):
        raise text.fault("after is not a list of whole quarters", "after")
    return AnalogueText(
        window=text.count("window", 1, 40),
        episodes=tuple(episodes),
        traits=tuple(_observed(e.only(*fields)) for e in text.children("traits")),
        after=tuple(int(a) for a in after),
        outcomes=tuple(_observed(e.only(*fields)) for e in text.children("outcomes")),
    )
