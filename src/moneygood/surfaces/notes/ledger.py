"""Figures of a note: rounded by stated rules, marked in the text, and listed with where each comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MARK = re.compile("\ue000(\\d+)\ue001([^\ue002]*)\ue002")
"""A figure in the text: its number in the ledger and how it is written."""

STEPS = ("whole", "tenths of", "hundredths of")
"""What figures are rounded to, by the number of decimals."""


@dataclass(frozen=True)
class NoteFigure:
    """A figure of a note: the text shown, the unrounded value, what it is, and where it comes from."""

    text: str
    value: float
    key: str
    period: str
    source: str


FINEST = 3
"""Decimals at which a figure that would round to nothing is given up."""

UNKNOWN = "not known"
"""What stands in the place of a figure that there is not, such as the error of a single draw."""


@dataclass
class Ledger:
    """The figures that a note uses, in the order of use; `forms` says how each kind is rounded."""

    forms: Mapping[str, Mapping[str, Any]]
    figures: list[NoteFigure] = field(default_factory=list)
    _places: dict[NoteFigure, int] = field(default_factory=dict)

    def mark(self, value: float, form: str, key: str, source: str, period: str = "") -> str:
        """The figure as it stands in the text, entered in the ledger (a figure used twice stands once)."""
        figure = NoteFigure(self.write(value, form), float(value), key, period, source)
        if figure not in self._places:
            self._places[figure] = len(self.figures)
            self.figures.append(figure)
        return f"\ue000{self._places[figure]}\ue001{figure.text}\ue002"

    def write(self, value: float, form: str) -> str:
        """A value rounded and written by the rule of its form."""
        rule = self.forms[form]
        if value != value:
            return UNKNOWN
        if rule.get("scientific"):
            return f"{value:.1e}"
        if rule.get("general"):
            return f"{value:g}".replace("-", "−")
        scaled = float(value) * float(rule.get("scale", 1))
        decimals = int(rule.get("decimals", 0))
        while rule.get("never_nothing") and scaled and not round(scaled, decimals) and decimals < FINEST:
            decimals += 1
        rounded = round(scaled, decimals) + 0.0
        sign = "+" if rule.get("signed") and rounded else ""
        return f"{rounded:{sign},.{decimals}f}".replace("-", "−") + str(rule.get("suffix", ""))

    def settle(self, text: str) -> str:
        """The text with its marks numbered in the order of reading; figures not used are dropped."""
        used = list(dict.fromkeys(int(found[1]) for found in MARK.finditer(text)))
        places = {old: new for new, old in enumerate(used)}
        self.figures = [self.figures[old] for old in used]
        self._places = {figure: place for place, figure in enumerate(self.figures)}
        return MARK.sub(lambda m: f"\ue000{places[int(m[1])]}\ue001{m[2]}\ue002", text)

    def rounding(self) -> str:
        """The rules of rounding in words."""
        said = []
        for rule in self.forms.values():
            if "words" in rule:
                steps = STEPS[int(rule["decimals"])]
                said.append(f"{rule['words']} to {steps} {rule['unit']}")
        return "; ".join(said)

    def appendix(self) -> str:
        """The sources under a letter each, then the table of all figures, as Markdown."""
        letters = {s: _letters(i) for i, s in enumerate(dict.fromkeys(f.source for f in self.figures))}
        lines = [f"- **{letter}** {source}" for source, letter in letters.items()]
        lines += ["", "| figure | unrounded | what | quarter | from |", "| --- | --- | --- | --- | --- |"]
        for f in self.figures:
            where = letters[f.source]
            exact = f"{f.value:.6g}" if f.value == f.value else UNKNOWN
            lines.append(f"| {f.text} | {exact} | {f.key} | {f.period} | {where} |")
        return "\n".join(lines)


def _letters(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    head, tail = divmod(number, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + tail)


def plain(text: str) -> str:
    """The text without marks."""
    return MARK.sub(lambda m: m[2], text)
