"""From fetched snapshots to a vintage beside the old one, and what is caught on the way."""

import datetime
import hashlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from fixture_sources import FixtureSources, Reply, fixture_sources
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import PROJECTED
from moneygood.core.units import Unit
from moneygood.data import refresh as under_test
from moneygood.data.believed import FAULTS, doubts, projection_doubts
from moneygood.data.builder_live import NewSeries, build_on, figures_by_key
from moneygood.data.catalogue import read_catalogue
from moneygood.data.live import PROJECTION, LiveSeries, figures_of, last_day, period_of, read_live
from moneygood.data.providers.client import Client
from moneygood.data.providers.contract import Ask, Observation, Snapshot, WebRequest
from moneygood.data.providers.registry import provider
from moneygood.data.refresh import Refreshed, latest_name, refresh
from moneygood.data.snapshots import SnapshotStore, open_store, put
from moneygood.data.vintage import list_vintages, load_vintage

sys.path.insert(0, str(Path(__file__).parent))
from small_vintage import OUTPUT, QUARTERS, RATE, small_vintage

NOW = datetime.datetime(2026, 11, 30, 18, 0, tzinfo=datetime.UTC)
DAY = NOW.date()
FRED = "fred.stlouisfed.org/graph/fredgraph.csv"
LIVE = {
    "quarterly": {
        "output": LiveSeries("output", "quarterly", "fred", "Y", take="as published"),
        "rate": LiveSeries("rate", "quarterly", "fred", "R"),
    },
    "monthly": {"rate": LiveSeries("rate", "monthly", "fred", "R", take="as published")},
}


def first_day(quarter: str) -> str:
    return f"{quarter[:4]}-{3 * int(quarter[5]) - 2:02d}-01"


def sheet(name: str, figures: dict[str, float]) -> str:
    return f"observation_date,{name}\n" + "".join(f"{d},{v}\n" for d, v in figures.items())


def output(**changed: float) -> dict[str, float]:
    figures = {**OUTPUT, **changed}
    return {first_day(q): figures[q] for q in sorted(figures)}


def months(until: str = "2026-09") -> dict[str, float]:
    out = {}
    for k, q in enumerate([*QUARTERS, "2026Q3", "2026Q4"]):
        for m in range(3):
            month = f"{q[:4]}-{3 * int(q[5]) - 2 + m:02d}"
            if month <= until:
                exact = 4 + int(month[5:]) / 10 if "2026-01" <= month <= "2026-06" else 4.0 + 0.1 * (k % 4)
                out[f"{month}-01"] = exact
    return out


class Desk:
    """A user's folder with one vintage, and sources on this machine."""

    def __init__(self, root: Path, server: FixtureSources) -> None:
        self.root, self.server = root, server
        self.base = small_vintage(root)

    def client(self) -> Client:
        return Client(
            mirror=self.server.address, read=0.5, tries=2, clock=lambda: NOW, sleep=lambda s: None,
            wait=time.monotonic, chance=lambda: 0.5,
        )  # fmt: skip

    def refresh(
        self, y: dict[str, float] | str | Reply, r: dict[str, float] | None = None, **words
    ) -> Refreshed:
        self.server.give(f"{FRED}?id=Y", sheet("Y", y) if isinstance(y, dict) else y)
        self.server.give(f"{FRED}?id=R", sheet("R", r or months()))
        return refresh(client=self.client(), live=LIVE, root=self.root, **words)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    with fixture_sources() as server:
        yield Desk(tmp_path / "texts", server)


def row(found: Refreshed, series: str, frequency: str = "quarterly"):
    return next(s for s in found.series if (s.series, s.frequency) == (series, frequency))


def test_a_new_quarter_and_a_revision_make_a_vintage_beside_the_old(desk) -> None:
    before = {p.name: p.read_bytes() for p in desk.base.folder.iterdir()}
    found = desk.refresh(output(**{"2025Q4": 1111.5, "2026Q2": 1130.0, "2026Q3": 1140.0}))
    assert found.whole
    assert (found.base, found.vintage, found.as_of) == ("2026-08", "2026-11", "2026-11-30")
    assert (row(found, "output").added, row(found, "output").revised) == (2, 1)
    new = load_vintage("2026-11", root=desk.root)
    assert new.hash == found.hash
    assert new.quarterly.at("output", "2026Q3") == 1140.0
    assert new.quarterly.at("output", "2025Q4") == 1111.5
    assert new.quarterly.at("left", "2026Q2") == 5.0
    assert new.record("output").last == "2026Q3"
    assert new.fiscal("debt") == {2025: 30000}
    assert before == {p.name: p.read_bytes() for p in desk.base.folder.iterdir()}, "the old one stands"
    told = json.loads((new.folder / "manifest.json").read_text())
    assert told["base"] == {"name": "2026-08", "hash": desk.base.hash}
    assert len(told["snapshots"]["quarterly/output"][0]) == 64
    assert load_vintage(root=desk.root).name == "2026-08", "found by its name alone"
    assert latest_name(desk.root) == "2026-11"
    assert list_vintages(desk.root) == ("2026-08", "2026-11")


def test_a_document_that_two_series_need_is_fetched_once(desk) -> None:
    desk.refresh(output(), months("2026-10"))
    assert [s.query["id"] for s in desk.server.sent] == ["Y", "R"], "the rate is quarterly and monthly"


def test_nothing_new_writes_nothing(desk) -> None:
    desk.refresh(output())
    again = desk.refresh(output())
    assert again.vintage == ""
    assert again.count("same") == 3
    assert again.base == "2026-11", "the next refresh begins with the user's own"
    assert list_vintages(desk.root) == ("2026-08", "2026-11")


def test_months_of_a_quarter_that_is_not_over_do_not_make_a_quarter(desk) -> None:
    found = desk.refresh(output(), months("2026-10"))
    assert row(found, "rate").last == "2026Q3"
    assert row(found, "rate", "monthly").last == "2026-10"
    found = desk.refresh(output(), months("2026-11"), only=["rate"], name="ahead")
    assert row(found, "rate", "monthly").kind == "look-ahead", (
        "November is not over on the 30th at the source"
    )


@pytest.mark.parametrize(
    ("kind", "figures"),
    [
        ("look-ahead", output(**{"2026Q3": 1140.0, "2026Q4": 1150.0})),
        ("unit", {d: 1000 * v for d, v in output().items()}),
        ("unit", {d: v / 4 for d, v in output().items()}),
        ("rebased", {d: 1.093 * v for d, v in output().items()}),
        ("revision", output(**{"2025Q1": 2200.0})),
        ("shortened", {d: v for d, v in output().items() if d < "2025-06"}),
        ("gap", {d: v for d, v in output().items() if d != "2025-04-01"}),
    ],
)
def test_what_is_planted_is_caught_and_named(desk, kind, figures) -> None:
    """C-15 and the rest: the series keeps its figures, the others are refreshed."""
    assert kind in FAULTS
    found = desk.refresh(figures)
    assert (row(found, "output").standing, row(found, "output").kind) == ("doubted", kind)
    assert not found.whole
    assert row(found, "rate").standing == "new"
    new = load_vintage(found.vintage, root=desk.root)
    assert new.quarterly.at("output", "2026Q1") == OUTPUT["2026Q1"]
    accepted = desk.refresh(figures, accept=["output"], base="2026-08", name="accepted")
    assert row(accepted, "output").standing == "new"


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        ("D023", sheet("Y", output()) + f"{first_day('2025Q1')},1\n"),
        ("D022", sheet("Z", output())),
        ("D022", "<!DOCTYPE html><html>busy</html>"),
        ("D022", sheet("Y", output())[:-25] + "2026-0"),
        ("D021", Reply(b"Bad Request. The series does not exist.", 400)),
        ("D020", Reply(b"", 500)),
        ("D020", Reply(sheet("Y", output()).encode(), cut=20)),
    ],
)
def test_a_bad_download_never_replaces_a_good_one(desk, code, reply) -> None:
    found = desk.refresh(reply)
    assert (row(found, "output").standing, row(found, "output").kind) == ("failed", code)
    assert load_vintage(found.vintage, root=desk.root).quarterly.at("output", "2026Q1") == OUTPUT["2026Q1"]


def test_where_nothing_comes_nothing_is_written(desk) -> None:
    with pytest.raises(MoneygoodError, match="stands as it was") as caught:
        desk.refresh(Reply(b"", 500), only=["output"])
    assert caught.value.code == "D020"
    assert list_vintages(desk.root) == ("2026-08",)


def test_names_that_are_not_live_and_names_that_are_taken(desk) -> None:
    for words in ({"only": ["outptu"]}, {"accept": ["outptu"]}):
        with pytest.raises(MoneygoodError, match="id you mean 'output'"):
            refresh(client=desk.client(), live=LIVE, root=desk.root, **words)
    for name in ("2026-08", "a/b", ".hidden"):
        with pytest.raises(MoneygoodError) as caught:
            desk.refresh(output(**{"2026Q2": 1.0}), name=name, accept=["output"])
        assert caught.value.code == "D003"


def test_what_was_fetched_once_can_be_built_again_without_the_network(desk, monkeypatch) -> None:
    """The builder reads snapshots only, and the same snapshots give the same bytes."""
    first = desk.refresh(output(**{"2026Q2": 1130.0}))
    desk.server.sent.clear()
    again = refresh("2026-08", client=desk.client(), live=LIVE, root=desk.root, offline=True, name="again")
    assert not desk.server.sent
    assert again.hash == first.hash
    with pytest.raises(MoneygoodError) as caught:
        refresh("2026-08", client=desk.client(), live=LIVE, root=desk.root, offline=True, name="none",
                store=SnapshotStore(desk.root / "empty"))  # fmt: skip
    assert caught.value.code == "D020"


def test_snapshots_are_kept_hashed_and_read_as_of_a_day(tmp_path) -> None:
    """C-15: an answer had later is not seen."""
    store = SnapshotStore(tmp_path / "snapshots")
    request = WebRequest("https://x/y", (("id", "A"), ("key", "s")), secret=("key",))

    def shot(day: int, content: bytes) -> Snapshot:
        at = datetime.date(2026, 11, day)
        return Snapshot(
            "fred", request.identity, request.shown, f"{at}T10:00:00+00:00", at, content, "text/csv"
        )

    assert store.latest(request) is None
    for day, content in ((20, b"one"), (22, b"two"), (24, b"one")):
        store.keep(shot(day, content))
    assert store.latest(request).content == b"one"
    assert store.latest(request, datetime.date(2026, 11, 23)).content == b"two"
    assert store.latest(request, datetime.date(2026, 11, 21)).content == b"one"
    assert store.latest(request, datetime.date(2026, 11, 19)) is None
    assert len(list((tmp_path / "snapshots" / "content").iterdir())) == 2, "the same content is kept once"
    assert not any(b"key" in f.read_bytes() for f in (tmp_path / "snapshots" / "asked").rglob("*.json"))
    with pytest.raises(MoneygoodError) as caught:
        store.kept(datetime.date(2026, 11, 19))(request)
    assert caught.value.code == "D028"
    digest = hashlib.sha256(b"two").hexdigest()
    (tmp_path / "snapshots" / "content" / digest).write_bytes(b"tow")
    with pytest.raises(MoneygoodError) as caught:
        store.latest(request, datetime.date(2026, 11, 22))
    assert caught.value.code == "D005"
    (tmp_path / "snapshots" / "content" / digest).unlink()
    with pytest.raises(MoneygoodError) as caught:
        store.latest(request, datetime.date(2026, 11, 22))
    assert caught.value.code == "D003"
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MoneygoodError) as caught:
        put(tmp_path / "file" / "below", b"x")
    assert caught.value.code == "D003"


def test_kill_at_any_moment_leaves_the_old_vintage_and_a_whole_new_one_or_none(desk) -> None:
    """C-28: fifty times, at a random moment of a refresh, every other time while it fetches too."""
    desk.refresh(output(**{"2026Q2": 1130.0}), base="2026-08", name="first")
    expected = load_vintage("first", root=desk.root).hash
    old = {p.name: p.read_bytes() for p in desk.base.folder.iterdir()}
    begun = time.monotonic()
    refresh("2026-08", client=desk.client(), live=LIVE, root=desk.root, offline=True, name="timed")
    span = time.monotonic() - begun
    chance, whole, absent = random.Random(7), 0, 0
    for turn in range(50):
        child = os.fork()
        if child == 0:
            try:
                refresh(
                    "2026-08", client=desk.client(), live=LIVE, root=desk.root, offline=turn % 2 == 0,
                    name=f"k{turn}",
                )  # fmt: skip
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, span))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if f"k{turn}" in list_vintages(desk.root):
            made = load_vintage(f"k{turn}", root=desk.root)
            assert made.hash == expected
            assert made.quarterly.at("output", "2026Q2") == 1130.0
            _ = made.monthly, made.records
            whole, span = whole + 1, 0.8 * span
        else:
            absent, span = absent + 1, 1.25 * span
    assert {p.name: p.read_bytes() for p in desk.base.folder.iterdir()} == old
    assert whole > 0, f"the moments are spread: {whole} whole, {absent} absent"
    assert absent > 0
    after = refresh("2026-08", client=desk.client(), live=LIVE, root=desk.root, offline=True, name="after")
    assert after.hash == expected, "what was kept is whole, however often the keeping was cut short"
    fetched = refresh("2026-08", client=desk.client(), live=LIVE, root=desk.root, name="fetched")
    assert fetched.hash == expected


def observations(name: str, figures: dict[str, float | None]) -> tuple[Observation, ...]:
    return tuple(Observation(name, p, v) for p, v in figures.items())


def test_quarters_are_made_of_days_and_months() -> None:
    """Means, ends, maxima and sums worked by hand; a missing month makes a mean partial and a sum missing."""
    days = observations("D", {"2026-04-01": 1.0, "2026-05-15": 2.0, "2026-06-30": 6.0, "2026-07-01": 9.0})
    for take, value in (("average", 3.0), ("last", 6.0), ("highest", 6.0), ("sum", 9.0)):
        entry = LiveSeries("d", "quarterly", "fred", "D", take=take, scale=2.0)
        made, partial = figures_of(entry, {"D": days}, datetime.date(2026, 8, 1))
        assert made == {"2026Q2": 2 * value}, take
        assert partial == ((), ("2026Q2",))[0] if take == "sum" else True
    two = observations("M", {"2026-04-01": 1.0, "2026-05-01": None, "2026-06-01": 4.0, "2026-07-01": 1.0,
                             "2026-08-01": 2.0, "2026-09-01": 3.0})  # fmt: skip
    mean, partial = figures_of(LiveSeries("m", "quarterly", "fred", "M"), {"M": two}, DAY)
    assert (mean, partial) == ({"2026Q2": 2.5, "2026Q3": 2.0}, ("2026Q2",))
    added, _ = figures_of(LiveSeries("m", "quarterly", "fred", "M", take="sum"), {"M": two}, DAY)
    assert added == {"2026Q3": 6.0}


def test_companies_are_added_up_and_windows_summed() -> None:
    one = observations("1", {"2025-09-30": 1.0, "2025-12-31": 2.0, "2026-03-31": 3.0, "2026-06-30": 4.0})
    two = observations("2", {"2025-08-31": 10.0, "2025-11-30": 20.0, "2026-02-28": 30.0})
    entry = LiveSeries("x", "quarterly", "edgar", parts=("1", "2"), take="fiscal quarter")
    assert figures_of(entry, {"1": one, "2": two}, DAY)[0] == {"2025Q3": 11.0, "2025Q4": 22.0, "2026Q1": 33.0}
    whole = LiveSeries("x", "quarterly", "edgar", "1", take="fiscal quarter", window=4, scale=0.5)
    assert figures_of(whole, {"1": one}, DAY)[0] == {"2026Q2": 5.0}
    with pytest.raises(MoneygoodError) as caught:
        figures_of(LiveSeries("x", "quarterly", "fred", "1", take="as published"),
                   {"1": observations("1", {"2026-01-01": 1.0, "2026-02-01": 2.0})}, DAY)  # fmt: skip
    assert caught.value.code == "D023"


def test_periods_and_their_last_days() -> None:
    assert period_of("2026-01-25", "quarterly", "fiscal quarter") == "2025Q4", "NVIDIA's January"
    assert period_of("2026-05-31", "quarterly", "fiscal quarter") == "2026Q2", "Oracle's May"
    assert period_of("2026-05-31", "monthly") == "2026-05"
    assert period_of("2026Q2", "quarterly") == "2026Q2"
    assert last_day("2026Q4") == datetime.date(2026, 12, 31)
    assert last_day("2024-02") == datetime.date(2024, 2, 29)


def test_a_revision_within_the_usual_is_believed() -> None:
    old = dict(RATE)
    assert doubts(old, {**old, "2026Q2": old["2026Q2"] + 0.2}, DAY) == ()
    assert doubts({}, {"2026Q2": 1.0}, DAY) == ()
    assert doubts({"2026Q1": 0.0, "2026Q2": 0.0}, {"2026Q1": 0.0, "2026Q2": 0.0}, DAY) == ()
    assert doubts(old, {"2030Q1": 1.0}, DAY, ahead=True) == ()


def test_a_shorter_live_series_keeps_the_past_and_says_where_they_meet(desk) -> None:
    """C-8: growth across the joint is refused, because a splice stands there."""
    recent = {q: v for q, v in OUTPUT.items() if q >= "2025Q1"} | {"2026Q3": 1140.0}
    new = {("quarterly", "output"): NewSeries(recent, partial=("2026Q3",), projected=frozenset({"2026Q2"}))}
    build_on(desk.base, new, desk.root / "vintages" / "short", DAY, drop=frozenset({("quarterly", "left")}))
    made = load_vintage("short", root=desk.root)
    assert made.quarterly.at("output", "2023Q1") == OUTPUT["2023Q1"]
    assert made.record("output").splice == ("2025Q1",)
    assert made.record("output").partial == ("2026Q3",)
    assert "left" not in made.quarterly
    assert ("quarterly", "left") not in figures_by_key(made)
    assert "2026Q2" not in figures_by_key(made)["quarterly", "output"], "projections are not figures"
    with pytest.raises(MoneygoodError, match="is there already"):
        build_on(desk.base, new, desk.root / "vintages" / "short", DAY)


def test_the_shipped_list_of_live_series() -> None:
    """Every entry names a series of the catalogue and can be asked of its provider."""
    catalogue, live = read_catalogue(), read_live()
    asked: list[WebRequest] = []

    def get(request: WebRequest) -> Snapshot:
        asked.append(request)
        content = json.dumps({"data": [], "meta": {"total-pages": 1}}).encode()
        return Snapshot("x", "x", "x", "2026-11-30", DAY, content)

    for frequency, entries in live.items():
        for name, entry in entries.items():
            if entry.take == PROJECTION:
                assert entry.label, name
                assert Unit.parse(entry.unit), name
                assert entry.provider in ("fomc", "forecasters")
                continue
            assert name in catalogue.entries[frequency], name
            one = provider(entry.provider)
            for series in entry.asked:
                one.fetch(Ask(series, options=entry.options), get)
            if entry.window > 1:
                assert frequency == "quarterly"
    assert len(asked) > 100
    assert all(r.url.startswith("http") for r in asked)


def test_the_user_s_folder(monkeypatch, tmp_path) -> None:
    from moneygood.core.home import home_root

    monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path / "mine"))
    assert open_store().folder == tmp_path / "mine" / "snapshots"
    monkeypatch.delenv("MONEYGOOD_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert home_root() == tmp_path / "data" / "moneygood"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert home_root().name == "moneygood"
    assert under_test.STANDINGS == ("new", "same", "doubted", "failed")


def test_the_shipped_list_gives_figures_in_our_units(tmp_path, monkeypatch) -> None:
    """Documents with figures of 2026Q1 in the unit of the source, as public copies of them have it."""
    base = load_vintage()
    known = {"reserves": 3_032_588.0, "household_mortgages": 13_852_982.0}  # millions of dollars
    for name, value in known.items():
        entry = read_live()["quarterly"][name]
        day = "2026-03-25" if name == "reserves" else "2026-01-01"
        made, _ = figures_of(entry, {entry.series: (Observation(entry.series, day, value),)}, DAY)
        assert made["2026Q1"] == pytest.approx(base.at(name, "2026Q1"), rel=0.05), name


def test_projections_are_the_latest_and_of_what_is_ahead() -> None:
    """A year stands in its fourth quarter; a quarter that was over is none, nor is the longer run."""
    known, older = datetime.date(2026, 8, 15), datetime.date(2026, 5, 15)
    sep = [Observation("f", p, v, known) for p, v in (("2026", 3.6), ("2027", 3.4), ("longer run", 3.0))]
    entry = LiveSeries("sep", "quarterly", "fomc", "f", take="projection")
    assert figures_of(entry, {"f": tuple(sep)}, DAY) == ({"2026Q4": 3.6, "2027Q4": 3.4}, ())
    survey = [Observation("f", "2026Q3", 4.5, older), Observation("f", "2026Q2", 4.2, known),
              Observation("f", "2026Q3", 4.3, known), Observation("f", "2026Q4", 4.4, known)]  # fmt: skip
    assert figures_of(entry, {"f": tuple(survey)}, DAY)[0] == {"2026Q3": 4.3, "2026Q4": 4.4}


def test_a_newer_projection_is_believed_unless_its_unit_is_another() -> None:
    old = {"2026Q4": 3.6, "2027Q4": 3.4}
    assert projection_doubts({}, old) == ()
    assert projection_doubts(old, {"2026Q4": 4.9, "2027Q4": 2.1, "2028Q4": 2.0}) == ()
    assert [d.kind for d in projection_doubts(old, {"2026Q4": 360.0})] == ["unit"]


SEP_PAGE = """<table><tr><th>Variable</th><th>2026</th><th>2027</th><th>Longer run</th></tr>
<tr><td>Federal funds rate</td><td>{}</td><td>{}</td><td>3.1</td></tr></table>"""


def test_projections_of_others_come_into_a_vintage_and_give_way_to_newer_ones(desk) -> None:
    entry = LiveSeries("sep_funds_rate", "quarterly", "fomc", "latest/Federal funds rate", take="projection",
                       label="Funds rate, median of the FOMC's projections", unit="pct/yr")  # fmt: skip
    page = "www.federalreserve.gov/monetarypolicy/"

    def meet(day: str, *figures: float) -> Refreshed:
        desk.server.give(f"{page}fomccalendars.htm", f'<a href="fomcprojtabl{day}.htm">HTML</a>')
        desk.server.give(f"{page}fomcprojtabl{day}.htm", SEP_PAGE.format(*figures))
        live = {"quarterly": {entry.name: entry}}
        return refresh(client=desk.client(), live=live, root=desk.root)

    first = meet("20260617", 3.9, 3.6)
    assert (row(first, entry.name).standing, row(first, entry.name).added) == ("new", 2)
    made = load_vintage(first.vintage, root=desk.root)
    assert made.quarterly.at(entry.name, "2027Q4") == 3.6
    assert made.quarterly.status[made.quarterly.row(entry.name), -1] == PROJECTED
    record = made.record(entry.name)
    assert (record.unit, record.licence, record.label) == ("pct/yr", "us-gov", entry.label)
    assert meet("20260617", 3.9, 3.6).vintage == "", "the same says nothing new"
    second = meet("20260916", 3.6, 3.4)
    assert (row(second, entry.name).revised, row(second, entry.name).standing) == (2, "new")
    assert load_vintage(second.vintage, root=desk.root).quarterly.at(entry.name, "2027Q4") == 3.4
    doubted = meet("20260916", 360, 340)
    assert (row(doubted, entry.name).standing, row(doubted, entry.name).kind) == ("doubted", "unit")
