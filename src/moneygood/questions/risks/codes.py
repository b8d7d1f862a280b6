"""The error codes of the risk monitor, entered in the catalogue."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE

CODES: dict[str, tuple[str, str, str]] = {
    "A221": ("faulty risk", "The text of a risk, a sign or a loss lacks a field or holds a wrong one.",
             "Write it like those in economics/risks."),
    "A222": ("unknown risk", "A risk is asked for that has no text.", "Use a name that exists."),
}  # fmt: skip

CATALOGUE.update(CODES)
