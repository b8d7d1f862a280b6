"""Odd inputs by every reader: a slice of the fuzzer, what it once found, and that it finds such things."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from attack.fuzz import fuzz, read_odd
from attack.odd import Odd
from attack.readers import calendar, readers, the_model
from moneygood.core.errors import MoneygoodError
from moneygood.core.json_text import read_json
from moneygood.core.number_text import plain_number
from moneygood.core.periods import Quarter
from moneygood.core.texts import parse_yaml, read_yaml
from moneygood.core.xml_text import parse_xml
from moneygood.model.formula import parse_expression
from moneygood.model.graph import Graph
from moneygood.model.importers.expression import Reader
from moneygood.runs.path_formula import read_condition

ONCE: list[dict[str, Any]] = read_yaml(Path(__file__).with_name("corpus") / "inputs.yaml")


def _imported(text: str) -> Any:
    graph = Graph()
    return Reader(graph, lambda name, lead: graph.var(name, -lead)).equation(f"x = {text}")


READ: dict[str, Callable[[str], Any]] = {
    "yaml": lambda text: parse_yaml(text, "odd.yaml"),
    "formula": lambda text: parse_expression(text, the_model()),
    "condition": lambda text: read_condition(text, the_model(), calendar()),
    "imported": _imported,
    "quarter": Quarter.parse,
    "number": plain_number,
    "json": read_json,
    "xml": lambda text: parse_xml(text.encode()),
}


@pytest.mark.parametrize("case", ONCE, ids=lambda c: f"{c['reads']}-{ONCE.index(c)}")
def test_what_once_was_taken_or_killed_the_process_is_refused_at_once(case: dict[str, Any]) -> None:
    the_model()
    text = case.get("before", "") + case.get("again", "") * case.get("times", 1) + case.get("after", "")
    began = time.process_time()
    with pytest.raises((MoneygoodError, ValueError)) as caught:
        READ[case["reads"]](text)
    assert case["says"] in str(caught.value)
    assert len(str(caught.value)) < 1200
    assert time.process_time() - began < 5


def test_ordinary_texts_of_every_length_are_read() -> None:
    assert parse_yaml("a: &x [1, 2]\nb: *x\nc: {<<: {d: 1}}", "x") == {
        "a": [1, 2],
        "b": [1, 2],
        "c": {"d": 1},
    }
    assert len(parse_yaml("- 1\n" * 10_000, "x")) == 10_000
    assert parse_expression(" + ".join(["rate_10y"] * 100), the_model()).variables == ("rate_10y",)
    assert plain_number(" -1.5e3 ") == -1500.0


@pytest.mark.slow
def test_odd_inputs_are_taken_or_refused_in_a_line(tmp_path: Path) -> None:
    """C-26: what a user can mend is one line, whatever it is."""
    tried = {one.name: one for one in fuzz(tmp_path, 4, 1)}
    assert len(tried) == len(readers())
    assert not [str(one) for one in tried.values() if one.wrong]
    assert sum(one.counts["refused"] for one in tried.values()) > sum(
        one.counts["taken"] for one in tried.values()
    )


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        (lambda odd, folder: 1 / 0, "ZeroDivisionError"),
        (lambda odd, folder: _refuse("a\x1b" * 5000, "S001"), ""),
    ],
)
def test_the_fuzzer_tells_a_traceback_from_a_line(
    reader: Callable[[Odd, Path], Any], found: str, tmp_path: Path
) -> None:
    said = read_odd("made", reader, 0, 1, tmp_path)
    assert said.startswith("WRONG: " + found) if found else said == "refused"


def _refuse(what: str, code: str) -> None:
    raise MoneygoodError(code, what)
