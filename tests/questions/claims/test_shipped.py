"""The claims that ship: all there, with their dates, verdicts worked out again from the bundled tables."""

from __future__ import annotations

import csv
import re

import pytest
from ruamel.yaml import YAML

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.data.calendar import read_calendar, read_quoted
from moneygood.data.vintage import load_vintage
from moneygood.questions.claims.past_figures import WAYS
from moneygood.questions.claims.text import read_claim_files

WANTED = {
    "2024-07-01": [
        "870bn in 2024", "exceeds defence", "above a trillion", "against basic economic theory",
        "few technology stocks", "Index funds amplify", "make the cuts harder",
        "slowing as excess savings fade", "Industrial policy has lifted", "runoff of its bonds",
        "Gross interest on the federal debt", "more than doubled its revenue",
    ],
    "2023-05-19": [
        "up more than 10%", "kept interest rates low", "buying bonds", "grown at a healthy pace",
        "may still rise", "Cheap borrowing lifts", "cannot rise while the Fed", "inverted yield curve",
    ],
    "2025-02-28": [
        "adds 0.75 to 1.5%", "efficiency raise the use", "far faster than their free cash flow",
        "does not respond to interest rates", "0 or 8% makes no difference", "cut by 100 basis points",
        "parted in 2024Q4", "wealth effect", "long yields fall materially",
        "flowing into Treasuries", "larger part of the federal debt", "foreigners stop buying",
        "yen-financed positions", "Japanese interest rates", "more than a fifth of federal revenue",
        "construction of data centres", "out of work", "political backlash", "inflation for years",
        "as much as half", "fall harder than the buyers", "half of the hyperscalers' operating cash flow",
    ],
}  # fmt: skip
VERDICTS = {"supported", "contradicted", "mixed", "not_testable"}


@pytest.fixture(scope="module")
def judged() -> dict[str, dict]:
    return {c["id"]: c for c in api.claims().as_json()}


def table(name: str) -> dict[str, dict[str, float]]:
    """A table of the vintage read with nothing but csv: series, then period."""
    out: dict[str, dict[str, float]] = {}
    path = economics_root() / "vintages" / "2026-11" / f"{name}.csv"
    for row in csv.DictReader(path.read_text().splitlines()):
        if row["value"]:
            key = f"{row['vintage']} {row['series']}" if "vintage" in row else row["series"]
            out.setdefault(key, {})[row.get("period") or row.get("fiscal_year") or ""] = float(row["value"])
    return out


@pytest.mark.parametrize(("date", "words"), [(d, w) for d, ws in WANTED.items() for w in ws])
def test_every_claim_of_the_list_ships_with_its_date(judged, date, words):
    assert [c["date"] for c in judged.values() if words in c["statement"]] == [date]


def test_every_claim_has_a_verdict_figures_and_a_written_check(judged):
    cited = set(re.findall(r"^@\w+\{(\w+),", (economics_root() / "references.bib").read_text(), re.M))
    for claim in judged.values():
        assert {claim["verdict_as_of"], claim["verdict_since"]} <= VERDICTS
        assert claim["evidence"], claim["id"]
        assert len(claim["check"]) > 100, claim["id"]
        assert claim["source"] in cited
        for figure in claim["evidence"]:
            assert {"series", "value", "unit", "vintage"} <= set(figure)
    assert len({c["verdict_since"] for c in judged.values()}) >= 3
    assert {q.source for q in read_quoted().values()} <= cited


def test_interest_verdicts_follow_from_the_budget_tables(judged):
    budget, fiscal = table("cbo_budget"), table("fiscal")
    assert abs(budget["2024-02 interest_net"]["2024"] / 870 - 1) < 0.02
    assert 0.02 < budget["2024-06 interest_net"]["2024"] / 870 - 1 < 0.05
    assert abs(fiscal["interest_net"]["2024"] / 870 - 1) < 0.02
    assert judged["net-interest-870bn"]["verdict_as_of"] == "mixed"
    assert judged["net-interest-870bn"]["verdict_since"] == "supported"
    assert budget["2024-06 interest_net"]["2025"] > 1000 > fiscal["interest_net"]["2025"]
    assert judged["interest-above-trillion"]["verdict_as_of"] == "supported"
    assert judged["interest-above-trillion"]["verdict_since"] == "contradicted"
    interest, defence = fiscal["interest_net"], fiscal["out_defence"]
    assert all(interest[str(y)] < defence[str(y)] for y in range(1998, 2024))
    assert interest["2024"] > defence["2024"]
    assert judged["interest-above-defence"]["verdict_since"] == "supported"


def test_verdicts_of_may_2023_follow_from_monthly_and_quarterly_tables(judged):
    monthly, quarterly = table("monthly"), table("quarterly")
    assert 4198.05 / 3839.5 < 1.095
    assert judged["sp500-up-ten"]["verdict_as_of"] == "contradicted"
    funds = monthly["funds_rate"]
    mean = sum(v for p, v in funds.items() if "2003-05" <= p <= "2023-04") / 240
    assert funds["2023-04"] > mean + 3
    assert judged["fed-low-rates"]["verdict_as_of"] == "contradicted"
    assert monthly["fed_treasuries"]["2023-04"] < monthly["fed_treasuries"]["2023-01"]
    assert judged["fed-buying-bonds"]["verdict_as_of"] == "contradicted"
    assert quarterly["sp500_earnings"]["2022Q4"] < quarterly["sp500_earnings"]["2021Q4"]
    assert judged["earnings-healthy"]["verdict_as_of"] == "contradicted"
    assert max(v for p, v in funds.items() if "2023-05" < p < "2025-06") > funds["2023-05"] + 0.25
    assert judged["rates-may-rise"]["verdict_since"] == "supported"


def test_verdicts_of_2025_follow_from_the_leaders_accounts_and_yields(judged):
    q, monthly = table("quarterly"), table("monthly")
    free = {p: v - q["leaders_capex_4q"][p] for p, v in q["leaders_operating_cash_flow_4q"].items()}
    income = q["leaders_operating_income_4q"]
    assert income["2024Q4"] / income["2023Q4"] - free["2024Q4"] / free["2023Q4"] > 0.1
    assert judged["earnings-outrun-cash"]["verdict_as_of"] == "supported"
    ten, funds = monthly["treasury_10y"], monthly["funds_rate"]
    assert ten["2025-01"] - ten["2024-08"] > 0.25
    assert funds["2025-01"] - funds["2024-08"] == pytest.approx(-1, abs=0.1)
    assert judged["yields-despite-cuts"]["verdict_as_of"] == "supported"
    gdp = sum(q["gdp_nominal"][f"2024Q{i}"] for i in (1, 2, 3, 4)) / 4
    added = q["leaders_capex_4q"]["2025Q4"] - q["leaders_capex_4q"]["2024Q4"]
    assert 0.005 < added / gdp < 0.0075
    assert judged["ai-adds-to-gdp"]["verdict_since"] == "mixed"
    pce = q["pce_real"]
    assert pce["2025Q1"] / pce["2024Q1"] > pce["2024Q1"] / pce["2023Q1"]
    assert judged["spending-slows-savings-fade"]["verdict_since"] == "contradicted"


def test_the_publication_calendar_names_series_that_exist():
    vintage, calendar = load_vintage("2026-11"), read_calendar()
    for table_name, series in calendar.days:
        assert series in vintage.records[table_name], (table_name, series)
    every = {n for records in vintage.records.values() for n in records}
    assert calendar.retrospective | set(calendar.released) <= every


def test_every_series_that_is_estimated_over_its_whole_past_is_marked():
    """Term premia, potential output and trend estimates say nothing about what was known on a day."""
    marked = read_calendar().retrospective
    for name in load_vintage("2026-11").records["quarterly"]:
        if re.search(r"term_premium|potential|nairu|output_gap|tfp", name):
            assert name in marked, name


def test_no_claim_names_a_figure_without_a_label_or_a_chart_without_a_series():
    for claim in read_claim_files():
        assert all(f.label for f in claim.figures.values())
        assert claim.meaning, claim.id


def test_every_recalled_figure_is_marked_and_every_test_that_it_enters(judged):
    """Against the text itself: what the quoted file calls recalled, read here with a plain YAML reader."""
    quoted = YAML(typ="safe").load((economics_root() / "claims/calendar/quoted.yaml").read_text())
    recalled = {f"quoted: {q['label']}" for q in quoted.values() if q.get("note") == "recalled"}
    shown = [e for c in judged.values() for e in c["evidence"]]
    assert {e["series"] for e in shown if e["recalled"]} == recalled
    assert not any(e["recalled"] for e in shown if e["series"] not in recalled)


def test_a_claim_says_when_its_verdict_hangs_on_recalled_figures(judged):
    """Worked by hand: less the recalled returns of 2024, the rally is left with the leaders' earnings, which
    grew five times as fast as the index's, and with the ten largest since: no verdict hangs on them."""
    assert judged["rally-few-stocks"]["hangs_on_recalled"] == {"as_of": False, "since": False}
    assert judged["sp500-up-ten"]["hangs_on_recalled"] == {"as_of": False, "since": False}
    assert judged["rates-may-rise"]["hangs_on_recalled"] == {"as_of": False, "since": False}
    reading = api.claims().reading
    assert "recalled" in reading
    assert "for rally-few-stocks; no verdict hangs on them" in reading
    assert "recalled" not in api.claims(only=("fed-buying-bonds",)).reading


def test_the_claim_on_wealth_and_deficits_reads_parts_of_the_past(judged):
    """Its figures are those of `why --until`, by driver and by channel, and decide the verdict."""
    claim = judged["wealth-not-deficits"]
    found = {e["label"].split(",")[1].strip(): e["value"] for e in claim["evidence"] if e["kind"] == "model"}
    window = {"since": "2022Q4", "until": "2026Q1"}
    assert WAYS == {"driver": "shock", "channel": "channel"}
    drivers = {d.name: d.value for d in api.why("rate_10y", draws=0, **window).drivers}
    channels = {p.name: p.value for p in api.why("rate_10y", by="channel", **window).parts}
    assert found["part of share prices and AI"] == drivers["wealth_ai"]
    assert found["part of deficits and the supply of debt"] == drivers["deficits"]
    assert found["through the wealth effect"] == channels["wealth_effect"]
    assert found["through the premium for debt"] == channels["debt_premium"]
    wanted = "contradicted" if drivers["wealth_ai"] <= drivers["deficits"] else "supported"
    assert claim["verdict_since"] == wanted
    assert claim["verdict_as_of"] == "supported"


@pytest.mark.parametrize(("figure", "said"), [
    ("{label: P, past: rate_10y, at: 2024Q3..2025Q1}", "a driver or a channel"),
    ("{label: P, past: rate_10y, at: 2024Q3..2025Q1, driver: a, channel: hope}", "a driver or a channel"),
    ("{label: P, past: rate_10y, at: 2024Q3..2025Q1, driver: welth_ai}", "wealth_ai"),
    ("{label: P, past: rate_10y, at: soon, driver: wealth_ai}", "not a window"),
])  # fmt: skip
def test_a_part_of_the_past_that_cannot_be_is_refused(tmp_path, figure, said):
    file = tmp_path / "past.yaml"
    file.write_text(
        "topic: T\nclaims:\n  - id: c\n    statement: S.\n    date: 2025-02-28\n    by: b\n    source: ours\n"
        f"    figures:\n      p: {figure}\n    since:\n      - {{test: T, holds: p > 0}}\n"
    )
    with pytest.raises(MoneygoodError, match=said) as fault:
        api.claims(str(file))
    assert fault.value.exit_code == 2
