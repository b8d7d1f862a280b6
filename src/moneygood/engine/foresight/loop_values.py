"""The values in the loops that `translate` turns into LLVM text: numbers, arrays, records, sums, calls."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from moneygood.engine.llvm.text import Lines, number

ARRAYS = {
    "Ints": ("i32", 1), "Ints2": ("i32", 2), "Longs": ("i64", 1), "Bools": ("i8", 1),
    "Floats": ("double", 1), "Floats2": ("double", 2), "Floats3": ("double", 3),
}  # fmt: skip
"""Annotation -> element and dimensions; arrays of `Ints` are never written to."""
_KIND_OF = {"i32": "int", "i64": "int", "i8": "bool", "double": "float"}
TYPE_OF = {"int": "i64", "float": "double", "bool": "i1"}
_ORDERED = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne"}
_SUMS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
_LIBRARY = {"log": "log", "exp": "exp", "tanh": "tanh", "erfc": "erfc", "sqrt": "llvm.sqrt.f64"}
DECLARED = """declare double @log(double)
declare double @exp(double)
declare double @tanh(double)
declare double @erfc(double)
declare double @pow(double, double)
declare double @llvm.sqrt.f64(double)
declare double @llvm.fabs.f64(double)"""


@dataclass(frozen=True)
class Value:
    """A number in a register, or a record's address (`kind` is then the record's name)."""

    text: str
    kind: str


@dataclass(frozen=True)
class Array:
    """Where an array begins, how long its dimensions are, what it holds."""

    data: str
    shape: tuple[str, ...]
    element: str


@dataclass(frozen=True)
class Heading:
    """A function's parameters as (name, annotation), and what it returns (``int`` or ``None``)."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    gives: str


class NotUnderstood(SyntaxError):
    """A function goes beyond what can be translated."""


class Values:
    """One function on its way to text: what its expressions come to."""

    def __init__(
        self,
        f: ast.FunctionDef,
        known: Mapping[str, Heading],
        records: Mapping[str, tuple[str, ...]],
        marks: list[str],
    ) -> None:
        self.f, self.known, self.records, self.marks = f, known, records, marks
        self.lines = Lines()
        self.places: dict[str, tuple[str, str]] = {}  # local -> (address, kind)
        self.arrays: dict[str, Array] = {}
        self.groups: list[int] = []
        self.ends: list[tuple[str, str]] = []  # where `continue` and `break` of the loops around lead
        self.head: list[str] = []
        self.used = {
            (n.value.id, n.attr)
            for n in ast.walk(f)
            if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
        }

    def store(self, target: ast.expr, v: Value) -> None:
        if isinstance(target, ast.Name):
            self.put(target.id, v)
        elif isinstance(target, ast.Subscript):
            array, at = self.element(target)
            self.save(array, at, v, target)
        else:
            raise self.refuse(target)

    def put(self, name: str, v: Value) -> None:
        f = self.lines
        if name not in self.places:
            self.places[name] = (f"%{name}.at", v.kind)
            self.head.append(f"  %{name}.at = alloca {TYPE_OF.get(v.kind, 'ptr')}, align 8")
            for i, field in enumerate(self.records.get(v.kind, ())):
                if (name, field) in self.used:
                    self._field_places(name, field, i)
        place, kind = self.places[name]
        if kind != v.kind:
            raise NotUnderstood(f"{self.f.name}: {name} is {kind} and becomes {v.kind}")
        f.do(f"store {TYPE_OF.get(kind, 'ptr')} {v.text}, ptr {place}, align 8")
        for i, field in enumerate(self.records.get(kind, ())):
            if (name, field) in self.used:  # read once, so that no store can come between
                for part in (0, 1):
                    at = f.set(f"getelementptr i64, ptr {v.text}, i64 {2 * i + part}")
                    found = f.set(f"load i64, ptr {at}, align 8")
                    f.do(f"store i64 {found}, ptr %{name}.{field}.{part}, align 8")

    def _field_places(self, name: str, field: str, i: int) -> None:
        self.head += [f"  %{name}.{field}.{part} = alloca i64, align 8" for part in (0, 1)]

    def element(self, s: ast.Subscript) -> tuple[Array, str]:
        """The array and the address of one of its elements."""
        f, array = self.lines, self._array(s.value)
        index = s.slice.elts if isinstance(s.slice, ast.Tuple) else [s.slice]
        if len(index) != len(array.shape):
            raise self.refuse(s)
        at = self.number_of(index[0], "int")
        for i, more in enumerate(index[1:], 1):
            at = f.set(f"mul i64 {at}, {array.shape[i]}")
            at = f.set(f"add i64 {at}, {self.number_of(more, 'int')}")
        return array, f.set(f"getelementptr {array.element}, ptr {array.data}, i64 {at}")

    def _array(self, e: ast.expr) -> Array:
        if isinstance(e, ast.Name) and e.id in self.arrays:
            return self.arrays[e.id]
        if isinstance(e, ast.Attribute) and isinstance(e.value, ast.Name) and e.value.id in self.places:
            f, stem = self.lines, f"%{e.value.id}.{e.attr}"
            data = f.set(f"load i64, ptr {stem}.0, align 8")
            length = f.set(f"load i64, ptr {stem}.1, align 8")
            return Array(f.set(f"inttoptr i64 {data} to ptr"), (length,), "i32")
        raise self.refuse(e)

    def _side(self) -> str:
        return f", !llvm.access.group !{self.groups[-1]}" if self.groups else ""

    def load(self, array: Array, at: str) -> Value:
        f = self.lines
        align = {"i8": 1, "i32": 4}.get(array.element, 8)
        fixed = ", !invariant.load !0" if array.element == "i32" else ""
        found = f.set(f"load {array.element}, ptr {at}, align {align}{fixed}{self._side()}")
        if array.element == "i32":
            found = f.set(f"sext i32 {found} to i64")
        elif array.element == "i8":
            found = f.set(f"icmp ne i8 {found}, 0")
        return Value(found, _KIND_OF[array.element])

    def save(self, array: Array, at: str, v: Value, where: ast.AST) -> None:
        if array.element == "i32" or v.kind != _KIND_OF[array.element]:
            raise self.refuse(where)
        text = self.lines.set(f"zext i1 {v.text} to i8") if array.element == "i8" else v.text
        align = 1 if array.element == "i8" else 8
        self.lines.do(f"store {array.element} {text}, ptr {at}, align {align}{self._side()}")

    def value(self, e: ast.expr) -> Value:
        """The text of an expression's value."""
        how: Callable[..., Value] | None = getattr(self, f"_of_{type(e).__name__.lower()}", None)
        if how is None:
            raise self.refuse(e)
        return how(e)

    def number_of(self, e: ast.expr, kind: str) -> str:
        v = self.value(e)
        if v.kind != kind:
            raise self.refuse(e)
        return v.text

    def truth(self, e: ast.expr) -> str:
        return self.number_of(e, "bool")

    def _of_constant(self, e: ast.Constant) -> Value:
        if isinstance(e.value, bool):
            return Value(str(e.value).lower(), "bool")
        if isinstance(e.value, int):
            return Value(str(e.value), "int")
        if isinstance(e.value, float):
            return Value(number(e.value), "float")
        raise self.refuse(e)

    def _of_name(self, e: ast.Name) -> Value:
        if e.id not in self.places:
            raise self.refuse(e)
        place, kind = self.places[e.id]
        return Value(self.lines.set(f"load {TYPE_OF.get(kind, 'ptr')}, ptr {place}, align 8"), kind)

    def _of_attribute(self, e: ast.Attribute) -> Value:
        if ast.unparse(e) == "np.nan":
            return Value(number(math.nan), "float")
        if isinstance(e.value, ast.Name) and e.value.id in self.places:
            return Value(self.lines.set(f"load i64, ptr %{e.value.id}.{e.attr}.0, align 8"), "int")
        raise self.refuse(e)

    def _of_subscript(self, e: ast.Subscript) -> Value:
        f = self.lines
        if isinstance(e.value, ast.Attribute) and e.value.attr == "shape":
            return Value(self._array(e.value.value).shape[int(ast.unparse(e.slice))], "int")
        if isinstance(e.value, ast.Name) and e.value.id in self.places:  # one of many records
            many = self.value(e.value)
            at = f.set(f"getelementptr ptr, ptr {many.text}, i64 {self.number_of(e.slice, 'int')}")
            return Value(f.set(f"load ptr, ptr {at}, align 8"), many.kind.removeprefix("Many"))
        return self.load(*self.element(e))

    def _of_unaryop(self, e: ast.UnaryOp) -> Value:
        f = self.lines
        if isinstance(e.op, ast.USub) and isinstance(e.operand, ast.Constant):
            return self._of_constant(ast.Constant(-e.operand.value, lineno=e.lineno))  # type: ignore[operator]
        v = self.value(e.operand)
        if isinstance(e.op, ast.Not) and v.kind == "bool":
            return Value(f.set(f"xor i1 {v.text}, true"), "bool")
        if isinstance(e.op, ast.USub) and v.kind == "float":
            return Value(f.set(f"fneg double {v.text}"), "float")
        raise self.refuse(e)

    def _of_binop(self, e: ast.BinOp) -> Value:
        return self.combined(e.op, self.value(e.left), self.value(e.right), e)

    def combined(self, op: ast.operator, a: Value, b: Value, where: ast.AST) -> Value:
        f = self.lines
        if isinstance(op, ast.Pow) and (a.kind, b.kind) == ("float", "float"):
            return Value(f.set(f"call double @pow(double {a.text}, double {b.text})"), "float")
        name = _SUMS.get(type(op))
        if name is None or a.kind != b.kind or a.kind == "bool" or (a.kind == "int" and name == "div"):
            raise self.refuse(where)
        sign = "f" if a.kind == "float" else ""
        return Value(f.set(f"{sign}{name} {TYPE_OF[a.kind]} {a.text}, {b.text}"), a.kind)

    def _of_compare(self, e: ast.Compare) -> Value:
        if len(e.ops) != 1:
            raise self.refuse(e)
        a, b = self.value(e.left), self.value(e.comparators[0])
        name = _ORDERED.get(type(e.ops[0]))
        if name is None or a.kind != b.kind:
            raise self.refuse(e)
        if a.kind == "float":
            how = f"fcmp {'u' if name == 'ne' else 'o'}{name} double"
        else:
            how = f"icmp {name if name in ('eq', 'ne') else 's' + name} {TYPE_OF[a.kind]}"
        return Value(self.lines.set(f"{how} {a.text}, {b.text}"), "bool")

    def _of_boolop(self, e: ast.BoolOp) -> Value:
        op = "and" if isinstance(e.op, ast.And) else "or"
        total = self.truth(e.values[0])
        for v in e.values[1:]:
            total = self.lines.set(f"{op} i1 {total}, {self.truth(v)}")
        return Value(total, "bool")

    def _of_ifexp(self, e: ast.IfExp) -> Value:
        test, a, b = self.truth(e.test), self.value(e.body), self.value(e.orelse)
        if a.kind != b.kind:
            raise self.refuse(e)
        kind = TYPE_OF[a.kind]
        return Value(self.lines.set(f"select i1 {test}, {kind} {a.text}, {kind} {b.text}"), a.kind)

    def _of_call(self, e: ast.Call) -> Value:
        f, name = self.lines, ast.unparse(e.func)
        if name == "len":
            return Value(self._array(e.args[0]).shape[0], "int")
        if name in self.known:
            return self._own(self.known[name], e)
        a = self.value(e.args[0])
        if name == "int" and a.kind == "float":
            return Value(f.set(f"fptosi double {a.text} to i64"), "int")
        if name == "abs" and a.kind == "float":
            return Value(f.set(f"call double @llvm.fabs.f64(double {a.text})"), "float")
        if name == "np.isfinite" and a.kind == "float":
            size = f.set(f"call double @llvm.fabs.f64(double {a.text})")
            return Value(f.set(f"fcmp olt double {size}, {number(math.inf)}"), "bool")
        if name == "max" and a.kind == "int":
            b = self.number_of(e.args[1], "int")
            more = f.set(f"icmp sgt i64 {b}, {a.text}")
            return Value(f.set(f"select i1 {more}, i64 {b}, i64 {a.text}"), "int")
        if name.startswith("math.") and name[5:] in _LIBRARY and a.kind == "float":
            return Value(f.set(f"call double @{_LIBRARY[name[5:]]}(double {a.text})"), "float")
        raise self.refuse(e)

    def _own(self, called: Heading, e: ast.Call) -> Value:
        given = []
        for (_, kind), argument in zip(called.parameters, e.args, strict=True):
            if kind in ARRAYS:
                array = self._array(argument)
                given += [f"ptr {array.data}", *(f"i64 {s}" for s in array.shape)]
            elif kind in TYPE_OF:
                given.append(f"{TYPE_OF[kind]} {self.number_of(argument, kind)}")
            else:
                given.append(f"ptr {self.number_of(argument, kind)}")
        call = f"@{called.name}({', '.join(given)})"
        if called.gives == "int":
            return Value(self.lines.set(f"call i64 {call}"), "int")
        self.lines.do(f"call void {call}")
        return Value("", "None")

    def refuse(self, where: ast.AST) -> NotUnderstood:
        line = getattr(where, "lineno", 0)
        return NotUnderstood(f"{self.f.name}, line {line}: {ast.unparse(where)!r} is beyond these loops")
