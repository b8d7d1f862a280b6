"""The verb that holds the model against what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from moneygood.surfaces.cli import options as o

if TYPE_CHECKING:
    from rich.table import Table

    from moneygood.analysis.against_cbo import AgainstCbo
    from moneygood.analysis.responses import Verdict

SHOWN_YEARS = (2026, 2028, 2031, 2036)


def validate(
    parts: Annotated[
        list[str] | None,
        typer.Argument(help="responses, interest, cbo, baseline; all four when none is named."),
    ] = None,
    vintage: o.Vintage = None,
    json: o.Json = False,
) -> None:
    """Hold the model against published responses, the interest bill of 2003-2025 and CBO's budgets.

    Example: moneygood validate interest cbo
    """
    from moneygood import api
    from moneygood.surfaces.cli import show

    found = api.validate(parts or api.VALIDATION_PARTS, vintage=vintage)
    if json:
        show.print_json(found.as_json())
    else:
        out = show.console()
        if found.responses:
            out.print(_responses(found.responses))
        for text in api.validation_texts(found):
            typer.echo(text)
        if found.baseline is not None:
            out.print(_baseline(found.baseline))
            typer.echo(
                "Steps: what the budget block makes of CBO's own economy (block), then our prices, activity\n"
                "and incomes, interest rates, and shares with their gains, in place of CBO's; rest is the\n"
                "jump-off."
            )
    if not found.holds:
        raise typer.Exit(1)


def _responses(verdicts: tuple[Verdict, ...]) -> Table:
    from moneygood.surfaces.cli import show

    met = sum(v.verdict == "met" for v in verdicts)
    title = f"Published responses: {met} of {len(verdicts)} inside their range"
    out = show.table("response", "published", "ours", "unit", "verdict", "source", title=title)
    for v in verdicts:
        unit = {"pct/yr": "pp", "pct": "%"}.get(v.unit, show.words_of(v.unit))
        span, verdict = f"{v.low:g} … {v.high:g}", v.verdict.replace("_", " ")
        out.add_row(v.id, span, f"{v.ours:.3g}", unit, verdict, v.source)
    return out


def _baseline(found: AgainstCbo) -> Table:
    from moneygood.surfaces.cli import show

    title = (
        f"The baseline against CBO's budget of {found.baseline}, fiscal years ($bn; debt ratio in % of GDP)"
    )
    out = show.table("line", "year", "CBO", "block", "prices", "activity", "rates", "shares", "rest", "ours",
                     title=title)  # fmt: skip
    for r in found.rows:
        if r.year not in SHOWN_YEARS:
            continue
        form = "{:,.1f}" if r.line == "debt_ratio" else "{:,.0f}"
        signed = "{:+,.1f}" if r.line == "debt_ratio" else "{:+,.0f}"
        steps = [signed.format(v) for v in (r.block, *r.steps, r.rest)]
        out.add_row(r.line, str(r.year), form.format(r.cbo), *steps, form.format(r.ours))
    return out
