"""Options of the verbs that are no questions; their words are those of the draw options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from moneygood.core.asked import asked
from moneygood.runs.options import DrawOptions

_HELP = {name: spec.help for name, spec in asked(DrawOptions).items()}

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Quarters = Annotated[int, typer.Option("--quarters", help=_HELP["quarters"])]
Vintage = Annotated[str | None, typer.Option("--vintage", help=_HELP["vintage"])]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder for the results (default: runs/, one folder a run).")
]
Everything = Annotated[
    bool, typer.Option("--all", help="Show every fault in full, with its source line and usual cause.")
]
