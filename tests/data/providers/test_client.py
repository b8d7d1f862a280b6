"""The one way to the network, against a server on this machine that fails as sources do."""

import datetime
import gzip
import os
import socket

import pytest

import network_guard
from fixture_sources import Reply
from moneygood.core.errors import MoneygoodError
from moneygood.data.providers import client as under_test
from moneygood.data.providers.client import Client, source_day, user_key
from moneygood.data.providers.contract import WebRequest
from moneygood.data.providers.registry import NAMES, provider, providers

URL = "https://fred.stlouisfed.org/graph/fredgraph.csv"
PATH = URL.removeprefix("https://")
FRED = provider("fred")
GOOD = "observation_date,GDP\n2026-01-01,100\n"


def refused(client: Client, code: str, request: WebRequest | None = None) -> str:
    with pytest.raises(MoneygoodError) as caught:
        client.fetch(FRED, request or WebRequest(URL, (("id", "GDP"),)))
    assert caught.value.code == code, str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_whole_answer(sources, client) -> None:
    sources.give(PATH, GOOD)
    snapshot = client.fetch(FRED, WebRequest(URL, (("id", "GDP"), ("cosd", "2026-01-01"))))
    assert snapshot.content == GOOD.encode()
    assert sources.sent[0].query == {"id": "GDP", "cosd": "2026-01-01"}
    assert sources.sent[0].headers["user-agent"].startswith("moneygood/")
    assert snapshot.address == f"{URL}?id=GDP&cosd=2026-01-01"
    assert snapshot.fetched == "2026-11-30T18:00:00+00:00"


def test_errors_of_the_source_are_tried_again_with_growing_pauses(sources, client, pauses) -> None:
    sources.give(PATH, Reply(b"busy", 500), Reply(b"busy", 503), GOOD)
    assert client.fetch(FRED, WebRequest(URL)).content == GOOD.encode()
    # 1 and 2 seconds times (0.5 + chance); the rate limit is half a second and already over
    assert [p for p in pauses if p >= 1] == [1.0, 2.0]


def test_the_pause_that_a_source_asks_for_is_kept(sources, client, pauses) -> None:
    sources.give(PATH, Reply(b"slow down", 429, {"Retry-After": "17"}), GOOD)
    client.fetch(FRED, WebRequest(URL))
    assert 17.0 in pauses
    sources.give(PATH, Reply(b"slow down", 429, {"Retry-After": "Wed, 21 Oct"}), Reply(GOOD.encode()))
    client.fetch(FRED, WebRequest(URL))


@pytest.mark.parametrize("status", [429, 500, 504])
def test_a_source_that_never_answers_well(sources, client, status) -> None:
    sources.give(PATH, Reply(b"no", status))
    assert f"it answered {status}, 4 times" in refused(client, "D020")
    assert len(sources.sent) == 4


def test_a_source_that_is_not_there() -> None:
    client = Client(mirror="http://127.0.0.1:9", sleep=lambda s: None, connect=0.5)
    assert "no connection" in refused(client, "D020")
    client.close()


def test_a_source_that_is_out_of_reach_is_not_waited_for_again(sources) -> None:
    waits: list[float] = []
    client = Client(mirror="http://127.0.0.1:9", sleep=waits.append, connect=0.5)
    refused(client, "D020")
    before = len(waits)
    assert "is out of reach" in refused(client, "D020", WebRequest(URL, (("id", "CPI"),)))
    assert len(waits) == before
    client.close()


def test_no_answer_in_time(sources, client) -> None:
    client.tries = 2
    sources.give(PATH, Reply(GOOD.encode(), late=1.2))
    assert "no answer in time, 2 times" in refused(client, "D020")


def test_an_answer_that_drips(sources, client, pauses) -> None:
    client.tries, client.whole = 1, -1.0
    sources.give(PATH, Reply(GOOD.encode(), drip=0.05))
    assert "no answer in time" in refused(client, "D020")


def test_half_an_answer_is_tried_again_and_never_taken(sources, client) -> None:
    sources.give(PATH, Reply(GOOD.encode(), cut=10), GOOD)
    assert client.fetch(FRED, WebRequest(URL)).content == GOOD.encode()
    sources.give(PATH, Reply(GOOD.encode(), cut=10))
    assert "breaks off" in refused(client, "D020")


def test_half_a_packed_answer(sources, client) -> None:
    sources.give(PATH, Reply(GOOD.encode() * 50, packed=True, cut_packed=6))
    assert "breaks off" in refused(client, "D020")


def test_a_packed_answer_is_unpacked(sources, client) -> None:
    sources.give(PATH, Reply(GOOD.encode(), packed=True))
    assert client.fetch(FRED, WebRequest(URL)).content == GOOD.encode()


def test_what_is_not_packed_as_it_says(sources, client) -> None:
    sources.give(PATH, Reply(b"not packed at all", headers={"Content-Encoding": "gzip"}))
    refused(client, "D022")
    sources.give(PATH, Reply(b"x", headers={"Content-Encoding": "br"}))
    assert "'br'" in refused(client, "D022")


def test_a_small_answer_that_unpacks_to_much_is_refused_early(sources, client, monkeypatch) -> None:
    """100 MiB of zeros are 100 KiB on the wire; no more than the limit and a piece are ever unpacked."""
    client.most = 2**20
    monkeypatch.setattr(under_test, "MOST_BYTES", 2**20)
    bomb = gzip.compress(b"\0" * (100 * 2**20))
    sources.give(PATH, Reply(bomb, headers={"Content-Encoding": "gzip"}))
    assert "more than 1 MiB" in refused(client, "D024")


def test_a_large_answer_is_refused(sources, client) -> None:
    client.most = 100
    sources.give(PATH, Reply(b"1" * 1000))
    refused(client, "D024")


def test_redirects_stay_with_the_source(sources, client) -> None:
    sources.give(PATH, Reply(b"", 302, {"Location": "https://api.stlouisfed.org/new.csv"}))
    sources.give("api.stlouisfed.org/new.csv", GOOD)
    request = WebRequest(URL, (("api_key", "secret"),), secret=("api_key",))
    assert client.fetch(FRED, request).content == GOOD.encode()
    assert sources.sent[-1].query == {}, "secrets do not travel"
    for place in ("https://elsewhere.example/x", "http://api.stlouisfed.org/x", ""):
        sources.give(PATH, Reply(b"", 302, {"Location": place}))
        assert "not one of its hosts" in refused(client, "D021")


def test_redirects_in_a_circle(sources, client) -> None:
    sources.give(PATH, Reply(b"", 301, {"Location": URL}))
    assert "redirects" in refused(client, "D020")


def test_a_refusal_says_what_the_source_said_without_the_key(sources, client) -> None:
    sources.give(PATH, Reply(b"Bad Request. The value for variable api_key=abc is not registered.", 400))
    said = refused(client, "D021", WebRequest(URL, (("api_key", "abc"),), secret=("api_key",)))
    assert "not registered" in said
    assert "abc" not in said
    assert "FRED_API_KEY" in said
    assert len(sources.sent) == 1, "a refusal is not tried again"
    sources.give(PATH, Reply(b"<html>no</html>", 404))
    assert "<html>" not in refused(client, "D021")


def test_what_did_not_change_is_not_sent_again(sources, client) -> None:
    sources.give(PATH, Reply(GOOD.encode(), headers={"ETag": '"one"', "Content-Type": "text/csv"}))
    for _ in range(2):
        snapshot = client.fetch(FRED, WebRequest(URL, (("id", "GDP"),)))
        assert (snapshot.content, snapshot.etag) == (GOOD.encode(), '"one"')
    assert sources.sent[1].headers["if-none-match"] == '"one"'


@pytest.mark.parametrize(
    "other",
    [
        WebRequest(URL, (("id", "GDPC1"),)),
        WebRequest(URL, (("id", "GDP"), ("cosd", "2020-01-01"))),
        WebRequest(URL, (("id", "GDP"),), headers=(("Accept", "text/csv"),)),
        WebRequest(URL, (("id", "GDP"),), body=b"{}"),
        WebRequest(URL + "x", (("id", "GDP"),)),
    ],
)
def test_an_answer_is_kept_for_the_whole_request_and_no_other(sources, client, other) -> None:
    sources.give(PATH, Reply(GOOD.encode(), headers={"ETag": '"one"'}))
    sources.give(PATH + "x", Reply(GOOD.encode(), headers={"ETag": '"one"'}))
    client.fetch(FRED, WebRequest(URL, (("id", "GDP"),)))
    client.fetch(FRED, other)
    assert "if-none-match" not in sources.sent[1].headers


def test_a_key_counts_for_what_is_kept_and_not_for_what_it_is_called() -> None:
    one = WebRequest(URL, (("api_key", "a"),), secret=("api_key",))
    two = WebRequest(URL, (("api_key", "b"),), secret=("api_key",))
    assert one.key != two.key
    assert one.identity == two.identity
    assert "a" not in one.shown.removeprefix(URL)
    told = WebRequest(URL, body=b'{"registrationkey": "k", "x": 1}', secret=("registrationkey",))
    assert told.shown_body == b'{"x": 1}'
    assert WebRequest(URL, body=b"no json", secret=("k",)).shown_body == b"no json"


def test_a_damaged_cache_is_as_good_as_none(sources, client, tmp_path) -> None:
    sources.give(PATH, Reply(GOOD.encode(), headers={"ETag": '"one"'}))
    request = WebRequest(URL)
    client.fetch(FRED, request)
    for content in (b"", b"\0\0\0\x04nope", b"\0\0\0\x02{}"):
        (tmp_path / "cache" / f"etag-{request.key}").write_bytes(content)
        assert client.fetch(FRED, request).content == GOOD.encode()
        assert "if-none-match" not in sources.sent[-1].headers


def test_the_rate_limit_of_a_source(sources, client, pauses) -> None:
    sources.give(PATH, GOOD)
    for _ in range(3):
        client.fetch(FRED, WebRequest(URL))
    assert pauses == [0.5, 0.5]


def test_offline_asks_nobody(sources, client) -> None:
    client.offline = True
    refused(client, "D028")
    assert not sources.sent


def test_a_date_after_midnight_elsewhere_is_not_yet_one_at_the_source() -> None:
    """C-15: it is 1 December in Tokyo and in London, and still 30 November in St. Louis and New York."""
    for zone in ("America/Chicago", "America/New_York"):
        now = datetime.datetime(2026, 12, 1, 3, 0, tzinfo=datetime.UTC)
        assert source_day(now, zone) == datetime.date(2026, 11, 30)
    tokyo = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))
    assert source_day(tokyo, "America/Chicago") == datetime.date(2026, 11, 30)
    assert source_day(now, "Nowhere/At_All") == datetime.date(2026, 11, 30)
    assert Client(clock=lambda: now).today(FRED) == datetime.date(2026, 11, 30)


def test_keys_come_from_the_environment_alone(monkeypatch) -> None:
    monkeypatch.delenv("BEA_API_KEY", raising=False)
    with pytest.raises(MoneygoodError, match="BEA_API_KEY") as caught:
        user_key(provider("bea"))
    assert caught.value.code == "D025"
    monkeypatch.setenv("BEA_API_KEY", " k ")
    assert user_key(provider("bea")) == "k"
    assert user_key(provider("cboe")) == ""


def test_every_provider_is_declared_whole() -> None:
    from moneygood.data.catalogue import LICENCES

    assert [p.name for p in providers()] == list(NAMES)
    for one in providers():
        assert one.title, one.name
        assert one.manual, one.name
        assert one.licence in LICENCES
        assert one.per_second <= 10
        assert one.hosts or one.name in ("user", "yahoo")
    with pytest.raises(MoneygoodError, match="id you mean 'fred'"):
        provider("fed")


def test_no_test_reaches_the_network(monkeypatch) -> None:
    """The guard of all tests: another machine is refused, and the test fails even if that is swallowed."""
    client = Client(mirror=None, tries=1)
    monkeypatch.delenv("MONEYGOOD_MIRROR", raising=False)
    client.mirror = None
    # 192.0.2.1 is kept for documentation: no machine has it
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1"), network_guard.watched():
        refused(client, "D020", WebRequest("https://192.0.2.1/x"))
    client.close()
    with socket.socket() as plain, pytest.raises(OSError, match="no test reaches"):
        plain.connect_ex(("192.0.2.1", 80))
    network_guard.LEFT.clear()
    for address in (("127.0.0.1", 80), ("::1", 80, 0, 0), ("localhost", 80), "/tmp/socket"):
        assert network_guard.stays_here(address)
    for address in (("8.8.8.8", 80), ("fred.stlouisfed.org", 443)):
        assert not network_guard.stays_here(address)
    assert os.environ.get("MONEYGOOD_MIRROR", network_guard.NOWHERE) == network_guard.NOWHERE
