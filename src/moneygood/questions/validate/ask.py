"""The model held against published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.validation.validation import Validation

VALIDATION_PARTS = ("responses", "interest", "cbo", "baseline", "structure")
"""What `validate` holds against its limits when no part is named; ``stability`` takes a minute more."""


@dataclass(frozen=True, kw_only=True)
class AskValidate(CheckedRequest):
    """Example: moneygood validate responses structure"""

    parts: Sequence[str] = argument(
        VALIDATION_PARTS,
        "responses, interest, cbo, baseline, structure (these when none is named), stability.",
        many=True,
    )
    only: str = option(
        "",
        "Hold the model against one side of the split alone; looked-at leaves blind responses unsolved.",
        choices=("looked-at", "blind"),
    )
    open_blind: bool = option(
        False,
        "List blind responses with the model's figures too; record it in economics/claims/split/split.yaml.",
    )
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(workspace: Workspace, request: AskValidate) -> Validation:
    """The model beside published responses, the interest bill, CBO's budgets, and its own limits.

    Blind responses, by a rule that looks at nothing but their source, are in its shares and not in its rows
    unless they are to be opened. A063 for an unknown part, and for a side of responses where responses are
    not asked for. `holds` of the result says whether every limit is kept.

    >>> import moneygood as mg
    >>> mg.validate("structure").holds
    True
    """
    from moneygood.validation.validation import validate as hold_against

    parts = tuple(request.parts)
    return hold_against(workspace, parts, only=request.only, open_blind=request.open_blind)


def validation_texts(found: Validation) -> list[str]:
    """The interest history and the CBO replications of a validation as plain tables, year by year."""
    from moneygood.validation.budget_text import interest_text, replication_text

    return [*map(interest_text, found.interest), *map(replication_text, found.replications)]
