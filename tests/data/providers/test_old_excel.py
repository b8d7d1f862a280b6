"""Old Excel workbooks, written by another program (xlwt), and the two sources that send them."""

import datetime
from pathlib import Path

import pytest

from fixture_sources import Reply
from moneygood.core.errors import MoneygoodError
from moneygood.core.notices import Notice
from moneygood.data.providers.contract import Snapshot
from moneygood.data.providers.old_excel import _packed, read_old_sheet

HERE = Path(__file__).parent
PREMIA = (HERE / "term_premia.xls").read_bytes()
SHILLER = (HERE / "shiller.xls").read_bytes()
ACM = "www.newyorkfed.org/medialibrary/media/research/data_indicators/ACMTermPremium.xls"
YALE = "www.econ.yale.edu/~shiller/data/ie_data.xls"


def shot(content: bytes) -> Snapshot:
    return Snapshot("new_york_fed", "x", "y", "2026-11-30", datetime.date(2026, 11, 30), content)


def test_cells_of_every_kind() -> None:
    cells = read_old_sheet(shot(PREMIA), "Words")
    assert [cells[1, c] for c in range(2, 6)] == [123456789.0, -5.0, 1.25, 3.141592653589793]
    assert cells[1, 6] == "wide: €" * 900
    for row in range(40):
        tail = "é€ü" if row % 3 == 0 else ""
        assert cells[row + 1, 1] == f"term premium {row} " * 60 + tail, row
    assert read_old_sheet(shot(PREMIA))[2, 1] == "30-Jun-1961", "the first sheet when none is named"


def test_packed_numbers() -> None:
    """Worked by hand from the format's description: 30-bit wholes, halves of doubles, hundredths."""
    assert _packed((5 << 2) | 2) == 5.0
    assert _packed((5 << 2) | 3) == 0.05
    assert _packed(((-5 & 0x3FFFFFFF) << 2) | 2) == -5.0
    assert _packed(0x3FF80000) == 1.5
    assert _packed(0x3FF80000 | 1) == 0.015


def test_what_is_no_workbook_and_what_is_half_one() -> None:
    with pytest.raises(MoneygoodError, match="not an Excel workbook") as caught:
        read_old_sheet(shot(b"<html>"))
    assert caught.value.code == "D022"
    for share in (0.2, 0.5, 0.9):
        with pytest.raises(MoneygoodError) as caught:
            read_old_sheet(shot(PREMIA[: int(len(PREMIA) * share)]), "Words")
        assert caught.value.code == "D022"
    with pytest.raises(MoneygoodError, match="id you mean 'Words'"):
        read_old_sheet(shot(PREMIA), "Word")


def test_term_premia(read, sources) -> None:
    sources.give(ACM, PREMIA)
    assert {o.period: o.value for o in read("new_york_fed", "ACMTP10")} == {
        "1961-06-30": 0.25, "2026-07-31": 0.6125, "2026-08-31": -0.01,
    }  # fmt: skip
    daily = read("new_york_fed", "ACMTP10", options={"sheet": "ACM Daily"})
    assert [o.value for o in daily] == [0.24, 0.58]
    with pytest.raises(MoneygoodError, match="no column 'ACMTP99'"):
        read("new_york_fed", "ACMTP99")
    sources.give(ACM, SHILLER)
    with pytest.raises(MoneygoodError, match="no sheet 'ACM Monthly'"):
        read("new_york_fed", "ACMTP10")
    sources.give(ACM, b"<!doctype html><html>moved</html>")
    with pytest.raises(MoneygoodError) as caught:
        read("new_york_fed", "ACMTP10")
    assert caught.value.code == "D022"


def test_shiller(read, sources) -> None:
    """2026.1 is October."""
    sources.give(YALE, SHILLER)
    assert {o.period: o.value for o in read("shiller", "P")} == {
        "2026-01": 6900.5, "2026-02": 6950.0, "2026-10": 7100.25,
    }  # fmt: skip
    assert [o.value for o in read("shiller", "E")] == [240.2, 241.0, None]
    assert read("shiller", "CAPE")[0].value == 39.1
    with pytest.raises(MoneygoodError, match="no column 'EPS'"):
        read("shiller", "EPS")
    posted = "img1.wsimg.com/blobby/go/x/ie_data.xls"
    sources.give(posted, SHILLER)
    assert read("shiller", "P", options={"address": f"https://{posted}"})[0].value == 6900.5
    sources.give(YALE, PREMIA)
    with pytest.raises(MoneygoodError) as caught:
        read("shiller", "P")
    assert caught.value.code == "D022"


def test_the_workbook_of_shiller_is_the_one_his_page_links_to(read, sources) -> None:
    """An anchor with a link without scheme, and with a version. Without one the old file, and a line."""
    posted = "img1.wsimg.com/blobby/go/e5e77e0b/downloads/907cb6d5/ie_data.xls"
    link = b'<!doctype html><html><a href="//' + posted.encode() + b'?ver=1764">ie_data.xls</a></html>'
    sources.give(YALE, PREMIA)
    sources.give("shillerdata.com/", link)
    sources.give(posted, SHILLER)
    assert read("shiller", "P")[0].value == 6900.5
    sources.give(YALE, SHILLER)
    for page, why in (
        (b"<html>no link</html>", "links to no ie_data.xls"),
        (Reply(b"", 404), "answered 404"),
    ):
        sources.give("shillerdata.com/", page)
        with pytest.warns(Notice, match=f"{why}.*the file at Yale is used, which ends in 2023"):
            assert read("shiller", "P")[0].value == 6900.5


def small_workbook() -> bytes:
    """A workbook whose stream is under 4,096 bytes and so lies in the small sectors, written byte by byte."""
    import struct

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<2H", kind, len(body)) + body

    cells = record(0x809, b"\0" * 16) + record(0x203, struct.pack("<3Hd", 0, 0, 0, 1.5))
    cells += record(0x06, struct.pack("<3Hd", 0, 1, 0, 2.5) + b"\0" * 8)
    cells += record(0x06, struct.pack("<3H", 0, 2, 0) + b"\0" * 6 + b"\xff\xff" + b"\0" * 8)
    cells += record(
        0xBD, struct.pack("<2H", 1, 0) + struct.pack("<HIHI", 0, (7 << 2) | 2, 0, (8 << 2) | 2) + b"\1\0"
    )
    cells += record(0x0A, b"")
    name = b"S"
    head = record(0x809, b"\0" * 16)
    sheet = record(0x85, struct.pack("<IHBB", 0, 0, len(name), 0) + name)
    place = len(head) + len(sheet) + 4
    sheet = record(0x85, struct.pack("<IHBB", place, 0, len(name), 0) + name)
    book = head + sheet + record(0x0A, b"") + cells
    blocks = -(-len(book) // 64)
    mini = book.ljust(blocks * 64, b"\0")
    data = mini.ljust(-(-len(mini) // 512) * 512, b"\0")
    sectors = len(data) // 512
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    # sectors: 0 the table, 1 the folder, 2 the table of small sectors, 3 on the small sectors
    table = [fat_mark, end, end, *range(4, 3 + sectors), end]
    links = [*range(1, blocks), end]

    def entry(called: str, kind: int, start: int, size: int) -> bytes:
        text = called.encode("utf-16-le") + b"\0\0"
        body = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        return body.ljust(116, b"\0") + struct.pack("<2I", start, size) + b"\0" * 4

    folder = entry("Root Entry", 5, 3, len(data)) + entry("Workbook", 2, 0, len(book))
    first = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    first += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    first += struct.pack("<2I", 0, 1) + struct.pack("<7I", 1, 0, 4096, 2, 1, end, 0)
    first += struct.pack("<109I", 0, *[free] * 108)
    body = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    body += folder.ljust(512, b"\0") + struct.pack("<128I", *links, *[free] * (128 - len(links))) + data
    return first + body


def test_a_workbook_in_small_sectors() -> None:
    """Numbers, a formula's number, a formula's text (left out) and a row of packed numbers."""
    assert read_old_sheet(shot(small_workbook()), "S") == {
        (1, 1): 1.5, (1, 2): 2.5, (2, 1): 7.0, (2, 2): 8.0,
    }  # fmt: skip
    with pytest.raises(MoneygoodError) as caught:
        read_old_sheet(shot(small_workbook().replace("Workbook".encode("utf-16-le"), b"x\0" * 8)))
    assert caught.value.code == "D022"


OLD_OR_ODD = {
    "alfred": (
        "alfred", "GDPC1", "alfred.stlouisfed.org/graph/alfredgraph.csv",
        {"as_of": datetime.date(2026, 8, 21)},
    ),
    "alfred-all": (
        "alfred", "X", "api.stlouisfed.org/fred/series/observations", {"options": {"vintages": "all"}},
    ),
    "shiller": ("shiller", "P", YALE, {}),
    "acm": ("new_york_fed", "ACMTP10", ACM, {}),
    "fomc": (
        "fomc", "20260916/Federal funds rate",
        "www.federalreserve.gov/monetarypolicy/fomcprojtabl20260916.htm", {},
    ),
}  # fmt: skip
"""Sources that the table of documents leaves out: provider, series, path, and what is asked beside."""
PAGE = b"<!DOCTYPE html><html><title>Down for maintenance</title></html>"
FAILURES = {
    "too often": (Reply(b"slow down", 429), "D020"),
    "broken": (Reply(b"", 500), "D020"),
    "away": (Reply(b"", 503), "D020"),
    "unknown": (Reply(b"not found", 404), "D021"),
    "forbidden": (Reply(b"no", 403), "D021"),
    "empty": (Reply(b"  \n"), "D022"),
    "web page": (Reply(PAGE), "D022"),
    "breaks off": (Reply(PAGE, cut=10), "D020"),
    "packed badly": (Reply(b"not packed", headers={"Content-Encoding": "gzip"}), "D022"),
    "sent elsewhere": (Reply(b"", 302, {"Location": "https://elsewhere.example/x"}), "D021"),
    "in a circle": (Reply(b"", 301, {"Location": "SELF"}), "D020"),
    "too large": (Reply(b"1" * 3000), "D024"),
}


@pytest.mark.parametrize("source", OLD_OR_ODD)
@pytest.mark.parametrize("failure", FAILURES)
def test_what_every_source_can_do_wrong(source, failure, read, sources, client, monkeypatch) -> None:
    """One line that names the source, and never a figure."""
    monkeypatch.setenv("FRED_API_KEY", "k")
    name, series, path, words = OLD_OR_ODD[source]
    reply, code = FAILURES[failure]
    if reply.headers.get("Location") == "SELF":
        reply = Reply(b"", 301, {"Location": f"https://{path}"})
    if failure == "too large":
        client.most = 1000
    sources.give(path, reply)
    with pytest.raises(MoneygoodError) as caught:
        read(name, series, **words)
    assert caught.value.code == code, str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
