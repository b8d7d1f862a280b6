"""How large a lever's usual moves are: ordinary and stress sizes from the model's own distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass

from moneygood.model.model import Model
from moneygood.scenarios.levers import Lever

SPAN = 8
"""Quarters over which a lever that stays is compared with the shocks of its equation."""
ORDINARY, STRESS = 0.32, 0.01
"""How often the model's own shocks push at least as far, either way."""


@dataclass(frozen=True)
class LeverSize:
    """The sizes, in the lever's unit, that the model's own draws reach one time in three (`ordinary`) and
    one in a hundred (`stress`), either way; `of` says what is drawn."""

    ordinary: float
    stress: float
    of: str

    def words(self, lever: Lever) -> str:
        """The two sizes in a few words."""
        unit = "" if lever.unit.pure else f" {lever.unit}"
        return f"ordinary is {self.ordinary:.2g} and stress {self.stress:.2g}{unit} by {self.of}"


def lever_size(lever: Lever, model: Model) -> LeverSize | None:
    """Ordinary and stress sizes of a lever, None where the model draws nothing like it.

    A lever on an equation or a shock is laid beside the same pattern of that equation's own shocks over
    `SPAN` quarters: the part of their draws that lies along the pattern is one standard deviation at
    ``sd / |scale * weights|`` (a lever that acts once: in that quarter). A lever on a parameter is laid
    beside the standard error of the parameter. Quantiles are those of the model's distribution of shocks, a
    Student t where it has one, and of the normal for parameters.
    """
    if lever.acts_on == "parameter":
        record = model.parameters.get(lever.target)
        if record is None or not record.se or not lever.scale:
            return None
        one, df, of = record.se / abs(lever.scale), math.inf, f"the standard error of {lever.target}"
    else:
        name = lever.target if lever.acts_on == "shock" else f"eps_{lever.target}"
        shock = model.shocks.get(name)
        pattern = math.hypot(*(lever.scale * w for w in lever.weights(SPAN)))
        if shock is None or shock.kind == "uniform" or not shock.sd > 0 or not pattern:
            return None
        drawn = model.distribution
        df = drawn.df if drawn.kind == "student_t" and drawn.df else math.inf
        when = "in a quarter" if lever.profile == "once" else f"over {SPAN} quarters"
        one, of = shock.sd / pattern, f"the draws of {name} {when}"
    return LeverSize(one * _quantile(ORDINARY, df), one * _quantile(STRESS, df), of)


def _quantile(share: float, df: float) -> float:
    """What a variable of standard deviation one exceeds, either way, with this probability."""
    from scipy.special import ndtri, stdtrit

    if math.isinf(df):
        return float(-ndtri(share / 2))
    return float(-stdtrit(df, share / 2)) * math.sqrt((df - 2) / df)
