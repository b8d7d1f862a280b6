"""From a source folder to a vintage and back."""

import json
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import OBSERVED, PROJECTED
from moneygood.data.builder import _Sources, build, main
from moneygood.data.catalogue import CatalogueEntry, read_catalogue
from moneygood.data.vintage import Vintage, list_vintages, load_vintage

CATALOGUE = """\
quarterly:
  output: {label: Output, unit: usd/yr, agency: Office, id: Y, licence: us-gov, read: q.csv/y}
  sales_real: {label: Sales, unit: usd17/yr, agency: Office, id: S, licence: us-gov, read: q.csv/s,
    link: {2001Q2: 1.1}}
  stock: {label: Stock, unit: usd, agency: Office, id: K, licence: us-gov, read: q.csv/k,
    splice: [2001Q2], scale: 0.001}
  path: {label: Path, unit: pct, agency: Office, id: P, licence: cited, read: q.csv/p,
    projected_from: 2001Q3, partial: [2001Q2]}
  pair: {label: Pair, unit: usd/yr, agency: reports, id: F, licence: filings, read: firms.csv/capex,
    sum_of: [AA, BB], scale: 0.001}
  pair_4q: {label: Pair, unit: usd/yr, agency: reports, id: F, licence: filings, read: firms.csv/capex,
    sum_of: [AA, BB], scale: 0.001, window: 4}
monthly:
  rate: {label: Rate, unit: pct/yr, agency: Office, id: R, licence: us-gov, read: m.csv/r}
  spread: {label: Spread, unit: pct/yr, agency: Office, id: D, licence: derived, read: d.csv/d, daily: true}
annual:
  weight: {label: Weight, unit: "1", agency: press, id: page, licence: page, read: facts.csv/top, scale: 0.01}
fiscal:
  interest_net: {label: Interest, unit: usd/yr, agency: CBO, id: history,
    licence: us-gov, read: "cbo:actual/interest_net"}
cbo:
  vintages: ["2001-01"]
  economy:
    gdp_nom: {label: GDP, unit: usd/yr, variable: gdp_nominal}
    gdp_real: {label: Real GDP, unit: usd17/yr, variable: gdp_real}
    gap: {label: Gap, unit: pct, variable: output_gap}
  budget:
    outlays: {label: Outlays, unit: usd/yr, variable: outlays}
    interest_net: {label: Interest, unit: usd/yr, variable: net_interest}
  derived:
    outlays_primary: {label: Primary, unit: usd/yr, plus: [outlays], minus: [interest_net]}
  potential: pot.csv/ystar
"""

TABLES = {
    "q.csv": "# a remark\ndate,y,s,k,p\n2001Q1,100,10,5000,1\n2001Q2,102,12,6000,2\n2001Q3,104,,7000,3\n",
    "m.csv": "date,r\n2001-01,5\n2001-02,6\n2001-03,7\n2001-04,\n2001-05,4\n",
    "facts.csv": "year,variable,value,unit\n2000,top,22,%\n2001-06,top,40,%\n2000,other,1,%\n",
    "firms.csv": (
        "ticker,fiscal_quarter_end,calendar_quarter,capex\n"
        "AA,2000-12-31,2000Q4,1000\nAA,2001-03-31,2001Q1,1000\nAA,2001-06-30,2001Q2,1000\n"
        "AA,2001-09-30,2001Q3,1000\nAA,2001-12-31,2001Q4,1000\n"
        "BB,2001-03-31,2001Q1,2000\nBB,2001-06-30,2001Q2,3000\nBB,2001-09-30,2001Q3,4000\n"
        "BB,2001-12-31,2001Q4,5000\n"
    ),
    "d.csv": "date,d\n2001-05-30,1\n2001-05-31,2\n2001-06-01,7\n",
    "cbo_economic.csv": (
        "vintage,year_basis,year_or_quarter,variable,value,unit,kind,source\n"
        "2001-01,quarter,2001Q1,gdp_nominal,100,bn,actual,x\n2001-01,quarter,2001Q1,gdp_real,99,bn,actual,x\n"
        "2001-01,CY,2001,gdp_nominal,1,bn,actual,x\n"
    ),
    "cbo_baselines.csv": (
        "vintage,year_basis,year,variable,value,unit,kind,source\n"
        "2001-01,FY,2001,outlays,200,bn,projection,x\n2001-01,FY,2001,net_interest,30,bn,projection,x\n"
        "actual,FY,2000,net_interest,25,bn,actual,x\n"
    ),
    "pot.csv": "date,ystar\n2000Q4,98\n2001Q1,100\n",
}  # fmt: skip


def write_source(folder: Path, **changed: str) -> Path:
    """The source folder; `changed` replaces tables (``q="..."`` for q.csv)."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in TABLES.items():
        (folder / file).write_text(changed.get(file.removesuffix(".csv"), text), encoding="utf-8")
    (folder.parent / "series.yaml").write_text(CATALOGUE, encoding="utf-8")
    return folder


def built(root: Path, name: str = "2001-12", as_of: str = "2001-12-31", **changed: str) -> Vintage:
    source = write_source(root / "source", **changed)
    build(source, root / "vintages" / name, as_of, read_catalogue(root / "series.yaml"))
    return load_vintage(name, root=root)


def test_round_trip_of_figures(tmp_path: Path) -> None:
    vintage = built(tmp_path)
    panel = vintage.quarterly
    assert panel.at("output", "2001Q3") == 104
    assert np.isnan(panel.at("sales_real", "2001Q3"))
    assert panel.at("stock", "2001Q2") == 6.0
    assert vintage.monthly.at("rate", "2001-05") == 4
    assert np.isnan(vintage.monthly.at("rate", "2001-04"))
    assert vintage.annual("weight") == {"2000": 0.22, "2001-06": 0.4}
    assert vintage.fiscal("interest_net") == {2000: 25}
    assert vintage.as_of.isoformat() == "2001-12-31"


def test_linked_figures_keep_the_old_growth_and_the_new_level(tmp_path: Path) -> None:
    panel = built(tmp_path).quarterly
    assert panel.at("sales_real", "2001Q1") == pytest.approx(11.0)
    assert panel.at("sales_real", "2001Q2") == 12.0


def test_companies_are_added_up_only_when_all_report(tmp_path: Path) -> None:
    panel = built(tmp_path).quarterly
    assert str(panel.periods[0]) == "2001Q1"  # in 2000Q4 only one of the two reports
    assert panel.at("pair", "2001Q1") == 3.0
    assert np.isnan(panel.at("pair_4q", "2001Q3"))
    assert panel.at("pair_4q", "2001Q4") == pytest.approx(3 + 4 + 5 + 6)


def test_daily_figures_become_means_of_their_months(tmp_path: Path) -> None:
    vintage = built(tmp_path)
    assert vintage.monthly.at("spread", "2001-05") == pytest.approx(1.5)
    assert vintage.monthly.at("spread", "2001-06") == 7.0
    assert vintage.record("spread", "monthly").transformation == "mean of the days of the month"
    with pytest.raises(MoneygoodError, match="not a day"):
        built(tmp_path / "other", d="date,d\n2001-05,1\n")


def test_standing_of_figures(tmp_path: Path) -> None:
    vintage = built(tmp_path)
    assert vintage.quarterly.status_at("path", "2001Q2") == OBSERVED
    assert vintage.quarterly.status_at("path", "2001Q3") == PROJECTED
    record = vintage.record("path")
    assert record.partial == ("2001Q2",)
    assert (record.first, record.last, record.unit) == ("2001Q1", "2001Q3", "pct")


def test_cbo_tables(tmp_path: Path) -> None:
    vintage = built(tmp_path)
    assert vintage.cbo_budget("2001-01", "outlays_primary") == {2001: 170}
    economy = vintage.cbo_economy("2001-01")
    assert economy.at("gdp_potential_real", "2001Q1") == 100
    assert economy.at("gap", "2001Q1") == pytest.approx(-1.0)


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = built(tmp_path / "a"), built(tmp_path / "b")
    assert one.hash == two.hash
    for path in sorted(one.folder.iterdir()):
        assert path.read_bytes() == (two.folder / path.name).read_bytes()
    other = built(tmp_path / "c", q=TABLES["q.csv"].replace("104", "105"))
    assert other.hash != one.hash


def test_building_again_replaces_the_tables(tmp_path: Path) -> None:
    built(tmp_path)
    again = built(tmp_path, q=TABLES["q.csv"].replace("104", "105"))
    assert again.quarterly.at("output", "2001Q3") == 105
    assert [p.name for p in (tmp_path / "vintages").iterdir()] == ["2001-12"]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "vintages" / "mine"
    out.mkdir(parents=True)
    (out / "letter.txt").write_text("keep me")
    source = write_source(tmp_path / "source")
    with pytest.raises(MoneygoodError, match=r"letter\.txt") as caught:
        build(source, out, "2001-12-31", read_catalogue(tmp_path / "series.yaml"))
    assert caught.value.code == "D003"
    assert [p.name for p in out.iterdir()] == ["letter.txt"]
    assert [p.name for p in (tmp_path / "vintages").iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"q": "date,y,s,k,p\n2001Q1,100,10\n"}, "D004", "q.csv:2"),
        ({"q": "date,y,s,k,p\n2001Q1,abc,10,1,1\n"}, "D004", "'abc' is not a number"),
        ({"q": "date,y,s,k,p\n2001Q1,inf,10,1,1\n"}, "D004", "'inf' is not a number"),
        ({"q": "date,y,s,k,p\n2001-01,1,10,1,1\n"}, "D004", "not a quarterly period"),
        ({"q": "date,s,k,p\n2001Q1,10,1,1\n"}, "D008", "q.csv/y"),
        ({"q": "date,y,s,k,p\n2001Q1,,10,1,1\n"}, "D008", "finds no figure"),
        ({"firms": TABLES["firms.csv"] + "BB,2001-12-31,2001Q4,1\n"}, "D004", "twice"),
    ],
)
def test_a_broken_source_leaves_nothing_behind(tmp_path: Path, changed: dict, code: str, words: str) -> None:
    """C-28: output is written whole or not at all."""
    with pytest.raises(MoneygoodError) as caught:
        built(tmp_path, **changed)
    assert caught.value.code == code
    assert words in str(caught.value)
    assert list_vintages(tmp_path) == ()
    assert not (tmp_path / "vintages").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("label: Output, ", "", "lacks the field 'label'"),
        ("licence: cited", "licence: sited", "id you mean 'cited'?"),
        ("splice:", "splices:", "id you mean 'splice'?"),
        ("unit: usd/yr, agency: Office, id: Y", "unit: usd/year/x, agency: Office, id: Y", "C003"),
    ],
)
def test_a_broken_catalogue_names_the_entry(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "series.yaml"
    assert old in CATALOGUE
    path.write_text(CATALOGUE.replace(old, new), encoding="utf-8")
    with pytest.raises(MoneygoodError) as caught:
        read_catalogue(path)
    assert words in str(caught.value)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    vintage = built(tmp_path)
    table = vintage.folder / "quarterly.csv"
    table.write_text(table.read_text().replace("104", "105"))
    with pytest.raises(MoneygoodError) as caught:
        _ = load_vintage(root=tmp_path).quarterly
    assert caught.value.code == "D005"
    table.unlink()
    with pytest.raises(MoneygoodError) as caught:
        _ = load_vintage(root=tmp_path).quarterly
    assert caught.value.code == "D003"


def test_a_broken_manifest_is_one_clear_line(tmp_path: Path) -> None:
    folder = built(tmp_path).folder
    (folder / "manifest.json").write_text(json.dumps({"name": "x"}))
    with pytest.raises(MoneygoodError) as caught:
        load_vintage(root=tmp_path)
    assert caught.value.code == "D005"


def test_a_read_at_a_date_never_sees_a_later_vintage(tmp_path: Path) -> None:
    """C-15: no later vintage is seen."""
    built(tmp_path, "2001-12", "2001-12-31")
    built(tmp_path, "2002-06", "2002-06-30", q=TABLES["q.csv"].replace("104", "110"))
    assert list_vintages(tmp_path) == ("2001-12", "2002-06")
    assert load_vintage(root=tmp_path).name == "2002-06"
    assert load_vintage(root=tmp_path, as_of="2002-06-29").quarterly.at("output", "2001Q3") == 104
    assert load_vintage(root=tmp_path, as_of="2002-06-30").quarterly.at("output", "2001Q3") == 110
    with pytest.raises(MoneygoodError) as caught:
        load_vintage(root=tmp_path, as_of="2001-12-30")
    assert caught.value.code == "D010"
    with pytest.raises(MoneygoodError) as caught:
        load_vintage("2001-11", root=tmp_path)
    assert "id you mean '2001-12'?" in str(caught.value)


def test_cbo_baselines_known_at_a_date() -> None:
    """C-15: no later projection is seen."""
    vintage = load_vintage()
    assert vintage.cbo_vintages("2024-06-30") == ("2024-02",)
    assert vintage.cbo_vintages("2024-07-01") == ("2024-02", "2024-06")
    assert vintage.cbo_vintages() == ("2024-02", "2024-06", "2025-01", "2026-02")
    with pytest.raises(MoneygoodError) as caught:
        vintage.cbo_vintages("2023-01-01")
    assert caught.value.code == "D010"


def test_command_of_the_builder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
    assert main([str(tmp_path / "nowhere"), str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("D003")
    assert said.count("\n") == 1


def test_figures_of_companies_are_read_by_name_note_and_day(tmp_path: Path) -> None:
    """``company:variable:words of the note`` and ``ticker:column``; a period that stands twice is refused."""
    (tmp_path / "seen.csv").write_text(
        "company,variable,period,value,note\nA,price,2024-01,3,one year\nA,price,2024-01,4,on demand\n"
        "B,price,2024-01,9,one year\nA,price,2025-01,2,one year\nA,cost,2024-01,7,one year\n"
    )
    (tmp_path / "days.csv").write_text(
        "ticker,announced,gain,note\nA,2024-02-01,1.5,\nB,2024-02-01,-2,\nA,2024-05-01,,\nA,2024-08-01,-3,\n"
    )
    words = {"label": "L", "unit": "1", "agency": "a", "id": "i", "licence": "page"}
    reading = {"long": "seen.csv/A:price:one year", "days": "days.csv/A:gain", "twice": "seen.csv/A:price"}
    entries = {n: CatalogueEntry(n, "annual", read=r, **words) for n, r in reading.items()}
    sources = _Sources(tmp_path)
    assert sources.read(entries["long"], {}) == {"2024-01": 3.0, "2025-01": 2.0}
    assert sources.read(entries["days"], {}) == {"2024-02-01": 1.5, "2024-08-01": -3.0}
    with pytest.raises(MoneygoodError, match="twice") as fault:
        sources.read(entries["twice"], {})
    assert fault.value.code == "D004"
