"""What a sentence asserts: of which subject, which way, how much, when; or why it cannot be tested."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from moneygood.articles.clauses import ClauseWords, carried, find_words, plain_text, split_clauses
from moneygood.articles.language import Language, Subject
from moneygood.articles.periods import Period, month_of
from moneygood.articles.quantities import Quantity

LEVEL, MOVE, COMPARE, OUTPACE, EXTREME = "level", "move", "compare", "outpace", "extreme"
STATE, USUAL, CORRELATE, CAUSE = "state", "usual", "correlate", "cause"

NO_SUBJECT = "it names no figure that is published and kept here"
QUESTION = "a question, which is neither true nor false"
OPINION = "an opinion or advice, which no figure decides"
POSSIBLE = "it says only that something may happen"
SUPPOSED = "a supposition that the model has no lever or answer for"
NO_ASSERTION = "it says nothing of {what} that a figure decides"
ELSEWHERE = "it speaks of another economy, of which no figure is kept here"
ALTERED = "it speaks of {what} in a way that no figure here follows: {words}"
COMPARED = "it compares {what} with something that is not named or not kept here"
AMBIGUOUS = "a move of {what} in percent may mean points or percent"
SHARE = "it speaks of a part of {what}, or of what adds to it, which no figure here follows"
TIMELESS = "its time or what it is compared with is not understood: {words}"
AVERAGED = "average growth of {what} over several years is not worked out here"
NO_LINK = "the model moves nothing from {cause} to {effect}"
UNDATED = "a forecast of {what} without a date"

_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "fifteen": 15,
    "sixteen": 16,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "a": 1,
    "one": 1,
}
_OR_MORE = re.compile(
    r"\A\W*(?:of\s+gdp\s+)?or\s+(?P<way>more|higher|above|less|lower|below)\b", re.IGNORECASE
)
_ROLE = re.compile(r".*\b(from|to|by|at|above|below|under)\b\W*(?:\w+\W+){0,3}\Z", re.DOTALL)
_LEFT = re.compile(
    r"\b(?:since|before|after|during|until|ahead\s+of|in\s+the\s+run-up\s+to)\s+(?:the\s+|its\s+|their\s+)?[a-z][\w'-]*"
    r"|\bthan\s+(?:before|after|during|when|it\s+was|they\s+were|ever)\b|\bpandemic\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+(?:out\s+)?of\b|\bcontribut\w+",
    re.IGNORECASE,
)
_AVERAGED = re.compile(r"\baverag\w+|\b(?:a|per|each)\s+year\b|\bannual(?:ly|ised|ized)?\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no\s+longer|hardly|n't|cannot|neither|without)\b|n't\b", re.IGNORECASE)


@dataclass(frozen=True)
class Assertion:
    """One thing that a clause asserts.

    `quantity` is the size of a move or the level stated, `upto` the upper end of a range, `origin` and
    `target` the levels from and to which something moved; `bound` says above, below or equal; `direction` is
    +1, -1 or 0; `denied` that the sentence says it is not so; `base` is peak or
    trough where the move is from one; `relative` that the size of a move is in percent of what it was.
    """

    kind: str
    subject: Subject
    clause: str
    other: Subject | None = None
    quantity: Quantity | None = None
    upto: Quantity | None = None
    origin: Quantity | None = None
    target: Quantity | None = None
    bound: str = "equal"
    direction: int = 0
    about: bool = False
    period: Period | None = None
    future: bool = False
    of: str = ""
    push: int = 1
    years: int = 0
    denied: bool = False
    base: str = ""
    relative: bool = False


def read_assertions(text: str, language: Language, day: datetime.date) -> list[Assertion | str]:
    """What a sentence asserts, in its order; a reason (text) for each part that cannot be tested.

    A sentence without a subject gives one reason.
    """
    plain = plain_text(text)
    if plain.rstrip("\"'”’) ").endswith("?"):
        return [QUESTION]
    whole = find_words(plain, language, day)
    if not whole.subjects:
        return [NO_SUBJECT]
    if language.says("opinion", plain):
        return [OPINION]
    if language.says("elsewhere", plain):
        return [ELSEWHERE]
    altered = language.says("altered", plain)
    if altered is not None:
        return [ALTERED.format(what=whole.subjects[0][2].label, words=altered[0])]
    cause = _cause(whole, language)
    if cause is not None:
        return [cause]
    if language.says("supposes", whole.rest):
        return [SUPPOSED]
    pair = _of_two(whole, language)
    if pair is not None:
        return [pair]
    results: list[Assertion | str] = []
    before: ClauseWords | None = None
    for part in split_clauses(plain, language):
        found = find_words(part, language, day)
        if not found.periods and len(whole.periods) == 1:
            found = ClauseWords(
                found.text,
                found.rest,
                found.subjects,
                found.quantities,
                whole.periods,
                found.extreme,
                found.of,
            )
        if not found.subjects and before is not None:
            found = carried(found, before)
        if not found.subjects:
            continue
        results += _clause(found, language, day)
        before = found
    return results or [NO_ASSERTION.format(what=whole.subjects[0][2].label)]


def _direction(found: ClauseWords, language: Language, after: int = 0) -> tuple[int, re.Match[str] | None]:
    """+1 for a rise, -1 for a fall, 0 for neither; the first word after a place counts."""
    first: tuple[int, re.Match[str] | None] = (0, None)
    for way, name in ((1, "rises"), (-1, "falls"), (1, "doubled"), (1, "tripled"), (-1, "halved")):
        for m in language.patterns[name].finditer(found.rest):
            if m.start() >= after and (first[1] is None or m.start() < first[1].start()):
                first = (way, m)
    return first


def _cause(found: ClauseWords, language: Language) -> Assertion | str | None:
    """A statement that one subject moves another: only where a causing word stands between the two."""
    subjects = found.subjects
    for (_, end, cause), (begin, _, effect) in pairwise(subjects):
        if cause is effect:
            continue
        between, lead = found.rest[end:begin], found.rest[:end]
        if any(end <= q.begin < begin for q in found.quantities):
            continue
        raises, lowers = language.says("raises", between), language.says("lowers", between)
        leads = language.says("leads_to", between)
        supposed = (
            re.search(r"\bif\b|\bwhen\b", found.rest[:end], re.IGNORECASE)
            if not (raises or lowers or leads)
            else None
        )
        denied = bool(
            re.search(
                r"\b(?:do|does|did)\s+(?:not|little)|\b(?:doesn't|don't|didn't)\b", between, re.IGNORECASE
            )
        )
        push = -1 if language.says("lesser", lead[-40:]) else 1
        effect_way = -1 if language.says("lesser", between) else 1
        if raises or lowers:
            way = -1 if lowers and (not raises or lowers.start() < raises.start()) else 1
            way *= effect_way if language.says("lesser", between[-20:]) else 1
        elif leads and (language.says("higher", between) or language.says("lesser", between)):
            way = effect_way
        elif supposed is not None:
            before, _ = _direction(
                ClauseWords(found.text, found.rest[:begin], (), (), (), None, ""), language, end
            )
            after, _ = _direction(found, language, begin)
            if not before or not after:
                continue
            push, way = before, after
        else:
            continue
        if cause.push is None or effect.response is None:
            return NO_LINK.format(cause=cause.label, effect=effect.label)
        return Assertion(CAUSE, cause, found.text, other=effect, direction=way, push=push, denied=denied)
    return None


def _of_two(found: ClauseWords, language: Language) -> Assertion | None:
    """A comparison or a common movement of two subjects."""
    subjects = found.subjects
    if len(subjects) < 2:
        return None
    (_, end, one), (begin, last, two) = subjects[0], subjects[1]
    if one is two:
        return None
    period = found.periods[0] if found.periods else None
    between, after = found.rest[end:begin], found.rest[last:]
    denied = _NOT.search(between) is not None
    for way, name in ((1, "together"), (-1, "apart")):
        if language.says(name, between) or language.says(name, after):
            return Assertion(CORRELATE, one, found.text, other=two, direction=way, period=period)
    if any(end <= q.begin < begin and q.unit != "times" for q in found.quantities):
        return None
    for way, name in ((1, "faster"), (-1, "slower")):
        if language.says(name, between):
            return Assertion(
                OUTPACE, one, found.text, other=two, direction=way, period=period, of=found.of, denied=denied
            )
    for way, name in ((1, "exceeds"), (-1, "falls_short")):
        if language.says(name, between):
            will = language.says("will", found.rest) is not None
            return Assertion(
                COMPARE,
                one,
                found.text,
                other=two,
                direction=way,
                period=period,
                of=found.of,
                denied=denied,
                future=will,
            )
    return None


def _clause(found: ClauseWords, language: Language, day: datetime.date) -> list[Assertion | str]:
    """What a clause says of its subject, or of several named together."""
    named = [found.subjects[0][2]]
    for (_, end, _), (begin, _, other) in pairwise(found.subjects):
        link = found.rest[end:begin].strip(" ,").lower()
        if link in ("and", "", "and the", "the", "and us", "as well as") and other not in named:
            named.append(other)
        else:
            break
    period = found.periods[0] if found.periods else None
    will = language.says("will", found.rest) is not None
    if language.says("may", found.rest) and not found.quantities:
        return [POSSIBLE]
    made: list[Assertion | str] = []
    for subject in named:
        made += _of_one(subject, found, language, period, will, day)
    return made


def _of_one(
    subject: Subject,
    found: ClauseWords,
    language: Language,
    period: Period | None,
    will: bool,
    day: datetime.date,
) -> list[Assertion | str]:
    """What a clause says of one subject: an extreme, and a level, a move or where it is."""
    if will and period is None:
        return [UNDATED.format(what=subject.label)]
    common = {"subject": subject, "clause": found.text, "period": period, "future": will, "of": found.of}
    extreme = [] if found.extreme is None else [_extreme(found.extreme, common)]
    if found.extreme is not None and language.says("about", found.text[: found.extreme.start()][-14:]):
        return [NO_ASSERTION.format(what=subject.label)]
    other = _but_extreme(subject, found, language, common, day)
    if extreme and (
        isinstance(other, str) or (other.kind in (USUAL, MOVE) and other.quantity is other.target is None)
    ):
        return [*extreme]
    return [*extreme, other]


def _but_extreme(
    subject: Subject, found: ClauseWords, language: Language, common: dict, day: datetime.date
) -> Assertion | str:
    """What a clause says of one subject, but that it is the highest or lowest of a time."""
    denied = _NOT.search(found.rest) is not None
    left = _LEFT.search(found.rest)
    if left is not None:
        return TIMELESS.format(words=" ".join(left[0].split()))
    if any(q.unit == "counted" for q in found.quantities):
        return NO_ASSERTION.format(what=subject.label)
    if _is_part(found) or _PARTS.search(found.rest):
        return SHARE.format(what=subject.label)
    if _AVERAGED.search(found.rest) and subject.moves == "percent" and _years(found) > 1:
        return AVERAGED.format(what=subject.label)
    for words in sorted(subject.states, key=len, reverse=True):
        if re.search(rf"\b{re.escape(words)}\b", found.rest + " " + found.text, re.IGNORECASE):
            return Assertion(STATE, bound=subject.states[words], denied=denied, **common)
    for name in ("faster", "slower"):
        if language.says(name, found.rest) and not found.quantities:
            return COMPARED.format(what=subject.label)
    way, verb = _direction(found, language)
    if subject.inverse:
        way = -way
    numbers = [q for q in found.quantities if _fits(q, subject, found.of)]
    if way and verb is not None and _is_move(found, verb, numbers, language):
        return _move(subject, found, language, way, verb, numbers, common, day)
    if numbers:
        return _level(found, numbers, common, language, denied)
    for sign, name in ((1, "high"), (-1, "low")):
        if language.says(name, found.rest):
            return Assertion(USUAL, direction=sign, denied=denied, **common)
    if way and verb is not None:
        return Assertion(MOVE, direction=way, denied=denied, **common)
    return NO_ASSERTION.format(what=subject.label)


def _is_part(found: ClauseWords) -> bool:
    """Whether a number is a share of a subject ("60% of its gains") or adds to it ("a point to growth")."""
    return any(
        0 <= begin - q.end <= 30
        and re.fullmatch(r"\s*(?:of|to|off|from)\s+(?:the\s+|its\s+|us\s+)*", found.rest[q.end : begin], re.I)
        for q in found.quantities
        for begin, _, _ in found.subjects
    )


def _years(found: ClauseWords) -> float:
    """The length of the first time of a clause, in years."""
    return max(((p.last - p.first) / 12 for p in found.periods if p.stretch), default=0.0)


def _fits(q: Quantity, subject: Subject, of: str) -> bool:
    """Whether a number can be of a subject at all."""
    units = {m.unit for m in subject.measures}
    if q.unit == "usd":
        return "usd" in units
    if q.unit in ("pct", "pp"):
        return True
    if q.unit == "times":
        return "times" in units
    if q.unit == "dollars":
        return "index" in units
    return bool(units & {"index", "ratio", "times"})


def _is_move(
    found: ClauseWords, verb: re.Match[str], numbers: Sequence[Quantity], language: Language
) -> bool:
    """Whether the rise or fall is what is said, rather than "is higher than 4%" or "lower than"."""
    after = found.rest[verb.end() : verb.end() + 8].lower()
    return not after.lstrip().startswith("than") or not numbers


def _before(text: str, q: Quantity, reach: int = 22) -> str:
    return text[max(0, q.begin - reach) : q.begin].lower()


def _bound(found: ClauseWords, q: Quantity, language: Language) -> tuple[str, bool]:
    """above, below or equal, and whether it is only about so much."""
    before, after = _before(found.rest, q), found.rest[q.end :]
    about = language.says("about", before) is not None
    more = _OR_MORE.match(after)
    if more is not None:
        return ("above" if more["way"].lower() in ("more", "higher", "above") else "below"), about
    low, high = language.says("below", before), language.says("above", before)
    if low and (not high or low.start() >= high.start()):
        return "below", about
    return ("above" if high else "equal"), about


def _move(
    subject: Subject, found: ClauseWords, language: Language, way: int, verb: re.Match[str],
    numbers: Sequence[Quantity], common: dict, day: datetime.date,
) -> Assertion | str:  # fmt: skip
    """A rise or fall: by how much, from where, to where."""
    size = upto = origin = target = None
    for q in numbers:
        word = _ROLE.search(_before(found.rest, q))
        role = word[1] if word else ""
        if role == "from" and origin is None:
            origin = q
        elif (
            role == "to"
            and size is not None
            and size.unit == q.unit
            and size.end > q.begin - 6
            and upto is None
            and origin is None
        ):
            upto = q
        elif (role in ("to", "at") and target is None) or (
            role in ("above", "below", "under") and target is None and size is None
        ):
            target = q
        elif size is None:
            size = q
    for name, value in (("doubled", 100.0), ("tripled", 200.0), ("halved", 50.0)):
        if size is None and language.patterns[name].fullmatch(verb[0]):
            size = Quantity(value, "pct", 10.0, "", verb.start(), verb.end(), verb[0])
    stated = size or target
    stated_first = size is not None and size.unit == "pct" and size.end <= verb.start()
    if stated_first and target is None and subject.moves == "points":
        size, target = None, size
    relative = any(language.patterns[n].fullmatch(verb[0]) for n in ("doubled", "tripled", "halved"))
    if size is not None and size.unit == "pct" and subject.moves == "points" and not (target or relative):
        return AMBIGUOUS.format(what=subject.label)
    base = next((b for b in ("peak", "trough") if language.says(b, found.text)), "")
    denied = size is None and target is None and _NOT.search(found.rest) is not None
    if origin is not None and len(found.periods) > 1:
        common = common | {"period": _spanned(found.periods)}
    elif origin is not None and target is not None and found.periods and found.periods[0].end <= target.begin:
        common = common | {
            "period": replace(
                found.periods[0], first=found.periods[0].last, last=month_of(day), stretch=True, open=True
            )
        }
    bound, about = _bound(found, stated, language) if stated is not None else ("equal", False)
    return Assertion(
        MOVE, quantity=size, upto=upto, origin=origin, target=target, bound=bound, about=about,
        direction=way, denied=denied, base=base, relative=relative, **common,
    )  # fmt: skip


def _spanned(periods: Sequence[Period]) -> Period:
    """From the earlier time to the later: "from 5% in 2022 to 3% in 2023"."""
    one, two = sorted(periods[:2], key=lambda p: p.last)
    grain = one.grain if one.grain == two.grain else "month"
    return replace(one, grain=grain, first=one.last, last=two.last, stretch=True, open=False, rolling=False)


def _level(
    found: ClauseWords, numbers: Sequence[Quantity], common: dict, language: Language, denied: bool
) -> Assertion:
    """A level, a bound on it, or a range for it."""
    q = numbers[0]
    if (
        len(numbers) > 1
        and numbers[1].unit == q.unit
        and found.rest[q.end : numbers[1].begin].strip(" $").lower() in ("to", "and", "-", "–", "or")
    ):
        return Assertion(LEVEL, quantity=q, upto=numbers[1], bound="between", denied=denied, **common)
    bound, about = _bound(found, q, language)
    return Assertion(LEVEL, quantity=q, bound=bound, about=about, denied=denied, **common)


def _extreme(m: re.Match[str], common: dict) -> Assertion:
    word = next(m[k] for k in ("way", "way2", "way3", "way4") if m[k]).lower()
    way = -1 if word in ("lowest", "smallest", "low") else 1
    since = int(m["year"]) if m["year"] else 0
    years = 0
    count = m["n"] or m["n2"]
    if count:
        number = int(count) if count.isdigit() else _NUMBERS.get(count.lower().removeprefix("more than "), 0)
        years = number * (10 if (m["unit"] or "").lower().startswith("decade") else 1)
    return Assertion(EXTREME, direction=way, years=since or -years, **common)
