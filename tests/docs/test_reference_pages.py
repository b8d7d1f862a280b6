"""The generated reference leaves nothing out and says what the records say."""

from __future__ import annotations

import re

import pytest
from documents import Document

from moneygood.core.error_catalogue import error_catalogue
from moneygood.model.build import load_model
from moneygood.model.functions import FUNCTIONS
from moneygood.model.model import Model
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.library import list_scenarios

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages(reference: dict[str, Document]) -> dict[str, str]:
    """The text of every generated page by its path below docs/."""
    return {path.removeprefix("docs/"): page.text for path, page in reference.items()}


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def test_a_page_has_a_row_or_an_entry_for_every_record(pages: dict[str, str], model: Model) -> None:
    for page, names in {
        "variables": model.variables,
        "parameters": model.parameters,
        "shocks": model.shocks,
        "switches": model.switches,
        "levers": read_levers(),
        "errors": error_catalogue().codes,
        "sources": model.references,
    }.items():
        first_cells = set(re.findall(r"^(?:\| \[?|- )`([^`]+)`", pages[f"reference/{page}.md"], flags=re.M))
        assert len(names) > 0, page
        assert set(names) <= first_cells, page


def test_every_variable_has_its_card_with_its_equation(pages: dict[str, str], model: Model) -> None:
    for equation in model.equations:
        page = pages[f"reference/variables/{model.variables[equation.label].sector}.md"]
        card = page.split(f"\n### {equation.label}\n")[1].split("\n### ")[0]
        sign = "~" if equation.behavioural else "="
        assert re.search(rf"^```text\n.* {sign} .*\n```$", card, flags=re.M), equation.label
        for name in equation.parameters:
            assert f"`{name}`" in card


def test_every_scenario_and_function_is_shown(pages: dict[str, str]) -> None:
    for name in list_scenarios():
        assert f"\n## {name}\n" in pages["reference/scenarios.md"]
    for f in FUNCTIONS.values():
        assert f"`{f.usage}`" in pages["reference/functions.md"]


def test_tables_have_as_many_cells_in_every_row(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        for block in re.findall(r"(?:^\|.*\|\n)+", text, flags=re.M):
            widths = {len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}
            assert len(widths) == 1, (path, block[:200])


def test_every_sector_page_has_equations_parameters_fit_and_a_chart(
    pages: dict[str, str], model: Model
) -> None:
    from xml.etree import ElementTree

    for sector in model.sectors:
        page = pages[f"reference/sectors/{sector}.md"]
        chart = re.search(r"<svg.*?</svg>", page, flags=re.S)
        assert chart is not None
        lines = [e for e in ElementTree.fromstring(chart[0]).iter() if e.tag.endswith("polyline")]
        assert len(lines) == 4, sector
        for line in lines:
            heights = {point.split(",")[1] for point in line.attrib["points"].split()}
            assert len(heights) > 1, f"{sector}: a response that does not move"
        for equation in model.equations:
            if equation.sector != sector:
                continue
            card = page.split(f"\n### {equation.label}\n")[1].split("\n### ")[0].split("\n## ")[0]
            assert "<math " in card
            assert ("On history: " in card) == equation.behavioural
            for name in equation.parameters:
                assert f"| `{name}` |" in page


def test_a_missed_range_says_why_on_its_page(pages: dict[str, str]) -> None:
    page = pages["reference/claims.md"]
    assert "why it is missed" in page
    assert "The model's perimeter is the capex of five leaders at home" in page
    assert "The Fed designs its path from unemployment" not in page, "the reason of a blind miss tells of it"
    assert "## Blind responses that were opened" in page
    assert "Which is the test: " in page
