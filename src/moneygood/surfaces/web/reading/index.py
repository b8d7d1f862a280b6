"""Which pages there are, in the order of the navigation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.reading import (
    answer_pages,
    portfolio_page,
    record_page,
    scenario_pages,
    text_pages,
    today,
)
from moneygood.surfaces.web.reading.parts import ReadingPage


@dataclass(frozen=True)
class PageEntry:
    """A page of the navigation: its address, its name there, and what makes it."""

    name: str
    label: str
    make: Callable[[], ReadingPage]


PAGES = (
    PageEntry("today", "Today", today.today_page),
    PageEntry("scenarios", "Scenarios", scenario_pages.scenarios_page),
    PageEntry("dominoes", "Dominoes", answer_pages.dominoes_page),
    PageEntry("why", "Why", answer_pages.why_page),
    PageEntry("portfolio", "Portfolio", portfolio_page.portfolio_page),
    PageEntry("earn", "What AI has to earn", answer_pages.earn_page),
    PageEntry("claims", "Claims", answer_pages.claims_page),
    PageEntry("cycle", "Cycle", answer_pages.cycle_page),
    PageEntry("record", "Record", record_page.record_page),
    PageEntry("model", "Model", text_pages.model_page),
    PageEntry("data", "Data", text_pages.data_page),
)


def page_names() -> tuple[str, ...]:
    """The addresses of all pages, those of single scenarios last."""
    from moneygood.scenarios.library import list_scenarios
    from moneygood.scenarios.plan import BASELINE

    own = [f"scenarios/{name}" for name in list_scenarios() if name != BASELINE]
    return (*(p.name for p in PAGES), *own)


def answered_live(name: str) -> bool:
    """Whether an address is one that a reader's form made: no static site has it."""
    return portfolio_page.is_typed(name)


def make_page(name: str) -> ReadingPage:
    """The page of an address; U010 where there is none."""
    for entry in PAGES:
        if entry.name == name:
            return entry.make()
    if portfolio_page.is_typed(name):
        return portfolio_page.typed_page(name)
    if name in page_names():
        return scenario_pages.scenario_page(name.partition("/")[2])
    raise MoneygoodError("U010", f"there is no page {name!r}", None, None)
