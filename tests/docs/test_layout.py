"""ARCHITECTURE.md: the rooms import downward only, and its libraries are those in use."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from documents import layout

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "moneygood"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LAYERS = next(c["layers"] for c in PROJECT["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
FLOORS = {
    name.removeprefix("moneygood."): floor
    for floor, layer in enumerate(reversed(LAYERS))
    for name in layer.split(" | ")
}
FILES = sorted(SOURCE.rglob("*.py"))
NO_ADDRESS = {"utils", "misc", "common", "helpers", "tools", "base"}
PACKAGE_OF = {
    "ruamel": "ruamel.yaml",
    "vl_convert": "vl-convert",
    "markdown_it": "markdown-it-py",
}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package, parsed once for all tests."""
    return layout.read_modules(ROOT / "src")


@cache
def imports(file: Path) -> frozenset[str]:
    """The modules that a file imports, also inside functions and for type checking only."""
    found: set[str] = set()
    for node in layout.statements(modules()[layout.module_name(file, ROOT / "src")]):
        if isinstance(node, ast.Import):
            found.update(a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update((node.module, *(f"{node.module}.{a.name}" for a in node.names)))
    return frozenset(found)


def room(module: str) -> str:
    """The room of a module of the package, or nothing."""
    parts = module.split(".")
    return parts[1] if parts[0] == "moneygood" and len(parts) > 1 and parts[1] in FLOORS else ""


def test_a_room_imports_lower_rooms_only() -> None:
    """C-30: imports go downward only, those inside functions too."""
    assert FLOORS.keys() == {f.name for f in SOURCE.iterdir() if (f / "__init__.py").is_file()}
    upward = []
    for file in FILES:
        own = file.relative_to(SOURCE).parts[0].removesuffix(".py")
        if own in FLOORS:
            others = [(m, room(m)) for m in sorted(imports(file))]
            upward += [
                f"{file.relative_to(SOURCE).as_posix()} imports {module}"
                for module, other in others
                if other and other != own and FLOORS[other] >= FLOORS[own]
            ]
    assert not upward


def test_economics_holds_no_program() -> None:
    """C-30: there is no Python under economics/."""
    assert not list((ROOT / "economics").rglob("*.py"))


def test_every_file_has_an_address() -> None:
    assert not [f for f in FILES if f.stem in NO_ADDRESS]


def test_libraries_in_use_are_those_named() -> None:
    named = re.search(
        r"^## Libraries\n(.*)", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.M | re.S
    )
    assert named is not None
    words = named[1].lower()
    used = {m.split(".")[0] for f in FILES for m in imports(f)} - set(sys.stdlib_module_names) - {"moneygood"}
    missing = {u for u in used if PACKAGE_OF.get(u, u).lower() not in words}
    assert not missing


def test_a_class_name_has_one_meaning() -> None:
    assert not layout.repeated_classes(modules())


def test_a_class_name_with_two_meanings_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("class Plan: ...\n")
    (tmp_path / "b.py").write_text("def f():\n    class Plan: ...\n")
    assert layout.repeated_classes(layout.read_modules(tmp_path)) == {"Plan": ["a", "b"]}


@pytest.mark.parametrize(
    ("library", "place"), [("numba", "engine/cuda"), ("distributed", "engine/workers/cluster")]
)
def test_a_library_of_an_extra_is_imported_in_its_own_folder_only(library: str, place: str) -> None:
    """What installs without extras runs without them; the extra is declared, and not required as well."""
    project = PROJECT["project"]
    extra = project["optional-dependencies"][place.rsplit("/", 1)[-1]]
    assert any(re.match(rf"{library}\b", line) for line in extra)
    assert not any(re.match(rf"{library}\b", line) for line in project["dependencies"])
    users = [f for f in FILES if any(m.split(".")[0] == library for m in imports(f))]
    assert users
    assert not [f for f in users if not f.is_relative_to(SOURCE / place)]


def test_no_import_leads_back_to_where_it_began() -> None:
    """Imports for type checking and imports inside functions count."""
    known = modules()
    assert len(known) > 300
    assert not layout.circles({m: layout.imported(tree, known) for m, tree in known.items()})


def test_an_import_circle_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "__init__.py").write_text("")
    (tmp_path / "a" / "b.py").write_text("from a import c\n")
    (tmp_path / "a" / "c.py").write_text("def f():\n    from a.d import x\n")
    (tmp_path / "a" / "d.py").write_text("if TYPE_CHECKING:\n    import a.b\n")
    (tmp_path / "a" / "e.py").write_text("from a.b import f\n")
    known = layout.read_modules(tmp_path)
    found = {m: layout.imported(tree, known) for m, tree in known.items()}
    assert layout.circles(found) == [["a.b", "a.c", "a.d"]]


def test_every_statement_is_reached() -> None:
    text = """
import a
try:
    import b
except ValueError:
    import c
else:
    from d import e
finally:
    with x as y:
        import f
match z:
    case 1:
        for i in w:
            import g
        else:
            import h
class K:
    async def k(self):
        while True:
            if lambda: 0:
                import l
            elif y:
                def inner():
                    import m
            else:
                async with y:
                    import n
"""
    tree = ast.parse(text)
    kinds = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    every = {id(n) for n in ast.walk(tree) if isinstance(n, kinds)}
    assert {id(n) for n in layout.statements(tree) if isinstance(n, kinds)} == every
    assert len(every) == 13


def test_no_room_holds_more_than_a_quarter_of_the_lines() -> None:
    assert not layout.crowded_rooms(SOURCE)


def test_a_room_that_is_too_large_is_noticed(tmp_path: Path) -> None:
    for room, lines in (("core", 20), ("model", 25), ("engine", 25), ("runs", 30)):
        (tmp_path / room).mkdir()
        (tmp_path / room / "a.py").write_text("x = 1\n" * lines)
    assert layout.crowded_rooms(tmp_path) == {"runs": 0.3}
