"""The model held against published figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneygood.baseline.opening import load

if TYPE_CHECKING:
    from moneygood.validation.validation import Validation

VALIDATION_PARTS = ("responses", "interest", "cbo", "baseline", "structure")
"""What `validate` holds against its limits when no part is named; ``stability`` takes a minute more."""


def validate(parts: Sequence[str] = VALIDATION_PARTS, *, vintage: str | None = None) -> Validation:
    """The model beside published responses, the interest bill, CBO's budgets, and its own limits.

    A063 for an unknown part. `holds` of the result says whether every limit is kept.
    """
    from moneygood.validation.validation import validate as hold_against

    return hold_against(load(vintage), tuple(parts))


def validation_texts(found: Validation) -> list[str]:
    """The interest history and the CBO replications of a validation as plain tables, year by year."""
    from moneygood.validation.budget_text import interest_text, replication_text

    return [*map(interest_text, found.interest), *map(replication_text, found.replications)]
