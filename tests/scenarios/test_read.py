"""Scenario files become plans: what is written is what is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.scenarios.library import find_plan, list_scenarios, read_baseline
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan


def plan(**fields: object) -> Plan:
    return parse_plan({"title": "made", **fields}, "made")


def held(**fields: object) -> tuple[float, ...]:
    return plan(paths=[{"hold": "ffr", "periods": "2027Q1..2027Q4", **fields}]).paths[0].values


def test_every_shipped_scenario_is_read() -> None:
    names = list_scenarios()
    assert names[0] == "baseline"
    assert {"higher-for-longer", "cuts-arrive", "deepseek-jevons", "deepseek-punished"} <= set(names)
    assert {"ai-productivity-boom", "ai-disappoints", "earnings-slowdown", "foreign-strike"} <= set(names)
    for name in names:
        assert find_plan(name).title
        assert find_plan(name).question


def test_baseline_as_a_scenario_imposes_nothing() -> None:
    assert find_plan("baseline").imposes_nothing
    assert read_baseline().paths
    assert all(not p.exact and (p.absorber or "").startswith("add_") for p in read_baseline().paths)


def test_one_value_holds_in_every_quarter() -> None:
    assert held(value=4.5) == (4.5, 4.5, 4.5, 4.5)


def test_list_has_one_value_a_quarter() -> None:
    assert held(values=[1, 2, 3, 4]) == (1.0, 2.0, 3.0, 4.0)


def test_named_quarters_are_joined_by_straight_lines_and_flat_outside() -> None:
    assert held(values={"2027Q2": 1.0, "2027Q4": 2.0}) == (1.0, 1.0, 1.5, 2.0)
    assert held(values={"2027Q2": 3.0}) == (3.0, 3.0, 3.0, 3.0)


def test_named_quarter_outside_the_path_is_refused() -> None:
    with pytest.raises(MoneygoodError, match=r"outside 2027Q1\.\.2027Q4"):
        held(values={"2029Q1": 1.0})


def test_switches_take_words_and_truths() -> None:
    assert plan(switches={"a": "off", "b": "on", "c": False}).switches_off == {"a", "c"}


def test_child_decides_what_both_name(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(
        "title: Parent\nquestion: Why?\nlevers: {a: 1, b: 2}\nswitches: {s: off, t: off}\n"
        "paths: [{hold: x, periods: 2027Q1..2027Q4, values: [1, 2, 3, 4]}]\n"
    )
    (tmp_path / "child.yaml").write_text(
        "title: Child\nextends: parent.yaml\nlevers: {b: 5}\nswitches: {t: on}\n"
        "paths: [{hold: x, periods: 2027Q2, value: 9}]\n"
    )
    child = find_plan(str(tmp_path / "child.yaml"))
    assert (child.title, child.question, child.chain) == ("Child", "Why?", ("parent", "baseline"))
    assert {m.lever: m.value for m in child.levers} == {"a": 1.0, "b": 5.0}
    assert child.switches_off == {"s"}
    cells = {q: v for p in child.paths for q, v in zip(p.periods, p.values, strict=True)}
    assert cells == dict(zip(quarter_range("2027Q1", "2027Q4"), (1.0, 9.0, 3.0, 4.0), strict=True))


def test_extending_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: A\nextends: ./b.yaml\n")
    (tmp_path / "b.yaml").write_text("title: B\nextends: ./a.yaml\n")
    with pytest.raises(MoneygoodError) as caught:
        find_plan(str(tmp_path / "a.yaml"))
    assert caught.value.code == "S018"


def test_error_names_file_line_and_source_line(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("title: X\nshocks:\n  - {shock: eps_a, periods: 2027Q1, size: big}\n")
    with pytest.raises(MoneygoodError) as caught:
        find_plan(str(file))
    place = caught.value.place
    assert place is not None
    assert (place.line, place.text) == (3, "  - {shock: eps_a, periods: 2027Q1, size: big}")


def test_plan_keeps_its_text_for_the_manifest() -> None:
    found = find_plan("higher-for-longer")
    assert found.file is not None
    assert found.text == found.file.read_text(encoding="utf-8")


def test_periods_are_quarters() -> None:
    shock = plan(shocks=[{"shock": "e", "periods": "2026Q4..2027Q1", "sd": 2}]).shocks[0]
    assert shock.periods == (Quarter.of(2026, 4), Quarter.of(2027, 1))
    assert (shock.sizes, shock.in_sd) == ((2.0, 2.0), True)
