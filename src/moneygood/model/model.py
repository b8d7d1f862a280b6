"""A checked model, and the models made from it: with variants, of some sectors, with other parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moneygood.model.contents import ModelContents
from moneygood.model.equation import Equation, Guard, Measurement, Via
from moneygood.model.records import (
    Constant,
    Correlation,
    Parameter,
    Shock,
    ShockDistribution,
    Switch,
    Variable,
)

__all__ = [
    "Constant",
    "Correlation",
    "Equation",
    "Guard",
    "Measurement",
    "Model",
    "Parameter",
    "Shock",
    "ShockDistribution",
    "Switch",
    "Variable",
    "Via",
]


@dataclass(frozen=True)
class Model(ModelContents):
    """Everything the texts say, checked; see `ModelContents` for the orders of its arrays."""

    def subset(self, sectors: Sequence[str]) -> Model:
        """The model of these sector files only; variables that others determine become exogenous."""
        from moneygood.model.transform import take_sectors

        return take_sectors(self, sectors)

    def with_variant(self, name: str) -> Model:
        """The model with equations of ``equations/variants/<name>.eq`` replacing those of their labels."""
        from moneygood.model.transform import apply_variant

        return apply_variant(self, name)

    def with_parameters(self, values: Mapping[str, float]) -> Model:
        """The model with these parameter values; M012 for an unknown parameter."""
        from moneygood.model.transform import replace_parameters

        return replace_parameters(self, values)
