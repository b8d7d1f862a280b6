"""A newer baseline of CBO: read from its data repository, checked, and a block of the news."""

import csv
import datetime
import io
import json
import time
from functools import cache

import pytest

from fixture_sources import FixtureSources, Reply, fixture_sources
from moneygood.baseline.news.changes import PROJECTIONS, NewsText, difference
from moneygood.baseline.news.effects import find_news
from moneygood.core.errors import MoneygoodError
from moneygood.data.as_of import dated
from moneygood.data.baselines import NAME
from moneygood.data.catalogue import read_catalogue
from moneygood.data.live import BaselineTable, LiveSeries, read_live_baseline
from moneygood.data.providers.client import Client
from moneygood.data.refresh import Refreshed, refresh
from moneygood.data.vintage import list_vintages, load_vintage
from moneygood.model.build import load_model

NOW = datetime.datetime(2026, 12, 1, 18, 0, tzinfo=datetime.UTC)
RAW = "raw.githubusercontent.com/US-CBO/cbo-data/main/data"
LISTS = "api.github.com/repos/US-CBO/cbo-data/contents/data"
WRITTEN = {"cbo_economy": "{0:.4}q{0[5]}", "cbo_budget": "FY{}", "cbo_annual": "{}"}
OFFSET = 300.0
"""What the second variable of a line takes off, and the first has more."""


BASE = load_vintage()


@cache
def line_of(table: str, line: str) -> dict[str, float]:
    """A line of the last bundled baseline that has it."""
    base = BASE
    month = [m for m in base.cbo_vintages() if line in base.cbo_series(table, m)][-1]
    if table == "cbo_economy":
        panel = base.cbo_economy(month)
        return {str(q): float(v) for q, v in zip(panel.periods, panel.series(line), strict=True)}
    read = base.cbo_budget if table == "cbo_budget" else base.cbo_annual
    return {str(y): v for y, v in read(month, line).items()}


def document(file: BaselineTable, scale: float = 1.0, leave: str = "", **moved: float) -> str:
    """A file as CBO writes it, one figure a row: the bundled baseline's figures, some lines `scale` times."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(("date", "variable", "value"))
    for line, variables in file.lines.items():
        for k, variable in enumerate(variables):
            if variable == leave:
                continue
            for period, value in line_of(file.table, line).items():
                own = value * scale + moved.get(line, 0.0) + (OFFSET if len(variables) > 1 else 0.0)
                out.writerow((WRITTEN[file.table].format(period), variable, f"{-OFFSET if k else own:.6f}"))
    return text.getvalue()


class Office:
    """CBO's repository on this machine."""

    def __init__(self, server: FixtureSources) -> None:
        self.server, self.files = server, read_live_baseline()
        self.listed: dict[str, dict[str, None]] = {}

    def publish(self, month: str, **words) -> None:
        for file in self.files:
            self.give(file, month, document(file, **(words if file.table == "cbo_budget" else {})))

    def give(self, file: BaselineTable, month: str, reply: str | Reply) -> None:
        folder, _, kind = file.file.rpartition("/")
        self.listed.setdefault(folder, {"schema.json": None, "README.md": None}).update(
            {f"{kind}_2026-02.csv": None, f"{kind}_{month}.csv": None}
        )
        names = [{"name": n, "type": "file"} for n in self.listed[folder]]
        self.server.give(f"{LISTS}/{folder}", json.dumps(names))
        self.server.give(f"{RAW}/{file.file}_{month}.csv", reply)

    def refresh(self, now: datetime.datetime = NOW, **words) -> Refreshed:
        client = Client(
            mirror=self.server.address, read=0.5, tries=1, clock=lambda: now, sleep=lambda s: None,
            wait=time.monotonic, chance=lambda: 0.5,
        )  # fmt: skip
        return refresh(client=client, live={}, baseline=self.files, **words)


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / "cache"))
    with fixture_sources() as server:
        yield Office(server)


def test_a_newer_baseline_stands_beside_the_earlier_ones_and_is_a_block_of_the_news(office) -> None:
    base = BASE
    office.publish("2026-09", debt_public=500.0, outlays=100.0, out_nondefence=100.0, balance=-100.0)
    found = office.refresh()
    (row,) = found.series
    assert (row.series, row.provider, row.standing, row.last) == (NAME, "cbo", "new", "2026-09")
    new = load_vintage(found.vintage)
    assert new.cbo_vintages() == (*base.cbo_vintages(), "2026-09")
    debt, was = new.cbo_budget("2026-09", "debt_public"), base.cbo_budget("2026-02", "debt_public")
    assert debt[2030] == pytest.approx(was[2030] + 500.0)
    assert min(debt) == 2026, "the year that was over stays with the actual figures"
    assert new.cbo_budget("2026-09", "out_medicare")[2030] == pytest.approx(1356.139), "net of offsets"
    assert new.cbo_budget("2026-09", "balance_primary")[2030] == pytest.approx(-2293.929 + 1431.836)
    economy = new.cbo_economy("2026-09")
    assert economy.at("rate_10y", "2030Q1") == pytest.approx(
        base.cbo_economy("2026-02").at("rate_10y", "2030Q1")
    )
    for month in base.cbo_vintages():
        for line in base.cbo_budget_series(month):
            assert new.cbo_budget(month, line) == base.cbo_budget(month, line)
    told = json.loads((new.folder / "manifest.json").read_text())
    assert len(told["snapshots"][f"{NAME}/2026-09"]) >= len(office.files)
    diff = difference(base, new, NewsText((), frozenset()))
    assert set(diff.tables.values()) == {PROJECTIONS}
    assert set(diff.tables) == {"cbo_annual.csv", "cbo_budget.csv", "cbo_economy.csv"}
    assert (diff.block < 0).all(), "nothing else is news"
    news = find_news(load_model(), base, new)
    assert set(news.blocks) == {PROJECTIONS}
    assert news.unexplained <= 1e-9
    assert news.blocks[PROJECTIONS][news.shown.index("debt_ratio")] > 0, "more is spent than was taxed"
    assert office.refresh().vintage == "", "what is there already is not read again"


def test_a_baseline_is_not_seen_before_its_month_is_over(office) -> None:
    """C-15."""
    office.publish("2026-09")
    new = load_vintage(office.refresh().vintage)
    assert dated(new, datetime.date(2026, 9, 29)).cbo_vintages()[-1] == "2026-02"
    assert dated(new, datetime.date(2026, 9, 30)).cbo_vintages()[-1] == "2026-09"


def test_a_file_of_a_month_that_has_not_come_is_not_looked_at(office) -> None:
    office.publish("2027-02")
    office.server.give(f"{RAW}/{office.files[0].file}_2026-02.csv", document(office.files[0]))
    for file in office.files[1:]:
        office.server.give(f"{RAW}/{file.file}_2026-02.csv", document(file))
    (row,) = office.refresh().series
    assert (row.standing, row.last) == ("same", "2026-02")


FAILURES = {
    "busy": Reply(b"no", 429),
    "broken": Reply(b"no", 500),
    "page": "<!DOCTYPE html><html><title>Down</title></html>",
    "empty": " \n",
    "cut": Reply(b"date,variable,value\nFY2026,proj_rev_total,5600\n", cut=20),
    "renamed column": "date,variable,amount\nFY2026,proj_rev_total,5600\n",
    "renamed variable": "date,variable,value\nFY2026,proj_revenue_total,5600\n",
    "no number": "date,variable,value\nFY2026,proj_rev_total,many\n",
    "no year": "date,variable,value\nsoon,proj_rev_total,5600\n",
    "twice": "date,variable,value\nFY2026,proj_rev_total,5600\nFY2026,proj_rev_total,5601\n",
    "away": Reply(b"not found", 404),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_baseline_of_which_one_file_fails_is_not_taken(office, kind) -> None:
    """C-28: whole or not at all, although all its other files came."""
    office.publish("2026-09")
    budget = next(f for f in office.files if "ten_year" in f.file)
    office.give(budget, "2026-09", FAILURES[kind])
    with pytest.raises(MoneygoodError) as caught:
        office.refresh()
    assert caught.value.code == "D020"
    assert "cbo" in str(caught.value)
    assert list_vintages() == list_vintages()[:3], "nothing was written"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("sum", {"balance": 5.0}), ("sum", {"interest_net": -40.0}), ("unit", {"scale": 1000.0})],
)
def test_what_is_planted_in_a_baseline_is_named(office, kind, words) -> None:
    office.publish("2026-09", **words)
    found = office.refresh()
    assert (found.series[0].standing, found.series[0].kind, found.vintage) == ("doubted", kind, "")
    taken = office.refresh(accept=[NAME])
    assert load_vintage(taken.vintage).cbo_vintages()[-1] == "2026-09", "after a person has looked"


def test_lists_that_are_none_and_names_that_are_not_live(office) -> None:
    office.publish("2026-09")
    folder = office.files[0].file.rpartition("/")[0]
    for listed in ("{}", "[]", '[{"title": "x"}]', '[{"name": "quarterly_2026-13.csv"}]', "[{"):
        office.server.give(f"{LISTS}/{folder}", listed)
        with pytest.raises(MoneygoodError) as caught:
            office.refresh()
        assert caught.value.code == "D020"
    with pytest.raises(MoneygoodError, match="is not a live series"):
        office.refresh(only=["cbo_baselin"])
    empty: dict[str, dict[str, LiveSeries]] = {"quarterly": {}}
    with pytest.raises(MoneygoodError, match="is not a live series"):
        refresh(live=empty, only=[NAME])


def test_the_shipped_lines_are_those_of_the_catalogue_in_its_tables() -> None:
    catalogue = read_catalogue()
    known = {
        "cbo_economy": catalogue.cbo_economy,
        "cbo_budget": catalogue.cbo_budget,
        "cbo_annual": catalogue.cbo_annual,
    }
    for file in read_live_baseline():
        assert set(file.lines) <= set(known[file.table])
    given = {line for f in read_live_baseline() if f.table == "cbo_economy" for line in f.lines}
    assert given == set(catalogue.cbo_economy)
