"""The verb that estimates the model's equations and writes a proposal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def fit(
    equation: Annotated[
        list[str] | None, typer.Option("--equation", help="Label of an equation to fit; may be repeated.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the proposal: estimates, draws, report.")
    ] = None,
    seed: o.Seed = 1,
    vintage: o.Vintage = None,
    chart: o.Chart = None,
    json: o.Json = False,
) -> None:
    """Estimate the model's equations on the bundled panel with priors; propose, never adopt.

    Example: moneygood fit --equation unemployment --out proposal
    """
    from moneygood import api
    from moneygood.surfaces.cli.answer import check_chart, present

    check_chart(chart)
    if out is not None:
        api.check_proposal_folder(out)
    answer = api.fit(equation or (), seed=seed, vintage=vintage)
    facts = (
        []
        if out is None
        else [f"Proposal: {', '.join(p.name for p in api.write_proposal(answer, out))} in {out}"]
    )
    present("fit", answer, json=json, chart=chart, facts=facts)
