"""The generated reference leaves nothing out and says what the records say."""

from __future__ import annotations

import re

import pytest
from documents import generated

from moneygood.core.error_catalogue import error_catalogue
from moneygood.model.build import load_model
from moneygood.model.functions import FUNCTIONS
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.library import list_scenarios

PAGES = {d.path.removeprefix("docs/"): d.text for d in generated()}
MODEL = load_model()


def first_cells(page: str) -> set[str]:
    """What stands in the first column of the tables of a page, without its marks."""
    return set(re.findall(r"^\| \[?`([^`]+)`", PAGES[page], flags=re.M))


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("reference/variables.md", MODEL.variables),
        ("reference/parameters.md", MODEL.parameters),
        ("reference/shocks.md", MODEL.shocks),
        ("reference/switches.md", MODEL.switches),
        ("reference/levers.md", read_levers()),
        ("reference/errors.md", error_catalogue().codes),
        ("reference/sources.md", MODEL.references),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_a_page_has_a_row_for_every_record(page: str, names: object) -> None:
    assert set(names) <= first_cells(page)  # type: ignore[call-overload]


def test_every_variable_has_its_card_with_its_equation() -> None:
    for equation in MODEL.equations:
        page = PAGES[f"reference/variables/{MODEL.variables[equation.label].sector}.md"]
        card = page.split(f"\n### {equation.label}\n")[1].split("\n### ")[0]
        sign = "~" if equation.behavioural else "="
        assert re.search(rf"^```text\n.* {sign} .*\n```$", card, flags=re.M), equation.label
        for name in equation.parameters:
            assert f"`{name}`" in card


def test_every_scenario_and_function_is_shown() -> None:
    for name in list_scenarios():
        assert f"\n## {name}\n" in PAGES["reference/scenarios.md"]
    for f in FUNCTIONS.values():
        assert f"`{f.usage}`" in PAGES["reference/functions.md"]


def test_tables_have_as_many_cells_in_every_row() -> None:
    for path, text in PAGES.items():
        for block in re.findall(r"(?:^\|.*\|\n)+", text, flags=re.M):
            widths = {len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}
            assert len(widths) == 1, (path, block[:200])


def test_every_sector_page_has_equations_parameters_fit_and_a_chart() -> None:
    from xml.etree import ElementTree

    for sector in MODEL.sectors:
        page = PAGES[f"reference/sectors/{sector}.md"]
        chart = re.search(r"<svg.*?</svg>", page, flags=re.S)
        assert chart is not None
        lines = [e for e in ElementTree.fromstring(chart[0]).iter() if e.tag.endswith("polyline")]
        assert len(lines) == 4, sector
        for line in lines:
            heights = {point.split(",")[1] for point in line.attrib["points"].split()}
            assert len(heights) > 1, f"{sector}: a response that does not move"
        for equation in MODEL.equations:
            if equation.sector != sector:
                continue
            card = page.split(f"\n### {equation.label}\n")[1].split("\n### ")[0].split("\n## ")[0]
            assert "<math " in card
            assert ("On history: " in card) == equation.behavioural
            for name in equation.parameters:
                assert f"| `{name}` |" in page


def test_a_missed_range_says_why_on_its_page() -> None:
    page = PAGES["reference/claims.md"]
    assert "why it is missed" in page
    assert "The Fed designs its path from unemployment" in page
    assert "Which is the test: " in page
