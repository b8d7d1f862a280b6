"""scenario new, check, diff, levers, show and table as a person or a program meets them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from moneygood.api.scenario_texts import ask_scenario, draft_scenario, lever_rows
from moneygood.scenarios.differences import assumption_gaps
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.library import find_plan, list_scenarios
from moneygood.scenarios.read import read_plan_file
from moneygood.surfaces.cli.main import call
from moneygood.surfaces.cli.scenarios import COMMANDS


def hear(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = call(["scenario", *words])
    heard = capsys.readouterr()
    return code, heard.out, heard.err


@pytest.fixture
def family(tmp_path: Path) -> Path:
    (tmp_path / "parent.yaml").write_text(
        "title: Parent\nlevers: {term_premium: 0.2, neutral_rate: 0.1}\nswitches: {yen_carry: off}\n"
        "shocks: [{shock: eps_eff, periods: 2027Q1, sd: 1}]\n"
    )
    (tmp_path / "child.yaml").write_text(
        "title: Child\nextends: parent.yaml\nlevers: {term_premium: 0.4}\n"
        "paths: [{hold: DGS10, periods: 2027Q1, change: 0.5, unit: pct/yr}]\n"
    )
    return tmp_path


def test_show_names_the_parent_of_what_is_inherited(capsys: pytest.CaptureFixture[str], family: Path) -> None:
    code, out, _ = hear(capsys, "show", str(family / "child.yaml"), "--json")
    shown = json.loads(out)
    assert code == 0
    assert {m["lever"]: m.get("from") for m in shown["levers"]} == {
        "term_premium": None,
        "neutral_rate": "parent",
    }
    assert shown["shocks"][0]["from"] == "parent"
    assert "from" not in shown["paths"][0]
    assert shown["inherited"] == {"yen_carry": "parent"}
    _, out, _ = hear(capsys, "show", str(family / "child.yaml"))
    words = " ".join(out.split())
    assert re.search(r"Neutral real .*0\.1% a year", words)
    assert words.count("parent") >= 2


def test_a_diff_says_every_assumption_once_and_nothing_that_both_say(family: Path) -> None:
    one, two = (find_plan(str(family / f"{n}.yaml")) for n in ("parent", "child"))
    gaps = assumption_gaps(one, two, read_levers())
    assert [(g.kind, g.name, g.a, g.b) for g in gaps] == [
        ("lever", "term_premium", "0.2 pct/yr", "0.4 pct/yr"),
        ("path", "DGS10", "", "held at baseline plus 0.5 pct/yr in 2027Q1"),
    ]
    assert assumption_gaps(two, two, read_levers()) == ()


def test_diff_prints_assumptions_and_results(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = hear(
        capsys, "diff", "cuts-arrive", "baseline", "--draws", "40", "--quarters", "4", "--json"
    )
    found = json.loads(out)
    assert code == 0
    assert found["assumptions"][0]["name"] == "ffr"
    rates = [r for r in found["results"] if r["variable"] == "ffr" and r["period"] == "2026Q4"]
    assert rates[0]["difference"] == pytest.approx(0.25, abs=0.05)  # the cut is taken back
    code, out, _ = hear(capsys, "diff", "baseline", "baseline", "--assumptions")
    assert (code, out) == (0, "baseline and baseline assume the same.\n")


def test_check_tells_every_verdict_and_every_fault(capsys: pytest.CaptureFixture[str], family: Path) -> None:
    (family / "bad.yaml").write_text("title: Bad\nlevers: {nothing: 1}\n")
    names = [str(family / f"{n}.yaml") for n in ("bad", "child")]
    code, out, err = hear(capsys, "check", *names, "--quarters", "6")
    assert code == 2
    assert out.splitlines()[0] == "child: holds (Child)"
    assert out.splitlines()[1].startswith("1 of 2 hold")
    assert err.splitlines() == [f"S011 {names[0]}:2: there is no lever 'nothing'."]
    code, out, _ = hear(capsys, "check", *names, "--quarters", "6", "--json")
    assert code == 2
    assert [v["ok"] for v in json.loads(out)["scenarios"]] == [False, True]


def test_new_writes_what_was_asked_and_never_over_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "own.yaml"
    code, out, _ = hear(
        capsys, "new", str(file), "--title", "Dear money", "--lever", "oil_price=0.5@2027Q1..2027Q4",
        "--hold", "DGS10+=0.25@2027Q1", "--shock", "eps_eff=-2sd@FY2028",
    )  # fmt: skip
    assert code == 0, out
    plan = read_plan_file(file)
    assert (plan.title, plan.levers[0].value, len(plan.levers[0].periods or ())) == ("Dear money", 0.5, 4)
    assert (plan.paths[0].variable, plan.paths[0].measure, plan.paths[0].values) == (
        "DGS10",
        "change",
        (0.25,),
    )
    assert (plan.shocks[0].in_sd, plan.shocks[0].sizes) == (True, (-2.0,) * 4)
    before = file.read_text()
    code, _, err = hear(capsys, "new", str(file), "--title", "Other")
    assert code == 2
    assert "is there already" in err
    assert file.read_text() == before


def test_new_copies_a_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = hear(capsys, "new", "--like", "cuts-arrive")
    assert (code, out) == (0, find_plan("cuts-arrive").text)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["new"], "S048: a scenario needs a title"),
        (["new", "--title", "x", "--lever", "term_premium"], "S047: --lever 'term_premium' cannot be read"),
        (["new", "--title", "x", "--lever", "term_premum=1"], "S011: there is no lever 'term_premum'. Did"),
        (["new", "--title", "x", "--lever", "term_premium=9"], "S009"),
        (["new", "--title", "x", "--hold", "gap=0@2027"], "S017: gap has no shock of its own"),
        (["new", "--title", "x", "--hold", "rate_10y=4@soon"], "C001: 'soon' is not a quarter"),
        (["new", "--title", "x", "--shock", "eps_nothing=1@2027Q1"], "S013: there is no shock"),
        (["new", "--title", "x", "--extends", "nothing"], "S005"),
        (["new", "--like", "baseline", "--title", "x"], "S048: --like copies a scenario as it is"),
        (["levers", "nothing"], "S011: there is no lever 'nothing'"),
        (["table", "nothing"], "S005: there is no scenario 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    capsys: pytest.CaptureFixture[str], words: list[str], fault: str
) -> None:
    code, out, err = hear(capsys, *words)
    assert (code, out) == (2, "")
    assert fault in err
    assert len(err.splitlines()) == 1


def test_a_question_at_a_time_asks_again_for_what_it_cannot_use() -> None:
    answers: Iterator[str] = iter(
        ["", "Own", "What if?", "nosuch.yaml", "baseline", "lever", "oil_prize", "lever", "oil_price", "0.5",
         "2027Q1", "path", "DGS10", "=", "5", "2027Q1..2027Q2", "eps_rate_10y", "shock", "eps_eff", "2sd",
         "2027Q1", "nonsense", "done", "Because."]
    )  # fmt: skip
    said: list[str] = []
    text = ask_scenario(lambda question, default: next(answers), said.append)
    assert next(answers, None) is None
    assert text == draft_scenario(
        "Own", question="What if?", narrative="Because.", levers=["oil_price=0.5@2027Q1"],
        holds=["DGS10=5@2027Q1..2027Q2,eps_rate_10y"], shocks=["eps_eff=2sd@2027Q1"],
    )  # fmt: skip
    assert any("did you mean 'oil_price'" in line for line in said)
    assert any("nosuch.yaml does not exist" in line for line in said)
    assert any("none of lever, path, shock and done" in line for line in said)
    assert any("ordinary is" in line for line in said)


def test_levers_have_sizes_where_the_model_draws_something_like_them() -> None:
    rows = {r["lever"]: r for r in lever_rows()}
    assert set(rows) == set(read_levers())
    assert rows["term_premium"]["ordinary"] < rows["term_premium"]["stress"]
    assert rows["deficit_lasting"]["stress"] is None  # law is never drawn as a surprise
    assert rows["ai_productivity"]["by"] is None


def test_every_command_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        code, out, _ = hear(capsys, name, "--help")
        assert code == 0
        assert "Example: moneygood scenario" in " ".join(out.split())


@pytest.mark.parametrize(("verb", "begins"), [
    (["scenario", "list"], r"\d+ scenarios, \d+ of them stresses\. "),
    (["scenario", "levers"], r"\d+ levers\. Ordinary: "),
    (["scenario", "levers", "tariff"], r"Tariff on all imports"),
    (["model", "show"], r"\d+ equations \(\d+ behavioural\) in \d+ sectors: "),
    (["model", "show", "DGS10"], r"10-year yield: a variable \(rate_10y\)"),
    (["model", "show", "b_cons_ec"], r"b_cons_ec: a parameter of [\d.]+, \w+ \("),
    (["model", "show", "eps_oil"], r"eps_oil: a shock to oil\."),
])  # fmt: skip
def test_what_lists_and_shows_begins_with_a_sentence(
    capsys: pytest.CaptureFixture[str], verb: list[str], begins: str
) -> None:
    """The answer is in the first line, the table or the record below it."""
    assert call(verb) == 0
    assert re.match(begins, capsys.readouterr().out)


def test_the_library_is_one_line_a_scenario_and_counts_what_it_lists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """At 80 columns no table is continued, and the sentence counts the rows."""
    assert call(["scenario", "list"]) == 0
    out = capsys.readouterr().out
    names = list_scenarios()
    assert out.startswith(f"{len(names)} scenarios, ")
    assert "continued" not in out
    rows = [line.split()[0] for line in out.splitlines() if line.startswith(" ") and line.split()]
    assert [r for r in rows if r in names] == list(names)
