"""The record in words: the paragraph of a miss, and what was said of a sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneygood.core.figures import inside, listed

SMALL = 0.1
"""Parts below this share of the miss are not told."""


def ahead(horizon: int) -> str:
    """So many quarters in words.

    >>> ahead(4), ahead(1), ahead(3)
    ('a year', 'a quarter', '3 quarters')
    """
    return {1: "a quarter", 4: "a year", 8: "two years", 12: "three years"}.get(
        horizon, f"{horizon} quarters"
    )


def miss_words(found: Mapping[str, Any]) -> str:
    """The post-mortem of one restart: how far it was off, which shocks made the miss, by which mechanism."""
    miss, unit = found["miss"], "%" if found["unit"] == "percent" else " points"
    label = found["label"].partition(",")[0] if found["unit"] == "percent" else found["label"]
    digits = 0 if abs(found["came"]) >= 1000 else 2
    spread = f"{found['sd']:.0f}%" if found["unit"] == "percent" else f"{found['sd']:.2f}"
    words = [
        f"It said {found['said']:,.{digits}f} ± {spread} for {inside(label)}, {ahead(found['horizon'])} on; "
        f"{found['came']:,.{digits}f} came, {abs(miss) / found['sd']:.1f} standard deviations "
        f"{'above' if miss > 0 else 'below'} ({_signed(miss, unit)})."
    ]
    drivers = sorted(found["drivers"], key=lambda p: -abs(p["value"]))
    least = SMALL * abs(miss)
    toward = [p for p in drivers if p["value"] * miss > 0 and abs(p["value"]) >= least][:2]
    against = [p for p in drivers if p["value"] * miss < 0 and abs(p["value"]) >= least][:1]
    if toward:
        words.append(f"What moved it there: {listed([_driver(p, found, unit) for p in toward])}.")
    else:
        words.append("No surprise of the time moved it there.")
    if against:
        words.append(f"Against that: {_driver(against[0], found, unit)}.")
    if toward or against:
        words.append(_mechanism(found["mechanisms"], unit))
    state, draws = found["seen"]
    there = []
    if abs(state["value"]) >= least:
        there.append(f"hidden states and figures as seen then ({_signed(state['value'], unit)})")
    if abs(draws["value"]) >= least:
        there.append(f"draws whose mean lies beside their central path ({_signed(draws['value'], unit)})")
    if there:
        words.append(f"There from the start: {listed(there)}.")
    return " ".join(words)


def _driver(part: Mapping[str, Any], found: Mapping[str, Any], unit: str) -> str:
    """A driver with its part, and the equation in it whose surprise did most."""
    own = [p for p in found["shocks"] if p["of"] == part["name"] and p["value"] * part["value"] > 0]
    said = f"{inside(part['label'])} ({_signed(part['value'], unit)}"
    if own:
        said += f", above all {inside(max(own, key=lambda p: abs(p['value']))['label'])}"
    return said + ")"


def _mechanism(parts: Sequence[Mapping[str, Any]], unit: str) -> str:
    """By which mechanism the surprises arrived: the largest, and what came without any."""
    direct, others = parts[0], sorted(parts[1:], key=lambda p: -abs(p["value"]))
    without = f"directly ({_signed(direct['value'], unit)})"
    if not others or abs(others[0]["value"]) < SMALL * abs(direct["value"]):
        return f"The surprises arrived {without}, through no mechanism to speak of."
    name = others[0]["label"].rstrip(".")
    return (
        f"The surprises arrived {without} and through the mechanism “{name}” "
        f"({_signed(others[0]['value'], unit)})."
    )


def sector_words(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What was said of each variable of the sector on each day and what came, a sentence each."""
    out = []
    names = dict.fromkeys(r["variable"] for r in rows)
    for name in names:
        own = [r for r in rows if r["variable"] == name]
        label = own[0]["label"]
        if not own[0]["held"]:
            last = own[-1]
            out.append(
                f"{label}: no figures are held, so nothing can be scored; in {last['origin']} it said "
                f"{last['median']:,.1f} for {last['period']}."
            )
            continue
        inside_band = sum(r["low80"] <= r["came"] <= r["high80"] for r in own)
        said = []
        for origin in dict.fromkeys(r["origin"] for r in own):
            last = [r for r in own if r["origin"] == origin][-1]
            said.append(
                f"in {origin} for {last['period']} {last['median']:,.0f} ({last['low80']:,.0f} to "
                f"{last['high80']:,.0f}), and {last['came']:,.0f} came"
            )
        out.append(
            f"{label}: {inside_band} of {len(own)} figures inside the band of 80%. It said {'; '.join(said)}."
        )
    return tuple(out)


def _signed(value: float, unit: str) -> str:
    return f"{value:+.2f}{unit}".replace("-", "−")
