"""Error codes A401 to A449 of the answers that hold history against the model: rally, breaks, regimes."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE

CODES: dict[str, tuple[str, str, str]] = {
    "A401": ("faulty text of the evidence", "A text under economics/narrative, rally or relations lacks a field, "
             "or holds a wrong one.", "Write it like the one that is shipped."),
    "A402": ("window without figures", "The price, or a figure that every window needs, is missing at one of the "
             "window's ends.", "Choose quarters for which the figures named in the message are published."),
    "A403": ("not a window", "A window ends before it begins, or in the quarter in which it begins.",
             "Put the earlier quarter first."),
    "A404": ("window that is neither past nor simulated", "A window over simulated paths begins before the "
             "state was completed or ends after the run.", "Begin at the jump-off, or ask for more quarters."),
    "A405": ("no such draw", "A single draw is asked for that the run does not have, or that failed.",
             "Name a draw from 0 to the number of draws less one."),
    "A411": ("no such pair", "A series of a relation is neither bundled nor a variable of the model.",
             "Use a name of moneygood data status, or a variable."),
    "A412": ("too few figures for a break", "The two series overlap in too few periods for the shortest segment.",
             "Lengthen the sample or shorten the segment."),
    "A413": ("not a search for breaks", "The number of breaks, the segment or the simulations asked for cannot be "
             "used.", "Keep to the ranges named in the message."),
    "A421": ("too few figures for regimes", "The observables overlap in too few quarters for a filter.",
             "Begin earlier, or leave an observable out."),
    "A422": ("no analogue", "The traits of today, or those of an episode, are not complete in any quarter.",
             "Choose traits that are published, or a shorter window."),
}  # fmt: skip

CATALOGUE.update(CODES)
