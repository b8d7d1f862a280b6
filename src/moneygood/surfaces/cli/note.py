"""The verb that writes a commentary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from moneygood.surfaces.cli import options as o


def note(
    scenario: Annotated[
        str, typer.Argument(help="Name of a shipped scenario or path of a file.")
    ] = "baseline",
    output: Annotated[Path, typer.Option("-o", "--output", help="File: .md, .html or .pdf.")] = Path(
        "note.md"
    ),
    date: Annotated[
        str | None,
        typer.Option("--date", help="Date of the note, such as 2026-11-22; the vintage's by default."),
    ] = None,
    claim: Annotated[
        list[str] | None, typer.Option("--claim", help="A claim to report, by id; all when none is named.")
    ] = None,
    no_claims: Annotated[bool, typer.Option("--no-claims", help="Leave the claims out.")] = False,
    responses: Annotated[
        bool, typer.Option("--responses", help="Also hold the model against published responses (slower).")
    ] = False,
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    quarters: o.Quarters = 44,
    vintage: o.Vintage = None,
) -> None:
    """Write a commentary on a scenario: verdict, drivers, risks, charts, claims, every figure traceable.

    Example: moneygood note deepseek-jevons -o note.html
    """
    from moneygood.surfaces.notes.write import check_note_file, make_note, write_note

    check_note_file(output)
    made = make_note(
        scenario, date=date, draws=draws, seed=seed, quarters=quarters, vintage=vintage,
        claims=None if no_claims else tuple(claim or ()), responses=responses,
    )  # fmt: skip
    for file in write_note(made, output)[:1]:
        typer.echo(f"{file}: {len(made.ledger.figures)} figures, run of seed {seed}")
