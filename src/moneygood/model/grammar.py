"""The grammar of the equation language: text to syntax trees, with readable faults."""

from __future__ import annotations

import hashlib
import math
import re
import sys
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from moneygood.core.cache import read_as, write_cached
from moneygood.core.code_version import code_hash
from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.plain import from_plain, to_plain
from moneygood.model.tree import Term

CODE = ("core", "model")
"""The rooms that make the parser."""
LONGEST_FORMULA = 20_000
"""Characters of one formula, or of one equation with its remarks."""
MOST_LAG = 400
"""Quarters by which a variable may be looked back (or forward) at."""
_LONG_WORD = re.compile(r"[A-Za-z0-9_.]{121}")
"""A name or a number that nobody writes."""
_PARSING = threading.Lock()
_BINARY = {"+": "add", "-": "sub", "*": "mul", "/": "div", "^": "pow", "**": "pow"}
_COMPARE = {">": "gt", ">=": "ge", "<": "lt", "<=": "le"}


@dataclass(frozen=True)
class FormulaSource:
    """A text with its file name, in which places can be shown."""

    file: str | Path
    text: str

    def place(self, position: int) -> Place:
        """The place of a character position."""
        position = min(position, len(self.text))
        line = self.text.count("\n", 0, position) + 1
        start = self.text.rfind("\n", 0, position) + 1
        stop = self.text.find("\n", position)
        return Place(self.file, line, position - start + 1, self.text[start : stop if stop >= 0 else None])

    def snippet(self, term: Term, width: int = 60) -> str:
        """The text of a part of a formula on one line, shortened to `width`."""
        text = " ".join(re.sub(r"#[^\n]*", "", self.text[term.start : term.end]).split())
        return text if len(text) <= width else text[: width - 4] + " ..."


class _Builder:
    """Callbacks that turn parsed rules into terms; `offset` is where the parsed piece begins in its file."""

    offset = 0
    source = FormulaSource("", "")

    def number(self, parts: list[Any]) -> Term:
        token = parts[0]
        at = token.start_pos + self.offset
        value = float(token)
        if math.isinf(value):
            raise MoneygoodError("M004", f"the number {token} is beyond what can be counted",
                                 self.source.place(at))  # fmt: skip
        return Term("num", value, start=at, end=at + len(token))

    def name(self, parts: list[Any]) -> Term:
        token = parts[0]
        at = token.start_pos + self.offset
        return Term("name", str(token), start=at, end=at + len(token))

    def lagged(self, parts: list[Any]) -> Term:
        token, written = parts
        at, lag = token.start_pos + self.offset, -int(written[1:-1])
        if abs(lag) > MOST_LAG:
            what = f"{token}{written} looks {abs(lag)} quarters away (at most {MOST_LAG})"
            raise MoneygoodError("M022", what, self.source.place(at), "A lag is a number of quarters")
        return Term("name", str(token), lag=lag, start=at, end=written.end_pos + self.offset)

    def binary(self, parts: list[Any]) -> Term:
        left, sign, right = parts
        return Term(_BINARY[sign], None, (left, right), start=left.start, end=right.end)

    def compare(self, parts: list[Any]) -> Term:
        left, sign, right = parts
        return Term(_COMPARE[sign], None, (left, right), start=left.start, end=right.end)

    def negative(self, parts: list[Any]) -> Term:
        return Term("neg", None, (parts[1],), start=parts[0].start_pos + self.offset, end=parts[1].end)

    def positive(self, parts: list[Any]) -> Term:
        return parts[1]

    def group(self, parts: list[Any]) -> Term:
        term = parts[1]
        # a group keeps its brackets in the text shown in messages
        return Term(
            term.op,
            term.value,
            term.args,
            term.lag,
            parts[0].start_pos + self.offset,
            parts[2].end_pos + self.offset,
        )

    def arguments(self, parts: list[Any]) -> tuple[Term, ...]:
        return tuple(p for p in parts if isinstance(p, Term))

    def call(self, parts: list[Any]) -> Term:
        token, _, arguments, closing = parts
        return Term(
            "call",
            str(token),
            arguments,
            start=token.start_pos + self.offset,
            end=closing.end_pos + self.offset,
        )

    def equation(self, parts: list[Any]) -> list[Any]:
        return parts


@lru_cache(maxsize=1)
def _parsers() -> tuple[_Builder, Any]:
    """The parser and its callbacks, built once; its tables are kept in the cache folder."""
    import lark

    grammar = (Path(__file__).parent / "equations.lark").read_text(encoding="utf-8")
    # lark looks callbacks up by rule name on a Transformer
    transformer_type = type("TermBuilder", (_Builder, lark.Transformer), {})
    builder = transformer_type(visit_tokens=False)
    options: dict[str, Any] = {
        "parser": "lalr",
        "lexer": "contextual",
        "transformer": builder,
        "maybe_placeholders": True,
        "keep_all_tokens": True,
        "start": ["equation", "expression"],
    }
    mark = hashlib.sha256(f"{lark.__version__}{sys.version}{code_hash(CODE)}{grammar}".encode()).hexdigest()
    name = f"grammar-{mark[:24]}"
    kept = read_as(name, lambda content: _parser_of(content, builder))
    if kept is not None:
        return builder, kept
    parser = lark.Lark(grammar, **options)
    write_cached(name, _tables(parser))
    return builder, parser


def _tables(parser: Any) -> bytes:
    """What a parser consists of, as lark writes it for parsers that stand alone: tables and names."""
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = parser.memo_serialize([TerminalDef, Rule])
    return to_plain((data | {"options": data["options"] | {"transformer": None}}, memo))


def _parser_of(content: bytes, transformer: Any) -> Any:
    from lark import Lark

    data, memo = from_plain(content)
    return Lark._load_from_dict(data, memo, transformer=transformer)


def parse(text: str, start: str, source: FormulaSource, offset: int) -> Any:
    """The result of the rule `start` ("equation" or "expression") for the piece `text`, which begins at
    `offset` of `source`; M004 for anything that does not follow the grammar, M022 for what is too long."""
    from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    _check_size(text, source, offset)
    try:
        with _PARSING:  # the callbacks hold the place of the piece being read
            builder, parser = _parsers()
            builder.offset, builder.source = offset, source
            return parser.parse(text, start=start)
    except UnexpectedToken as fault:
        if fault.token.type == "$END":
            raise _unfinished(text, start, source, offset) from None
        raise _unexpected(
            str(fault.token), fault.token.start_pos + offset, fault.token.type, source
        ) from None
    except UnexpectedCharacters as fault:
        at = fault.pos_in_stream + offset
        raise _unexpected(source.text[at], at, "CHARACTER", source) from None
    except UnexpectedEOF:
        raise _unfinished(text, start, source, offset) from None
    except (LarkError, RecursionError) as fault:
        first = str(fault).splitlines()[0] if str(fault) else "not readable"
        raise MoneygoodError("M004", f"the formula cannot be read: {first}", source.place(offset)) from None


def _check_size(text: str, source: FormulaSource, offset: int) -> None:
    """Raises M022 for a formula that is too long, or has a name or number that is."""
    if len(text) > LONGEST_FORMULA:
        what = f"the formula has {len(text):,} characters (at most {LONGEST_FORMULA:,})"
        raise MoneygoodError("M022", what, source.place(offset), "Split it into several equations")
    word = _LONG_WORD.search(text)
    if word is not None:
        what = f"a name or number in the formula has more than 120 characters: {word[0][:24]}..."
        raise MoneygoodError("M022", what, source.place(offset + word.start()), "Shorten it")


def _unfinished(text: str, start: str, source: FormulaSource, offset: int) -> MoneygoodError:
    body = re.sub(r"#[^\n]*", "", text).rstrip()
    place = source.place(offset + max(len(body) - 1, 0))
    if start == "equation" and "=" not in re.sub(r'"[^"\n]*"', "", body) and "~" not in body:
        return MoneygoodError(
            "M004",
            "the equation has neither = nor ~",
            place,
            "Write left = right, or left ~ right with a shock",
        )
    hint = None
    if body.count("(") > body.count(")"):
        hint = "A bracket is not closed"
    return MoneygoodError("M004", "the formula ends too early", place, hint)


def _unexpected(what: str, at: int, kind: str, source: FormulaSource) -> MoneygoodError:
    place = source.place(at)
    before = source.text[:at].rstrip()
    shown = what if len(what) <= 30 else what[:27] + "..."
    if kind == "STRING":
        return MoneygoodError(
            "M004",
            f"text in quotes {shown} inside a formula",
            place,
            "Formulas hold numbers, names and the functions of the language only",
        )
    if what.startswith("["):
        stop = source.text.find("]", at)
        shown = source.text[at : stop + 1] if 0 <= stop - at < 30 else "["
        if re.fullmatch(r"\[\s*[+-]?[0-9]+\s*\]", shown):
            return MoneygoodError(
                "M004",
                f"the lag {shown} does not follow a variable",
                place,
                "A lag stands directly after a name, as in x[-1]",
            )
        return MoneygoodError("M004", f"{shown} is not a lag", place, "Write a lag as x[-1]")
    if kind == "RELATION":
        return MoneygoodError(
            "M004", f"a second {what} in one equation", place, "Begin the next equation with its [label]"
        )
    if kind in ("NAME", "NUMBER", "LPAR") and before and re.search(r"[\w)\]]\Z", before):
        return MoneygoodError("M004", f"an operator is missing before {shown!r}", place)
    return MoneygoodError("M004", f"unexpected {shown!r}", place)
