"""The clauses of a sentence, and in each its subjects, times, numbers and the words that are left."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from moneygood.articles.language import Language, Subject
from moneygood.articles.periods import Period, find_periods
from moneygood.articles.quantities import Quantity, find_quantities

_CLAUSES = re.compile(
    r"\s*(?:;|—|–\s|,?\s+(?:while|whereas|although|even\s+though|but|because|since\s+(?!\d)|as"
    r"|despite\s+the\s+fact\s+that|after|before|when)\s|,\s+(?:and|yet|with)\s|,\s+)",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(
    r"(?:as\s+an?\s+(?:share|percentage|proportion|percent|fraction)\s+of|relative\s+to|over"
    r"|as\s+%\s+of)\s+(?:the\s+)?(?P<of>gdp|revenues?|debt)\b",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    r"(?P<way>highest|lowest|largest|smallest|biggest|steepest)(?:\s+(?:level|value|point|reading"
    r"|rate|yield))?\s+(?:since\s+(?:[a-z]+\s+)?(?P<year>(?:19|20)\d\d)|in\s+(?P<n>\d+|[a-z-]+)\s+"
    r"(?P<unit>years?|decades?)|(?P<ever>on\s+record|ever|in\s+history))"
    r"|(?:a\s+|an\s+)?(?P<n2>\d+|[a-z]+)-year\s+(?P<way2>high|low)|(?P<record>record|all-time"
    r"|historic)\s+(?P<way3>high|low)s?|record\s+(?P<way4>level)s?",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\b(?:ma(?:k|d)es?\s+up|making\s+up|adds?\s+up|set(?:s|ting)?\s+up|catch(?:es|ing)?\s+up"
    r"|ended\s+up|up\s+to\s+date|break(?:s|ing)?\s+down)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ClauseWords:
    """The words of a clause: `rest` has subjects, times and numbers blanked, at the same places."""

    text: str
    rest: str
    subjects: tuple[tuple[int, int, Subject], ...]
    quantities: tuple[Quantity, ...]
    periods: tuple[Period, ...]
    extreme: re.Match[str] | None
    of: str


def plain_text(text: str) -> str:
    for a, b in (
        ("’", "'"),
        ("‘", "'"),
        ("“", '"'),
        ("”", '"'),
        ("‑", "-"),
        ("−", "-"),
        ("\u00a0", " "),
        ("\u202f", " "),
        ("per cent", "percent"),
    ):
        text = text.replace(a, b)
    return text


def _blank(text: str, begin: int, end: int) -> str:
    return text[:begin] + " " * (end - begin) + text[end:]


def find_words(text: str, language: Language, day: datetime.date) -> ClauseWords:
    rest = _IDIOMS.sub(lambda m: " " * len(m[0]), text)
    extreme = _EXTREME.search(rest)
    if extreme is not None:
        rest = _blank(rest, extreme.start(), extreme.end())
    share = _SHARE_OF.search(rest)
    of = ""
    if share is not None:
        low = share["of"].lower()
        of = "revenue" if low.startswith("rev") else low
        rest = _blank(rest, share.start(), share.end())
    periods = find_periods(rest, day)
    for p in periods:
        rest = _blank(rest, p.begin, p.end)
    united = [q for q in find_quantities(rest) if q.unit != "plain"]
    for q in united:
        rest = _blank(rest, q.begin, q.end)
    subjects = []
    for m in language.subject_pattern.finditer(rest):
        if not _stands_alone(m, text, language):
            continue
        subject = language.subject_of(m[0])
        if (
            subjects
            and subjects[-1][2] is subject
            and not rest[subjects[-1][1] : m.start()].replace("on the", "").strip(" ,")
        ):
            continue
        subjects.append((m.start(), m.end(), subject))
    for begin, end, _ in subjects:
        rest = _blank(rest, begin, end)
    plain = [q for q in find_quantities(rest) if q.unit == "plain"]
    for q in plain:
        rest = _blank(rest, q.begin, q.end)
    quantities = tuple(sorted([*united, *plain], key=lambda q: q.begin))
    return ClauseWords(text, rest, tuple(subjects), quantities, tuple(periods), extreme, of)


def split_clauses(text: str, language: Language) -> list[str]:
    """The parts of a sentence that each say something of a subject, or go on with the one before."""
    parts, begin = [], 0
    for m in _CLAUSES.finditer(text):
        if m.start() < begin or (
            re.search(r"\d,?\Z", text[: m.start() + 1]) and text[m.end() : m.end() + 1].isdigit()
        ):
            continue
        ahead = text[m.end() :]
        if _says_something(text[begin : m.start()], language) and _says_something(ahead, language):
            parts.append(text[begin : m.start()])
            begin = m.end()
    parts.append(text[begin:])
    return parts


def _stands_alone(m: re.Match[str], text: str, language: Language) -> bool:
    """Whether a bare word such as "prices" is not part of something else, such as "house prices"."""
    if not language.patterns["bare"].fullmatch(m[0]):
        return True
    before = re.search(r"([\w.'-]+)[ \t]+\Z", text[: m.start()])
    return before is None or language.patterns["plain"].fullmatch(before[1].rstrip(".")) is not None


def _says_something(text: str, language: Language) -> bool:
    names = language.subject_pattern.search(text) is not None
    verbs = any(
        language.says(w, text) for w in ("rises", "falls", "stands", "doubled", "high", "low", "exceeds")
    )
    return names and (verbs or bool(find_quantities(text)))


def carried(found: ClauseWords, before: ClauseWords) -> ClauseWords:
    """A clause that goes on with the subject of the one before, when that had exactly one."""
    if len({s.name for _, _, s in before.subjects}) != 1 or not (found.quantities or found.extreme):
        return found
    return ClauseWords(
        found.text,
        found.rest,
        ((0, 0, before.subjects[0][2]),),
        found.quantities,
        found.periods,
        found.extreme,
        found.of,
    )
