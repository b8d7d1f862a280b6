"""The reference page of all kinds of YAML text: their fields, from the declarations that read them."""

from __future__ import annotations

from moneygood.api.text_kinds import text_kinds
from moneygood.core.record_pages import text_page

_INTRO = (
    "# Every kind of text\n\n"
    "The economics is written in YAML. One declaration reads each kind of text below, and also gives the "
    "error line and the JSON Schema for editors: `moneygood model schema` lists the kinds, "
    "`moneygood model schema levers > levers.schema.json` writes one. A field that is not listed is refused, "
    "and so is one that stands twice.\n"
)


def text_kind_page() -> str:
    """The page: a section for each kind of text."""
    return "\n".join([_INTRO, *(text_page(kind) for kind in text_kinds().values())])
