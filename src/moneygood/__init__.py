"""moneygood: an open scenario engine for the US macro-financial system.

    import moneygood as mg

    result = mg.run("deepseek-jevons", draws=20_000, seed=7)
    result.table()           # headline figures as a pandas frame
    result.fan("rate_10y")   # an Altair chart
    result.first()           # which of the four highs changes first

Names are loaded when they are first used, so importing the package is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygood.core.later import names_later
from moneygood.core.version import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from moneygood.api import (
        ComparedRuns,
        Workspace,
        break_first,
        check_model,
        check_scenario,
        compare,
        data_status,
        describe_scenario,
        find_scenario,
        list_levers,
        load,
        open_cluster,
        read_frbus,
        read_longbase,
        show_variable,
    )
    from moneygood.core.errors import MoneygoodError
    from moneygood.core.panel import Panel
    from moneygood.core.paths import Paths
    from moneygood.core.periods import Quarter
    from moneygood.scenarios.plan import Plan
    from moneygood.surfaces.notebook import Result, run
    from moneygood.surfaces.questions import (
        backtest,
        bench,
        branch,
        breakeven,
        breaks,
        claims,
        discover,
        first,
        fit,
        foresee,
        frbus,
        invert,
        loop,
        note,
        rally,
        rally_ahead,
        regimes,
        risks,
        sensitivity,
        why,
    )


__all__ = [
    "ComparedRuns",
    "MoneygoodError",
    "Panel",
    "Paths",
    "Plan",
    "Quarter",
    "Result",
    "Workspace",
    "backtest",
    "bench",
    "branch",
    "break_first",
    "breakeven",
    "breaks",
    "check_model",
    "check_scenario",
    "claims",
    "compare",
    "data_status",
    "describe_scenario",
    "discover",
    "find_scenario",
    "first",
    "fit",
    "foresee",
    "frbus",
    "invert",
    "list_levers",
    "load",
    "loop",
    "note",
    "open_cluster",
    "rally",
    "rally_ahead",
    "read_frbus",
    "read_longbase",
    "regimes",
    "risks",
    "run",
    "sensitivity",
    "show_variable",
    "why",
]

_HOMES = {
    "api": (
        "ComparedRuns",
        "Workspace",
        "break_first",
        "check_model",
        "check_scenario",
        "compare",
        "data_status",
        "describe_scenario",
        "find_scenario",
        "list_levers",
        "load",
        "open_cluster",
        "read_frbus",
        "read_longbase",
        "show_variable",
    ),
    "core.errors": ("MoneygoodError",),
    "core.panel": ("Panel",),
    "core.paths": ("Paths",),
    "core.periods": ("Quarter",),
    "scenarios.plan": ("Plan",),
    "surfaces.notebook": (
        "Result",
        "run",
    ),
    "surfaces.questions": (
        "backtest",
        "bench",
        "branch",
        "breakeven",
        "breaks",
        "claims",
        "discover",
        "first",
        "fit",
        "foresee",
        "frbus",
        "invert",
        "loop",
        "note",
        "rally",
        "rally_ahead",
        "regimes",
        "risks",
        "sensitivity",
        "why",
    ),
}
__getattr__ = names_later("moneygood", _HOMES)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
