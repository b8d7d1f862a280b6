"""Named risks: their texts, their odds against plain counting, their signs against the published figures."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.core.units import Unit
from moneygood.questions.risks.definitions import RiskText, choose, read_losses, read_risk, read_risks
from moneygood.questions.risks.monitor import RiskMonitor
from moneygood.questions.risks.signs import read_sign

NAMED = {
    "rates-up",
    "earnings-slow",
    "ai-backlash",
    "foreign-strike",
    "yen-carry",
    "debt-scare",
    "energy-limit",
}
GOOD = (economics_root() / "risks" / "rates-up.yaml").read_text(encoding="utf-8")


@cache
def risks() -> tuple[RiskText, ...]:
    """The risks that ship."""
    return read_risks(api.load().model, api.load().vintage)


@cache
def answer() -> RiskMonitor:
    """Their odds, counted in few draws."""
    return api.risks("baseline", draws=400, seed=2)


@cache
def units() -> dict[str, Unit]:
    """The unit of every published series."""
    vintage = api.load().vintage
    return {n: Unit.parse(vintage.record(n).unit) for n in vintage.quarterly.names}


def write(folder: Path, text: str, name: str = "own.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_every_named_risk_has_its_text() -> None:
    assert {r.name for r in risks()} >= NAMED
    for risk in risks():
        assert risk.event.note
        assert risk.mechanism
        assert len(risk.signs) >= 2


def test_every_source_of_a_risk_is_in_the_references() -> None:
    for file in (economics_root() / "risks").glob("*.yaml"):
        for source in re.findall(r"source: ([a-z0-9_]+)", file.read_text(encoding="utf-8")):
            assert source == "ours" or source in api.load().model.references, (file.name, source)


def test_odds_are_those_of_counting_draws() -> None:
    run = api.run("baseline", draws=400, seed=2, keep=["foreign_treasury_share"])
    share = run.paths.series("foreign_treasury_share")
    past = api.load().history.series("foreign_treasury_share")[-4:]
    counts = {4: 0, 12: 0}
    for draw in range(400):
        line = [*past, *share[:, draw]]
        begun = [t for t in range(44) if line[t + 4] - line[t] <= -0.03]
        for k in counts:
            counts[k] += any(t < k for t in begun)
    risk = next(r for r in answer().risks if r.text.name == "foreign-strike")
    for k, count in counts.items():
        assert risk.odds[k][0] == pytest.approx(count / 400)
        assert risk.odds[k][1] <= count / 400 <= risk.odds[k][2]


def test_a_loss_is_the_gap_to_paths_that_came_as_far() -> None:
    run = api.run("baseline", draws=400, seed=2, keep=["earnings_leaders", "earnings_rest"])
    past = api.load().history.series
    total = np.concatenate(
        [
            np.repeat((past("earnings_leaders") + past("earnings_rest"))[-4:, None], 400, axis=1),
            run.paths.series("earnings_leaders").astype(float) + run.paths.series("earnings_rest"),
        ]
    )  # fmt: skip
    fallen = total[4:] / total[:-4] <= 0.9
    times = np.where(fallen.any(axis=0), fallen.argmax(axis=0) + 1, 0)
    stocks = np.concatenate(
        [
            np.repeat(api.load().history.series("sp500")[-8:, None], 400, axis=1),
            run.paths.series("sp500").astype(float),
        ]
    )
    change = 100 * (stocks[8:] / stocks[:-8] - 1)
    gaps = []
    for draw, t in enumerate(times):
        if t and t + 4 <= 44:
            alike = [d for d, s in enumerate(times) if s == 0 or s > t]
            gaps.append(change[t + 3, draw] - np.mean([change[t + 3, d] for d in alike]))
    loss = next(r for r in answer().risks if r.text.name == "earnings-slow").losses["stocks"]
    assert loss.cases == len(gaps)
    assert loss.difference == pytest.approx(float(np.mean(gaps)), abs=0.01)


def test_a_sign_reads_the_last_published_figure_and_its_place_in_history() -> None:
    sign = next(s for r in risks() if r.name == "yen-carry" for s in r.signs if s.series.text == "vix")
    reading = read_sign(sign, api.load().vintage)
    figures = api.load().vintage.quarterly.series("vix")
    known = figures[np.isfinite(figures)]
    assert reading.value == known[-1]
    assert reading.percentile == pytest.approx(100 * sum(v <= known[-1] for v in known) / len(known))
    assert reading.on == (known[-1] >= 24.0)
    assert reading.on_share == pytest.approx(sum(v >= 24.0 for v in known) / len(known))
    assert reading.quarter == str(
        api.load().vintage.quarterly.periods[np.flatnonzero(np.isfinite(figures))[-1]]
    )


def test_every_sign_has_a_present_reading() -> None:
    for risk in answer().risks:
        for sign in risk.signs:
            assert sign.value is not None, sign.sign.label
            assert sign.quarter is not None
            assert int(sign.quarter[:4]) >= 2025, sign.sign.label


def test_the_answer_has_all_risks_in_the_order_of_their_odds() -> None:
    odds = [r.odds[12][0] for r in answer().risks]
    assert odds == sorted(odds, reverse=True)
    document = answer().as_json()
    assert {r["name"] for r in document["risks"]} >= NAMED
    assert {"p_within_4q", "p_within_12q", "losses", "signs"} <= set(document["risks"][0])
    assert {x["name"] for x in document["risks"][0]["losses"]} == {"stocks", "rate_10y", "growth", "deficit"}
    assert answer().reading


def test_a_risk_of_ones_own_joins_and_can_be_asked_alone(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD.replace("name: rates-up", "name: rates-way-up").replace("5.0", "6.0"))
    answer = api.risks("baseline", ["rates-way-up", "rates-up"], files=[file], draws=200, seed=2)
    odds = {r.text.name: r.odds[12][0] for r in answer.risks}
    assert set(odds) == {"rates-way-up", "rates-up"}
    assert odds["rates-way-up"] < odds["rates-up"]


def test_an_event_may_use_a_parameter_that_no_draw_changes(tmp_path: Path) -> None:
    fixed = '"rate_10y - b_long_floor", at_least: 5.0, unit: pct/yr'
    own = GOOD.replace("rate_10y, at_least: 5.0, unit: pct/yr", fixed)
    found = read_risk(write(tmp_path, own), api.load().model, units())
    assert found.event.constants == {"b_long_floor": api.load().model.parameters["b_long_floor"].value}
    text = GOOD.replace(
        '"rate_10y - rate_10y[-4]", at_least: 1.0, unit: pct/yr', 'b_ai_ceiling, at_least: 1.0, unit: "1"'
    )
    with pytest.raises(MoneygoodError, match=r"A221 .*own.yaml:\d+: b_ai_ceiling differs from draw to draw"):
        read_risk(write(tmp_path, text), api.load().model, units())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("signs:", "notes:", "A221.*the risk has an unknown field 'notes'. Did you mean 'note'"),
        ("mechanism: >-", "question2: >-", "A221.*unknown field 'question2'"),
        ("without: {shocks: [eps_rate_10y]}", "without: {shocks: [eps_rate_10]}", "A221.*eps_rate_10y"),
        ("without: {shocks: [eps_rate_10y]}", "without: {mechanisms: [hope]}", "unknown field 'mechanisms'"),
        ("series: term_premium_acm,", "series: term_premium_acn,", "M029|M001"),
        (
            "at_least: 0.75, unit: pct/yr, source",
            "unit: pct/yr, source",
            "A221.*a sign has none of at_least, at_most",
        ),
        ("at_least: 0.75,", "at_least: much,", "A221.*at_least of a sign is 'much', not a number"),
        ("source: bea}", "source: bea, when: now}", "A221.*a sign has an unknown field 'when'"),
        ("series: term_premium_acm, at", "at", "A221.*a sign lacks the field 'series'"),
        ("unit: pct, along", "unit: index, along", "M009"),
    ],
)
def test_a_faulty_risk_is_one_line_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    """C-26: code, file and line, what is wrong."""
    assert old in GOOD
    with pytest.raises(MoneygoodError, match=message) as fault:
        read_risk(write(tmp_path, GOOD.replace(old, new, 1)), api.load().model, units())
    assert "own.yaml" in str(fault.value)


def test_a_risk_without_signs_or_mechanism_is_refused(tmp_path: Path) -> None:
    head = GOOD.split("signs:")[0]
    with pytest.raises(MoneygoodError, match=r"A221.*the risk lacks the field 'signs'"):
        read_risk(write(tmp_path, head), api.load().model, units())
    without = re.sub(r"mechanism: >-\n(  .*\n)+", "", GOOD)
    with pytest.raises(MoneygoodError, match=r"A221.*the risk lacks the field 'mechanism'"):
        read_risk(write(tmp_path, without), api.load().model, units())
    with pytest.raises(MoneygoodError, match=r"A221: there is no risk"):
        read_risks(api.load().model, api.load().vintage, folder=tmp_path / "nothing")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "A221: .*losses.yaml does not hold|A221.*losses.yaml does not hold"),
        ("a: {label: A, expression: rate_10y, unit: pct/yr}", "A221.*loss 'a' lacks the field 'after'"),
        (
            "a: {label: A, expression: rate_10y, unit: pct/yr, after: -1}",
            "A221.*after of loss 'a' is -1, not a whole number from 0",
        ),
        ("a: 5", "A221.*loss 'a' is not a mapping of fields"),
    ],
)
def test_a_faulty_loss_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, text, "losses.yaml")
    with pytest.raises(MoneygoodError, match=message):
        read_losses(api.load().model, folder=tmp_path)


def test_odds_beyond_the_run_are_refused() -> None:
    """Eleven quarters cannot say what happens within twelve."""
    with pytest.raises(MoneygoodError) as caught:
        api.risks("baseline", draws=10, quarters=11)
    assert caught.value.code == "A074"


def test_the_side_of_the_threshold_on_which_a_sign_is_on_is_shown() -> None:
    table = next(t for t in answer().tables if t.title.startswith("Early signs"))
    shown = {row[1]: row[4] for row in table.rows}
    for risk in answer().risks:
        for reading in risk.signs:
            side = str(shown[reading.sign.label])[0]
            assert side == ("≥" if reading.sign.above else "≤")
            if reading.on is not None and reading.value is not None:
                beyond = (
                    reading.value >= reading.sign.bound
                    if side == "≥"
                    else reading.value <= reading.sign.bound
                )
                assert reading.on == beyond


def test_an_unknown_risk_is_named_with_the_nearest() -> None:
    with pytest.raises(
        MoneygoodError, match=r"A222: there is no risk 'debt-scar'. Did you mean 'debt-scare'"
    ):
        choose(risks(), ["debt-scar"])


def test_two_risks_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, GOOD, "b.yaml")
    with pytest.raises(MoneygoodError, match=r"A052"):
        read_risks(api.load().model, api.load().vintage, folder=tmp_path)


def test_what_a_risk_does_is_told_apart_from_what_comes_with_it_and_from_its_trigger() -> None:
    for risk in answer().risks:
        document = risk.as_json(answer().losses, answer().horizons)
        if risk.effects is None:
            assert document["caused"] is None
            continue
        told = {c["name"]: c for c in document["caused"]["changes"]}
        for loss in answer().losses:
            assert told[loss.name]["is_trigger"] == (risk.caused(loss.name) is None)
        assert document["caused"]["cases"] >= 2
    rates = next(r for r in answer().risks if r.text.name == "rates-up")
    assert rates.caused("rate_10y") is None  # the rise is what triggers it
    assert rates.effects is not None
    assert rates.effects.move.value > 0.0
    strike = next(r for r in answer().risks if r.text.name == "foreign-strike")
    if strike.effects is not None:
        assert strike.effects.gone > 0.9  # silent foreigners do not strike


def test_a_risk_that_the_scenario_imposes_is_not_called_likely() -> None:
    found = api.risks("foreign-strike", draws=120, quarters=16)
    mine = next(r for r in found.risks if r.text.name == "foreign-strike")
    assert mine.imposed
    assert mine not in found.free
    assert found.lead.startswith("Likeliest within 3 years: ")
    assert "foreign strike" not in found.lead.split(".")[0].lower()
    assert "imposes foreign strike" in found.lead
