"""Numbers in prose: value, unit, how exactly they are stated, and how they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

SCALES = {"trillion": 1000.0, "tn": 1000.0, "trn": 1000.0, "t": 1000.0, "billion": 1.0, "bn": 1.0, "b": 1.0,
          "million": 0.001, "mn": 0.001, "m": 0.001}  # fmt: skip
WORDS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "hundred": 100,
}
FRACTIONS = {
    "half": 50.0,
    "a half": 50.0,
    "one-half": 50.0,
    "a third": 100 / 3,
    "one-third": 100 / 3,
    "one third": 100 / 3,
    "two-thirds": 200 / 3,
    "two thirds": 200 / 3,
    "a quarter": 25.0,
    "one-quarter": 25.0,
    "one quarter": 25.0,
    "three-quarters": 75.0,
    "three quarters": 75.0,
    "a fifth": 20.0,
    "one-fifth": 20.0,
    "one fifth": 20.0,
    "a tenth": 10.0,
    "one-tenth": 10.0,
    "one tenth": 10.0,
}
_N = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_WORDED = "|".join(sorted(WORDS, key=len, reverse=True))
_NUMBER = rf"(?P<sign>(?<![\d%])[-+−]\s?)?(?P<number>{_N}|\b(?:{_WORDED})\b)"
_SCALED = r"(?P<scale>trillion|billion|million|trn|tn|bn|mn)"
_OF = r"(?:\s+of\s+(?P<of>gdp|(?:federal |tax |government )?revenues?|(?:the )?(?:public |federal )?debt)\b)?"
_FRACTION_OF = r"(?:gdp|(?:federal |tax |government )?revenues?|(?:the |its |total )?[a-z])"
_COUNTED = (
    r"(?:people|jobs|workers|households|barrels|users|shares|americans|homes|units|tokens|parameters|tons"
    r"|gallons)"
)
_POINT = r"(?:%|percentage|per\s?cent(?:age)?)[\s-]?points?|pp\b|points?\b"
_FORMS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("fraction",
            rf"\b(?P<number>{'|'.join(sorted(FRACTIONS, key=len, reverse=True))})(?=\s+of\s+(?!a\s+"
            rf"(?:percentage\s+)?point|an?\s+percent){_FRACTION_OF}){_OF}"),
        ("quarter_point",
            r"\b(?P<number>three-quarters\s+of\s+a|a\s+quarter(?:\s+of\s+a)?|half\s+of\s+a)\s+"
            r"(?:percentage\s+)?point\b"),
        ("usd", rf"\b(?P<number>half\s+a|a|one)\s+{_SCALED}(?:\s+dollars)?\b"),
        ("usd", rf"\$\s?(?P<number>{_N})\s?(?:{_SCALED}|(?P<letter>[tbmk]))\b"),
        ("dollars", rf"\$\s?(?P<number>{_N})"),
        ("usd", rf"(?P<number>{_N})\s?{_SCALED}\s+dollars\b"),
        (
            "usd",
            rf"(?P<number>{_N})\s?(?P<scale>trillion|billion|trn|tn|bn)\b(?!\s+{_COUNTED})",
        ),
        ("counted", rf"(?P<number>{_N})\s?{_SCALED}\b"),
        ("bp", rf"{_NUMBER}[\s-]?(?:bps?|basis[\s-]points?)\b"),
        ("pp",
            rf"(?P<sign>[-+−]\s?)?(?P<number>{_N}|\b(?:half\s+a|a|{_WORDED}))[\s-]?(?:full\s+)?"
            rf"(?:{_POINT})"),
        ("pct", rf"{_NUMBER}\s?(?:%|per\s?cent\b){_OF}"),
        ("times", rf"{_NUMBER}(?:\s?times|x|-fold)\b"),
        ("plain", rf"(?<![\w.])(?P<number>{_N})(?![\w%])"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A stated number: `unit` is pct, pp, usd (billions), times, plain, or counted (jobs).

    `step` is one unit of the last stated digit, `of` what a share is of (gdp, revenue, debt); `begin` and
    `end` say where it stands in the text.
    """

    value: float
    unit: str
    step: float
    of: str
    begin: int
    end: int
    text: str


def find_quantities(text: str) -> list[Quantity]:
    """All numbers of a text, left to right.

    >>> [(q.value, q.unit) for q in find_quantities(
        "from 9.1% to 3 percent, or $1.1 trillion, up 25 basis points")]
    [(9.1, 'pct'), (3.0, 'pct'), (1100.0, 'usd'), (0.25, 'pp')]
    """
    found: list[Quantity] = []
    taken = [False] * (len(text) + 1)
    for name, pattern in _FORMS:
        for m in pattern.finditer(text):
            if any(taken[m.start() : m.end()]):
                continue
            found.append(_quantity(name, m))
            taken[m.start() : m.end()] = [True] * (m.end() - m.start())
    found.sort(key=lambda q: q.begin)
    return [_with_unit_of_next(found, i, text) for i in range(len(found))]


def _with_unit_of_next(found: list[Quantity], i: int, text: str) -> Quantity:
    """``0.75 to 1.5%``: a bare number before a united one, with only ``to``, ``and`` or a dash between."""
    q = found[i]
    if q.unit != "plain" or i + 1 == len(found):
        return q
    after = found[i + 1]
    between = text[q.end : after.begin].strip().lower()
    if after.unit == "plain" or between not in ("to", "and", "-", "–", "or"):
        return q
    factor = {"usd": after.step / _step(_digits(after.text))}.get(after.unit, 1.0)
    factor = 0.01 if after.unit == "pp" and re.search(r"b(?:p|asis)", after.text, re.IGNORECASE) else factor
    return Quantity(q.value * factor, after.unit, q.step * factor, after.of, q.begin, q.end, q.text)


def _digits(text: str) -> str:
    found = re.search(_N, text)
    return found[0] if found else "1"


def _step(digits: str) -> float:
    """One unit of the last stated digit: 0.1 of 1.5, 10 of 870, at most a tenth of a round 40,000."""
    digits = digits.replace(",", "")
    if "." in digits:
        return 10.0 ** -len(digits.partition(".")[2])
    bare = digits.rstrip("0")
    rounded = float(10 ** (len(digits) - len(bare))) if bare and len(digits) > 2 else 1.0
    return min(rounded, max(float(digits) / 10, 1.0))


def _number(text: str) -> tuple[float, float]:
    """Value and step of a number in digits or in a word."""
    low = text.lower().replace("half a", "half")
    if low in ("a", "one"):
        return 1.0, 1.0
    if low == "half":
        return 0.5, 0.1
    if low in WORDS:
        return float(WORDS[low]), 1.0
    return float(text.replace(",", "")), _step(text)


def _share_of(text: str | None) -> str:
    if not text:
        return ""
    low = text.lower()
    return "gdp" if "gdp" in low else "revenue" if "revenue" in low else "debt"


def _quantity(name: str, m: re.Match[str]) -> Quantity:
    """What a match of one of the forms says."""
    groups = m.groupdict()
    word = " ".join(m["number"].lower().split())
    sign = -1.0 if (groups.get("sign") or "").strip() in ("-", "−") else 1.0

    def made(value: float, unit: str, step: float) -> Quantity:
        return Quantity(sign * value, unit, step, _share_of(groups.get("of")), m.start(), m.end(), m[0])

    if name == "fraction":
        return made(FRACTIONS[word], "pct", 3.0)
    if name == "quarter_point":
        return made(
            0.75 if word.startswith("three") else 0.5 if word.startswith("half") else 0.25, "pp", 0.05
        )
    value, step = _number(word)
    if name == "usd":
        letter = (groups.get("letter") or "").lower()
        factor = {"k": 1e-6}.get(letter) or SCALES[(groups.get("scale") or letter).lower()]
        return made(value * factor, "usd", min(step * factor, 0.1 * abs(value) * factor))
    if name == "counted":
        return made(value, "counted", step)
    if name == "bp":
        return made(value / 100, "pp", step / 100)
    if name == "pp" and value > 20 and not re.search(r"%|percent|per\s?cent|pp", m[0], re.IGNORECASE):
        return made(value, "plain", step)
    return made(value, name, step)
