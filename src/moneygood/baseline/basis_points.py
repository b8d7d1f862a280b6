"""Which variables are interest rates, whose differences people give in basis points."""

from __future__ import annotations

from moneygood.core.record_kinds import Name
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.texts import economics_root
from moneygood.model.model import Model

BASIS_POINTS = TextKind(
    "basis-points",
    "Variables whose differences are said in basis points.",
    ("dictionary/basis_points.yaml",),
    Record(
        "list of variables",
        "What is an interest rate, a yield, a spread or a premium.",
        (Field("basis_points", ListOf(Name("variable")), "The variables.", required=True),),
    ),
    FaultCodes("A075"),
    "every verb that names a difference",
)


def basis_points(model: Model) -> frozenset[str]:
    """The variables listed in ``dictionary/basis_points.yaml``; none where the folder has no such file."""
    path = (model.root or economics_root()) / "dictionary" / "basis_points.yaml"
    if not path.is_file():
        return frozenset()
    return frozenset(BASIS_POINTS.read(path, {"variable": model.variables})["basis_points"])
