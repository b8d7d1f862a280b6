"""The error codes of structure and stress checks, entered in the catalogue."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE

CODES: dict[str, tuple[str, str, str]] = {
    "A671": ("faulty structure check", "A limit on the calibration lacks a field or holds a wrong one.",
             "Write it like those in economics/claims/structure."),
    "A672": ("not a stability question", "The model is to be linearised in a quarter that is not solved.",
             "Name a quarter of the baseline's 120."),
}  # fmt: skip

CATALOGUE.update(CODES)
