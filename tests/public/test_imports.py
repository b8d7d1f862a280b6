"""What is imported from the package is there, also inside functions, where only a call would find out."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def module_file(name: str) -> Path | None:
    """The file of a dotted name, None when there is none."""
    path = SOURCE / name.replace(".", "/")
    found = [f for f in (path.with_suffix(".py"), path / "__init__.py") if f.is_file()]
    return found[0] if found else None


def names_in(tree: ast.Module) -> set[str]:
    """Every name that a module defines, imports or assigns; more than it offers, never less."""
    out: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            out.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            out |= {(a.asname or a.name).split(".")[0] for a in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            out.add(node.id)
    return out


def missing(files: list[Path]) -> list[str]:
    """The imports of the package's own names that lead nowhere."""
    trees = {f: ast.parse(f.read_text(encoding="utf-8")) for f in {*SOURCE.rglob("*.py"), *files}}
    out = []
    for file in files:
        for node in ast.walk(trees[file]):
            if not (isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("moneygood")):
                continue
            home = module_file(node.module)
            offered = names_in(trees[home]) if home is not None else set()
            for alias in node.names:
                there = alias.name in offered or "__getattr__" in offered
                if not there and module_file(f"{node.module}.{alias.name}") is None:
                    out.append(f"{file.name}:{node.lineno} {node.module}.{alias.name}")
    return out


def test_every_import_leads_somewhere() -> None:
    assert missing(sorted(SOURCE.rglob("*.py"))) == []


def test_an_import_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text(
        "def f():\n    from moneygood.core.errors import Nothing\n    from moneygood.nowhere import a\n"
    )
    assert missing([file]) == ["x.py:2 moneygood.core.errors.Nothing", "x.py:3 moneygood.nowhere.a"]
