"""How figures read in sentences and tables: in their own units, and no finer than their error.

Units are those of the equation language (``pct/yr``) or as tables name them (``$bn/yr``).
"""

from __future__ import annotations

import math
import re

_MONEY = {"usd": "", "usd/yr": " a year", "usd17": " of 2017", "usd17/yr": " of 2017 a year"}
_LANGUAGE = {"$bn of 2017": "usd17", "$bn": "usd", "million persons": "persons"}
_WORDS = {"persons": " million", "persons/yr": " million a year", "yr": " years", "1/yr": " a year"}
_NOTHING = re.compile(r"[+-]0+(\.0+)?(e[+-]?\d+)?%?")
TINY = 1e-12
"""What rounding leaves of nothing."""


def decimals(error: float | None, most: int) -> int:
    """How many decimals a figure of this error deserves: down to the first digit of the error.

    >>> decimals(0.03, 3), decimals(1.7, 3), decimals(None, 2)
    (2, 0, 2)
    """
    if error is None or not math.isfinite(error) or error <= 0.0:
        return most
    return min(max(-math.floor(math.log10(error)), 0), most)


def plainly(text: str) -> str:
    """A formatted figure that rounds to nothing, without a sign: ``0.00`` for ``-0.00``.

    >>> plainly("-0.00"), plainly("+0%"), plainly("+0.10")
    ('0.00', '0%', '+0.10')
    """
    return text[1:] if _NOTHING.fullmatch(text) else text


def fixed(value: float, digits: int, *, signed: bool = False) -> str:
    """A figure with so many decimals; one that rounds to nothing is 0 without a sign.

    >>> fixed(-0.0004, 2, signed=True), fixed(1234.5, 0), fixed(0.126, 2, signed=True)
    ('0', '1,234', '+0.13')
    """
    if value != value:
        return "not known"
    rounded = round(float(value), digits)
    if rounded == 0.0:
        return "0"
    return f"{rounded:{'+' if signed else ''},.{digits}f}"


def share(value: float, error: float | None = None) -> str:
    """A share of one in percent, with its standard error in points where one is given.

    >>> share(0.3642), share(0.0342), share(0.3642, 0.0153), share(0.00002), share(0.0)
    ('36%', '3.4%', '36 ± 2%', '<0.1%', '0%')
    """
    if value != value:
        return "not known"
    percent = 100.0 * value
    if error is not None and math.isfinite(error) and error > 0.0:
        digits = decimals(100.0 * error, 1)
        return f"{fixed(percent, digits)} ± {fixed(100.0 * error, digits)}%"
    if 0.0 < percent < 0.05:
        return "<0.1%"
    if 99.95 < percent < 100.0:
        return ">99.9%"
    return f"{fixed(percent, 0 if percent == 0.0 or 9.95 <= percent <= 99.0 else 1)}%".replace(".0%", "%")


def chance(p: float) -> str:
    """A p-value as it is quoted.

    >>> chance(0.487), chance(0.0312), chance(8e-10)
    ('p = 0.49', 'p = 0.03', 'p < 0.0001')
    """
    if p < 1e-4:
        return "p < 0.0001"
    return f"p = {p:.2f}" if p >= 0.01 else f"p = {p:.1g}"


def number(value: float | None, unit: str) -> str:
    """A level without its unit, as a table shows it beside others of other units; as fine as people read it.

    >>> number(5.0142, "pct/yr"), number(108.52, "pct"), number(8326.1, "index"), number(None, "pct")
    ('5.01', '109', '8,326', '')
    """
    if value is None or value != value:
        return ""
    own = _own(unit)
    if own in _MONEY:
        return fixed(value, 0 if abs(value) >= 10 else 1)
    return level(value, unit).removesuffix(_WORDS.get(own, "")).removesuffix("%")


def level(value: float, unit: str, error: float | None = None) -> str:
    """A level with its unit.

    >>> level(4.4137, "pct/yr", 0.03), level(1002.4, "$bn/yr"), level(8326.1, "index")
    ('4.41%', '$1,002bn a year', '8,326')
    """
    own = _own(unit)
    if own in _MONEY:
        return f"{_money(value, 0 if abs(value) >= 10 else 1)}{_MONEY[own]}"
    if own in ("pct", "pct/yr"):
        most = 0 if abs(value) >= 99.95 else 1 if own == "pct" or abs(value) >= 9.995 else 2
        return f"{fixed(value, decimals(error, most))}%"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{fixed(value, decimals(error, digits))}{_WORDS.get(own, '')}"


def change(
    value: float, unit: str, error: float | None = None, *, bp: bool = False, base: float = math.nan
) -> str:
    """A difference with its unit and, where given, its standard error.

    A difference of rates is in percentage points, of interest rates and yields (`bp`) in basis points, of
    money in billions, and of an index in percent of `base`, its level without the change.

    >>> change(-0.352, "pct/yr", 0.011, bp=True), change(0.43, "pct", 0.06), change(-12.3, "usd/yr")
    ('-35 ± 1 bp', '+0.43 ± 0.06 pp', '-$12bn a year')
    >>> change(-5.6e-17, "pct"), change(700.0, "index", base=2500.0)
    ('0 pp', '+28%')
    """
    own = _own(unit)
    if own in _MONEY:
        digits = decimals(error, 0 if abs(value) >= 10 else 1)
        money = _money(value, digits, signed=True).removesuffix("bn")
        return f"{money}{_plus_minus(error, digits)}bn{_MONEY[own]}"
    if own in ("pct", "pct/yr"):
        size, word, most = (100.0, "bp", 0) if bp else (1.0, "pp", 2)
        digits = decimals(
            None if error is None else size * error, most if abs(value) < 10 else 1 if most else 0
        )
        behind = _plus_minus(None if error is None else size * error, digits)
        return f"{fixed(size * value, digits, signed=True)}{behind} {word}"
    if own == "index" and math.isfinite(base) and base:
        size = 100.0 / abs(base)
        digits = decimals(None if error is None else size * error, 0 if abs(size * value) >= 10 else 1)
        behind = _plus_minus(None if error is None else size * error, digits)
        return f"{fixed(size * value, digits, signed=True)}{behind}%"
    digits = decimals(error, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)
    word = " points" if own == "index" else _WORDS.get(own, "")
    return f"{fixed(value, digits, signed=True)}{_plus_minus(error, digits)}{word}"


def growth(log_percent: float, error: float | None = None) -> str:
    """A change in log percent as the percent that people read.

    >>> growth(24.7), growth(-10.5, 0.4), growth(0.01)
    ('+28%', '-10.0 ± 0.4%', '0%')
    """
    factor = math.exp(log_percent / 100.0)
    own = None if error is None else error * factor
    value = 100.0 * (factor - 1.0)
    digits = decimals(own, 1) if own else (0 if abs(value) >= 9.95 or abs(value) < 0.05 else 1)
    return f"{fixed(value, digits, signed=True)}{_plus_minus(own, digits)}%"


def unit_of_change(unit: str, *, bp: bool = False) -> str:
    """The unit that `change` names, as a heading has it.

    >>> unit_of_change("pct/yr", bp=True), unit_of_change("usd/yr")
    ('bp', '$bn a year')
    """
    own = _own(unit)
    if own in _MONEY:
        return f"$bn{_MONEY[own]}"
    if own in ("pct", "pct/yr"):
        return "bp" if bp else "pp"
    return "points" if own == "index" else _WORDS.get(own, own if own != "1" else "").strip()


def unit_behind(unit: str) -> str:
    """What stands behind a level of people, years or paces; nothing for other units.

    >>> unit_behind("million persons"), unit_behind("index")
    (' million', '')
    """
    return _WORDS.get(_own(unit), "")


def joined(figure: str, unit: str) -> str:
    """A figure as text with its unit behind it: percent follows at once, words after a space.

    >>> joined("36", "%"), joined("101", "% of GDP"), joined("3", "bn $ a year"), joined("0.5", "")
    ('36%', '101% of GDP', '3 bn $ a year', '0.5')
    """
    return f"{figure}{'' if unit.startswith('%') else ' '}{unit}" if unit else figure


def inside(label: str) -> str:
    """A label in the middle of a sentence: its first letter small, but for abbreviations and names.

    >>> inside("Inflation"), inside("S&P 500"), inside("AI capex"), inside("10-year yield")
    ('inflation', 'S&P 500', 'AI capex', '10-year yield')
    """
    names = ("Fed", "Treasury", "Wall Street", "Congress", "Chinese", "China", "Japan", "Moody", "Baa", "CBO")
    if label[:2].isupper() or label[1:2] in "&. " or label.startswith(names):
        return label if not label.startswith("Federal") else f"federal{label[7:]}"
    return label[:1].lower() + label[1:]


def titled(title: str) -> str:
    """A scenario's title inside a sentence: in quotation marks, and the baseline as a word.

    >>> titled("The cuts arrive"), titled("Baseline")
    ('“The cuts arrive”', 'baseline')
    """
    return title.lower() if title in ("Baseline", "baseline") else f"“{title}”"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Several words as a list in a sentence.

    >>> listed(["a"]), listed(("a", "b", "c"))
    ('a', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _own(unit: str) -> str:
    for shown, own in _LANGUAGE.items():
        unit = unit.replace(shown, own)
    return unit


def _money(value: float, digits: int, *, signed: bool = False) -> str:
    size = fixed(abs(value), digits)
    sign = "" if size == "0" else "-" if value < 0 else "+" if signed else ""
    return f"{sign}${size}bn"


def _plus_minus(error: float | None, digits: int) -> str:
    if error is None or not math.isfinite(error):
        return ""
    text = fixed(error, digits)
    return "" if text == "0" else f" ± {text}"
