"""The layout of the package: a class name has one meaning, no import leads back, and no room
holds more than a quarter of the lines.

``python scripts/layout.py`` prints each place where this does not hold and ends with 1; imports for
type checking only and imports inside functions count like all others.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
MOST = 0.25
"""The largest share of the lines that one room may hold."""


def module_name(file: Path, source: Path) -> str:
    """``a.b`` for ``a/b.py`` and for ``a/b/__init__.py``."""
    parts = file.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read_modules(source: Path) -> dict[str, ast.Module]:
    """Every module below a folder, parsed, by its dotted name."""
    files = sorted(source.rglob("*.py"))
    return {module_name(f, source): ast.parse(f.read_text(encoding="utf-8")) for f in files}


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement below a node, however deep; an import, a class and a function stand nowhere else.

    Expressions, which are nine tenths of a tree, are left out.
    """
    waiting = [tree]
    for node in waiting:
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            found = getattr(node, field, ())
            if isinstance(found, list):
                yield from found
                waiting += found


def repeated_classes(modules: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """Class names that are defined more than once, with the modules that define them."""
    defined: dict[str, list[str]] = defaultdict(list)
    for module, tree in modules.items():
        for node in statements(tree):
            if isinstance(node, ast.ClassDef):
                defined[node.name].append(module)
    return {name: where for name, where in sorted(defined.items()) if len(where) > 1}


def imported(tree: ast.Module, modules: Mapping[str, ast.Module]) -> set[str]:
    """The modules of `modules` that one of them imports by its absolute name."""
    found: set[str] = set()
    for node in statements(tree):
        if isinstance(node, ast.Import):
            found.update(a.name for a in node.names if a.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.update([inner if inner in modules else node.module])
    return found & modules.keys()


def circles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which leads to every other one (Tarjan's strong components)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        waiting.append(module)
        for other in sorted(imports[module]):
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in waiting:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            place = waiting.index(module)
            group = waiting[place:]
            del waiting[place:]
            if len(group) > 1 or module in imports[module]:
                found.append(sorted(group))

    for module in sorted(imports):
        if module not in number:
            visit(module)
    return found


def crowded_rooms(package: Path) -> dict[str, float]:
    """The rooms of a package that hold more than `MOST` of its lines, with their shares."""
    lines: dict[str, int] = defaultdict(int)
    for file in package.rglob("*.py"):
        lines[file.relative_to(package).parts[0]] += len(file.read_text(encoding="utf-8").splitlines())
    whole = sum(lines.values())
    return {room: n / whole for room, n in sorted(lines.items()) if n > MOST * whole}


def faults(source: Path) -> Iterator[str]:
    """One line for each thing that does not hold."""
    modules = read_modules(source)
    for name, where in repeated_classes(modules).items():
        yield f"class {name} is defined in {', '.join(where)}"
    for room, share in crowded_rooms(source / "moneygood").items():
        yield f"{room} holds {share:.1%} of the lines"
    imports = {m: imported(tree, modules) for m, tree in modules.items()}
    for group in circles(imports):
        yield "import circle:"
        for module in group:
            yield f"  {module} imports {', '.join(sorted(imports[module] & set(group)))}"


def main() -> int:
    lines = list(faults(SOURCE))
    sys.stdout.writelines(line + "\n" for line in lines)
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
