"""Odd inputs from a seed: words, numbers, quarters and formulas, and ways to break a text or a document."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

WORDS = (
    "", " ", "\t", "0", "-0", "-1", "1_000", "１２", "١٢", "1e999", "-1e-999", "nan", ".inf", "inf", "null",
    "~",
    "true", "off", "0x1F", "9" * 400, "9" * 5000, "1.5.2", "1,5", "5 %", "+", "2026Q3", "2026-q3", "2026 Q3",
    "0000Q1", "9999Q4", "FY2027", "2026Q5", "2027Q4..2026Q1", "2026Q3..", "..", "1600..2400", "2026-02-30",
    "2026-13-01", "0001-01-01", "9999-12-31", "2024-W27-1", "12:30:45", "190:20:30", "\x00", "\x1b[31mred",
    "\u202e",
    "é" * 300, "🙂", "'", '"', "{", "}", "[", "]", "&a", "*a", "!!python/object:x", "<<", "%", "@", "`", "#",
    ":",
    "- ", "? ", "|", ">", "../../etc/passwd", "/dev/null", "/proc/self/mem", "con", "--", "a" * 5000, "\\",
    "${HOME}", "{{7*7}}", "=1+1", "\ufeff", "\r", "\u2028", "gdp_real", "rate_10y", "eps_rate_10y", "ours",
    "__import__('os').system('x')", "(" * 300, ")" * 300, "not " * 300, "max(" * 300, "-" * 4000, "2**" * 300,
    "gdp_real[-99999999999]", "gdp_real[+1]", "1/0", "0/0", "log(-1)", "a-b", "1 and 2", "x" * 121,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**400, -(10**20), 1e308, 1e-320, float("nan"), float("inf"), 0.5, [], {},
    [[]],
    [1, 2], [1, 1], [None], {"a": 1}, {"": ""}, {1: 2}, {None: None},
)  # fmt: skip
ATOMS = (
    "gdp_real", "rate_10y", "ffr", "stocks", "b_tariff", "1", "0.5", "1e6", "rate_10y[2027Q4]",
    "rate_10y[-1]",
    "rate_10y[last]", "debt_ratio[q3]", "1_0", "x" * 50,
)  # fmt: skip
CALLS = (
    "log",
    "exp",
    "d",
    "dlog",
    "avg",
    "total",
    "max",
    "min",
    "smax",
    "bounded",
    "via",
    "mean",
    "yoy",
    "sqrt",
)
SIGNS = ("+", "-", "*", "/", "^", "**", ">", "<=", " and ", " or ", "=", "~", ",", " by ", "±", " ")


class Odd(random.Random):
    """A source of odd inputs; the same seed gives the same ones."""

    def word(self) -> str:
        """A word that few expect."""
        one = self.choice(WORDS)
        return one + self.choice(WORDS)[:40] if self.random() < 0.15 else one

    def value(self, depth: int = 3) -> Any:
        """A value of a document."""
        roll = self.random()
        if roll < 0.45 or depth == 0:
            return self.word()
        if roll < 0.8:
            return self.choice(VALUES)
        if roll < 0.85:
            return nested(self.randint(5, 200))
        if roll < 0.93:
            return [self.value(depth - 1) for _ in range(self.randint(0, 4))]
        return {self.word(): self.value(depth - 1) for _ in range(self.randint(0, 3))}

    def formula(self, depth: int = 4) -> str:
        """A formula, or what looks like one."""
        roll = self.random()
        if depth == 0 or roll < 0.3:
            return self.choice(ATOMS) if self.random() < 0.9 else self.word()
        if roll < 0.6:
            return f"{self.formula(depth - 1)} {self.choice(SIGNS)} {self.formula(depth - 1)}"
        if roll < 0.7:
            return f"({self.formula(depth - 1)})"
        if roll < 0.95:
            inside = ", ".join(self.formula(depth - 1) for _ in range(self.randint(0, 3)))
            return f"{self.choice(CALLS)}({inside})"
        return self.choice(("(", "-", "not ", "dlog(", "avg(", "1+")) * self.choice((3, 30, 300, 3000)) + "1"

    def text(self, whole: str) -> str:
        """A text with some of it broken."""
        for _ in range(self.randint(1, 3)):
            whole = self.choice(BREAKS)(self, whole)
        return whole

    def document(self, whole: Any) -> Any:
        """A document (mappings and lists) with a value changed, added, doubled or taken away."""
        whole = _copy(whole)
        for _ in range(self.randint(1, 2)):
            self._change(whole)
        return whole

    def _change(self, whole: Any) -> None:
        at = whole
        for _ in range(self.randint(0, 5)):
            inner = [v for v in _values(at) if isinstance(v, dict | list) and v]
            if not inner:
                break
            at = self.choice(inner)
        if isinstance(at, dict):
            keys = list(at)
            roll = self.random()
            if roll < 0.12 or not keys:
                at[self.word() if self.random() < 0.7 else self.choice((1, None, True, 1.5))] = self.value()
            elif roll < 0.22:
                at.pop(self.choice(keys))
            else:
                key = self.choice(keys)
                at[key] = self.near(at[key])
        elif isinstance(at, list) and at:
            i = self.randrange(len(at))
            if self.random() < 0.2:
                at.insert(i, _copy(at[i]))
            else:
                at[i] = self.near(at[i])

    def near(self, value: Any) -> Any:
        """A value in the place of another one: something else, or the same a little off."""
        if isinstance(value, str) and self.random() < 0.5:
            return self.formula() if self.random() < 0.3 else self.text(value)
        number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
        if number and self.random() < 0.5:
            return self.choice(
                (-value, value * 1e9, value * 1e-9, str(value), value + 0.5, [value], f"{value}%")
            )
        return self.value()


def nested(depth: int) -> Any:
    """A list in a list in a list …"""
    out: Any = 1
    for i in range(depth):
        out = [out] if i % 2 else {"a": out}
    return out


def _values(at: Any) -> Sequence[Any]:
    return list(at.values()) if isinstance(at, dict) else at if isinstance(at, list) else []


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _copy(v) for k, v in value.items()}
    return [_copy(v) for v in value] if isinstance(value, list) else value


def _insert(odd: Odd, text: str) -> str:
    i = odd.randint(0, len(text))
    return text[:i] + odd.word() + text[i:]


def _drop(odd: Odd, text: str) -> str:
    i = odd.randint(0, len(text))
    return text[:i] + text[i + odd.choice((1, 2, 5, 40, 400)) :]


def _double(odd: Odd, text: str) -> str:
    i = odd.randint(0, len(text))
    part = text[i : i + odd.choice((1, 10, 80))]
    return text[:i] + part * odd.choice((2, 3, 50, 2000)) + text[i:]


def _line_twice(odd: Odd, text: str) -> str:
    lines = text.split("\n")
    i = odd.randrange(len(lines))
    return "\n".join([*lines[: i + 1], *lines[i:]])


def _number(odd: Odd, text: str) -> str:
    at = [i for i, c in enumerate(text) if c.isdigit()]
    if not at:
        return odd.word()
    i = odd.choice(at)
    return text[:i] + odd.word() + text[i + 1 :]


def _ends(odd: Odd, text: str) -> str:
    return odd.choice(
        (text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text, text[: len(text) // 2])
    )


def _shuffled(odd: Odd, text: str) -> str:
    lines = text.split("\n")
    i, j = odd.randrange(len(lines)), odd.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return "\n".join(lines)


BREAKS: tuple[Callable[[Odd, str], str], ...] = (
    _insert, _insert, _drop, _double, _line_twice, _number, _number, _ends, _shuffled,
)  # fmt: skip
