"""A command that takes each of its options once, and numbers in ASCII digits: nothing typed is dropped."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand

_NUMBER = re.compile(r"\b(int|float)\b", re.IGNORECASE)


class SaidOnce(TyperCommand):
    """As any command, but that an option given twice is refused instead of the last one winning, and so is a
    number that only Python would read (``1_000``)."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, checked before they are read."""
        if args and not ctx.resilient_parsing:
            given, _, order = self.make_parser(ctx).parse_args(args=list(args))
            for i, option in enumerate(order):
                if option in order[:i] and not _several(option):
                    ctx.fail(f"Option {option.opts[0]!r} is given twice. Keep one of the two")
            for option in order:
                _check_digits(ctx, option, given.get(option.name))
        return super().parse_args(ctx, args)


def _several(option: Any) -> bool:
    return bool(getattr(option, "multiple", False) or getattr(option, "count", False) or option.nargs != 1)


def _check_digits(ctx: Any, option: Any, given: Any) -> None:
    """A usage error for a number with underscores or in digits of another script."""
    read_as = getattr(option, "type_descriptor", None) or getattr(option, "type", "")
    if _NUMBER.search(str(getattr(read_as, "annotation", read_as))) is None:
        return
    for one in given if isinstance(given, list | tuple) else (given,):
        if isinstance(one, str) and ("_" in one or not one.isascii()):
            what = f"Invalid value for {option.opts[0]!r}: {one!r} is not a number. Write it in digits alone"
            ctx.fail(what)
