"""The error codes of the question claims: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A501": (
        "faulty claim text",
        "A claim lacks a field, holds a wrong one, or has a name twice.",
        "Write it like those in economics/claims.",
    ),
    "A502": (
        "figure of a claim",
        "A figure names a table, period or summary that does not exist.",
        "Use the tables, periods and summaries that docs/how-to/check-a-claim.md lists.",
    ),
    "A503": (
        "look-ahead in a claim",
        "A test as of the claim's date uses the model or a quantity that is estimated anew over its "
        "whole past.",
        "Move the test to since, or test a published figure.",
    ),
    "A504": (
        "no such claim",
        "A claim is asked for by a name that no file has.",
        "Use an id that moneygood claims lists.",
    ),
    "A505": (
        "faulty publication calendar",
        "The text on when figures are published is faulty.",
        "Correct economics/claims/calendar/publication.yaml.",
    ),
    "A506": (
        "faulty quoted figure",
        "A single quoted figure lacks a value, unit, date or source.",
        "Correct economics/claims/calendar/quoted.yaml.",
    ),
}
