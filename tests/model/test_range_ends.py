"""Numbers that sit at an end of their range are listed and defended, and no others."""

from __future__ import annotations

import re
from pathlib import Path

from moneygood.model.build import load_model

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "hold-the-model-against-evidence.md"
NEAR = 0.05
"""Share of the width of a range."""


def test_every_number_at_an_end_of_its_range_is_defended_on_the_page() -> None:
    """The table of the page has each of them, at the end where it is, with a reason."""
    text = PAGE.read_text(encoding="utf-8").split("## Numbers at an end of their range")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (least|most) \| (.+) \|$", text, re.M)
    told = {name: end for name, end, _ in rows}
    assert len(told) == len(rows)
    found = {}
    for p in load_model().parameters.values():
        if p.range and p.range[1] > p.range[0]:
            below, above = p.value - p.range[0], p.range[1] - p.value
            if min(below, above) < NEAR * (p.range[1] - p.range[0]):
                found[p.name] = "least" if below < above else "most"
    assert told == found
