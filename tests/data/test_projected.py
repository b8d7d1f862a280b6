"""What institutions projected by a day, from the archive and a source folder; last figures by a quarter."""

import datetime

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.data.latest import latest
from moneygood.data.projected import main, projected_in, projecting_series, projections
from moneygood.data.vintage import load_vintage

WANTED = "# remark\ntheirs,variable,form,less,series\nsep_rate,ffr,end,,sep_funds\nsep_growth,gap,growth,g,\n"
ROWS = """published,variable,period,value,quality
2024-03-20,sep_rate,2024,4.6,primary
2024-03-20,sep_rate,longer run,2.6,primary
2024-06-12,sep_rate,2024,5.1,primary
2024-06-12,sep_rate,2025,4.1,secondary
2024-06-12,other,2024,9,primary
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "realtime").mkdir()
    (tmp_path / "realtime" / "projected.csv").write_text(WANTED)
    (tmp_path / "projections_by_date.csv").write_text(ROWS)
    return tmp_path


def test_the_archive_is_built_and_read_by_the_day(root, capsys) -> None:
    """Published figures of March and June 2024: on the eve of June's meeting March's still stands."""
    assert projections(datetime.date(2024, 7, 1), root) == ()
    assert main([str(root), str(root / "realtime")]) == 0
    assert "3 figures" in capsys.readouterr().out
    (eve,) = projections(datetime.date(2024, 6, 11), root)
    assert (eve.variable, eve.form, eve.published, eve.years) == (
        "ffr", "end", datetime.date(2024, 3, 20), {2024: 4.6},
    )  # fmt: skip
    (after,) = projections(datetime.date(2024, 6, 12), root)
    assert after.years == {2024: 5.1, 2025: 4.1}
    assert projections(datetime.date(2024, 3, 19), root) == (), "nothing was out"
    assert projecting_series(root) == {"sep_funds"}
    assert projected_in(load_vintage(), root) == (), "the bundled vintage has no such series"


def test_faults_of_the_archive_and_of_the_command(root, capsys, tmp_path) -> None:
    assert main([]) == 2
    assert main([str(root / "none"), str(root)]) == 2
    assert "D003" in capsys.readouterr().err
    archive = root / "realtime" / "projections.csv"
    for broken in (
        "2024-13-20,sep_rate,2024,4.6,a,b",
        "2024-03-20,sep_rate,soon,4.6,a,b",
        "2024-03-20,sep_rate",
    ):
        archive.write_text(f"published,theirs,year,value,quality,source\n{broken}\n")
        with pytest.raises(MoneygoodError) as caught:
            projections(datetime.date(2024, 7, 1), root)
        assert caught.value.code == "D004"
    (root / "realtime" / "projected.csv").unlink()
    assert projecting_series(root) == frozenset()
    assert projected_in(load_vintage(), root) == ()


def test_the_last_figure_by_a_quarter_whatever_its_table() -> None:
    vintage = load_vintage()
    quarter = Quarter.parse("2024Q2")
    found = latest(vintage, "gdp_nominal", quarter)
    assert found is not None
    assert (found.period, found.value) == ("2024Q2", vintage.at("gdp_nominal", "2024Q2"))
    month = latest(vintage, "tsmc_revenue_growth", quarter)
    assert month is not None
    assert month.period == "2024-06"
    assert (
        month.value == vintage.monthly.series("tsmc_revenue_growth")[vintage.monthly.months.index("2024-06")]
    )
    weight = latest(vintage, "sp500_top10_weight", Quarter.parse("2025Q4"))
    assert weight is not None
    known = [p for p in vintage.annual("sp500_top10_weight") if p[:4] <= "2025"]
    assert weight.period == max(known)
    assert (weight.label, weight.unit) == (vintage.record("sp500_top10_weight", "annual").label, "1")
    assert latest(vintage, "gdp_nominal", Quarter.parse("1950Q1")) is None
    assert latest(vintage, "nothing", quarter) is None
