"""Which questions the web asks, what each may be asked there, and how a request is made of what came.

Read from the registry. Files of the server are out of reach: a field that takes a path is not offered, a
scenario is a shipped name or a document that names no file, and no other text may look like a path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any

from moneygood.core.asked import Asked, asked
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.number_text import plain_number
from moneygood.questions.registry import QUESTIONS, Question
from moneygood.surfaces.web.limits import WebLimits

LEFT_OUT = ("fit", "backtest", "record", "frbus", "bench", "note")
"""Questions that take many minutes of the whole machine, read large files or write one."""

FORMULAS = ("the scenario", "condition", "target", "output", "outputs", "window", "view", "views", "observed")
"""Texts in which a stroke divides: expressions of the safe language, and units in a document."""

_FILE = re.compile(r"\.(ya?ml|csv|xlsx?|json|xml|txt|parquet|zarr|md|html?)\s*\Z", re.IGNORECASE)


def offered() -> tuple[Question, ...]:
    """The questions that the web asks, in the registry's order."""
    return tuple(q for q in QUESTIONS if q.repeatable and q.name not in LEFT_OUT)


def offered_question(name: str) -> Question:
    """The question of a verb; U010 where the web does not ask it."""
    known = {q.name: q for q in offered()}
    if name not in known:
        hint = did_you_mean(name, list(known)) or f"There is {', '.join(known)}"
        raise MoneygoodError("U010", f"there is no question {name!r} here", None, hint)
    return known[name]


def offered_fields(question: Question) -> dict[str, Asked]:
    """The fields of a request that may come over the web."""
    words = {f.name: str(f.type) for f in fields(question.request)}
    return {
        name: spec
        for name, spec in asked(question.request).items()
        if not spec.idle and "Path" not in words[name]
    } | {n: s for n, s in asked(question.request).items() if n == "in_detail"}


def kind_of(question: Question, name: str) -> str:
    """``scenario``, ``integer``, ``number``, ``boolean``, ``string``, ``range`` or ``object``."""
    words = next(str(f.type) for f in fields(question.request) if f.name == name)
    if "Scenario" in words:
        return "scenario"
    if "tuple[float, float]" in words:
        return "range"
    if "Mapping" in words or "dict" in words:
        return "object"
    bare = words.replace(" | None", "").removeprefix("Sequence[").rstrip("]")
    return {"int": "integer", "float": "number", "bool": "boolean"}.get(bare, "string")


def web_request(question: Question, values: Mapping[str, Any], limits: WebLimits, *, typed: bool) -> Any:
    """The request of a question from what a client sent, checked against the limits.

    `typed` is true for JSON, false for a query, whose values are texts. Errors: A076 and A074 for fields,
    U011 for a value that the web does not take, U012 for one over a limit, and those of the question.
    """
    known = offered_fields(question)
    for name in values:
        if name not in known:
            hint = did_you_mean(name, list(known)) or f"{question.name} takes {', '.join(known)}"
            raise MoneygoodError("A076", f"{question.name} has no option {name!r} here", None, hint)
    given: dict[str, Any] = {}
    for name, value in values.items():
        if value is None:
            continue
        spec, kind = known[name], kind_of(question, name)
        several = spec.many or spec.each
        each = value if isinstance(value, list | tuple) else [value]
        if len(each) != 1 and not several:
            raise MoneygoodError("U011", f"{name} takes one value", None, "Send it once")
        if len(each) > limits.scenarios:
            raise MoneygoodError(
                "U012", f"{name} takes at most {limits.scenarios} values", None, "Send fewer"
            )
        read = [_value(name, kind, one, limits, typed) for one in each]
        given[name] = read[0] if spec.each or not several else read
    for name, most in (("draws", limits.draws), ("quarters", limits.quarters), ("causes", limits.draws)):
        number = given.get(name)
        if isinstance(number, int | float) and number > most:
            raise MoneygoodError(
                "U012", f"{name} is at most {most:,} on this server", None, f"Ask for {most:,} or less"
            )
    missing = [f.name for f in fields(question.request) if f.default is MISSING and f.name not in given]
    if missing:
        raise MoneygoodError("A074", f"{question.name} needs {', '.join(missing)}", None, None)
    if "vintage" in given:
        given["vintage"] = _known("vintage", given["vintage"], vintages())
    return question.request(**given)


@lru_cache(maxsize=1)
def vintages() -> tuple[str, ...]:
    """The vintages that are here."""
    from moneygood.data.vintage import list_vintages

    return tuple(list_vintages())


@lru_cache(maxsize=1)
def scenario_names() -> tuple[str, ...]:
    """The names of the shipped scenarios."""
    from moneygood.scenarios.library import list_scenarios

    return list_scenarios()


def web_scenario(value: Any, limits: WebLimits) -> Any:
    """A scenario that a client may name or send: a shipped name, or a document without files; U011."""
    if isinstance(value, str):
        return _known("scenario", value, scenario_names())
    if not isinstance(value, Mapping):
        raise MoneygoodError("U011", "a scenario is a name or an object", None, "Send one of them")
    parent = value.get("extends")
    if parent is not None:
        _known("extends", parent, scenario_names())
    _no_files(value, limits, depth=0)
    return dict(value)


def _value(name: str, kind: str, value: Any, limits: WebLimits, typed: bool) -> Any:
    if kind == "scenario":
        return web_scenario(value, limits)
    if not typed and isinstance(value, str) and kind in ("integer", "number", "boolean"):
        value = _of_text(name, kind, value)
    right: dict[str, tuple[type, ...]] = {
        "integer": (int,),
        "number": (int, float),
        "boolean": (bool,),
        "string": (str,),
        "range": (str, list),
        "object": (dict, str),
    }
    wrong_bool = isinstance(value, bool) and kind != "boolean"
    if wrong_bool or not isinstance(value, right[kind]):
        raise MoneygoodError("U011", f"{name} has to be {_article(kind)}", None, "Look at the API's pages")
    if kind == "range" and isinstance(value, list):
        if len(value) != 2 or not all(isinstance(v, int | float) and not isinstance(v, bool) for v in value):
            raise MoneygoodError("U011", f"{name} takes pairs of numbers", None, "Write [-1, 2]")
        return (float(value[0]), float(value[1]))
    if isinstance(value, str):
        _plain_text(name, value, limits)
    if isinstance(value, dict):
        _no_files(value, limits, depth=0)
    return value


def _of_text(name: str, kind: str, text: str) -> Any:
    try:
        if kind == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
        if kind == "number":
            return plain_number(text)
        return int(text) if re.fullmatch(r"[+-]?[0-9]{1,19}", text) else int("")
    except (ValueError, KeyError):
        raise MoneygoodError(
            "U011", f"{name} has to be {_article(kind)}, not {text[:40]!r}", None, None
        ) from None


def _article(kind: str) -> str:
    words = {
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "string": "a text",
        "range": "a range such as -1..2",
        "object": "an object",
    }
    return words[kind]


def _known(name: str, value: Any, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        shown = str(value)[:60]
        hint = did_you_mean(shown, known) or f"There is {', '.join(known)}"
        raise MoneygoodError("U011", f"there is no {name} {shown!r} here", None, hint)
    return value


def _plain_text(name: str, text: str, limits: WebLimits) -> None:
    """U011 for a text that is too long, holds control characters, or could be the path of a file."""
    if len(text) > limits.text:
        raise MoneygoodError(
            "U012", f"{name} has {len(text):,} characters; at most {limits.text:,} are read", None, None
        )
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise MoneygoodError("U011", f"{name} holds control characters", None, "Leave them out")
    path = "\\" in text or ("/" in text and name not in FORMULAS) or _FILE.search(text)
    if path or text.startswith(("/", "~", "./", "../")):
        raise MoneygoodError(
            "U011",
            f"{name} looks like the path of a file; the server reads none",
            None,
            "Name what ships, or use the command line for files of your own",
        )


def _no_files(value: Any, limits: WebLimits, depth: int) -> None:
    """U011 for a document that names a file or is nested too deeply; words may be long."""
    if depth > 8:
        raise MoneygoodError("U011", "the document is nested too deeply", None, "Eight levels are enough")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in ("title", "question", "narrative", "author", "date") and isinstance(item, str):
                continue
            _no_files(item, limits, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _no_files(item, limits, depth + 1)
    elif isinstance(value, str):
        _plain_text("the scenario", value, limits)
