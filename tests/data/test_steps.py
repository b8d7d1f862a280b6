"""Vintages kept as what differs from another: small, whole when read, and noticed when changed."""

import json
import shutil

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.data.builder_live import NewSeries, build_on
from moneygood.data.builder_steps import build_step, main, read_steps
from moneygood.data.difference import DIFFERENCE, line_changes
from moneygood.data.status import status
from moneygood.data.vintage import load_vintage


def test_the_bundled_steps_are_small_and_whole() -> None:
    for name, step in read_steps().items():
        made, base = load_vintage(name), load_vintage(step.base)
        assert made.as_of == step.as_of
        kept = sum(f.stat().st_size for f in made.folder.iterdir())
        assert kept < 20_000
        assert len(made.text("quarterly.csv")) > 400_000
        for record in made.records["quarterly"].values():
            assert record.unit == base.record(record.name).unit
        assert status(made).hash == made.hash


def test_what_the_steps_say_is_what_was_published() -> None:
    """Figures read by hand off the source's table of the revision of 25 September 2026."""
    october, base, august = load_vintage("2026-10"), load_vintage("2026-11"), load_vintage("2026-08")
    assert october.at("gdp_real", "2026Q1") == 24274.383
    assert base.at("gdp_real", "2026Q1") == 24180.419
    assert october.at("gdp_real", "2020Q4") == base.at("gdp_real", "2020Q4")
    assert october.at("gdp_deflator", "2026Q2") == pytest.approx(100 * 32563.03 / 24408.011, rel=1e-9)
    assert october.at("treasury_10y", "2026Q3") == pytest.approx(4.7551562)
    assert october.record("pce_core_price").partial == ("2026Q3",)
    assert august.record("nvda_revenue").last == "2026Q1"
    assert base.record("nvda_revenue").last == "2026Q2"
    assert august.monthly.months == base.monthly.months[: len(august.monthly.months)]


def test_lines_that_differ() -> None:
    assert line_changes("a\nb\nc\n", "a\nx\ny\nc\n") == [(1, 2, ["x", "y"])]
    assert line_changes("a\n", "a\n") == []
    assert line_changes("", "a\n") == [(0, 0, ["a"])]


@pytest.fixture
def copied(tmp_path):
    """A copy of the texts that the steps are made of."""
    root = tmp_path / "texts"
    shutil.copytree(economics_root() / "vintages", root / "vintages")
    return root


def test_a_changed_difference_or_base_is_noticed(copied) -> None:
    path = copied / "vintages" / "2026-10" / DIFFERENCE
    text = path.read_text()
    path.write_text(text.replace("24274.383", "24274.384"))
    with pytest.raises(MoneygoodError) as caught:
        _ = load_vintage("2026-10", root=copied).quarterly
    assert caught.value.code == "D005"
    path.write_text("not json")
    with pytest.raises(MoneygoodError) as caught:
        _ = load_vintage("2026-10", root=copied).quarterly
    assert caught.value.code == "D005"
    path.unlink()
    with pytest.raises(MoneygoodError) as caught:
        _ = load_vintage("2026-10", root=copied).quarterly
    assert caught.value.code == "D003"


def test_a_step_is_built_from_its_columns(copied, tmp_path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "q.csv").write_text("date,a,b\n2026Q1,50,2\n2026Q2,60,3\n2026Q3,,\n")
    (copied / "vintages" / "steps.yaml").write_text(
        "mine:\n  as_of: 2026-12-01\n  base: 2026-11\n  note: a try\n"
        "  quarterly_last: {tips_10y: 2026Q2}\n  monthly_last: {balance_mts: 2026-07}\n"
        "  quarterly:\n    gdp_real: {read: q.csv/a, over: q.csv/b, scale: 1000, start: 2026Q2, joins: off}\n"
        "  monthly: {}\n".replace("off", "false")
    )
    build_step(source, "mine", copied)
    made = load_vintage("mine", root=copied)
    assert made.at("gdp_real", "2026Q2") == 20000.0
    assert made.record("gdp_real").splice == ("2026Q2",)
    assert made.record("tips_10y").last == "2026Q2"
    whole = build_step(source, "mine", copied, out=tmp_path / "out")
    assert whole["hash"] == made.hash
    assert "differs_from" not in whole
    assert json.loads((made.folder / "manifest.json").read_text())["differs_from"] == "2026-11"
    for name, code in (("mine2", "D003"), ("mine", "D008")):
        (source / "q.csv").write_text("date,c\n2026Q1,1\n")
        with pytest.raises(MoneygoodError) as caught:
            build_step(source, name, copied, out=tmp_path / "again")
        assert caught.value.code == code


def test_the_command_of_the_steps(tmp_path, capsys) -> None:
    assert main([]) == 2
    assert main([str(tmp_path), "no-such"]) == 2
    assert "no-such" in capsys.readouterr().err


def test_a_series_that_joins_needs_no_splice(copied) -> None:
    import datetime

    base = load_vintage("2026-11", root=copied)
    new = {("quarterly", "funds_rate"): NewSeries({"2026Q2": 3.63, "2026Q3": 3.7}, joins=True)}
    build_on(base, new, copied / "vintages" / "x", datetime.date(2026, 12, 1))
    assert load_vintage("x", root=copied).record("funds_rate").splice == ()
