"""Times in prose: years, quarters, months, stretches, and "the past year", as of the day of the article."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
COUNTS = {
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
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "a": 1,
    "": 1,
    "couple of": 2,
    "several": 3,
}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
_MONTH = "(?P<{0}>" + "|".join(m[:3] + (rf"(?:{m[3:]})?" if m[3:] else "") for m in MONTHS) + r"|sept)\.?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_COUNT = rf"(?P<{{0}}>\d+|{'|'.join(sorted((c for c in COUNTS if c), key=len, reverse=True))})"
_LEAD = r"(?:(?:in|during|over|for|of|at|by|through|throughout|from|to|as\sof)\s+)?(?:the\s+)?"
_PATTERNS = (
    ("stretch_months",
        rf"(?:from|between)\s+{_MONTH.format('m1')}(?:\s+{_YEAR.format('y1')})?\s+(?:to|and|until"
        rf"|through)\s+{_MONTH.format('m2')}(?:\s+{_YEAR.format('y2')})"),
    ("stretch_quarters",
        r"(?:from|between)\s+(?:(?P<y1>20\d\d)\s?q(?P<q1>[1-4]))\s+(?:to|and|until|through)\s+(?:"
        r"(?P<y2>20\d\d)\s?q(?P<q2>[1-4]))"),
    ("stretch_years",
        rf"(?:from|between)\s+(?:the\s+end\s+of\s+)?{_YEAR.format('y1')}\s+(?:to|and|until|through)\s+"
        rf"(?:the\s+end\s+of\s+)?{_YEAR.format('y2')}"),
    (
        "year_to",
        rf"(?:over|in|for|during)\s+the\s+(?:year|twelve\s+months|12\s+months)\s+(?:to|through|ending(?:\s+in)?)\s+"
        rf"{_MONTH.format('m')}(?:\s+{_YEAR.format('y')})?",
    ),
    ("year_span", r"(?P<y1>(?:19|20)\d\d)\s?[-–]\s?(?P<y2>(?:19|20)\d\d)"),
    (
        "since_quarter",
        rf"\bsince\s+(?:the\s+)?(?:(?P<ord>first|second|third|fourth|final)\s+quarter\s+of\s+{_YEAR.format('y')}"
        rf"|q(?P<q>[1-4])\s+(?:of\s+)?{_YEAR.format('y_b')}|{_YEAR.format('y_c')}\s?q(?P<q_c>[1-4]))",
    ),
("since",
        rf"\bsince\s+(?:the\s+)?(?:(?P<part>start|beginning|end|middle)\s+of\s+)?"
        rf"(?:{_MONTH.format('m')}\s+)?{_YEAR.format('y')}"),
    ("since_month",
        rf"\bsince\s+(?:the\s+)?(?:(?P<part>start|beginning|end|middle)\s+of\s+)?{_MONTH.format('m')}\b"),
    ("fiscal", rf"{_LEAD}(?:fiscal\s+(?:year\s+)?|fy\s?){_YEAR.format('y')}"),
    ("quarter",
        rf"{_LEAD}(?:(?P<ord>first|second|third|fourth|final)\s+quarter\s+of\s+{_YEAR.format('y')}|q"
        rf"(?P<q>[1-4])\s+(?:of\s+)?{_YEAR.format('y_b')}|{_YEAR.format('y_c')}\s?q(?P<q_c>[1-4]))"),
    ("half", rf"{_LEAD}(?P<ord>first|second)\s+half\s+of\s+{_YEAR.format('y')}"),
    ("end_year",
        rf"(?:(?:at|by|in)\s+)?(?:the\s+)?(?:end|close)\s+of\s+{_YEAR.format('y')}"
        rf"|\bend-{_YEAR.format('y_b')}|\byear-end\s+{_YEAR.format('y_c')}"),
    ("end_year", rf"(?:by|at|in)?\s*late\s+{_YEAR.format('y')}"),
    ("early_year", rf"(?:in\s+)?early\s+{_YEAR.format('y')}"),
    ("month",
        rf"{_LEAD}(?:(?:mid|early|late)[-\s])?{_MONTH.format('m')}\s+"
        rf"(?:\d{{1,2}},\s+)?{_YEAR.format('y')}"),
    ("ytd",
        r"(?:in\s+the\s+)?year[-\s]to[-\s]date|(?:so\s+far\s+)this\s+year|since\s+the\s+(?:start"
        r"|beginning)\s+of\s+(?:the|this)\s+year|since\s+january"),
    ("past",
        rf"(?:(?:in|over|during|for|within)\s+)?(?:the\s+)?(?:past|last|previous|preceding)\s+"
        rf"(?:{_COUNT.format('n')}\s+)?(?P<unit>decades?|years?|quarters?|months?)\b"),
    (
        "ago",
        rf"{_COUNT.format('n')}\s+(?P<unit>decades?|years?|quarters?|months?)\s+"
        r"(?:ago|earlier|before)\b",
    ),
    (
        "pandemic",
        r"(?:than\s+|since\s+|from\s+)?(?:(?:just\s+)?before|the\s+(?:start|beginning)\s+of)\s+"
        r"the\s+pandemic\b|pre-pandemic(?:\s+levels?)?",
    ),
    (
        "over",
        rf"(?:in|over|within|for)\s+{_COUNT.format('n')}\s+"
        r"(?P<unit>decades?|years?|quarters?|months?)\b",
    ),
    ("yoy",
        r"(?:from|on|than|compared\s+with|against|versus)\s+(?:a|one)\s+year\s+(?:ago|earlier|before)"
        r"|year[-\s](?:on|over)[-\s]year|over\s+(?:a|the)\s+year|on\s+the\s+year|over\s+twelve\s+months"),
    ("last_year", r"(?:in\s+)?last\s+year"),
    ("this_year", r"(?:in\s+)?this\s+year"),
    ("next_year", r"(?:in\s+)?next\s+year"),
    ("this_quarter", r"(?:in\s+)?(?:this|the\s+current)\s+quarter"),
    ("last_quarter", r"(?:in\s+)?(?:the\s+)?(?:last|latest|previous|most\s+recent)\s+quarter"),
    ("ordinal_quarter", r"(?:in\s+)?the\s+(?P<ord>first|second|third|fourth)\s+quarter"),
    ("month_alone", rf"(?:in|during)\s+{_MONTH.format('m')}\b(?!\s+\d)"),
    ("year",
        rf"(?:in|during|for|of|by|through|throughout)\s+(?:the\s+year\s+|calendar\s+"
        rf"(?:year\s+)?)?{_YEAR.format('y')}\b"),
    ("now", r"\b(?:now|today|currently|at\s+present|presently|right\s+now|these\s+days)\b"),
)  # fmt: skip
ROLLING = frozenset(("past", "over", "yoy"))
OPEN = ROLLING | {"since", "since_month", "since_quarter", "ytd", "pandemic"}
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS)


@dataclass(frozen=True)
class Period:
    """A time that a sentence names.

    `grain` is year, fiscal, half, quarter, month, yoy or now; `first` and `last` are months since year 0
    (12 * year + month - 1); `stretch` says that a change from first to last is meant, `open` that it lasts
    until the day of the article, `rolling` that its beginning goes with its end.
    """

    grain: str
    first: int
    last: int
    stretch: bool
    open: bool
    rolling: bool
    begin: int
    end: int
    text: str

    @property
    def over_on(self) -> datetime.date:
        """The last day of it."""
        year, month = divmod(self.last + 1, 12)
        return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def month_of(day: datetime.date) -> int:
    """A day's month, counted since year 0."""
    return 12 * day.year + day.month - 1


def find_periods(text: str, day: datetime.date) -> list[Period]:
    """The times of a text, left to right, as meant on the day of the article.

    >>> found = find_periods("in the first quarter of 2024", datetime.date(2024, 7, 1))
    >>> [(p.grain, p.first % 12, p.last // 12) for p in found]
    [('quarter', 0, 2024)]
    """
    found: list[Period] = []
    taken = [False] * (len(text) + 1)
    for name, pattern in _COMPILED:
        for m in pattern.finditer(text):
            if any(taken[m.start() : m.end()]):
                continue
            period = _period(name, m, day)
            if period is None:
                continue
            found.append(period)
            taken[m.start() : m.end()] = [True] * (m.end() - m.start())
    return sorted(found, key=lambda p: p.begin)


def _month(name: str) -> int:
    return next(i for i, m in enumerate(MONTHS) if m.startswith(name.lower()[:3]))


def _period(name: str, m: re.Match[str], day: datetime.date) -> Period | None:
    now = month_of(day)
    groups = m.groupdict()

    def made(grain: str, first: int, last: int, stretch: bool = False) -> Period:
        return Period(grain, first, last, stretch, name in OPEN, name in ROLLING, m.start(), m.end(), m[0])

    def year() -> int:
        return int(next(groups[k] for k in ("y", "y_b", "y_c") if groups.get(k)))

    if name == "stretch_months":
        last = 12 * int(groups["y2"]) + _month(groups["m2"])
        first = _month(groups["m1"])
        begin = 12 * int(groups["y1"]) + first if groups["y1"] else 12 * (last // 12) + first
        return made("month", begin if begin <= last else begin - 12, last, True)
    if name == "stretch_quarters":
        first = 12 * int(groups["y1"]) + 3 * int(groups["q1"]) - 1
        return made("quarter", first, 12 * int(groups["y2"]) + 3 * int(groups["q2"]) - 1, True)
    if name in ("stretch_years", "year_span"):
        return made("year", 12 * int(groups["y1"]) + 11, 12 * int(groups["y2"]) + 11, True)
    if name == "since":
        base = 12 * int(groups["y"])
        if groups["m"]:
            return made("month", base + _month(groups["m"]), now, True)
        part = {"end": 11, "middle": 5, "start": -1, "beginning": -1}.get(groups["part"] or "", 11)
        return made("year" if part == 11 else "month", base + part, now, True)
    if name == "since_month":
        spot = 12 * day.year + _month(groups["m"])
        return made("month", spot if spot < now else spot - 12, now, True)
    if name == "year_to":
        last = 12 * (int(groups["y"]) if groups["y"] else day.year) + _month(groups["m"])
        last -= 12 if last > now else 0
        return made("month", last - 12, last, True)
    if name == "fiscal":
        return made("fiscal", 12 * year() - 3, 12 * year() + 8)
    if name == "since_quarter":
        quarter = ORDINALS[groups["ord"].lower()] if groups["ord"] else int(groups["q"] or groups["q_c"])
        return made("quarter", 12 * year() + 3 * quarter - 1, now, True)
    if name in ("quarter", "ordinal_quarter"):
        quarter = (
            ORDINALS[groups["ord"].lower()] if groups.get("ord") else int(groups.get("q") or groups["q_c"])
        )
        base = 12 * (day.year if name == "ordinal_quarter" else year()) + 3 * (quarter - 1)
        if name == "ordinal_quarter" and base > now:
            base -= 12
        return made("quarter", base, base + 2)
    if name == "half":
        base = 12 * year() + 6 * (ORDINALS[groups["ord"].lower()] - 1)
        return made("half", base, base + 5)
    if name in ("end_year", "early_year"):
        month = 12 * year() + (11 if name == "end_year" else 1)
        return made("month", month, month)
    if name in ("month", "month_alone"):
        month = 12 * (day.year if name == "month_alone" else year()) + _month(groups["m"])
        if name == "month_alone" and month > now:
            month -= 12
        return made("month", month, month)
    if name == "ytd":
        return made("month", 12 * day.year - 1, now, True)
    if name in ("past", "over"):
        word = (groups["n"] or "").lower()
        count = int(word) if word.isdigit() else COUNTS.get(word, 1)
        months = count * {"d": 120, "y": 12, "q": 3, "m": 1}[groups["unit"][0].lower()]
        if groups["unit"].lower() == "year" and name == "past" and not word:
            return made("month", now - 12, now, True)
        return made("month", now - months, now, True) if 0 < months <= 1200 else None
    if name == "ago":
        months = COUNTS.get(groups["n"].lower(), 0) or (int(groups["n"]) if groups["n"].isdigit() else 0)
        spot = now - months * {"d": 120, "y": 12, "q": 3, "m": 1}[groups["unit"][0].lower()]
        return made("month", spot, spot)
    if name == "pandemic":
        return made("month", 12 * 2020 + 1, now, True)
    if name == "yoy":
        return made("yoy", now - 12, now, True)
    if name in ("last_year", "this_year", "next_year"):
        base = 12 * (day.year + {"last_year": -1, "this_year": 0, "next_year": 1}[name])
        return made("year", base, base + 11)
    if name in ("this_quarter", "last_quarter"):
        base = 3 * (now // 3) - (3 if name == "last_quarter" else 0)
        return made("quarter", base, base + 2)
    if name == "now":
        return made("now", now, now)
    return made("year", 12 * year(), 12 * year() + 11)
