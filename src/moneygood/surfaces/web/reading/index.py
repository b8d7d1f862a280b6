"""Which pages there are, in the order of the navigation."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.reading import portfolio_address
from moneygood.surfaces.web.reading.parts import ReadingPage


@dataclass(frozen=True)
class PageEntry:
    """A page of the navigation: its address, its name there, and the module that makes it.

    A module is loaded when a page of it is made: what is kept is served without.
    """

    name: str
    label: str
    home: str

    def make(self) -> ReadingPage:
        """The page, by ``<name>_page`` of its module."""
        module = import_module(f"{__package__}.{self.home}")
        return getattr(module, f"{self.name}_page")()


PAGES = (
    PageEntry("today", "Today", "today"),
    PageEntry("scenarios", "Scenarios", "scenario_pages"),
    PageEntry("dominoes", "Dominoes", "answer_pages"),
    PageEntry("why", "Why", "answer_pages"),
    PageEntry("portfolio", "Portfolio", "portfolio_page"),
    PageEntry("earn", "What AI has to earn", "answer_pages"),
    PageEntry("claims", "Claims", "answer_pages"),
    PageEntry("cycle", "Cycle", "answer_pages"),
    PageEntry("record", "Record", "record_page"),
    PageEntry("model", "Model", "text_pages"),
    PageEntry("data", "Data", "text_pages"),
)


def page_names() -> tuple[str, ...]:
    """The addresses of all pages, those of single scenarios last."""
    from moneygood.scenarios.library import list_scenarios
    from moneygood.scenarios.plan import BASELINE

    own = [f"scenarios/{name}" for name in list_scenarios() if name != BASELINE]
    return (*(p.name for p in PAGES), *own)


def answered_live(name: str) -> bool:
    """Whether an address is one that a reader's form made: no static site has it."""
    return portfolio_address.is_typed(name)


def make_page(name: str) -> ReadingPage:
    """The page of an address; U010 where there is none."""
    for entry in PAGES:
        if entry.name == name:
            return entry.make()
    if portfolio_address.is_typed(name):
        from moneygood.surfaces.web.reading.portfolio_page import typed_page

        return typed_page(name)
    if name in page_names():
        from moneygood.surfaces.web.reading.scenario_pages import scenario_page

        return scenario_page(name.partition("/")[2])
    raise MoneygoodError("U010", f"there is no page {name!r}", None, None)
