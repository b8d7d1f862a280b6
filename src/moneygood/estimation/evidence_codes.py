"""Error codes A401 to A449 of the answers that hold history against the model: rally, breaks, regimes."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE

CODES: dict[str, tuple[str, str, str]] = {
    "A401": ("faulty text of the evidence", "A text of the evidence lacks a field, or holds a wrong one.",
             "Write it like those in economics/narrative, economics/rally and economics/relations."),
    "A402": ("window without figures", "The price, or the first part, is missing at one end of a window.",
             "Choose quarters for which the figures named in the message are published."),
    "A403": ("not a window", "A window has one end, or ends no later than it begins.",
             "Name two quarters, the earlier one first."),
    "A404": ("window not simulated", "A window over simulated paths begins too early or ends after the run.",
             "Begin at the jump-off, or ask for more quarters."),
    "A405": ("no such draw", "A single draw is asked for that the run does not have, or that failed.",
             "Name a draw from 0 to the number of draws less one."),
    "A411": ("no such pair", "A series of a relation is neither bundled nor a variable of the model.",
             "Use a name of moneygood data status, or a variable."),
    "A412": ("too few figures for a break", "Two series overlap in too few periods, or not where asked.",
             "Lengthen the sample."),
    "A413": ("not a search for breaks", "The frequency, the number of breaks or the seed cannot be used.",
             "Keep to what the message names."),
    "A421": ("too few figures for regimes", "The observables overlap in too few quarters for a filter.",
             "Begin earlier, or leave an observable out."),
    "A422": ("no analogue", "The traits of today, or of an episode, are not complete in any quarter.",
             "Choose traits that are published, or a shorter window."),
}  # fmt: skip

CATALOGUE.update(CODES)
