"""Loops over arrays, written in a small part of Python, as LLVM text.

What it understands: whole numbers, floats and truth values; arrays of the kinds in `ARRAYS`, read and written
element by element; records (a dataclass of whole numbers and `Ints`); `for … in range`, `if`, `continue`,
`break`, `return`; calls of the other functions of the same file. `lanes(n)` counts like `range(n)` and
promises that no turn touches an element that another turn touches, so that turns may run side by side. Both
sides of `and` and `or` are always looked at. Floats are rounded as Python rounds them: nothing is reordered.
The text comes from files of this package only.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from moneygood.engine.foresight.loop_values import (
    ARRAYS,
    DECLARED,
    TYPE_OF,
    Array,
    Heading,
    NotUnderstood,
    Value,
    Values,
)

__all__ = ["ARRAYS", "Heading", "NotUnderstood", "headings", "module_text"]


def headings(source: str) -> dict[str, Heading]:
    """The functions of a file that can be translated, but for `lanes`, by name."""
    return {f.name: _heading(f) for f in _functions(source)}


def module_text(source: str, records: Mapping[str, tuple[str, ...]], outside: frozenset[str]) -> str:
    """The functions of a file as LLVM text; those in `outside` can be called from outside.

    `records` has the fields of each record, every one at its place in pairs of (value or address, length).
    Raises NotUnderstood, with the line.
    """
    known = headings(source)
    marks: list[str] = ["!0 = !{}"]
    texts = [_Body(f, known, records, marks).text(f.name not in outside) for f in _functions(source)]
    return "\n".join([DECLARED, *texts, *marks, ""])


def _functions(source: str) -> list[ast.FunctionDef]:
    tree = ast.parse(source)
    return [f for f in tree.body if isinstance(f, ast.FunctionDef) and f.name != "lanes"]


def _heading(f: ast.FunctionDef) -> Heading:
    named = tuple((a.arg, ast.unparse(a.annotation) if a.annotation else "") for a in f.args.args)
    return Heading(f.name, named, ast.unparse(f.returns) if f.returns else "None")


class _Body(Values):
    """One function on its way to text: its statements."""

    def text(self, hidden: bool) -> str:
        given = []
        for name, kind in _heading(self.f).parameters:
            given += self._parameter(name, kind)
        for statement in self.f.body:
            self.statement(statement)
        gives = _heading(self.f).gives
        self.lines.do("unreachable" if gives == "int" else "ret void")
        kind = "i64" if gives == "int" else "void"
        where = "internal " if hidden else ""
        opening = f"define {where}{kind} @{self.f.name}({', '.join(given)}) {{"
        return "\n".join([opening, "entry:", *self.head, *self.lines.rows, "}", ""])

    def _parameter(self, name: str, kind: str) -> list[str]:
        if kind in ARRAYS:
            element, dimensions = ARRAYS[kind]
            shape = tuple(f"%{name}.{i}" for i in range(dimensions))
            self.arrays[name] = Array(f"%{name}", shape, element)
            return [f"ptr %{name}", *(f"i64 {s}" for s in shape)]
        if kind in TYPE_OF:
            self.put(name, Value(f"%{name}", kind))
            return [f"{TYPE_OF[kind]} %{name}"]
        self.put(name, Value(f"%{name}", kind))  # a record, or many of one
        return [f"ptr %{name}"]

    def statement(self, s: ast.stmt) -> None:
        how: Callable[..., None] | None = getattr(self, f"_{type(s).__name__.lower()}", None)
        if how is None:
            raise self.refuse(s)
        how(s)

    def _expr(self, s: ast.Expr) -> None:
        if isinstance(s.value, ast.Call):
            self.value(s.value)
        elif not isinstance(s.value, ast.Constant):
            raise self.refuse(s)

    def _assign(self, s: ast.Assign) -> None:
        (target,) = s.targets
        if isinstance(target, ast.Tuple):
            assert isinstance(s.value, ast.Tuple)
            found = [self.value(v) for v in s.value.elts]
            for t, v in zip(target.elts, found, strict=True):
                self.store(t, v)
        else:
            self.store(target, self.value(s.value))

    def _augassign(self, s: ast.AugAssign) -> None:
        if isinstance(s.target, ast.Name):
            self.store(s.target, self.combined(s.op, self.value(s.target), self.value(s.value), s))
            return
        assert isinstance(s.target, ast.Subscript)
        array, at = self.element(s.target)
        before = self.load(array, at)
        self.save(array, at, self.combined(s.op, before, self.value(s.value), s), s)

    def _if(self, s: ast.If) -> None:
        f = self.lines
        then, other, end = f.fresh("then"), f.fresh("else"), f.fresh("end")
        f.do(f"br i1 {self.truth(s.test)}, label %{then}, label %{other}")
        for label, body in ((then, s.body), (other, s.orelse)):
            f.label(label)
            for inner in body:
                self.statement(inner)
            f.do(f"br label %{end}")
        f.label(end)

    def _for(self, s: ast.For) -> None:
        f = self.lines
        call, target = s.iter, s.target
        if not (
            isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and isinstance(target, ast.Name)
        ):
            raise self.refuse(s)
        limits = [self.value(a).text for a in call.args]
        start, stop = (["0", *limits] if len(limits) == 1 else limits)[:2]
        stride = limits[2] if len(limits) == 3 else "1"
        down = stride.startswith("-")
        head, body, onward, end = (f.fresh(x) for x in ("head", "body", "next", "end"))
        self.put(target.id, Value(start, "int"))
        f.do(f"br label %{head}")
        f.label(head)
        more = f.set(f"icmp {'sgt' if down else 'slt'} i64 {self.value(target).text}, {stop}")
        f.do(f"br i1 {more}, label %{body}, label %{end}")
        f.label(body)
        mark = self._begin_lanes() if call.func.id == "lanes" else ""
        self.ends.append((onward, end))
        for inner in s.body:
            self.statement(inner)
        self.ends.pop()
        if mark:
            self.groups.pop()
        f.do(f"br label %{onward}")
        f.label(onward)
        self.put(target.id, Value(f.set(f"add i64 {self.value(target).text}, {stride}"), "int"))
        f.do(f"br label %{head}{mark}")
        f.label(end)

    def _begin_lanes(self) -> str:
        """Marks what follows as free of any order between turns; returns the mark of the loop."""
        n = len(self.marks)
        self.marks += [
            f"!{n} = distinct !{{}}",
            f'!{n + 1} = !{{!"llvm.loop.parallel_accesses", !{n}}}',
            f"!{n + 2} = distinct !{{!{n + 2}, !{n + 1}}}",
        ]
        self.groups.append(n)
        return f", !llvm.loop !{n + 2}"

    def _continue(self, s: ast.Continue) -> None:
        self._leave(f"br label %{self.ends[-1][0]}")

    def _break(self, s: ast.Break) -> None:
        self._leave(f"br label %{self.ends[-1][1]}")

    def _return(self, s: ast.Return) -> None:
        self._leave("ret void" if s.value is None else f"ret i64 {self.number_of(s.value, 'int')}")

    def _leave(self, line: str) -> None:
        self.lines.do(line)
        self.lines.label(self.lines.fresh("after"))
