"""The error codes of figures and their vintages: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "D001": (
        "unknown series",
        "A name is not among the series of the vintage.",
        "Use a name that `moneygood data status` lists.",
    ),
    "D002": (
        "outside the data",
        "A period lies before the first or after the last figure.",
        "Choose a period inside the span that the message names.",
    ),
    "D003": (
        "missing data file",
        "A vintage or one of its files is not there.",
        "Restore the file, build the vintage again, or name one of the vintages that exist.",
    ),
    "D004": (
        "broken data row",
        "A row does not have the columns, period or number it should have.",
        "Mend the row that the message names.",
    ),
    "D005": (
        "changed vintage",
        "The hash of a file is not the one in the manifest of its vintage.",
        "Restore the file, or build the vintage again.",
    ),
    "D006": (
        "difference across a splice",
        "The figures before and after belong to different vintages.",
        "Start after the splice, or leave that growth rate blank.",
    ),
    "D007": (
        "unreadable table",
        "A file is not a CSV, Excel or Parquet table of figures by period.",
        "Use a column of periods and a column per series, or the columns series, period, value.",
    ),
    "D008": (
        "broken catalogue of series",
        "An entry of series.yaml lacks a field or names one wrongly.",
        "Mend the entry that the message names.",
    ),
    "D009": (
        "figure given twice",
        "The same series has two values for the same period.",
        "Remove one of the two rows.",
    ),
    "D010": (
        "nothing known at that date",
        "No vintage had been published by the date asked for.",
        "Choose a later date.",
    ),
}
