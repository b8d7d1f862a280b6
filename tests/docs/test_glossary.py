"""GLOSSARY.md: every term has a name in the code that exists, and stands in its table in order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from names_in_code import exists

TEXT = (Path(__file__).parents[2] / "GLOSSARY.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, flags=re.M)
ROWS = [r for r in ROWS if r[0] not in ("term", "---")]


def test_terms_stand_once() -> None:
    terms = [r[0].lower() for r in ROWS]
    assert len(terms) > 60
    assert len(set(terms)) == len(terms)


@pytest.mark.parametrize(("term", "names"), [(r[0], r[2]) for r in ROWS], ids=[r[0] for r in ROWS])
def test_the_name_of_a_term_exists_in_the_code(term: str, names: str) -> None:
    quoted = re.findall(r"`([^`]+)`", names)
    if not quoted:
        assert term == "money-good"
    for name in quoted:
        assert exists(name), f"{term}: there is no {name}"


def test_a_name_that_is_not_there_is_noticed() -> None:
    for wrong in ("core.panel.Pannel", "rate_11y", "economics/nothing.yaml", "engine.setting.Hold.price"):
        assert not exists(wrong)
