"""The verb that holds the model against what is published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from moneygood.core.asked import like
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import joined
from moneygood.surfaces.cli.commands import AnswerFlags, Asking

if TYPE_CHECKING:
    from rich.table import Table

    from moneygood.surfaces.cli import show
    from moneygood.validation.against_cbo import AgainstCbo
    from moneygood.validation.evidence_shares import EvidenceShares
    from moneygood.validation.responses import Verdict
    from moneygood.validation.stability_check import Stability
    from moneygood.validation.structure import StructureFinding
    from moneygood.validation.validation import Validation

SHOWN_MISSES = 24
"""Responses outside their range that are named where only the answer is asked for."""

SHOWN_YEARS = (2026, 2028, 2031, 2036)


@dataclass(frozen=True)
class ValidateFlags:
    """What only the command line has."""

    chart: Path | None = like(AnswerFlags, "chart")
    full: bool = like(AnswerFlags, "full")
    receipt: Path | None = like(AnswerFlags, "receipt")
    json: bool = like(AnswerFlags, "json")


FLAGS = ValidateFlags


def act(asking: Asking) -> None:
    """Hold the model against its limits, print what was found, and leave with 1 where one is not kept."""
    from moneygood import api
    from moneygood.api.asking import found as asked_and_found
    from moneygood.surfaces.cli import show
    from moneygood.surfaces.cli.answer import check_chart, check_receipt, write_chart_of, write_receipt
    from moneygood.surfaces.cli.progress import waiting

    request, chart = asking.request(), asking.shown["chart"]
    if chart is not None and "responses" not in request.parts:
        hint = "Ask for responses too, or leave --chart away"
        raise MoneygoodError(
            "A063", "the chart of validate shows responses, which are not asked for", None, hint
        )
    if chart is not None and request.only == "blind" and not request.open_blind:
        hint = "Leave --only or --chart away"
        raise MoneygoodError("A063", "the chart of validate shows no blind response", None, hint)
    check_chart(chart)
    check_receipt(asking.question, asking.shown["receipt"])
    with waiting("validate"):
        answered = asked_and_found(asking.question, request)
    found = answered.answer
    if asking.shown["receipt"] is not None:
        write_receipt(answered, asking.shown["receipt"])
    if chart is not None:
        write_chart_of("validate", found, chart)
    if asking.shown["json"]:
        show.print_json(answered.document())
    else:
        out = show.console()
        out.print(found.lead, style="bold", soft_wrap=not out.is_terminal)
        if not asking.shown["full"]:
            _print_misses(found, out)
            if not found.holds:
                raise typer.Exit(1)
            return
        if found.responses:
            print_responses(found.responses)
        if found.shares is not None:
            print_shares(found.shares)
        for text in api.validation_texts(found):
            typer.echo(text)
        if found.baseline is not None:
            out.print(_baseline(found.baseline))
            typer.echo(
                "Steps: what the budget block makes of CBO's own economy (block), then our prices, activity\n"
                "and incomes, interest rates, and shares with their gains, in place of CBO's; rest is the\n"
                "jump-off."
            )
        if found.structure:
            out.print(_structure(found.structure))
        if found.stability is not None:
            for table in _stability(found.stability):
                out.print(table)
    if not found.holds:
        raise typer.Exit(1)


def _plain(value: float) -> str:
    """A figure of a response with three digits, never as a power of ten."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _print_misses(found: Validation, out: show.Screen) -> None:
    """What lies outside its limits, a line each, and what ``--full`` adds."""
    missed = [v for v in found.responses if v.verdict != "met"]
    for v in missed[:SHOWN_MISSES]:
        unit = {"pct/yr": "pp", "pct": "%"}.get(v.unit, "")
        ours = joined(_plain(v.ours), unit)
        out.print(f"Outside: {v.id}, {ours} against {_plain(v.low)} to {_plain(v.high)}.")
    if len(missed) > SHOWN_MISSES:
        out.print(f"{len(missed) - SHOWN_MISSES} more responses lie outside.")
    for f in found.structure:
        if not f.met:
            out.print(
                f"Not kept: {f.check.statement}, {f.ours:.3g} against {f.check.low:g} to {f.check.high:g}."
            )
    out.print("--full: every response, the interest bill, CBO's budgets, reasons and sources", style="dim")


def print_responses(verdicts: tuple[Verdict, ...]) -> None:
    """The tables of published ranges, side by side of the split, that of our own expectations, and a sentence
    for each miss that may be seen."""
    from moneygood.surfaces.cli import show

    out = show.console()
    for blind, name in (
        (False, "Published responses, looked at"),
        (True, "Published responses, blind ones opened"),
    ):
        published = [v for v in verdicts if v.published and v.blind == blind]
        if published:
            met = sum(v.verdict == "met" for v in published)
            title = f"{name}: {met} of {len(published)} inside their range"
            out.print(_responses(published, title))
    own = [v for v in verdicts if not v.published]
    if own:
        kept = sum(v.verdict == "met" for v in own)
        out.print(_responses(own, f"Our own expectations: {kept} of {len(own)} inside their range"))
    missed = [v for v in verdicts if v.verdict != "met"]
    if missed:
        out.print("Why the others are not met:", style="bold")
    for v in missed:
        out.print(f"{v.id}: {v.why_missed or 'not explained'}", soft_wrap=True)


def print_shares(shares: EvidenceShares) -> None:
    """The shares met on both sides of the split, by source, and when blind rows were opened."""
    from moneygood.surfaces.cli import show

    out, apart = show.console(), shares.split.apart_name
    rows = (
        ("looked at", shares.looked_at, shares.split.needed),
        (f"looked at, outside {apart}", shares.looked_at_outside, None),
        ("blind", shares.blind, shares.split.needed_blind),
        (f"blind, outside {apart}", shares.blind_outside, shares.split.needed_outside),
        ("blind, never opened", shares.unopened, None),
    )
    table = show.table(
        "side", "inside their range", "needed", title="Published responses by side of the split"
    )
    for name, share, needed in rows:
        if share.count:
            table.add_row(name, str(share), "" if needed is None else f"{needed:.0%}")
    out.print(table)
    out.print(f"Sides by rule {shares.split.rule} of {shares.split.made}, by the source alone.")
    for name, share in (("Looked at", shares.looked_at), ("Blind", shares.blind)):
        if share.count:
            parts = (f"{source} {met} of {count}" for source, (met, count) in share.by_source.items())
            out.print(f"{name}, by source: {'; '.join(parts)}.", soft_wrap=True)
    for o in shares.opened:
        out.print(f"Opened {o.date}, {len(o.rows)} rows: {o.why}", soft_wrap=True)
        out.print(f"  {', '.join(o.rows)}", soft_wrap=True)


def _responses(verdicts: list[Verdict], title: str) -> Table:
    from moneygood.surfaces.cli import show

    out = show.table("response", "published", "ours", "unit", "verdict", "source", title=title)
    for v in verdicts:
        unit = {"pct/yr": "pp", "pct": "%"}.get(v.unit, show.words_of(v.unit))
        span, verdict = f"{v.low:g} … {v.high:g}", v.verdict.replace("_", " ")
        out.add_row(v.id, span, f"{v.ours:.3g}", unit, verdict, v.source)
    return out


def _structure(findings: tuple[StructureFinding, ...]) -> Table:
    from moneygood.surfaces.cli import show

    met = sum(f.met for f in findings)
    title = f"Structure of the calibration: {met} of {len(findings)} inside their limits"
    out = show.table("what", "limits", "ours", "error", "unit", "", "source", title=title)
    for f in findings:
        c = f.check
        error = "" if f.mc_error is None else f"±{f.mc_error:.2g}"
        verdict = "inside" if f.met else "outside"
        words = f"{verdict} ({f.detail})" if f.detail else verdict
        unit = {"pct/yr": "pp", "pct": "%"}.get(c.unit, show.words_of(c.unit))
        out.add_row(c.statement, f"{c.low:g} … {c.high:g}", f"{f.ours:.3g}", error, unit, words, c.source)
    return out


def _stability(found: Stability) -> list[Table]:
    from moneygood.surfaces.cli import show

    tables = []
    for r in found.roots:
        title = (
            f"Roots with {r.limit.name.replace('_', ' ')}, {r.quarter}: largest {r.largest:.5f}, "
            f"limit {r.limit.largest:g}; unit roots left out"
        )
        out = show.table("modulus", "half-life, quarters", "swing, quarters", "carried by", title=title)
        for x in r.roots:
            half = "none" if x.half_life == float("inf") else f"{x.half_life:.0f}"
            swing = "" if x.swing is None else f"{x.swing:.0f}"
            out.add_row(f"{x.modulus:.5f}", half, swing, ", ".join(x.variables))
        tables.append(out)
    title = f"What a shock of one standard deviation leaves after thirty years, worst of {found.shocks}"
    out = show.table("variable", "limit", "left", "at most before", "unit", "shock", title=title)
    for x in found.left:
        unit = {"pct/yr": "pp", "pct": "%"}.get(x.unit, x.unit)
        out.add_row(x.variable, f"{x.limit:g}", f"{x.left:.3g}", f"{x.largest:.3g}", unit, x.shock)
    tables.append(out)
    return tables


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
