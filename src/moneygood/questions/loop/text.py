"""A loop as text: the impulse, what answers it, ways to close it, variants, and cases of volatility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.model.model import Model
from moneygood.questions.question_texts import QuestionText, question_names, read_question

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


def read_loop(workspace: Workspace, name: str = "wall-street-fed") -> LoopText:
    """The loop of a name in ``economics/loops``; A320 for an unknown name, A301 for a faulty text."""
    known = question_names("loops")
    if name not in known:
        raise MoneygoodError("A320", f"there is no loop {name!r}", None, did_you_mean(name, known))
    text, model = read_question(known[name]), workspace.model
    text.known(
        (
            "label",
            "question",
            "source",
            "impulse",
            "answer",
            "beside",
            "horizons",
            "total",
            "closed",
            "ways",
            "variants",
            "plausible",
            "volatility",
            "note",
        )
    )
    text.source()
    impulse, noise = text.part("impulse"), text.part("volatility")
    if impulse.number("size") == 0:
        raise MoneygoodError("A330", "the impulse of the loop has no size", impulse.place("size"))
    ways = {n: _variant(model, n, p) for n, p in text.mapping("ways").items()}
    variants = {n: _variant(model, n, p) for n, p in text.mapping("variants").items()}
    cases = {n: _case(n, p) for n, p in noise.mapping("cases").items()}
    for key, choices, part in (("total", ways, text), ("closed", ways, text), ("reference", cases, noise)):
        if part.text(key) not in choices:
            raise part.fault(f"{part.text(key)!r} is none of {', '.join(choices)}", key)
    return LoopText(
        name=name,
        label=text.text("label"),
        question=text.text("question", ""),
        variable=_named(impulse, "hold", model.variables),
        absorber=_named(impulse, "absorbed_by", model.shocks),
        size=impulse.number("size"),
        quarters=int(impulse.number("quarters")),
        answer=_named(text, "answer", model.variables),
        beside=tuple((_named(p, "variable", model.variables), _change(p)) for p in text.parts("beside")),
        horizons=_horizons(text),
        total=text.text("total"),
        closed=text.text("closed"),
        ways=ways,
        variants=variants,
        plausible=tuple(_plausible(p, "way", {**ways, **variants}) for p in text.parts("plausible")),
        stocks=_named(noise, "stocks", model.variables),
        sign=_named(noise, "sign", model.parameters),
        switch=_named(noise, "switch", model.switches),
        fall=noise.number("fall"),
        span=int(noise.number("horizon")),
        cases=cases,
        reference=noise.text("reference"),
        case_ranges=tuple(_plausible(p, "case", cases) for p in noise.parts("plausible")),
        note=text.text("note", ""),
    )


def _named(part: QuestionText, key: str, known: Mapping[str, object]) -> str:
    name = part.text(key)
    if name not in known:
        raise part.fault(f"there is no {name!r} in the model", key, hint=did_you_mean(name, known))
    return name


def _change(part: QuestionText) -> str:
    kind = part.text("as")
    if kind not in CHANGES:
        raise part.fault(f"{kind!r} is neither percent nor difference", "as")
    return kind


def _horizons(text: QuestionText) -> tuple[int, ...]:
    value = text.record.get("horizons")
    if not isinstance(value, list) or not value or not all(isinstance(h, int) and h >= 1 for h in value):
        raise text.fault("'horizons' has to be a list of quarters from 1", "horizons")
    return tuple(sorted(value))


def _variant(model: Model, name: str, part: QuestionText) -> Variant:
    part.known(("label", "parameters", "switches"))
    parameters = part.part("parameters").record if "parameters" in part.record else {}
    for key in parameters:
        if key not in model.parameters:
            hint = did_you_mean(str(key), model.parameters)
            raise part.fault(f"there is no parameter {key!r}", "parameters", hint=hint)
    switches = part.record.get("switches", [])
    for key in switches:
        if key not in model.switches:
            raise part.fault(
                f"there is no switch {key!r}", "switches", hint=did_you_mean(key, model.switches)
            )
    return Variant(name, part.text("label"), {k: float(v) for k, v in parameters.items()}, tuple(switches))


def _case(name: str, part: QuestionText) -> Case:
    part.known(("label", "sign", "switch"))
    closed = str(part.record.get("switch", "on")) in ("off", "False")
    return Case(name, part.text("label"), part.number("sign", 0.0), closed)


def _plausible(part: QuestionText, key: str, known: Mapping[str, object]) -> Plausible:
    part.known((key, "horizon", "low", "high", "source", "note"))
    name = part.text(key)
    if name not in known:
        raise part.fault(f"{name!r} is none of {', '.join(known)}", key)
    horizon = int(part.number("horizon", 0))
    return Plausible(
        name, horizon, part.number("low"), part.number("high"), part.source(), part.text("note", "")
    )
