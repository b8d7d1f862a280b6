"""Markdown tables and code for the reference pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; a bar inside a cell is escaped, an empty cell stays empty."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(" ".join(str(c).split()).replace("|", "\\|") for c in cells) + " |"

    return "\n".join([line(head), line("---" for _ in head), *(line(r) for r in rows)])


def code(text: object) -> str:
    """Text as code, or nothing for nothing."""
    return f"`{text}`" if text not in (None, "") else ""


def span(pair: Sequence[float] | None) -> str:
    """A range in words."""
    return f"{pair[0]:g} to {pair[1]:g}" if pair else ""
