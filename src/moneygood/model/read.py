"""Reading equation files: cut into statements, each parsed by itself, so that every fault is found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import ManyErrors, MoneygoodError, Place
from moneygood.model.families import for_each_member, read_families
from moneygood.model.grammar import FormulaSource, parse
from moneygood.model.tree import Term

MAX_DEPTH = 120
"""Deepest nesting of one formula."""

_STATEMENT = re.compile(r"^[ \t]*\[(?![ \t]*[+-]?\d)", re.MULTILINE)
_GOOD_LABEL = re.compile(r"[ \t]*\[[a-z][a-z0-9_]*\]")
_SECTOR = re.compile(r'\s*sector\s+"([^"\n]*)"(?:[ \t]+(foresight))?\s*\Z')


@dataclass(frozen=True)
class Statement:
    """One parsed equation: ``left relation right`` with label, title and source keys."""

    label: str
    title: str
    sources: tuple[str, ...]
    left: Term
    relation: str
    right: Term
    text: str
    start: int
    source: FormulaSource

    @property
    def place(self) -> Place:
        """The place of the label."""
        return self.source.place(self.start)


@dataclass(frozen=True)
class EquationFile:
    """A file of equations: the sector's title and its statements, with every fault that was found.

    With the mark `foresight` after the title its equations may use values of the future (C-4).
    """

    sector: str | None
    statements: tuple[Statement, ...]
    errors: tuple[MoneygoodError, ...]
    source: FormulaSource
    foresight: bool = False


def _check_depth(term: Term, source: FormulaSource) -> None:
    if term.depth > MAX_DEPTH:
        raise MoneygoodError(
            "M022",
            f"the formula is nested {term.depth} levels deep (at most {MAX_DEPTH})",
            source.place(term.start),
            "Split it into several equations",
        )


def parse_formula(text: str, source: FormulaSource | None = None) -> Term:
    """The tree of one expression (M004 and M022 with place)."""
    source = source or FormulaSource("<formula>", text)
    if _open_brackets(text) > 2 * MAX_DEPTH:
        raise MoneygoodError("M022", "the formula is nested too deeply", source.place(0))
    term = parse(text, "expression", source, 0)
    _check_depth(term, source)
    return term


def _open_brackets(text: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[()]", text):
        depth += 1 if mark == "(" else -1
        deepest = max(deepest, depth)
    return deepest


def read_equations(text: str, file: str | Path) -> EquationFile:
    """All statements of an equation file and all faults in it (nothing is raised)."""
    source = FormulaSource(file, text)
    cuts = [m.start() for m in _STATEMENT.finditer(text)]
    errors: list[MoneygoodError] = []
    families, head = read_families(source, cuts[0] if cuts else len(text), errors)
    sector, foresight = _read_sector(source, head, errors)
    statements: list[Statement] = []
    for start, stop in zip(cuts, [*cuts, len(text)][1:], strict=True):
        try:
            for written, end in for_each_member(source, start, stop, families):
                statements.append(_read_statement(written, start, end))
        except MoneygoodError as fault:
            errors.append(fault)
    return EquationFile(sector, tuple(statements), tuple(errors), source, foresight)


def _read_sector(source: FormulaSource, head: str, errors: list[MoneygoodError]) -> tuple[str | None, bool]:
    head = re.sub(r"#[^\n]*", "", head)
    if not head.strip():
        return None, False
    match = _SECTOR.match(head)
    if match is None:
        first = len(head) - len(head.lstrip())
        at = source.text.find(head.strip()[:1], 0 if first == 0 else first)
        errors.append(
            MoneygoodError(
                "M023",
                "the text before the first [label] is not a sector statement",
                source.place(max(at, 0)),
                'Begin the file with sector "Name" and each equation with its [label]',
            )
        )
        return None, False
    return match[1], match[2] is not None


def _read_statement(source: FormulaSource, start: int, stop: int) -> Statement:
    text = source.text[start:stop]
    if _GOOD_LABEL.match(text) is None:
        label = text.strip().splitlines()[0].split("]")[0] + "]"
        raise MoneygoodError(
            "M031",
            f"{label[:40]} is not a label",
            source.place(start),
            "A label is a variable name in lower case, as in [cons_real]",
        )
    if _open_brackets(text) > 2 * MAX_DEPTH:
        raise MoneygoodError("M022", "the formula is nested too deeply", source.place(start))
    label, title, sources, left, relation, right = parse(text, "equation", source, start)
    _check_depth(left, source)
    _check_depth(right, source)
    keys = tuple(k.strip() for k in str(sources)[len("source:") :].split(",")) if sources else ()
    body = source.text[left.start : right.end]
    return Statement(
        str(label)[1:-1],
        str(title)[1:-1] if title else "",
        keys,
        left,
        str(relation),
        right,
        body,
        start + text.index("["),
        source,
    )


def parse_equations(text: str, file: str | Path) -> tuple[Statement, ...]:
    """The statements of an equation file; all faults together when there are any (ManyErrors)."""
    result = read_equations(text, file)
    if result.errors:
        raise ManyErrors(result.errors)
    return result.statements
