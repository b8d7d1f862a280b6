"""The verb that holds what people claim against the figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def claims(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Claim files; those that ship when none is named.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only the claim of this id; may be repeated.")
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Show every test and figure of each claim.")
    ] = False,
    vintage: o.Vintage = None,
    json: o.Json = False,
    chart: o.Chart = None,
) -> None:
    """Was a claim true on the day it was made, on what was published then, and since?

    Example: moneygood claims --only interest-above-trillion --chart claim.png
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)
    found = api.claims(files or (), only=only or (), vintage=vintage, in_detail=evidence)
    present("claims", found, json=json, chart=chart)
