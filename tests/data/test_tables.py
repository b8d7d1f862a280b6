"""The tidy tables of a vintage: every fault has its line, missing quarters stay missing, texts read back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import MISSING, OBSERVED, PROJECTED
from moneygood.data.tables import (
    number_text,
    quarterly_panel,
    read_verified,
    source_table,
    tidy_rows,
    tidy_text,
)

HEADER = ("series", "period", "value", "status")
FILE = Path("made.csv")


def rows(*lines: str) -> list[list[str]]:
    return tidy_rows("\n".join([",".join(HEADER), *lines, ""]), FILE, HEADER)


def test_a_table_reads_back_as_it_was_written() -> None:
    written = [["a", "2026Q1", number_text(1 / 3), "observed"], ["b", "2026Q2", "2", ""]]
    assert tidy_rows(tidy_text(HEADER, written), FILE, HEADER) == written
    assert number_text(1 / 3) == "0.3333333333"
    with pytest.raises(ValueError, match="comma"):
        tidy_text(HEADER, [["a,b", "", "", ""]])


def test_a_panel_has_every_quarter_between_the_first_and_the_last() -> None:
    panel = quarterly_panel(rows("x,2025Q4,1,observed", "y,2026Q2,3,projected", "x,2026Q2,-2,"), FILE)
    assert panel.names == ("x", "y")
    assert [str(p) for p in panel.periods] == ["2025Q4", "2026Q1", "2026Q2"]
    np.testing.assert_array_equal(panel.values, [[1, np.nan, -2], [np.nan, np.nan, 3]])
    np.testing.assert_array_equal(
        panel.status, [[OBSERVED, MISSING, OBSERVED], [MISSING, MISSING, PROJECTED]]
    )
    assert quarterly_panel([], FILE).names == ()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("x,2026Q1,1,observed", "x,2026Q5,1,observed"), r"D004 made.csv:3: broken row: '2026Q5' is not a"),
        (("x,2026Q1,one,observed",), r"D004 made.csv:2: .*'one' is not a number"),
        (("x,2026Q1,1,observed", "y,2026Q1,inf,observed"), r"D004 made.csv:3: .*'inf' is not a number"),
        (("x,2026Q1,1,guessed",), r"D004 made.csv:2: .*unknown status 'guessed'"),
        (("x,2026Q1,1,", "y,2026Q1,1,", "x,2026Q1,2,"), r"D009 made.csv:4: this figure is given twice"),
        (("x,2026Q1,1",), r"D004 made.csv:2: .*3 fields instead of 4"),
    ],
)
def test_a_broken_row_is_named_with_its_line(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(MoneygoodError, match=message):
        quarterly_panel(rows(*lines), FILE)


def test_another_header_is_refused() -> None:
    with pytest.raises(
        MoneygoodError, match=r"D004 made.csv:1: .*the header is not series,period,value,status"
    ):
        tidy_rows("series,value\n", FILE, HEADER)


def test_a_file_is_the_one_of_its_hash_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"a\r\n1\r\n")
    assert read_verified(file, hashlib.sha256(b"a\n1\n").hexdigest()) == "a\n1\n"
    with pytest.raises(MoneygoodError, match="D005"):
        read_verified(file, hashlib.sha256(b"a\n2\n").hexdigest())
    with pytest.raises(MoneygoodError, match="D003"):
        read_verified(tmp_path / "b.csv", None)


def test_a_source_table_skips_remarks_and_refuses_short_rows(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("# from the office\nyear,value\n2020,1\n", encoding="utf-8")
    assert source_table(file) == [{"year": "2020", "value": "1"}]
    file.write_text("year,value\n2020\n", encoding="utf-8")
    with pytest.raises(MoneygoodError, match=r"D004 .*not as many fields"):
        source_table(file)
