"""Colours and type of all charts: one hue for fans, four colour-blind-safe hues for the highs."""

from __future__ import annotations

FONT = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
INK = "#14181d"
SOFT = "#4a525c"
GRID = "#e3e1da"
PAPER = "#ffffff"
RECESSION = "#dcdad4"
START = "#6b727b"

FAN_BANDS: tuple[str, ...] = ("#d9e7f5", "#a9cbea", "#6fa8d8")
"""The bands of a fan, the widest first: one hue, darker towards the centre."""
FAN_MEDIAN = "#0a3a6b"
HISTORY = "#000000"
DASHED = "#8a3b00"

OUTSIDE: tuple[str, ...] = ("#7a1f5c", "#0b6b4f", "#5f4b00", "#a63c06")
"""Marks of what institutions project, in the order of a chart's lines."""

HIGH_COLOURS = {"prices": "#a63c06", "rates": "#0b5394", "debt": "#5b2c83", "stocks": "#0b6b4f"}
"""Dark enough for text on white (WCAG AA) and told apart under the common colour-vision deficiencies."""
HIGH_DASHES = {"prices": "", "rates": "7 3", "debt": "2 3", "stocks": "9 3 2 3"}
OTHER_COLOURS: tuple[str, ...] = ("#5f4b00", "#7a1f5c", "#334e68", "#3f5200")
NONE_COLOUR = "#eceae3"


def high_colour(key: str, place: int = 0) -> str:
    """The colour of a high, or of a user's own break in the order of appearance."""
    return HIGH_COLOURS.get(key, OTHER_COLOURS[place % len(OTHER_COLOURS)])


def high_dash(key: str) -> str:
    """The dash pattern of a high, a second channel beside its colour."""
    return HIGH_DASHES.get(key, "4 2")
