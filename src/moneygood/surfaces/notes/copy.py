"""The note as copy: what its template needs; every word follows a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneygood.surfaces.notes.closing import apart, bearing_claims, caveat, change_of_mind, which_first
from moneygood.surfaces.notes.material import Material
from moneygood.surfaces.notes.opening import assumed, headline, lede, movers
from moneygood.surfaces.notes.sections import sections
from moneygood.surfaces.notes.since import since

SPARING = 3
"""How many things can be left out of a note that has grown too long."""


def copy_of(m: Material, charts: Sequence[Mapping[str, str]], spared: int = 0) -> dict[str, Any]:
    """What the template of the note needs, from the material and the charts by key.

    `spared` things are left out, least missed first: the named risks, a third claim, the tail of shares.
    Below nothing, the group of variables that moves least has its section, too.
    """
    pictures = {c["key"]: c for c in charts}
    order = movers(m)
    return {
        "headline": headline(m, order),
        "lede": lede(m, order),
        "assumed": assumed(m),
        "sections": sections(m, pictures, brief=spared > 2, more=spared < 0),
        "apart": apart(m),
        "first": which_first(m, pictures, risks=spared < 1),
        "came": since(m),
        "claims": bearing_claims(m)[: 2 if spared > 1 else None],
        "mind": change_of_mind(m),
        "caveat": caveat(m),
    }
