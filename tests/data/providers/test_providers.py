"""Every provider, on documents in its documented format and on the ways in which they go wrong."""

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from fixture_sources import Reply
from moneygood.core.errors import MoneygoodError
from moneygood.data.providers import (
    alfred,
    bea,
    bls,
    cbo,
    cboe,
    edgar,
    federal_reserve,
    fiscaldata,
    fomc,
    forecasters,
    fred,
    kim_wright,
    new_york_fed,
    shiller,
    tic,
    user,
    yahoo,
)  # fmt: skip
from moneygood.data.providers.contract import Snapshot
from moneygood.data.providers.registry import NAMES

_SPEC = spec_from_file_location("documents_sent", Path(__file__).with_name("documents_sent.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
sent = module_from_spec(_SPEC)
sys.modules["documents_sent"] = sent
_SPEC.loader.exec_module(sent)
DOCUMENTS = sent.DOCUMENTS
WRITTEN = (
    "31,000,100",
    "180000000.5",
    "80000000000.00",
    "1103.9",
    "10.0",
    "25.0",
    "11.0",
    "9130.0",
    "9158.1",
)
"""How some of the figures stand in their documents."""
TEXTS = [d for d in DOCUMENTS if d.content[:2] != b"PK"]


def name(one) -> str:
    return f"{one.provider}-{one.path.rpartition('/')[2][:20]}-{one.series[-12:]}"


def asked(one, read, monkeypatch, sources, content=None):
    if one.key:
        monkeypatch.setenv(one.key, "k")
    sources.give(one.path, content if content is not None else one.content)
    found = read(one.provider, one.series, **{"until": None, **one.ask})
    return found


def refused(one, read, monkeypatch, sources, content, *codes) -> str:
    with pytest.raises(MoneygoodError) as caught:
        asked(one, read, monkeypatch, sources, content)
    said = str(caught.value)
    assert caught.value.code in codes, said
    assert "\n" not in said
    assert one.provider in said, "the message names the source"
    return said


@pytest.mark.parametrize("one", DOCUMENTS, ids=name)
def test_the_figures_of_a_document(one, read, monkeypatch, sources) -> None:
    found = asked(one, read, monkeypatch, sources)
    if one.provider == "forecasters":
        found = tuple(o for o in found if o.known is not None and o.known.month == 5)
    assert {o.period: o.value for o in found} == pytest.approx(one.figures, nan_ok=False)
    assert [o.period for o in found] == sorted(o.period for o in found)


@pytest.mark.parametrize("one", [d for d in DOCUMENTS if d.renamed], ids=name)
def test_a_renamed_field_is_named(one, read, monkeypatch, sources) -> None:
    name_of = one.renamed.strip(b'"').decode()
    content = one.content.replace(one.renamed, one.renamed.replace(one.renamed.strip(b'"')[:3], b"zz", 1))
    assert content != one.content
    assert name_of in refused(one, read, monkeypatch, sources, content, "D022")


@pytest.mark.parametrize("one", [d for d in DOCUMENTS if d.again], ids=name)
def test_a_period_given_twice_is_named(one, read, monkeypatch, sources) -> None:
    at = one.content.index(one.again[:12]) if one.again[:12] in one.content else -1
    if one.content[:1] == b"{":
        at = one.content.index(b"[{") + 1 if b"[{" in one.content else one.content.index(b"[ {") + 1
    content = one.content[:at] + one.again + one.content[at:]
    said = refused(one, read, monkeypatch, sources, content, "D023")
    assert "twice" in said


@pytest.mark.parametrize("one", [d for d in DOCUMENTS if d.provider != "fomc"], ids=name)
def test_a_web_page_instead_of_figures(one, read, monkeypatch, sources) -> None:
    page = b"<!DOCTYPE html><html><title>Down for maintenance</title></html>"
    refused(one, read, monkeypatch, sources, page, "D022")


@pytest.mark.parametrize("one", DOCUMENTS, ids=name)
def test_an_empty_document(one, read, monkeypatch, sources) -> None:
    refused(one, read, monkeypatch, sources, b"  \n", "D022")


@pytest.mark.parametrize("one", [d for d in DOCUMENTS if d.provider != "fomc"], ids=name)
def test_half_a_document_is_never_figures(one, read, monkeypatch, sources) -> None:
    """Cut anywhere, without the length telling: what is left gives right figures or is refused."""
    whole = {o.period: o.value for o in asked(one, read, monkeypatch, sources)}
    for cut in range(1, len(one.content), max(len(one.content) // 23, 1)):
        try:
            found = asked(one, read, monkeypatch, sources, one.content[:-cut])
        except MoneygoodError as fault:
            assert fault.code in ("D022", "D023"), str(fault)  # noqa: PT017
            continue
        if one.content[:1] == b"{":
            pytest.fail("half a JSON document was taken")
        if one.provider != "tic":  # the only one whose last line has more than one figure of the series
            assert all(whole[o.period] == o.value for o in found[:-1])


@pytest.mark.parametrize("one", DOCUMENTS, ids=name)
@pytest.mark.parametrize("status", [429, 500])
def test_a_source_that_fails(one, status, read, monkeypatch, sources) -> None:
    refused(one, read, monkeypatch, sources, Reply(b"no", status), "D020")


@pytest.mark.parametrize("one", DOCUMENTS, ids=name)
def test_a_series_that_the_source_does_not_know(one, read, monkeypatch, sources) -> None:
    refused(one, read, monkeypatch, sources, Reply(b"not found", 404), "D021")


@pytest.mark.parametrize("one", [d for d in TEXTS if d.provider != "fomc"], ids=name)
def test_a_figure_that_is_no_number(one, read, monkeypatch, sources) -> None:
    value = next(v for v in one.figures.values() if v is not None)
    written = {f"{value:g}", f"{value}", f"{value:.2f}", *WRITTEN}
    content = one.content
    for text in sorted(written, key=len, reverse=True):
        content = content.replace(b'": ' + text.encode() + b",", b'": "oops",').replace(
            text.encode(), b"oops"
        )
    assert "not a number" in refused(one, read, monkeypatch, sources, content, "D022")


@pytest.mark.parametrize(
    ("provider_name", "series"),
    [
        ("fiscaldata", "nothing"), ("fiscaldata", "average_rate"), ("edgar", "msft"), ("edgar", "789019/"),
        ("bea", "GDP"), ("bea", "T10105/x"), ("federal_reserve", "H15"), ("federal_reserve", "X9/a/b"),
        ("new_york_fed", "LIBOR"), ("cbo", "budget"), ("cbo", "../../x:y"), ("forecasters", "meanLevel"),
        ("forecasters", "book/RGDP"), ("fomc", "20261301/PCE inflation"), ("fomc", "20260916/Oil"),
        ("cboe", "../VIX"), ("alfred", "GDP"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_asked(provider_name, series, read, monkeypatch, sources) -> None:
    monkeypatch.setenv("BEA_API_KEY", "k")
    with pytest.raises(MoneygoodError) as caught:
        read(provider_name, series)
    assert caught.value.code == "D029"
    assert not sources.sent


def test_spans_are_asked_for_in_each_source_s_words(read, sources, monkeypatch) -> None:
    import datetime

    since, until = datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)
    by = {d.provider: d for d in reversed(DOCUMENTS)}
    for who, wanted in (
        ("fred", {"cosd": "2026-01-01", "coed": "2026-06-30"}),
        ("federal_reserve", {"from": "01/01/2026", "to": "06/30/2026", "layout": "seriescolumn"}),
        ("new_york_fed", {"startDate": "2026-01-01", "endDate": "2026-06-30"}),
        ("fiscaldata", {"filter": "record_date:gte:2026-01-01,record_date:lte:2026-06-30,"
                                  "security_desc:eq:Treasury Bills"}),
    ):  # fmt: skip
        one = by[who]
        sources.give(one.path, one.content)
        read(who, one.series, since=since, until=until)
        assert wanted.items() <= sources.sent[-1].query.items()


def test_fred_refuses_a_day_of_knowledge_that_its_graphs_would_ignore(read) -> None:
    import datetime

    with pytest.raises(MoneygoodError, match="alfred"):
        read("fred", "GDP", as_of=datetime.date(2024, 1, 1))


def test_every_page_is_had_and_counted(read, sources) -> None:
    path = f"{fiscaldata.BASE.removeprefix('https://')}/v2/accounting/od/debt_to_penny"

    def page(days: list[str], total: int = 3) -> str:
        rows = [{"record_date": d, "debt_held_public_amt": "1.5"} for d in days]
        return json.dumps({"data": rows, "meta": {"total-pages": 2, "total-count": total}})

    sources.give(path, page(["2026-01-02", "2026-01-05"]), page(["2026-01-06"]))
    assert [o.period for o in read("fiscaldata", "debt_public")] == ["2026-01-02", "2026-01-05", "2026-01-06"]
    assert [s.query["page[number]"] for s in sources.sent] == ["1", "2"]
    sources.give(path, page(["2026-01-02"]), page(["2026-01-06"]))
    with pytest.raises(MoneygoodError, match="2 rows came of 3"):
        read("fiscaldata", "debt_public")
    sources.give(path, json.dumps({"data": [], "meta": {"total-pages": 99, "total-count": 1}}))
    with pytest.raises(MoneygoodError) as caught:
        read("fiscaldata", "debt_public")
    assert caught.value.code == "D024"


GRAPH = alfred.GRAPH.removeprefix("https://")
API = alfred.API.removeprefix("https://")


def test_alfred_as_of_a_day(read, sources) -> None:
    """C-15: what the archive had on a day, with the day that its heading states."""
    import datetime

    day = datetime.date(2026, 8, 21)
    sources.give(GRAPH, "observation_date,GDPC1_20260821\n2026-01-01,24180.4\n2026-04-01,24270.6\n")
    found = read("alfred", "GDPC1", as_of=day)
    assert [(o.period, o.value, o.known) for o in found] == [
        ("2026-01-01", 24180.4, day), ("2026-04-01", 24270.6, day),
    ]  # fmt: skip
    assert sources.sent[0].query == {"id": "GDPC1", "vintage_date": "2026-08-21"}
    # the archive clamps a later day to its own today, and says so
    sources.give(GRAPH, "observation_date,GDPC1_20260820\n2026-01-01,24180.4\n")
    assert {o.known for o in read("alfred", "GDPC1", as_of=day)} == {datetime.date(2026, 8, 20)}
    # look-ahead: a vintage later than the day asked for
    sources.give(GRAPH, "observation_date,GDPC1_20260925\n2026-01-01,24200\n")
    with pytest.raises(MoneygoodError) as caught:
        read("alfred", "GDPC1", as_of=day)
    assert caught.value.code == "D026"
    # the latest figures instead of the archive's
    sources.give(GRAPH, "observation_date,GDPC1\n2026-01-01,24200\n")
    with pytest.raises(MoneygoodError, match="does not say of which day"):
        read("alfred", "GDPC1", as_of=day)


def vintages(rows: list[tuple[str, str, str]]) -> str:
    told = [
        {"realtime_start": known, "realtime_end": "9999-12-31", "date": d, "value": v} for known, d, v in rows
    ]
    return json.dumps({"observations": told})


def test_more_than_two_thousand_vintages_are_asked_for_in_halves(read, sources, monkeypatch) -> None:
    import datetime

    monkeypatch.setenv("FRED_API_KEY", "k")
    too_many = Reply(
        b'{"error_code":400,"error_message":"Bad Request.  There are 3085 vintage dates in the specified '
        b"real-time period: 2020-01-01 to 2026-01-01.  This exceeds the maximum number of vintage dates "
        b'allowed for this file type (2000)."}',
        400,
    )
    first = vintages([("2020-01-01", "2019-10-01", "1.0"), ("2021-01-01", "2019-10-01", "1.1")])
    second = vintages([("2023-01-02", "2019-10-01", "1.1"), ("2024-05-01", "2019-10-01", "1.3")])
    sources.give(API, too_many, first, second)
    words = {"options": {"vintages": "all"}}
    found = read("alfred", "X", since=datetime.date(2020, 1, 1), until=datetime.date(2026, 1, 1), **words)
    assert [(str(o.known), o.value) for o in found] == [
        ("2020-01-01", 1.0), ("2021-01-01", 1.1), ("2024-05-01", 1.3),
    ]  # fmt: skip
    spans = [(s.query["realtime_start"], s.query["realtime_end"]) for s in sources.sent]
    assert spans == [("2020-01-01", "2026-01-01"), ("2020-01-01", "2023-01-01"), ("2023-01-02", "2026-01-01")]
    sources.give(API, Reply(b'{"error_message": "Bad Request. The series does not exist."}', 400))
    with pytest.raises(MoneygoodError, match="does not exist"):
        read("alfred", "X", **words)
    monkeypatch.delenv("FRED_API_KEY")
    with pytest.raises(MoneygoodError) as caught:
        read("alfred", "X", **words)
    assert caught.value.code == "D025"


def test_year_to_date_figures_become_quarters_as_known_on_a_day(read, sources) -> None:
    """C-15: before it was filed a report is not there, nor is the restatement of a year later."""
    import datetime

    one = next(d for d in DOCUMENTS if d.provider == "edgar")
    sources.give(one.path, one.content)
    found = read("edgar", one.series, as_of=datetime.date(2026, 5, 1))
    assert {o.period: o.value for o in found} == {"2025-09-30": 10.0, "2025-12-31": 15.0, "2026-03-31": 20.0}
    assert [str(o.known) for o in found] == ["2025-10-29", "2026-01-28", "2026-04-28"]
    early = json.loads(one.content)
    rows = early["facts"]["us-gaap"]["PaymentsToAcquirePropertyPlantAndEquipment"]["units"]["USD"]
    rows[0]["filed"] = "2025-09-01"
    sources.give(one.path, json.dumps(early))
    with pytest.raises(MoneygoodError, match="before its end"):
        read("edgar", one.series)


def test_a_company_that_changed_its_concept() -> None:
    import datetime

    day = datetime.date
    facts = [
        (day(2025, 1, 1), day(2025, 3, 31), 5.0, day(2025, 5, 1)),
        (day(2025, 1, 1), day(2025, 9, 30), 20.0, day(2025, 11, 1)),
    ]
    # the half year is missing, so the third quarter cannot be told from nine months
    assert edgar.quarters(facts) == {day(2025, 3, 31): (5.0, day(2025, 5, 1))}


def test_faults_that_come_with_status_200(read, sources, monkeypatch) -> None:
    monkeypatch.setenv("BEA_API_KEY", "k")
    error = {"BEAAPI": {"Error": {"APIErrorCode": "3", "APIErrorDescription": "The UserId is invalid"}}}
    sources.give("apps.bea.gov/api/data", json.dumps(error))
    with pytest.raises(MoneygoodError, match="UserId is invalid") as caught:
        read("bea", "T10105/1")
    assert caught.value.code == "D021"
    told = {"status": "REQUEST_NOT_PROCESSED", "message": ["daily threshold reached"], "Results": {}}
    sources.give("api.bls.gov/publicAPI/v2/timeseries/data/", json.dumps(told))
    with pytest.raises(MoneygoodError, match="daily threshold") as caught:
        read("bls", "LNS14000000")
    assert caught.value.code == "D021"


def test_bls_is_asked_in_spans_that_it_allows(read, sources, monkeypatch) -> None:
    import datetime

    path = "api.bls.gov/publicAPI/v2/timeseries/data/"
    empty = {"status": "REQUEST_SUCCEEDED", "message": [],
             "Results": {"series": [{"seriesID": "X", "data": []}]}}  # fmt: skip
    full = json.loads(json.dumps(empty))
    full["Results"]["series"][0]["data"] = [{"year": "2020", "period": "Q01", "value": "1"}]
    span = {"since": datetime.date(2000, 1, 1), "until": datetime.date(2024, 1, 1)}
    sources.give(path, json.dumps(full), json.dumps(empty))
    assert [o.period for o in read("bls", "X", **span)] == ["2020Q1"]
    years = [(b["startyear"], b["endyear"]) for b in (json.loads(s.body) for s in sources.sent)]
    assert years == [("2000", "2009"), ("2010", "2019"), ("2020", "2024")]
    monkeypatch.setenv("BLS_API_KEY", "secret")
    sources.sent.clear()
    sources.give(path, json.dumps(full), json.dumps(empty))
    read("bls", "X", **span)
    assert len(sources.sent) == 2
    assert json.loads(sources.sent[0].body)["registrationkey"] == "secret"
    wrong = json.loads(json.dumps(full))
    wrong["Results"]["series"][0]["seriesID"] = "Y"
    sources.give(path, json.dumps(wrong))
    with pytest.raises(MoneygoodError, match="'Y' came for 'X'"):
        read("bls", "X", **span)


def test_a_rate_that_came_for_another(read, sources) -> None:
    one = next(d for d in DOCUMENTS if d.provider == "new_york_fed")
    sources.give(one.path, one.content.replace(b'"SOFR"', b'"EFFR"', 1))
    with pytest.raises(MoneygoodError, match="EFFR came for SOFR"):
        read("new_york_fed", "SOFR")


def test_the_multiplier_of_a_column_counts(read, sources) -> None:
    one = next(d for d in DOCUMENTS if d.series.startswith("Z1"))
    sources.give(one.path, one.content.replace(b'"1000000"', b'"1"'))
    assert read("federal_reserve", one.series)[0].value == 180000000.5


def test_prices_of_yahoo_need_their_library(monkeypatch, read) -> None:
    monkeypatch.setitem(sys.modules, "yfinance", None)
    with pytest.raises(MoneygoodError, match=r"moneygood\[yahoo\]") as caught:
        read("yahoo", "XLK")
    assert caught.value.code == "D027"

    class Frame(dict):
        index = ("2026-08-20 00:00:00-04:00", "2026-08-21 00:00:00-04:00")

    class Ticker:
        def __init__(self, symbol: str) -> None:
            self.symbol = symbol

        def history(self, **words):
            assert words["auto_adjust"] is True
            if self.symbol == "BAD":
                raise RuntimeError("429 Too Many Requests")
            frame = Frame(Close=[1.5, 1.6])
            if self.symbol == "NONE":
                frame, frame.index = Frame(Close=[]), ()
            return frame

    library = type(sys)("yfinance")
    library.Ticker = Ticker
    monkeypatch.setitem(sys.modules, "yfinance", library)
    import datetime

    found = read("yahoo", "XLK", since=datetime.date(2026, 8, 1))
    assert [(o.period, o.value) for o in found] == [("2026-08-20", 1.5), ("2026-08-21", 1.6)]
    for symbol in ("BAD", "NONE"):
        with pytest.raises(MoneygoodError) as caught:
            read("yahoo", symbol)
        assert caught.value.code == "D020"


def test_a_file_of_the_user_is_a_provider_too(read, tmp_path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("quarter,tokens\n2026Q1,5\n2026Q2,\n2026Q3,7\n")
    found = read("user", "tokens", options={"file": str(file)})
    assert [(o.period, o.value) for o in found] == [("2026Q1", 5.0), ("2026Q3", 7.0)]
    with pytest.raises(MoneygoodError, match="id you mean 'tokens'"):
        read("user", "token", options={"file": str(file)})
    with pytest.raises(MoneygoodError) as caught:
        read("user", "tokens", options={"file": str(tmp_path / "no.csv")})
    assert caught.value.code == "D003"


def test_every_provider_has_its_documents_here() -> None:
    tested = {d.provider for d in DOCUMENTS} | {"alfred", "shiller", "user", "yahoo"}
    assert tested == set(NAMES)
    modules = (
        fred, alfred, fiscaldata, edgar, bea, bls, federal_reserve, new_york_fed, kim_wright, cbo,
        forecasters, fomc, shiller, cboe, tic, user, yahoo,
    )  # fmt: skip
    assert [m.PROVIDER.name for m in modules] == list(NAMES)


def test_text_that_is_no_utf8_and_pages_with_other_headings() -> None:
    import datetime

    from moneygood.data.providers import documents

    def shot(content: bytes) -> Snapshot:
        return Snapshot("tic", "x", "y", "2026-11-30", datetime.date(2026, 11, 30), content)

    assert documents.text_of(shot("Côte d'Ivoire".encode("cp1252"))) == "Côte d'Ivoire"
    with pytest.raises(MoneygoodError, match="not text"):
        documents.text_of(shot(b"\x81\x8d\xff"))
    with pytest.raises(MoneygoodError, match="has no entry 3"):
        documents.member(shot(b""), {"a": [1]}, "a", 3)
    with pytest.raises(MoneygoodError, match="not a day"):
        documents.day(shot(b""), "13/45/2026")
    with pytest.raises(MoneygoodError, match="no figure"):
        documents.once(shot(b""), ())
    assert documents.number(shot(b""), None, "x") is None
    with pytest.raises(MoneygoodError, match="not a number"):
        documents.number(shot(b""), True, "x")
    with pytest.raises(MoneygoodError, match="breaks off: 1 of 2"):
        documents.rows_of(shot(b"a,b\n1\n"), ("a", "b"))


def test_the_days_asked_of_shiller_are_at_known_addresses(read) -> None:
    with pytest.raises(MoneygoodError) as caught:
        read("shiller", "P", options={"address": "https://elsewhere.example/ie_data.xls"})
    assert caught.value.code == "D029"


def test_the_whole_of_a_projection_page(read, sources) -> None:
    one = next(d for d in DOCUMENTS if d.provider == "fomc")
    sources.give(one.path, b"<html><table><tr><th>Federal funds rate</th></tr></table></html>")
    with pytest.raises(MoneygoodError, match="no years over it"):
        read("fomc", one.series)
    sources.give(one.path, one.content)
    found = read("fomc", "20260916/Change in real GDP")
    assert [(o.period, o.value) for o in found] == [
        ("2026", 2.2), ("2027", 2.3), ("2028", 2.2), ("longer run", 1.8),
    ]  # fmt: skip
    assert {str(o.known) for o in found} == {"2026-09-16"}


MEETINGS = fomc.MEETINGS.removeprefix("https://")


def test_the_latest_projections_of_the_committee(read, sources) -> None:
    """C-15: the page of meetings links to each table that is out; none after the day asked for is taken."""
    import datetime

    one = next(d for d in DOCUMENTS if d.provider == "fomc")
    links = "".join(
        f'<a href="/monetarypolicy/fomcprojtabl{d}.htm">HTML</a>' for d in ("20260617", "20260916")
    )
    sources.give(MEETINGS, f"<html>{links}</html>")
    sources.give(one.path, one.content)
    found = read("fomc", "latest/Federal funds rate")
    assert {o.period: o.value for o in found} == pytest.approx(one.figures)
    assert {o.known for o in found} == {datetime.date(2026, 9, 16)}
    sources.give(one.path.replace("20260916", "20260617"), one.content)
    found = read("fomc", "latest/Federal funds rate", as_of=datetime.date(2026, 8, 1))
    assert {o.known for o in found} == {datetime.date(2026, 6, 17)}
    for page, said in (("<html>no links</html>", "no table"), ("fomcprojtabl20269916.htm", "not the day")):
        sources.give(MEETINGS, page)
        with pytest.raises(MoneygoodError, match=said) as caught:
            read("fomc", "latest/Federal funds rate")
        assert caught.value.code == "D022"
