"""The error codes of articles: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A507": (
        "article that cannot be read",
        "An article is empty, too long, has no day, or is given beside claim files.",
        "Give one .md, .txt or .html file, - or --text, and its day as date: in its front matter or --date.",
    ),
    "A508": (
        "faulty language of claims",
        "A text on what articles may speak of lacks a field or holds a wrong one.",
        "Correct the file of economics/claims/language that the message names.",
    ),
}
