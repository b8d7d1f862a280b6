"""Real-time figures: built from a published file, and seen as of a day, against cases worked by hand."""

import datetime
import gzip

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.builder_realtime import archive_rows, main, published
from moneygood.data.realtime import RealTime, as_known, read_mapping, read_realtime

SPAN = quarter_range(Quarter.parse("2023Q1"), Quarter.parse("2023Q4"))


def panel(**rows):
    values = np.array(list(rows.values()), dtype=float)
    return Panel(tuple(rows), SPAN, values, np.full(values.shape, OBSERVED, np.uint8))


def write(folder, month, text):
    with gzip.open(folder / f"fred_qd_{month}.csv.gz", "wt", encoding="utf-8") as stream:
        stream.write(text)


@pytest.fixture
def files(tmp_path):
    head = "sasdate,A,B,U\nfactors,0,0,0\ntransform,5,5,2\n"
    write(tmp_path, "2023-06", head + "3/1/2023,200,1.0,4.0\n")
    write(tmp_path, "2023-09", head + "3/1/2023,200,1.0,4.0\n6/1/2023,220,1.0,4.2\n,,,\n")
    return sorted(tmp_path.glob("*.gz"))


def test_growth_is_the_files_and_the_level_the_vintages(files):
    """By hand: 200 to 220 is a tenth, so 100 in the first quarter makes 110; a rate stays as it is. What did
    not change is not written twice."""
    own = panel(real=[100, 105, 106, 107], product=[50, 60, 60, 60], rate=[4.1, 4.3, 4.4, 4.5])
    mapping = {"real": ("A",), "product": ("A", "B"), "rate": ("U",)}
    rows = archive_rows(files, mapping, own, {"real": "usd17/yr", "product": "usd/yr", "rate": "pct"})
    assert rows == [
        ("2023-06", "real", "2023Q1", "100"), ("2023-06", "product", "2023Q1", "50"),
        ("2023-06", "rate", "2023Q1", "4"), ("2023-09", "real", "2023Q2", "110"),
        ("2023-09", "product", "2023Q2", "55"), ("2023-09", "rate", "2023Q2", "4.2"),
    ]  # fmt: skip


def test_a_day_sees_what_was_out_and_goes_on_from_it():
    """By hand: on 30 September the second quarter was 110; the third, out by another calendar, keeps the
    panel's own growth of 106 over 105."""
    first = Quarter.parse("2023Q1")
    archive = RealTime(
        ("2023-06", "2023-09"), {"x": {"2023-06": {first: 100.0}, "2023-09": {first + 1: 110.0}}}
    )
    seen, held = as_known(
        panel(x=[100, 105, 106, np.nan], y=[1, 2, 3, 4]), archive, datetime.date(2023, 9, 30)
    )
    assert held == {"x"}
    assert seen.series("x")[:3] == pytest.approx([100, 110, 106 * 110 / 105])
    assert np.isnan(seen.series("x")[3])
    assert list(seen.series("y")) == [1, 2, 3, 4]
    before, none = as_known(panel(x=[100, 105, 106, 1]), archive, datetime.date(2023, 6, 29))
    assert none == frozenset()
    assert list(before.series("x")) == [100, 105, 106, 1]


def test_the_archive_that_ships_has_what_was_published():
    """BEA had real GDP of 2024Q1 up 1.4% a year on 27 June 2024, and 0.8 on 25 September 2025."""
    archive = read_realtime()
    q = Quarter.parse("2024Q1")
    for day, growth in ((datetime.date(2024, 6, 30), 1.4), (datetime.date(2025, 11, 30), 0.8)):
        known = archive.known("gdp_real", day)
        assert 100 * ((known[q] / known[q - 1]) ** 4 - 1) == pytest.approx(growth, abs=0.06)
    assert q + 1 not in archive.known("gdp_real", datetime.date(2024, 6, 30))


def test_broken_files_are_refused_in_one_line(tmp_path, capsys):
    write(tmp_path, "2023-06", "sasdate,A\n3/1/2023,none\n")
    with pytest.raises(MoneygoodError) as caught:
        published(tmp_path / "fred_qd_2023-06.csv.gz")
    assert caught.value.code == "D004"
    assert main(["one"]) == 2
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "series.csv").write_text("series,columns\ngdp_real,GDPC1\n")
    assert read_mapping(tmp_path / "out") == {"gdp_real": ("GDPC1",)}
    assert main([str(tmp_path / "out"), str(tmp_path / "out")]) == 2
    assert "has no fred_qd" in capsys.readouterr().err
