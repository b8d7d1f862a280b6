"""How large a model of another institution is, as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table


@dataclass(frozen=True, repr=False)
class Overview(ShortRepr):
    """The size of an imported model: `record` holds its counts, forward-looking variables and sectors."""

    record: dict[str, Any]

    @property
    def title(self) -> str:
        """The model's name."""
        return str(self.record["model"])

    @property
    def lead(self) -> str:
        """How large the model is."""
        r = self.record
        ahead = sum(r["forward_looking"].values())
        return f"{r['equations']} equations and {r['exogenous']} exogenous variables; {ahead} look ahead."

    @property
    def reading(self) -> str:
        """The size in a sentence."""
        r = self.record
        ahead = sum(r["forward_looking"].values())
        return (
            f"{r['equations']} equations, {r['exogenous']} exogenous variables and {r['coefficients']} "
            f"coefficients; {r['stochastic']} equations have residuals to draw, {ahead} look ahead, "
            f"the largest block has {r['largest_block']} equations."
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """Equations by sector, and forward-looking variables by group."""
        sectors = tuple((s["sector"], s["equations"]) for s in self.record["sectors"])
        found = [Table("Sectors", (Column("sector"), Column("equations", ",")), sectors)]
        groups = tuple(self.record["forward_looking"].items())
        if groups:
            found.append(Table("Forward-looking", (Column("group"), Column("variables", ",")), groups))
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        """The document of `model import frbus --json` without figures."""
        return self.record
