"""Old Excel workbooks, written by another program (xlwt), and the two sources that send them."""

import datetime
from pathlib import Path

import pytest

from moneygood.core.errors import MoneygoodError
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
