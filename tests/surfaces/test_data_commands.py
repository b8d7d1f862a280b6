"""The commands of figures, as a user types them: a mirror on this machine stands for the sources."""

import json

import pytest

from fixture_sources import Reply, fixture_sources
from moneygood import api
from moneygood.data.vintage import list_vintages, load_vintage
from moneygood.surfaces.cli.data import data_app
from moneygood.surfaces.cli.main import call

FRED = "fred.stlouisfed.org/graph/fredgraph.csv"


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """A mirror that has core prices with a new quarter and a revision, and rates as they were."""
    monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    base = load_vintage()
    with fixture_sources() as server:
        monkeypatch.setenv("MONEYGOOD_MIRROR", server.address)
        panel = base.quarterly
        for series, name in (("gdp_nominal", "GDP"), ("gdp_real", "GDPC1")):
            rows = [f"observation_date,{name}"]
            for quarter in panel.periods:
                value = panel.at(series, quarter)
                if value == value:
                    rows.append(f"{quarter.year}-{3 * quarter.quarter - 2:02d}-01,{value:.10g}")
            server.give(f"{FRED}?id={name}", "\n".join(rows) + "\n")
            if name == "GDP":
                server.give(f"{FRED}?id={name}", "\n".join([*rows, "2026-04-01,32400.5"]) + "\n")
        server.give(f"{FRED}?id=GDPDEF", Reply(b"<html>busy</html>"))
        yield server


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = call(["data", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_refresh_makes_a_vintage_that_can_be_named(mirror, capsys) -> None:
    code, out, err = run(capsys, "refresh", "--only", "gdp_nominal", "--only", "gdp_real", "--name", "mine")
    assert (code, err) == (0, "")
    assert " ".join(out.split()).startswith(
        "Vintage mine stands beside 2026-11: 1 series have newer figures, 1 are the same"
    )
    assert all(len(line) <= 80 for line in out.splitlines() if "/" not in line)
    assert load_vintage("mine").at("gdp_nominal", "2026Q2") == 32400.5
    assert load_vintage().name == "2026-11"
    code, out, _ = run(capsys, "status", "--vintage", "mine", "--json")
    assert json.loads(out)["vintage"] == "mine"
    assert "mine" in json.loads(out)["vintages"]


def test_what_did_not_come_is_named_and_the_code_is_one(mirror, capsys) -> None:
    words = ("refresh", "--only", "gdp_nominal", "--only", "gdp_deflator", "--json")
    code, out, _ = run(capsys, *words)
    found = json.loads(out)
    assert code == 1
    assert found["counts"] == {"new": 1, "same": 0, "doubted": 0, "failed": 1}
    assert found["vintage"] in list_vintages()
    code, out, _ = run(capsys, "refresh", "--only", "gdp_deflator")
    assert code == 2, "nothing came at all"
    only = ("--only", "gdp_nominal", "--only", "gdp_deflator")
    code, out, _ = run(capsys, "refresh", *only, "--base", "2026-11")
    assert "gdp_deflator (quarterly) kept, D022" in " ".join(out.split())


def test_kept_asks_nobody(mirror, capsys) -> None:
    run(capsys, "refresh", "--only", "gdp_nominal", "--name", "mine")
    mirror.sent.clear()
    code, out, _ = run(capsys, "refresh", "--only", "gdp_nominal", "--kept")
    assert (code, mirror.sent) == (0, [])
    assert out.startswith("Nothing is new; mine stands")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("refresh", "--only", "gdp_nominl"),
            "D001: 'gdp_nominl' is not a live series. Did you mean 'gdp_nominal'?",
        ),
        (("refresh", "--base", "2025-01"), "D003: there is no vintage '2025-01'."),
        (("show", "fredd"), "D029: there is no provider or live series 'fredd'. Did you mean 'fred'?"),
    ],
)
def test_a_bad_word_is_one_line(mirror, capsys, words, said) -> None:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert err.count("\n") == 1


def test_show(mirror, capsys) -> None:
    code, out, _ = run(capsys, "show")
    assert code == 0
    assert "fiscaldata" in out
    code, out, _ = run(capsys, "show", "edgar")
    assert "Documented at https://www.sec.gov/" in out
    assert "and 4 more" in out
    code, out, _ = run(capsys, "show", "vix", "--json")
    assert [r["frequency"] for r in json.loads(out)["series"]] == ["quarterly", "monthly"]
    assert len(api.data_show()["providers"]) == 17
    assert data_app.info.help == "The figures and where they come from."
