"""When a relation between two series broke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygood.baseline.opening import load

if TYPE_CHECKING:
    from moneygood.questions.breaks.answer import BreaksAnswer


def breaks(
    a: str | None = None,
    b: str | None = None,
    *,
    frequency: str | None = None,
    first: str | None = None,
    last: str | None = None,
    most: int | None = None,
    seed: int = 1,
    vintage: str | None = None,
) -> BreaksAnswer:
    """When the relation of two series broke, how sure the dates are, how often such a date is false.

    `a` and `b` are bundled series or variables of the model (cyclicals over defensives and the ten-year by
    default), in levels and in changes; money and index points are in logs times 100. `frequency` is monthly
    or quarterly; `first` and `last` a month (2019-06) or quarter (2019Q2) of that frequency; `most` the most
    breaks looked for, 1 to 10. Definitions: ``economics/relations/breaks.yaml``. Errors: A411 for an unknown
    name, A412 for too few figures, A413 for a search that cannot be made, A401 for a faulty definition.
    Source: Bai and Perron (1998, 2003).
    """
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.breaks.answer import BreaksAnswer
    from moneygood.questions.breaks.reading import read_relation

    if (a is None) != (b is None):
        raise MoneygoodError("A411", "a relation has two sides", None, "Name both series, or neither")
    workspace = load(vintage)
    names = None
    if a is not None and b is not None:
        aliases = {x: n for n, v in workspace.model.variables.items() for x in v.aliases}
        names = aliases.get(a, a), aliases.get(b, b)
    found = read_relation(
        workspace.vintage,
        names,
        history=workspace.history,
        units=workspace.units,
        frequency=frequency,
        first=first,
        last=last,
        most=most,
        seed=seed,
    )
    return BreaksAnswer(found)
