"""moneygood: an open scenario engine for the US macro-financial system.

    import moneygood as mg

    result = mg.run("deepseek-jevons", draws=20_000, seed=7)
    result.table()           # headline figures as a pandas frame
    result.fan("rate_10y")   # an Altair chart
    result.first()           # which of the four highs changes first

Every question of the command line is a function here; ``help(mg.why)`` tells its options with unit, range and
default. Names are loaded when they are first used, so importing the package is quick.
"""

# pyright: reportUnsupportedDunderAll=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.core.later import names_later
from moneygood.core.version import VERSION
from moneygood.questions.registry import functions

__version__ = VERSION

if TYPE_CHECKING:
    from moneygood.api import (
        ComparedRuns,
        Workspace,
        add_data,
        break_first,
        check_model,
        check_scenario,
        data_show,
        data_status,
        describe_scenario,
        find_scenario,
        list_levers,
        load,
        open_cluster,
        read_frbus,
        read_longbase,
        refresh_data,
        show_variable,
    )
    from moneygood.core.errors import MoneygoodError
    from moneygood.core.panel import Panel
    from moneygood.core.paths import Paths
    from moneygood.core.periods import Quarter
    from moneygood.scenarios.plan import Plan
    from moneygood.surfaces.notebook import Answered, Result

_HOMES = {
    "api": (
        "ComparedRuns",
        "Workspace",
        "add_data",
        "break_first",
        "check_model",
        "check_scenario",
        "data_show",
        "data_status",
        "describe_scenario",
        "find_scenario",
        "list_levers",
        "load",
        "open_cluster",
        "read_frbus",
        "read_longbase",
        "refresh_data",
        "show_variable",
    ),
    "core.errors": ("MoneygoodError",),
    "core.panel": ("Panel",),
    "core.paths": ("Paths",),
    "core.periods": ("Quarter",),
    "scenarios.plan": ("Plan",),
    "surfaces.notebook": ("Answered", "Result"),
}

_QUESTIONS = functions()

__all__ = [
    "Answered",
    "ComparedRuns",
    "MoneygoodError",
    "Panel",
    "Paths",
    "Plan",
    "Quarter",
    "Result",
    "Workspace",
    "add_data",
    "break_first",
    "check_model",
    "check_scenario",
    "data_show",
    "data_status",
    "describe_scenario",
    "find_scenario",
    "list_levers",
    "load",
    "open_cluster",
    "rally_ahead",
    "read_frbus",
    "read_longbase",
    "refresh_data",
    "show_variable",
]
__all__ += list(_QUESTIONS)
__all__.sort()

_later = names_later("moneygood", _HOMES)


def __getattr__(name: str) -> Any:
    if name not in _QUESTIONS and name != "rally_ahead":
        return _later(name)
    from moneygood.surfaces.notebook import ahead, asker

    made = globals()[name] = ahead() if name == "rally_ahead" else asker(_QUESTIONS[name])
    return made


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
