"""The error codes of texts, units, periods and what is asked of a run: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "C009": (
        "unknown kind of text",
        "No kind of YAML text has that name.",
        "Use a name that `moneygood model schema` lists.",
    ),
    "C010": (
        "faulty table of recessions",
        "The table of recessions lacks a field or holds a wrong one.",
        "Mend the entry that the message names.",
    ),
    "C011": (
        "faulty text of the lab",
        "The text that says what the lab shows first lacks a field or names something that is not there.",
        "Mend the entry that the message names.",
    ),
    "C012": (
        "text too large",
        "A text has more characters, values or levels of nesting than a reader takes.",
        "Cut it into smaller texts, or write it less deeply nested.",
    ),
    "A074": (
        "run request out of range",
        "The number of quarters, the seed or the backend cannot be used.",
        "Use the range given in the message.",
    ),
    "A076": (
        "unknown option",
        "A question is asked with an option that it does not have.",
        "Use one of its own: help(moneygood.run) and moneygood run --help list them.",
    ),
    "A077": (
        "unknown question",
        "There is no question of that name.",
        "Use one that `moneygood --help` lists.",
    ),
    "A079": (
        "option without effect",
        "An option is given that the question, as it is asked, would not look at.",
        "Leave it out, or ask for what it belongs to.",
    ),
    "A078": (
        "a question without a day",
        "The question is of all of the past, or of this machine, and has no day of its own.",
        "Leave --from out.",
    ),
    "C001": (
        "not a quarter",
        "A period is not written like 2026Q3.",
        "Write the year, Q and 1 to 4.",
    ),
    "C002": (
        "not a range of quarters",
        "A range is not written like 2026Q3..2028Q2, or runs backwards.",
        "Write the first quarter, two dots and the last quarter.",
    ),
    "C003": (
        "not a unit",
        "A unit is not made of usd, usd17, yr, pct, index, persons and 1.",
        "Write it like usd/yr, pct/yr, index or 1.",
    ),
    "C004": (
        "broken YAML",
        "The text is not valid YAML (indentation, a missing colon or bracket).",
        "Mend the line named in the message.",
    ),
    "C005": (
        "missing file",
        "A text or folder that is needed is not there.",
        "Check the path, or unset MONEYGOOD_ECONOMICS.",
    ),
    "C006": (
        "unreadable file",
        "A file is there but is not readable text.",
        "Save it as UTF-8 text.",
    ),
    "C007": (
        "not in the panel",
        "A name or period is not part of a table of figures.",
        "Use one of the names and periods that the table holds.",
    ),
    "C008": (
        "duplicate key in YAML",
        "The same key stands twice in one mapping.",
        "Remove one of the two.",
    ),
}
