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
    "D020": (
        "source cannot be reached",
        "The source did not answer in time, or answered with an error of its own, at every try.",
        "Try again later; what was fetched before is kept.",
    ),
    "D021": (
        "source refuses",
        "The source answered that the request is not allowed or not known to it.",
        "Mend the name of the series or the key that the message names.",
    ),
    "D022": (
        "not the document expected",
        "What came is not what the source is known to send: a web page, half a file, a renamed field.",
        "Try again later; where the source has changed its format, the provider's file has to follow.",
    ),
    "D023": (
        "figure given twice by the source",
        "The source's document has two values for one period.",
        "Look at the source; nothing of that document is used.",
    ),
    "D024": (
        "document too large",
        "The document, or what it unpacks to, is larger than a provider's may be.",
        "Ask for a shorter span.",
    ),
    "D025": (
        "key needed",
        "The source gives figures only to those who registered.",
        "Register with the source and put the key into the environment variable that the message names.",
    ),
    "D026": (
        "figure not believed",
        "A new figure is from the future, in another unit, or too far from what was known before.",
        "Look at the source; the series keeps its former figures until you accept the new ones by name.",
    ),
    "D027": (
        "library not installed",
        "A provider needs a library that is an extra.",
        "Install the extra that the message names.",
    ),
    "D028": (
        "nothing kept",
        "Only what was fetched before may be used, and this was not.",
        "Fetch it once while the network is there.",
    ),
    "D029": (
        "unknown provider",
        "There is no provider of that name.",
        "Use one of the names that `moneygood data show` lists.",
    ),
    "D030": (
        "name taken",
        "A series of your own has the name of one that the vintage has.",
        "Call yours otherwise, or replace the other.",
    ),
}
