"""The question `note`: a commentary as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, option
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.surfaces.notes.write import WrittenNote


@dataclass(frozen=True, kw_only=True)
class AskNote(CheckedRequest):
    """Example: moneygood note deepseek-jevons -o note.html"""

    scenario: Scenario = scenario_option()
    file: Path = option(
        Path("note.md"), "File: .md, .html or .pdf.", flag="-o/--output", read=Path, ordered=True
    )
    summary: Path | None = option(
        None, "Also write the note on one page: .pdf or .png, with the receipt of its headline beside it.",
        read=Path,
    )  # fmt: skip
    date: str | None = option(None, "Date of the note, such as 2026-11-22; the vintage's by default.")
    claims: Sequence[str] | None = option(
        (), "A claim to report, by id; all when none is named.", flag="--claim", many=True
    )
    no_claims: bool = option(False, "Leave the claims out.")
    responses: bool = option(False, "Also hold the model against published responses (slower).")
    lab: str | None = option(
        None, "Address of a lab to put live below an HTML note, such as https://desk.example/lab/ or lab/."
    )
    draws: int = draw_option("draws")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    view: Sequence[str] = draw_option("view")


def ask(request: AskNote) -> WrittenNote:
    """Write a commentary on a scenario to a file ending in .md, .html or .pdf, every figure traceable.

    `date` defaults to the vintage's. `claims` picks claims by id, all of them when empty, none for None or
    with `no_claims`. `responses` also holds the model against published responses (several seconds). Errors:
    A511 for the ending, A512 for the date, R001 for a folder that is not there, and those of `run` and
    `claims`. `summary` is the file of the note on one page (PDF or PNG): A514 for another ending, U017
    without typst. `lab` puts a live lab (`moneygood site` writes one) below an HTML note: A513 where it
    cannot.

    >>> import moneygood as mg, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> file = mg.note("cuts-arrive", f"{folder}/note.md", draws=40, claims=None)
    >>> file.name
    'note.md'
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.surfaces.notes.html import lab_tag
    from moneygood.surfaces.notes.summary import check_summary_file
    from moneygood.surfaces.notes.write import (
        WrittenNote,
        check_lab,
        check_note_file,
        make_note,
        write_note,
        write_summary,
    )

    r, file = request, Path(request.file)
    check_note_file(file)
    summary = None if r.summary is None else Path(r.summary)
    if summary is not None:
        check_summary_file(summary, file)
    if r.lab is not None:
        check_lab(r.lab, r.scenario, file)
    claims = None if r.no_claims or r.claims is None else tuple(r.claims)
    made = make_note(
        r.scenario, date=r.date, draws=r.draws, seed=r.seed, quarters=r.quarters, vintage=r.vintage,
        claims=claims, responses=r.responses, view=r.view,
    )  # fmt: skip
    if r.lab is not None:
        made = replace(made, live=lab_tag(r.lab, find_scenario(r.scenario).name))
    written = write_note(made, file)
    if summary is not None:
        write_summary(made, summary)
    return WrittenNote(written[0], made, summary)
