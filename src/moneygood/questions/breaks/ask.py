"""When a relation between two series broke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.breaks.answer import BreaksAnswer


@dataclass(frozen=True, kw_only=True)
class AskBreaks(CheckedRequest):
    """Example: moneygood breaks vix sp500 --from 2000-01"""

    a: str | None = argument(None, "A bundled series or a variable of the model.")
    b: str | None = argument(None, "The series that it is held against.")
    frequency: str | None = option(None, "monthly or quarterly; the finer that both have by default.")
    first: str | None = option(None, "First month (2019-06) or quarter (2019Q2).", flag="--from")
    last: str | None = option(None, "Last month or quarter.", flag="--to")
    most: int | None = option(None, "Most breaks looked for, 1 to 10.", unit="breaks")
    seed: int = draw_option("seed")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day", flag="--as-of")


def ask(workspace: Workspace, request: AskBreaks) -> BreaksAnswer:
    """When the relation of two series broke, how sure the dates are, how often such a date is false.

    `a` and `b` are bundled series or variables of the model (cyclicals over defensives and the ten-year by
    default), in levels and in changes; money and index points are in logs times 100. `frequency` is monthly
    or quarterly; `first` and `last` a month (2019-06) or quarter (2019Q2) of that frequency; `most` the most
    breaks looked for, 1 to 10. Definitions: ``economics/relations/breaks.yaml``. Errors: A411 for an unknown
    name, A412 for too few figures, A413 for a search that cannot be made, A401 for a faulty definition.
    Source: Bai and Perron (1998, 2003).

    >>> import moneygood as mg
    >>> found = mg.breaks("unemployment", "DGS10", frequency="quarterly", first="2000Q1", most=1)
    >>> sorted(found.as_json()["forms"])
    ['changes', 'levels']
    """
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.breaks.answer import BreaksAnswer
    from moneygood.questions.breaks.reading import read_relation

    a, b = request.a, request.b
    if (a is None) != (b is None):
        raise MoneygoodError("A411", "a relation has two sides", None, "Name both series, or neither")
    names = None
    if a is not None and b is not None:
        aliases = {x: n for n, v in workspace.model.variables.items() for x in v.aliases}
        names = aliases.get(a, a), aliases.get(b, b)
    found = read_relation(
        workspace.vintage,
        names,
        history=workspace.history,
        units=workspace.units,
        frequency=request.frequency,
        first=request.first,
        last=request.last,
        most=request.most,
        seed=request.seed,
    )
    return BreaksAnswer(found)
