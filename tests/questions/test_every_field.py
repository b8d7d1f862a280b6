"""Every field of every question changes the answer, or is refused in one line: walked by reflection.

A field that is added has no row in `FORMS` and fails `test_every_field_has_a_row`; one that a question takes
and does not look at fails `test_no_field_is_accepted_without_effect`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from moneygood.core.answer import document
from moneygood.core.asked import asked
from moneygood.core.errors import MoneygoodError
from moneygood.questions.registry import QUESTIONS, question
from moneygood.runs.options import DrawOptions

LITTLE = Path(__file__).parents[1] / "runs" / "imported"
SPREAD = "rate_10y[2027Q1] ~ 4.5"
NOT_THERE = ("no-such-file.yaml",)
OF_ALL = ("vintage", "day")
"""Fields of all questions: `test_a_vintage_that_is_not_there_is_refused`, tests/public/test_days.py."""
LAST_DIGITS = "backends differ in digits that are not shown"
LONGER = "a longer run begins with the figures of a shorter one (C-17)"
NOT_DRAWN = "nothing is drawn: it is the answer for any seed"
ELSEWHERE = {
    ("note", "file"): "tests/surfaces/notes/test_note.py",
    ("note", "summary"): "tests/surfaces/notes/test_summary.py",
    ("bench", "sizes"): "tests/questions/test_bench.py",
    ("bench", "full"): "it takes ten minutes",
}
"""Fields that say where an answer is written or how long is measured, and who looks at that."""


@dataclass(frozen=True)
class Refused:
    """A value that is refused, with the code."""

    value: Any
    code: str


@dataclass(frozen=True)
class Same:
    """A value that changes nothing, and why that is right."""

    value: Any
    why: str


Form = tuple[dict[str, Any], dict[str, Any]]
"""What a question is asked with, and for each of its fields another value."""


def small(**more: Any) -> dict[str, Any]:
    return {"draws": 100, "quarters": 10} | more


def drawn(**more: Any) -> dict[str, Any]:
    """Other values of what all questions have that simulate."""
    return {"draws": 120, "seed": 7, "quarters": 11, "view": (SPREAD,)} | more


def restarts(**more: Any) -> dict[str, Any]:
    """Two restarts, that are kept for the other questions of this file."""
    return {"first": "2015Q1", "last": "2015Q2", "draws": 20, "workers": 1} | more


PLAYED: dict[str, Any] = {"first": "2014Q4", "last": "2015Q3", "draws": 24, "seed": 7}
PAIR = ("b_cons_stocks", "b_rstar_productivity")
PAST = "it is of draws, and history is not drawn"
FRBUS = {
    "model": LITTLE / "little.xml", "data": LITTLE / "little.txt", "start": "2008Q1", "end": "2009Q4",
    "show": ("rate", "inf"),
}  # fmt: skip

FORMS: dict[str, tuple[Form, ...]] = {
    "run": ((small(), drawn(
        scenario="cuts-arrive", sampling="antithetic", parameter_draws=False, shocks="normal",
        backend="numpy", posterior=Refused(Path("no-such-proposal"), "A614"),
    )),),
    "first": (
        (small(causes=20), drawn(
            scenario="cuts-arrive", breaks=Refused(NOT_THERE, "C005"), causes=30, causes_by="channel",
            backend=Same("numpy", LAST_DIGITS),
        )),
        (small(causes=0), drawn(
            scenario="cuts-arrive", breaks=Refused(NOT_THERE, "C005"), causes=20,
            causes_by=Refused("channel", "A079"), backend=Same("numpy", LAST_DIGITS),
        )),
    ),
    "compare": ((small(scenarios=("cuts-arrive",)), drawn(
        scenarios=("ai-disappoints",), against="ai-disappoints", variables=("rate_10y",), periods=("2027Q2",),
        quarters=Same(20, LONGER), backend=Same("numpy", LAST_DIGITS),
    )),),
    "risks": ((small(quarters=14, names=("debt-scare",)), drawn(
        scenario="cuts-arrive", names=("yen-carry",), files=Refused(NOT_THERE, "C005"), quarters=20,
        backend=Same("numpy", LAST_DIGITS),
    )),),
    "why": (
        ({"variable": "rate_10y", "scenario": "ai-disappoints", "at": "2027Q4", "quarters": 10}, {
            "variable": "ffr", "scenario": "cuts-arrive", "against": "foreign-strike", "at": "2027Q2",
            "since": "2027Q1", "until": Refused("2025Q1", "A209"), "given": "stocks", "by": "channel",
            "draws": 20, "breaks": Refused(NOT_THERE, "A079"), "seed": Same(7, NOT_DRAWN),
            "quarters": Same(12, LONGER),
        }),
        ({"variable": "rate_10y", "scenario": "ai-disappoints", "since": "2027Q1", "draws": 20}, {
            "variable": "ffr", "scenario": "cuts-arrive", "against": Refused("foreign-strike", "A079"),
            "at": "2027Q4", "since": "2027Q2", "until": Refused("2025Q1", "A209"),
            "given": Refused("stocks", "A209"), "by": "channel", "draws": 24,
            "breaks": Refused(NOT_THERE, "A079"), "seed": 7, "quarters": Same(40, LONGER),
        }),
        ({"variable": "rate_10y", "given": "stocks", "at": "2031Q4", "draws": 150}, {
            "variable": "ffr", "scenario": "cuts-arrive", "against": Refused("foreign-strike", "A079"),
            "at": "2031Q3", "since": Refused("2027Q1", "A209"), "until": Refused("2025Q1", "A209"),
            "given": "debt", "by": "channel", "draws": 170, "breaks": Refused(NOT_THERE, "C005"), "seed": 7,
            "quarters": Same(40, LONGER),
        }),
        ({"variable": "rate_10y", "since": "2024Q3", "until": "2025Q1", "draws": 6}, {
            "variable": "ffr", "scenario": Refused("cuts-arrive", "A209"),
            "against": Refused("cuts-arrive", "A209"), "at": Refused("2027Q1", "A209"), "since": "2024Q2",
            "until": "2025Q2", "given": Refused("stocks", "A209"), "by": Refused("channel", "A209"),
            "draws": 8, "breaks": Refused(NOT_THERE, "A209"), "seed": 7, "quarters": Refused(20, "A209"),
        }),
    ),
    "odds": ((small(scenarios=("cuts-arrive",)), drawn(
        scenarios=("ai-disappoints",), at="2027Q2", observed=("infl_core_yoy[2026Q4] = 3.1 ± 0.1",),
        quarters=Same(11, LONGER), backend=Same("numpy", LAST_DIGITS),
    )),),
    "portfolio": ((small(), drawn(
        portfolio={"cash": 50, "treasury_10y": 50}, scenarios=("cuts-arrive",), over=3, level=(90.0,),
        backend=Same("numpy", LAST_DIGITS),
    )),),
    "board": ((small(institutions=("fomc",)), {
        "institutions": ("cbo",), "issues": "all", "draws": 120, "seed": 7, "quarters": 20,
        "backend": Same("numpy", LAST_DIGITS),
    }),),
    "rally": (
        ({}, {
            "first": Refused("2022Q4", "A403"), "last": Refused("2024Q2", "A403"), "draw": Refused(1, "A405"),
            "scenario": Refused("baseline", "A403"), "draws": Refused(100, "A079"),
            "seed": Refused(7, "A079"), "quarters": Refused(9, "A079"),
        }),
        ({"first": "2022Q4", "last": "2024Q2"}, {
            "first": "2023Q1", "last": "2024Q1", "draw": Refused(1, "A405"),
            "scenario": Refused("baseline", "A404"), "draws": Refused(100, "A079"),
            "seed": Refused(7, "A079"), "quarters": Refused(9, "A079"),
        }),
        ({"first": "2026Q4", "last": "2027Q4", "scenario": "baseline", "draws": 50, "quarters": 8}, {
            "first": "2027Q1", "last": "2027Q3", "scenario": "cuts-arrive", "draw": 1, "draws": 60, "seed": 7,
            "quarters": 9,
        }),
    ),
    "breaks": (({"most": 1, "frequency": "quarterly", "first": "2005Q1"}, {
        "a": Refused("vix", "A411"), "b": Refused("vix", "A411"), "frequency": Refused("monthly", "A412"),
        "first": "2010Q1", "last": "2020Q4", "most": 2, "seed": 7,
    }),),
    "regimes": (({}, {"until": "2007Q4"}),),
    "breakeven": (
        ({"target": "debt_ratio[2027Q4] <= 102", "levers": ("ai_productivity",), "draws": 0, "quarters": 8}, {
            "target": "debt_ratio[2027Q4] <= 101", "levers": ("neutral_rate",), "ranges": ((-0.5, 1.0),),
            "shares": Refused((0.9,), "A079"), "by": Refused("2027Q3", "A305"),
            "level": Refused(101.0, "A305"), "scenario": "ai-disappoints", "draws": 30,
            "seed": Same(7, NOT_DRAWN), "quarters": Same(10, LONGER),
        }),
        ({"target": "interest-contained", "draws": 30, "quarters": 12, "by": "2027Q4"}, {
            "target": "inflation-at-target", "levers": ("ai_productivity",), "ranges": ((-0.5, 1.0),),
            "shares": (0.9,), "by": "2028Q1", "level": 19.0, "scenario": "ai-disappoints", "draws": 40,
            "seed": 7, "quarters": Same(13, LONGER),
        }),
    ),
    "branch": (({"draws": 40}, {"event": Refused("nix", "A320"), "draws": 50, "seed": 7}),),
    "discover": (({"condition": "10y > 4.6", "draws": 800, "quarters": 6, "boxes": 1}, {
        "condition": "10y > 4.7", "scenario": "ai-disappoints", "window": "2027Q1..2027Q4", "running": 2,
        "levers": ("ai_productivity",), "boxes": 3, "peel": 0.1, "mass": 0.5, "draws": 900, "seed": 7,
        "quarters": 8,
    }),),
    "loop": (
        ({"draws": 0}, {
            "name": Refused("nix", "A320"), "draws": 20, "seed": Same(7, NOT_DRAWN),
            "quarters": Refused(12, "A079"),
        }),
        ({"draws": 20, "quarters": 8}, {
            "name": Refused("nix", "A320"), "draws": 24, "seed": 7, "quarters": 12,
        }),
    ),
    "sensitivity": tuple(
        ({"output": "rate_10y", "inputs": (*PAIR, "neutral_rate"), "quarters": 6, **form}, {
            "output": "ffr", "inputs": PAIR, "groups": {"both": PAIR}, "at": "2027Q1", "shock_paths": 2,
            "scenario": "ai-disappoints", "seed": 7, "quarters": 8, **own,
        })
        for form, own in (
            ({"size": 16, "trajectories": 4}, {
                "correlations": {PAIR: 0.5}, "method": Refused("morris", "A079"), "size": 32,
                "trajectories": 6, "second_order": True,
            }),
            ({"trajectories": 4, "method": "morris"}, {
                "correlations": Refused({PAIR: 0.5}, "A353"), "method": Refused("sobol", "A079"),
                "size": Refused(32, "A079"), "trajectories": 6, "second_order": Refused(True, "A079"),
            }),
            ({"size": 16, "method": "sobol"}, {
                "correlations": {PAIR: 0.5}, "method": Refused("morris", "A079"), "size": 32,
                "trajectories": Refused(6, "A079"), "second_order": True,
            }),
        )
    ),
    "validate": (({"parts": ("structure",)}, {
        "parts": ("interest",), "only": Refused("blind", "A063"), "open_blind": Refused(True, "A063"),
    }),),
    "claims": (
        ({"only": ("interest-above-trillion",)}, {
            "files": Refused(NOT_THERE, "C005"), "only": Refused(("no-such-claim",), "A504"),
            "text": Refused("Unemployment stayed below 4% in 2023.", "A507"),
            "date": Refused("2024-07-01", "A507"),
        }),
        ({"text": "Unemployment stayed below 4% in 2023.", "date": "2024-07-01"}, {
            "files": Refused(("a.md",), "A507"), "text": "Inflation was 9.1 percent in June 2022.",
            "date": "2023-07-01", "only": Refused(("interest-above-trillion",), "A507"),
        }),
    ),
    "note": (({"draws": 40, "quarters": 12, "claims": None, "scenario": "cuts-arrive"}, drawn(
        scenario="ai-disappoints", date="2026-11-28", claims=Refused(("no-such-claim",), "A504"),
        no_claims=Same(True, "they are left out already"), lab=Refused("lab/", "A513"), responses=True,
        quarters=13, draws=50,
    )),),
    "foresight": (
        ({"scenario": "cuts-arrive", "variables": ("rate_10y",), "variants": ("foresight_yields",),
          "quarters": 8}, {
            "scenario": "ai-disappoints", "variables": ("ffr",), "variants": ("foresight_equities",),
            "quarters": 10,
        }),
    ),
    "invert": (({"scenario": "cuts-arrive", "quarters": 8, "shocks": ("eps_ffr_rule", "eps_rate_10y")}, {
        "scenario": Refused("baseline", "S043"), "shocks": ("eps_ffr_rule",), "quarters": 10,
    }),),
    "stress": (
        ({"target": "rate_10y[2027Q1] > 5.5", "shocks": ("eps_rate_10y",), "like": ("cuts-arrive",),
          "draws": 400}, {
            "target": "rate_10y[2027Q1] > 5.7", "loss": Refused(10.0, "A793"),
            "by": Refused("2026Q4", "A793"),
            "scenario": "ai-disappoints", "shocks": ("eps_rate_10y", "eps_ffr_rule"),
            "like": ("ai-disappoints",), "draws": 500, "seed": 7, "quarters": Same(6, LONGER),
        }),
    ),
    "fit": (({"equations": ("unemployment",)}, {
        "equations": Refused(("no-such",), "A612"), "check": True, "seed": 7,
    }),),
    "backtest": ((restarts(), PLAYED | {
        "step": 2, "latest": Refused(True, "A603"), "real_time": Refused(True, "A603"),
    }),),
    "honesty": ((restarts(), PLAYED | {"step": Refused(2, "A603")}),),
    "record": ((restarts(parts=("rivals",)), PLAYED | {"parts": ("odds",), "step": 2}),),
    "bench": (({}, {
        "scenario": Refused("no-such-scenario", "S005"), "draws": Refused(10, "E005"),
        "frbus": Refused("pyfrbus", "M046"), "peers": Refused(("python",), "M046"),
        "only": Refused("frbus", "M046"),
    }),),
    "news": (({"old": "2026-08", "new": "2026-10", "draws": 200}, {
        "old": Refused("1999-01", "D003"), "new": Refused("1999-01", "D003"), "at": "2027Q2",
        "scenarios": ("cuts-arrive",), "draws": 120,
    }),),
    "frbus": (
        (FRBUS | {"shocks": ("rule_aerr=1@2008Q2",)}, {
            "model": Refused("no-such.xml", "M040"), "data": Refused("no-such.txt", "M043"),
            "start": "2007Q4", "end": "2009Q3", "expectations": "mcap", "values": ("rmin=5",),
            "shocks": ("rule_aerr=2@2008Q2",), "surprises": ("rule_aerr=1@2009Q1",),
            "targets": ("inf:inf_aerr=2.4@2008Q3",), "exogenise": ("rate",), "show": ("inf",),
            "terminal": Refused("growth", "E044"), "draws": Refused(5, "M046"),
            "residuals": Refused("2001Q1..2005Q4", "M046"), "seed": Same(7, NOT_DRAWN),
        }),
        ({"model": LITTLE / "little.xml"}, {
            "model": Refused("no-such.xml", "M040"), "data": Refused(LITTLE / "little.txt", "M046"),
            "start": Refused("2008Q1", "M046"), "end": Refused("2008Q1", "M046"),
            "shocks": Refused(("rule_aerr=1@2008Q2",), "M046"), "draws": Refused(5, "M046"),
            "surprises": Refused(("rule_aerr=1@2008Q2",), "M046"),
            "targets": Refused(("inf:inf_aerr=2.4@2008Q3",), "M046"),
            "expectations": Refused("mcap", "A079"), "values": Refused(("rmin=0",), "A079"),
            "exogenise": Refused(("rate",), "A079"), "show": Refused(("inf",), "A079"),
            "terminal": Refused("growth", "A079"), "residuals": Refused("2001Q1..2005Q4", "A079"),
            "seed": Refused(7, "A079"),
        }),
    ),
}  # fmt: skip


def walked(name: str) -> set[str]:
    """The fields of a question that decide its answer."""
    request = question(name).request
    aside = {n for n, spec in asked(request).items() if spec.idle or n in OF_ALL}
    return {f.name for f in fields(request)} - aside - {f for q, f in ELSEWHERE if q == name}


def test_every_field_has_a_row() -> None:
    """By reflection: a field that is added to any question needs an example in each form of it."""
    assert set(FORMS) == {q.name for q in QUESTIONS}
    for name, forms in FORMS.items():
        for number, (_, moved) in enumerate(forms):
            assert set(moved) == walked(name), (name, number)


def test_what_is_idle_is_known() -> None:
    """A field is not idle by the way: each is an option of every run, or names a file or a view."""
    shared = {n for n, spec in asked(DrawOptions).items() if spec.idle} | {"workers", "folder"}
    own = {
        (q.name, n)
        for q in QUESTIONS
        for n, spec in asked(q.request).items()
        if spec.idle and n not in shared
    }
    assert own == {
        ("run", "keep"), ("run", "paths_to"), ("claims", "drafts"), ("claims", "in_detail"),
        ("stress", "write"), ("fit", "out"),
    }  # fmt: skip


@pytest.mark.parametrize("one", [q for q in QUESTIONS if "vintage" in asked(q.request)], ids=lambda q: q.name)
def test_a_vintage_that_is_not_there_is_refused(one: Any, tmp_path: Path) -> None:
    base = FORMS[one.name][0][0] | ({"file": tmp_path / "note.md"} if one.name == "note" else {})
    with pytest.raises(MoneygoodError, match="1999-01") as caught:
        one.answer(one.request(**base, vintage="1999-01"))
    assert caught.value.code == "D003"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fields")


def found(name: str, given: dict[str, Any], folder: Path) -> Any:
    """What a question answers, or the error that it ends in."""
    one = question(name)
    own = {"note": {"file": folder / "note.md"}}.get(name, {})
    own |= {"folder": folder / "restarts"} if "folder" in asked(one.request) else {}
    own |= {"threads": 1} if "threads" in asked(one.request) else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answer = one.answer(one.request(**own | given))
        except MoneygoodError as fault:
            return fault
    if name == "note":
        return [file.read_text(encoding="utf-8") for file in sorted(folder.glob("note*.md"))]
    return document(answer)


def without(said: Any, name: str, value: Any) -> Any:
    """A document without what only repeats a field's value, and without the time that it took."""
    if isinstance(said, dict):
        kept = {k: v for k, v in said.items() if k != "seconds" and not (k == name and v == value)}
        return {k: without(v, name, value) for k, v in kept.items()}
    return [without(v, name, value) for v in said] if isinstance(said, list) else said


CASES = [pytest.param(name, n, id=f"{name}-{n}") for name, forms in FORMS.items() for n in range(len(forms))]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), CASES)
def test_no_field_is_accepted_without_effect(name: str, number: int, folder: Path) -> None:
    base, moved = FORMS[name][number]
    plain = None if name == "bench" else found(name, base, folder)
    assert not isinstance(plain, MoneygoodError), plain
    usual = {f.name: f.default for f in fields(question(name).request)}
    wrong = []
    for field, value in moved.items():
        same = False
        given = value.value if isinstance(value, Refused | Same) else value
        other = found(name, base | {field: given}, folder)
        if isinstance(value, Refused):
            right = isinstance(other, MoneygoodError) and other.code == value.code
            right = right and other.exit_code == 2 and "\n" not in str(other)
        else:
            said = without(plain, field, base.get(field, usual[field]))
            same = without(other, field, given) == said
            right = not isinstance(other, MoneygoodError) and same == isinstance(value, Same)
        if not right:
            what = other if isinstance(other, MoneygoodError) else "the same answer" if same else "another"
            wrong.append(f"{field}: {what!s:.160}")
    assert wrong == []
