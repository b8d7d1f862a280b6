"""What a question may be asked: each field of a request says its meaning, unit, range and words once.

`argument` and `option` declare a field of a frozen dataclass built on `CheckedRequest`, which holds itself to
what its fields say, in one line; surfaces read the same declarations (`asked`) to make flags and pages.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from os import PathLike
from typing import Any, cast

from moneygood.core.errors import MoneygoodError, did_you_mean


@dataclass(frozen=True, slots=True)
class Asked:
    """What a field says of itself.

    `least` and `most` bound a number, `also` lists numbers beside them that have a meaning of their own,
    `choices` the words of a text ("" stays open where it is the default), `former` words that are still read
    as one of them. `fault` is the sentence for a value
    that cannot be, with ``{value}`` in it, `fix` what to write in its place, `code` the error's code.

    A field that is `many` takes several values, and one that stands alone; `read` makes a value of a
    text (ValueError for a text that is none) and `gather` one of all values. In Python the fields that are
    `ordered` may be given by their place.

    On the command line a field is ``--name`` or `flag`, or an argument by its place (`place`); `off` is the
    flag that takes away what holds without it; with `each` the question is asked once for each of several
    words. `hidden` fields are not on the command line. An `idle` field never changes a figure of the answer.
    A field that `settles` others gives, from the request and its own value, what they then are.
    """

    help: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    also: tuple[float, ...] = ()
    choices: tuple[str, ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    fix: str = ""
    code: str = "A074"
    many: bool = False
    read: Callable[[str], Any] | None = None
    gather: Callable[[Iterable[Any]], Any] = tuple
    ordered: bool = False
    place: bool = False
    metavar: str = ""
    flag: str = ""
    off: str = ""
    each: bool = False
    hidden: bool = False
    idle: bool = False
    settles: Callable[[Any, Any], Mapping[str, Any]] | None = None

    @property
    def range(self) -> str:
        """The range in words, such as ``1 to 256, or 0``; empty without one."""
        if self.choices:
            return ", ".join(self.choices)
        if self.least is None and self.most is None:
            return ""
        if self.most is None:
            words = f"{self.least:,} or more"
        elif self.least is None:
            words = f"{self.most:,} or less"
        else:
            words = f"{self.least:,} to {self.most:,}"
        return words + "".join(f", or {v:g}" for v in self.also)


def option(default: Any = MISSING, help: str = "", **said: Any) -> Any:
    """A field that is named when it is given; without a default it has to be given."""
    return field(default=default, metadata={"asked": Asked(help, **said)})


def argument(default: Any = MISSING, help: str = "", **said: Any) -> Any:
    """A field that is given by its place."""
    return option(default, help, place=True, ordered=True, **said)


def like(owner: type, name: str, default: Any = MISSING, **said: Any) -> Any:
    """A field that another request declares already, with another default or other words where named."""
    own = next(f for f in fields(owner) if f.name == name)
    value = own.default if default is MISSING else default
    return field(default=value, metadata={"asked": replace(own.metadata["asked"], **said)})


def asked(request: Any) -> dict[str, Asked]:
    """The declared fields of a request (a class or one of it) by name, in order."""
    return {f.name: f.metadata["asked"] for f in fields(request) if "asked" in f.metadata}


class CheckedRequest:
    """What a question is asked with, checked when it is made; a base of frozen dataclasses."""

    def __post_init__(self) -> None:
        for name, spec in asked(self).items():
            given = getattr(self, name)
            tidy = _tidied(spec, given)
            if tidy is not given:
                object.__setattr__(self, name, tidy)
            if spec.settles is not None and tidy is not None:
                for other, value in spec.settles(self, tidy).items():
                    object.__setattr__(self, other, value)
        check_fields(self)


def _tidied(spec: Asked, given: Any) -> Any:
    """The value of a field: texts read, one value where several may stand as one of them."""

    def value(one: Any) -> Any:
        if spec.read is None or not isinstance(one, str):
            return one
        try:
            return spec.read(one)
        except ValueError as fault:
            raise MoneygoodError(spec.code, str(fault)) from None

    if given is None or not spec.many:
        return value(given)
    if isinstance(given, Mapping) and spec.gather is dict:
        return dict(given)
    alone = isinstance(given, str | PathLike | Mapping) or not isinstance(given, Iterable)
    each: Iterable[Any] = [given] if alone else cast("Iterable[Any]", given)
    values = [value(one) for one in each]
    if spec.gather is dict:
        _refuse_twice(spec, [key for key, _ in values])
    return spec.gather(values)


def _refuse_twice(spec: Asked, names: Sequence[Any]) -> None:
    for i, name in enumerate(names):
        if name in names[:i]:
            shown = name if isinstance(name, str) else ":".join(map(str, name))
            raise MoneygoodError(spec.code, f"{shown} is given twice", None, "Keep one of the two")


def check_fields(request: Any) -> None:
    """Raises the code of the first field whose value is not what the field says, in one line.

    A former word is replaced by the one of today.
    """
    kinds = {f.name: str(f.type) for f in fields(request)}
    for name, spec in asked(request).items():
        value = getattr(request, name)
        if value is None:
            continue
        if spec.former and value in spec.former:
            object.__setattr__(request, name, spec.former[value])
        elif spec.choices:
            _check_word(name, spec, value)
        elif spec.least is not None or spec.most is not None:
            for one in value if spec.many else (value,):
                _check_number(name, spec, one, whole="int" in kinds[name])


def _check_word(name: str, spec: Asked, value: Any) -> None:
    if value != "" and value not in spec.choices:
        hint = did_you_mean(str(value), spec.choices) or f"There is {', '.join(spec.choices)}"
        words = spec.fault.format(value=value) or f"there is no {name} {value!r}"
        raise MoneygoodError(spec.code, words, None, hint)


def _check_number(name: str, spec: Asked, value: Any, *, whole: bool) -> None:
    hint = spec.fix or f"Ask for {spec.range}"
    try:
        if isinstance(value, bool | str):
            raise TypeError
        number = operator.index(value) if whole else float(value)
    except (TypeError, ValueError):
        kind = "a whole number" if whole else "a number"
        raise MoneygoodError(spec.code, f"{name} has to be {kind}, not {value!r}", None, hint) from None
    low = spec.least is None or number >= spec.least
    high = spec.most is None or number <= spec.most
    if not (low and high) and number not in spec.also:
        words = spec.fault.format(value=value) or f"{name} cannot be {value}"
        raise MoneygoodError(spec.code, words, None, hint)


def refuse_unused(request: Any, names: Sequence[str], because: str, hint: str = "Leave it out") -> None:
    """Raises A079 for the first of these fields that is given where the question would not look at it.

    A field counts as given when it is not what it is by default.
    """
    plain = {f.name: f.default for f in fields(request)}
    for name in names:
        if getattr(request, name) != plain[name]:
            raise MoneygoodError("A079", f"{name} has no effect: {because}", None, hint)


def refuse_unknown(given: Iterable[str], known: Sequence[str], verb: str) -> None:
    """Raises A076 for an option that a question does not have, with the nearest one it has."""
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known) or f"{verb} takes {', '.join(known)}"
            raise MoneygoodError("A076", f"{verb} has no option {name!r}", None, hint)
