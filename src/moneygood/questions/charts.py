"""One chart per answer, as Vega-Lite specifications: `spec` finds the module of a verb by its name.

Each module of this package is named after its verb and has one public function, `chart(answer)`, which
returns a whole Vega-Lite specification with its figures inside.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def spec(verb: str, answer: Any) -> dict[str, Any]:
    """Return the chart of an answer as a Vega-Lite specification."""
    return import_module(f"moneygood.questions.{verb}.chart").chart(answer)
