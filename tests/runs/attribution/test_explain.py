"""Attribution on the shipped model: it adds up in every mode and says what the runs say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from made_runs import sealed_again
from moneygood import api
from moneygood.core.errors import MoneygoodError

MODES = [
    ("ai-disappoints", "baseline", {"by": "shock"}),
    ("ai-disappoints", "baseline", {"by": "channel"}),
    ("ai-disappoints", "baseline", {"by": "lag"}),
    ("ai-disappoints", "baseline", {"by": "shock", "draws": 30}),
    ("ai-disappoints", "baseline", {"by": "channel", "draws": 12}),
    ("ai-disappoints", "baseline", {"by": "lag", "draws": 30}),
    ("cuts-arrive", "baseline", {"by": "shock", "draws": 30}),
    ("cuts-arrive", "higher-for-longer", {"by": "shock"}),
    ("cuts-arrive", "higher-for-longer", {"by": "channel"}),
    ("cuts-arrive", "foreign-strike", {"by": "lag"}),
    ("unforced", "baseline", {"by": "shock"}),
    ("unforced", "baseline", {"by": "channel"}),
    ("cuts-arrive", "unforced", {"by": "lag"}),
    ("unforced", "baseline", {"since": "2026Q4", "by": "channel"}),
    ("baseline", "baseline", {"since": "2026Q4", "by": "shock"}),
    ("baseline", "baseline", {"since": "2026Q2", "by": "channel"}),
    ("foreign-strike", "baseline", {"since": "2026Q2", "by": "lag"}),
    ("foreign-strike", "baseline", {"since": "2026Q4", "by": "shock", "draws": 20}),
    ("baseline", "baseline", {"given": "rates.breakout", "by": "shock", "draws": 200}),
    ("baseline", "baseline", {"given": "rates", "by": "channel", "draws": 100, "at": "2030Q4"}),
    ("ai-disappoints", "baseline", {"given": "prices", "by": "lag", "draws": 200}),
]


@pytest.mark.parametrize(("scenario", "against", "options"), MODES, ids=str)
def test_parts_add_up_in_every_mode(scenario: str, against: str, options: dict) -> None:
    answer = api.why("rate_10y", scenario, against, **options)
    assert abs(answer.residual) < 1e-9
    assert answer.total != 0.0
    assert answer.here - answer.there == pytest.approx(answer.total, abs=1e-9)
    document = json.loads(json.dumps(answer.as_json()))
    assert {"total", "parts", "residual"} <= set(document)
    assert all({"kind", "name", "value"} <= set(p) for p in document["parts"])
    assert sum(p["value"] for p in document["parts"]) + document["residual"] == pytest.approx(
        document["total"]
    )


@pytest.mark.parametrize("variable", ["sp500", "debt_ratio", "gdp_real"])
@pytest.mark.parametrize(
    ("scenario", "by"),
    [("higher-for-longer", "shock"), ("deepseek-punished", "channel"), ("unforced", "channel")],
)
def test_the_total_is_the_difference_of_the_two_paths(variable: str, scenario: str, by: str) -> None:
    answer = api.why(variable, scenario, at="2029Q4", by=by)
    workspace = api.load()
    column = workspace.baseline().periods.index(api.load().start + 13)
    here = workspace.solve_plan(api.find_scenario(scenario)).series(variable)[column]
    there = workspace.baseline().series(variable)[column]
    assert answer.total == pytest.approx(here - there, abs=1e-9 * abs(there))
    assert answer.at == "2029Q4"


CUTS = {
    "title": "Cuts in the middle",
    "extends": "foreign-strike",
    "switches": {"wealth_effect": "off"},
    "paths": [
        {"hold": "ffr", "periods": "2026Q4..2027Q4", "change": -0.5, "unit": "pct/yr",
         "absorbed_by": "eps_ffr_rule", "exact": False}
    ],
}  # fmt: skip
"""A path held only in the middle, with levers and a mechanism off."""


@pytest.mark.parametrize("scenario", ["cuts-arrive", CUTS], ids=["exact", "middle"])
@pytest.mark.parametrize("by", ["shock", "lag"])
def test_over_draws_the_total_is_the_paired_difference_of_the_two_runs(scenario: str | dict, by: str) -> None:
    """C-20: two runs are compared draw by draw."""
    answer = api.why("rate_10y", scenario, draws=120, seed=4, at="2028Q4", by=by)
    runs = [api.run(s, draws=120, seed=4, quarters=10) for s in (scenario, "baseline")]
    here, there = (r.paths.series("rate_10y")[9] for r in runs)
    assert str(runs[0].paths.periods[9]) == "2028Q4"
    assert answer.total == pytest.approx(float(np.mean(here - there)), abs=1e-5)
    error = float(np.std(here - there, ddof=1) / np.sqrt(120))
    assert answer.total_error == pytest.approx(error, rel=1e-3)


def test_where_a_break_has_happened_the_total_is_the_gap_of_two_means() -> None:
    answer = api.why("sp500", given="stocks", draws=300, seed=2, at="2029Q4")
    run = api.run("baseline", draws=300, seed=2)
    column = [str(q) for q in run.paths.periods].index("2029Q4")
    happened = (run.first.times["stocks"] > 0) & (run.first.times["stocks"] <= column + 1)
    stocks = run.paths.series("sp500")[column].astype(float)
    assert answer.total == pytest.approx(stocks[happened].mean() - stocks.mean(), rel=1e-5)
    assert sum(p.value for p in answer.parts) == pytest.approx(answer.total, rel=1e-9)
    first, second = sorted(answer.parts, key=lambda p: p.value)[:2]
    assert {first.name, second.name} == {"08_equities", "06_term_structure"}  # their order is within errors
    for part in (first, second):
        assert part.error is not None
        assert part.value < -3 * part.error, part


def test_switching_off_the_only_carrier_leaves_nothing_else() -> None:
    """A foreign strike reaches the ten-year through foreign capital: without it next to nothing is left."""
    parts = {p.name: p.value for p in api.why("rate_10y", {"title": "Strike", "extends": "baseline",
             "levers": {"foreign_share": -0.06}}, by="channel", at="2027Q4").parts}  # fmt: skip
    assert parts["foreign_capital"] > 5 * sum(abs(v) for k, v in parts.items() if k != "foreign_capital")


def test_a_scenario_that_switches_off_a_mechanism_has_it_as_a_part() -> None:
    plan = {"title": "No wealth effect", "extends": "ai-disappoints", "switches": {"wealth_effect": "off"}}
    answer = api.why("gdp_real", plan, "ai-disappoints")
    assert [(p.kind, p.name) for p in answer.parts] == [("switch", "wealth_effect")]
    channels = {p.name: p.value for p in api.why("gdp_real", plan, by="channel").parts}
    assert channels["wealth_effect"] == 0.0


def test_a_variant_is_a_part() -> None:
    plan = {"title": "Peg", "extends": "foreign-strike", "variants": ["taylor1993"]}
    answer = api.why("ffr", plan)
    assert {p.kind for p in answer.parts} == {"lever", "variant"}
    assert abs(answer.residual) < 1e-9


def test_the_same_seed_gives_the_same_parts() -> None:
    """C-17: the same texts and seed give the same figures."""
    one, two = (api.why("sp500", "ai-disappoints", draws=20, seed=5, threads=n) for n in (1, 2))
    assert [p.value for p in one.parts] == [p.value for p in two.parts]


def test_a_stored_run_stands_for_its_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONEYGOOD_RUNS", str(tmp_path))
    run = api.run("foreign-strike", draws=20, quarters=8)
    api.write_run(run, tmp_path / run.id)
    plain = api.why("rate_10y", "foreign-strike")
    for name in (str(tmp_path / run.id), run.id, "last"):
        assert api.why("rate_10y", name).total == pytest.approx(plain.total)
    manifest = tmp_path / run.id / "manifest.json"
    manifest.write_text(manifest.read_text().replace(run.settled.model.hash, "0" * 64))
    with pytest.raises(MoneygoodError, match=r"R011: manifest\.json"):
        api.why("rate_10y", run.id)
    sealed_again(tmp_path / run.id)
    with pytest.raises(MoneygoodError, match=r"A205: the run in .* was made with other equations"):
        api.why("rate_10y", run.id)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("sp500",), {}, "A201: 'Baseline' and 'Baseline' impose the same"),
        (("sp500", "cuts-arrive", "cuts-arrive"), {}, "A201"),
        (("sp500",), {"since": "2026Q4", "by": "lag"}, "A201: 'Baseline' imposes nothing that has a date"),
        (("sp500", "cuts-arrive"), {"by": "shocks"}, "A202: .* by 'shocks'. Did you mean 'shock'"),
        (("sp500", "cuts-arrive"), {"at": "2020Q1"}, "A203: 2020Q1 is not simulated"),
        (("sp500", "cuts-arrive"), {"since": "2029Q1", "at": "2028Q1"}, "A203: 2029Q1 cannot be the earlier"),
        (("sp500",), {"given": "stock"}, "A206: there is no break 'stock'. Did you mean 'stocks'"),
        (("sp500",), {"given": "stocks", "draws": 12, "at": "2026Q4"}, "A207: stocks has happened by 2026Q4"),
        (("sp500", "cuts-arrive"), {"draws": 1}, "A208: 1 draws cannot be used"),
        (("sp500", "cuts-arrive"), {"draws": -5}, "A208"),
        (("sp500",), {"given": "stocks", "since": "2026Q4"}, "A209: --since and --given"),
        (("sp500",), {"given": "stocks", "draws": 0}, "A209: --given needs draws"),
        (("sp50", "cuts-arrive"), {}, "A075: there is no variable 'sp50'"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_one_line(arguments: tuple, options: dict, message: str) -> None:
    """C-26: what a user can mend is one line."""
    with pytest.raises(MoneygoodError, match=message.replace("(", r"\(")):
        api.why(*arguments, **options)


def test_without_a_stored_run_last_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONEYGOOD_RUNS", str(tmp_path))
    with pytest.raises(MoneygoodError, match=r"R003"):
        api.why("sp500", "last")
