"""The verb `note`: the answer is a file."""

from __future__ import annotations

from dataclasses import dataclass

import typer

from moneygood.surfaces.cli.commands import Asking


@dataclass(frozen=True)
class NoteFlags:
    """What only the command line has: nothing."""


FLAGS = NoteFlags


def act(asking: Asking) -> None:
    """Write the note and say where it is."""
    from moneygood.surfaces.cli.progress import waiting

    request = asking.request()
    with waiting("note"):
        written = asking.question.answer(request)
    figures = len(written.note.ledger.figures)
    note = written.note
    typer.echo(note.headline)
    said = f"{note.words} words, {figures} figures, run of seed {request.seed}; appendix beside it"
    typer.echo(f"{written.file}: {said}")
    if written.summary is not None:
        typer.echo(f"{written.summary}: on one page; receipt of the headline beside it")
