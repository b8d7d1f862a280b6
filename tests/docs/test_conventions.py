"""The rules of CONVENTIONS.md: numbered without gaps, and each cited by a test that would fail without it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from documents import layout

ROOT = Path(__file__).parents[2]
RULE = re.compile(r"\bC-(\d+)\b")
TEXT = (ROOT / "CONVENTIONS.md").read_text(encoding="utf-8")
RULES = [int(n) for n in re.findall(r"^- \*\*C-(\d+)\*\*", TEXT, flags=re.M)]


def cited_in_tests() -> Iterator[tuple[int, str]]:
    """Every rule that the docstring of a test function, or of a file of tests, names."""
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        if file == Path(__file__):
            continue
        text = file.read_text(encoding="utf-8")
        for node in layout.statements(ast.parse(text)) if RULE.search(text) else ():
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            for number in RULE.findall(ast.get_docstring(node) or ""):
                yield int(number), f"{file.relative_to(ROOT)}::{node.name}"


@cache
def cited() -> dict[int, list[str]]:
    """The tests that name a rule, by rule."""
    out: dict[int, list[str]] = {}
    for rule, test in cited_in_tests():
        out.setdefault(rule, []).append(test)
    return out


def test_rules_are_numbered_in_order_and_never_twice() -> None:
    assert len(RULES) > 20
    assert list(range(1, len(RULES) + 1)) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_cited_by_a_test(rule: int) -> None:
    assert cited().get(rule), f"no test names C-{rule} in its docstring"


def test_no_test_cites_a_rule_that_does_not_exist() -> None:
    unknown = {n: tests for n, tests in cited().items() if n not in RULES}
    assert not unknown
