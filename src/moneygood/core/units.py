"""Units with a basis, so that a flow is never added to a stock, nor a rate per year to a percentage."""

from __future__ import annotations

import re
from functools import lru_cache

from moneygood.core.errors import MoneygoodError, suggest

BASES = ("usd", "usd17", "yr", "pct", "index", "persons")
"""usd: $bn, current prices · usd17: $bn, chained 2017 prices · yr: years · pct: percent · index · persons."""

_FACTOR = re.compile(r"\s*([a-z][a-z0-9]*|1)\s*(?:(?:\^|\*\*)\s*(-?\d+))?\s*")
_ALIASES = {"percent": "pct", "year": "yr", "dollars": "usd", "dollar": "usd"}


class Unit:
    """A product of integer powers of the base units; the empty product is a pure number, written ``1``."""

    __slots__ = ("powers",)
    powers: tuple[int, ...]

    def __init__(self, powers: tuple[int, ...] = (0,) * len(BASES)) -> None:
        object.__setattr__(self, "powers", powers)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a unit cannot be changed")

    def __reduce__(self) -> tuple[type, tuple[tuple[int, ...]]]:
        return Unit, (self.powers,)

    @staticmethod
    def parse(text: str | int) -> Unit:
        """The unit written as ``usd/yr``, ``pct/yr``, ``yr/pct``, ``1/yr``, ``usd17/yr``, ``1`` (C003)."""
        return _parse(str(text).strip())

    @property
    def pure(self) -> bool:
        """Whether this is a pure number."""
        return not any(self.powers)

    def __mul__(self, other: Unit) -> Unit:
        return Unit(tuple([a + b for a, b in zip(self.powers, other.powers, strict=True)]))

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(tuple([a - b for a, b in zip(self.powers, other.powers, strict=True)]))

    def __pow__(self, exponent: int) -> Unit:
        return Unit(tuple([a * exponent for a in self.powers]))

    def root(self) -> Unit | None:
        """The unit whose square this is, or None."""
        if any(p % 2 for p in self.powers):
            return None
        return Unit(tuple([p // 2 for p in self.powers]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unit) and self.powers == other.powers

    def __hash__(self) -> int:
        return hash(self.powers)

    def __str__(self) -> str:
        def show(power: int, base: str) -> str:
            return base if power == 1 else f"{base}^{power}"

        pairs = list(zip(self.powers, BASES, strict=True))
        over = "*".join(show(p, b) for p, b in pairs if p > 0) or "1"
        under = "/".join(show(-p, b) for p, b in pairs if p < 0)
        return f"{over}/{under}" if under else over

    def __repr__(self) -> str:
        return f"Unit({str(self)!r})"


@lru_cache(maxsize=512)
def _parse(text: str) -> Unit:
    powers = [0] * len(BASES)
    rest, sign, position = text, 1, 0
    while True:
        match = _FACTOR.match(rest, position)
        name = _ALIASES.get(match[1], match[1]) if match else ""
        if match is None or (name != "1" and name not in BASES):
            close = suggest(name, BASES) if name else None
            hint = f"did you mean '{close}'?" if close else f"Units are made of {', '.join(BASES)} and 1"
            raise MoneygoodError("C003", f"{text!r} is not a unit", hint=hint)
        if name != "1":
            powers[BASES.index(name)] += sign * int(match[2] or 1)
        position = match.end()
        if position == len(rest):
            return Unit(tuple(powers))
        if rest[position] not in "*/":
            raise MoneygoodError("C003", f"{text!r} is not a unit", hint="Join units with * and /")
        sign = 1 if rest[position] == "*" else -1
        position += 1


_SHOWN = {"usd": "$bn", "usd17": "$bn of 2017", "persons": "million persons"}
"""How tables name a base whose figures are not in single dollars or persons."""


@lru_cache(maxsize=512)
def shown_unit(text: str) -> str:
    """The unit as tables and files of figures name it, with its magnitude: ``usd/yr`` is ``$bn/yr``.

    The equation language counts dollars in billions and persons in millions; a column of figures says so.
    Text that is not a unit of the language is given back as it is.

    >>> shown_unit("usd17/yr"), shown_unit("pct/yr")
    ('$bn of 2017/yr', 'pct/yr')
    """
    words = re.split(r"([*/])", text)
    return "".join(_SHOWN.get(word, word) for word in words)


PURE = Unit()
"""The pure number, ``1``."""
