"""A window of the past between two months: its quarters taken apart, and what months add to them."""

from __future__ import annotations

from dataclasses import replace

from moneygood.core.errors import MoneygoodError
from moneygood.runs.attribution.attribution import Portion
from moneygood.runs.windows.answer import DriverShare, PastAttribution

WITHIN = "within"
WITHIN_LABEL = "Within the quarters, not taken apart"


def by_month(found: PastAttribution, since: str, until: str) -> PastAttribution:
    """The window between two months: the parts of its quarters as they are, and as one part more how far both
    months stand off the quarters that they lie in, so that all add up to the published monthly change.

    A203 where a month has no figure.
    """
    known = dict(found.months)
    for month in (since, until):
        if month not in known:
            hint = "Write quarters: monthly figures are of prices, rates and jobs"
            raise MoneygoodError("A203", f"{found.variable} has no figure of {month}", None, hint)
    here, there = known[until], known[since]
    within = (here - found.here) - (there - found.there)
    return replace(
        found, at=until, since=since, here=here, there=there, total=here - there,
        parts=(*found.parts, Portion(WITHIN, WITHIN, WITHIN_LABEL, within, 0.0)),
        drivers=(*found.drivers, DriverShare(WITHIN, WITHIN_LABEL, within)) if found.drivers else (),
        of=until, less=since,
    )  # fmt: skip
