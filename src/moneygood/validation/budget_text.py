"""The budget checks as tables of plain text, year by year."""

from __future__ import annotations

from collections.abc import Sequence

from moneygood.baseline.budget.budget import SECURITIES, CboReplication, InterestHistory, LineCheck

WIDTH = 9


def _row(cells: Sequence[str], first: int) -> str:
    return cells[0].ljust(first) + "".join(c.rjust(WIDTH) for c in cells[1:])


def _verdict(met: bool) -> str:
    return "met" if met else "NOT MET"


def interest_text(history: InterestHistory) -> str:
    """Net interest year by year: simulated, actual ($bn), error (percent), parts by security ($bn)."""
    check = history.interest
    head = ["year", "block", "actual", "error", *(s.replace("nonmarketable", "nonmkt") for s in SECURITIES)]
    lines = [
        f"Net interest from the maturity structure, composition {history.composition} ($bn, errors in %)",
        _row(head, 6),
    ]
    for r in check.rows:
        parts = [f"{r.parts[s]:.0f}" for s in SECURITIES]
        figures = [f"{r.block:.1f}", f"{r.published:.1f}", f"{r.error:+.1f}"]
        lines.append(_row([str(r.year), *figures, *parts], 6))
    lines += [
        f"mean error {check.mean_error:.2f} (limit {history.mean_limit:g}), largest "
        f"{check.largest_error:.2f} in {check.largest_year} (limit {check.limit:g}): {_verdict(history.met)}",
        f"debt within {history.debt.largest_error:.2f} percent; identities to {history.identity_error:.1e}",
        history.sample_note,
    ]
    return "\n".join(lines) + "\n"


def _line(check: LineCheck) -> str:
    name = check.line if check.unit == "percent" else f"{check.line} (% of GDP)"
    errors = [f"{r.error:+.2f}" for r in check.rows]
    return _row([name, *errors, f"{check.limit:g}", _verdict(check.met)], 24)


def replication_text(found: CboReplication) -> str:
    """Errors of the block under a CBO economy, line by line and year by year, and net interest in $bn."""
    interest = found.lines["interest_net"]
    years = [str(r.year) for r in interest.rows]
    lines = [
        f"The budget block under CBO's economy of {found.baseline}: errors against CBO's budget, percent",
        _row(["line", *years, "limit", ""], 24),
        *(_line(check) for check in found.lines.values()),
        _row(["interest, block $bn", *(f"{r.block:.0f}" for r in interest.rows)], 24),
        _row(["interest, CBO $bn", *(f"{r.published:.0f}" for r in interest.rows)], 24),
        "Policy inputs taken from that budget: " + ", ".join(found.policy_inputs) + ".",
        "The lines that they drive come out by construction; net interest, balance and debt do not.",
        f"all limits: {_verdict(found.met)}; identities hold to {found.identity_error:.1e}",
    ]
    return "\n".join(lines) + "\n"
