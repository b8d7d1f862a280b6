"""Python syntax trees made from numbers: every name in them is a letter and an index of ours.

The text of a model never gets here, so what is compiled holds nothing that a user wrote.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence


def name(x: str) -> ast.Name:
    return ast.Name(x, ast.Load())


def constant(x: float | int) -> ast.expr:
    return ast.Constant(x)


def local(v: int) -> str:
    """The local variable of value number `v`."""
    return f"v{v}"


def item(array: str, *at: ast.expr) -> ast.Subscript:
    """One figure of an array."""
    place = at[0] if len(at) == 1 else ast.Tuple(list(at), ast.Load())
    return ast.Subscript(name(array), place, ast.Load())


def call(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(name(function), list(arguments), [])


def binary(operation: ast.operator, a: ast.expr, b: ast.expr) -> ast.expr:
    return ast.BinOp(a, operation, b)


def compare(a: ast.expr, operation: ast.cmpop, b: ast.expr) -> ast.expr:
    return ast.Compare(a, [operation], [b])


def choose(test: ast.expr, yes: ast.expr, no: ast.expr) -> ast.expr:
    return ast.IfExp(test, yes, no)


def assign(target: str | ast.Subscript, value: ast.expr) -> ast.stmt:
    """`target` takes `value`; a name, or a figure of an array."""
    if isinstance(target, str):
        return ast.Assign([ast.Name(target, ast.Store())], value)
    return ast.Assign([ast.Subscript(target.value, target.slice, ast.Store())], value)


def when(test: ast.expr, body: Sequence[ast.stmt]) -> ast.stmt:
    return ast.If(test, list(body), [])


def function(title: str, arguments: Sequence[str], body: Sequence[ast.stmt]) -> ast.FunctionDef:
    """A function without defaults, decorators or annotations."""
    heads = ast.arguments([], [ast.arg(a) for a in arguments], None, [], [], None, [])
    return ast.FunctionDef(title, heads, list(body), [], None, None)


def module(functions: Sequence[ast.FunctionDef]) -> ast.Module:
    """The functions in order, with line numbers."""
    return ast.fix_missing_locations(ast.Module(list(functions), []))
