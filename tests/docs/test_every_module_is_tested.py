"""Every module is named by a test, or modules_tested_through.csv says which test reaches it and how.

A line names a module (or a pattern), the module through which it is reached, which imports it, the test that
names that one, and a reason where the way is no import.
"""

from __future__ import annotations

import ast
import csv
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from documents import ROOT, layout

TABLE = Path(__file__).with_name("modules_tested_through.csv")
SOURCE, TESTS = ROOT / "src", ROOT / "tests"
PACKAGE = "moneygood."


@cache
def imported(file: Path) -> set[str]:
    """Everything that a file imports, inside functions too, by whole names without the package's."""
    out: set[str] = set()
    for node in layout.statements(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            out |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
    return {name.removeprefix(PACKAGE) for name in out if name.startswith(PACKAGE)}


@cache
def modules() -> dict[str, Path]:
    """The modules of the package, folders by their __init__."""
    files = sorted((SOURCE / "moneygood").rglob("*.py"))
    names = {f: ".".join(f.relative_to(SOURCE).with_suffix("").parts).removeprefix(PACKAGE) for f in files}
    return {n.removesuffix(".__init__"): f for f, n in names.items() if n != "moneygood.__init__"}


@cache
def named() -> dict[str, set[str]]:
    """The tests that name a module, by module."""
    out: dict[str, set[str]] = {}
    for test in sorted(TESTS.rglob("*.py")):
        for name in imported(test):
            out.setdefault(name, set()).add(test.relative_to(ROOT).as_posix())
    return out


def unnamed() -> list[str]:
    """The modules that no test names; a folder counts as its modules do."""
    return [m for m, f in modules().items() if f.name != "__init__.py" and m not in named()]


def rows() -> list[dict[str, str]]:
    """The lines of the table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def hint(module: str) -> str:
    """The line that would do for a module, as far as imports tell."""
    for other, file in modules().items():
        if module in imported(file) and other in named():
            return f"{module},{other},{min(named()[other])},"
    return f"{module},,,"


def test_every_module_is_named_or_a_line_says_what_tests_it() -> None:
    known = [row["module"] for row in rows()]
    missing = [m for m in unnamed() if not any(fnmatchcase(m, k) for k in known)]
    assert not missing, "name them in a test, or add lines: " + " | ".join(map(hint, missing))


def test_a_line_is_true() -> None:
    listed = {row["module"] for row in rows()}
    for row in rows():
        assert (ROOT / row["test"]).is_file(), row
        if not row["through"]:
            assert len(row["why"]) > 10, row
            continue
        assert row["module"] in imported(modules()[row["through"]]), (
            f"{row['through']} imports no {row['module']}"
        )
        assert row["through"] in listed or row["test"] in named().get(row["through"], set()), row


def test_no_line_is_left_over() -> None:
    left = unnamed()
    stale = [row["module"] for row in rows() if not any(fnmatchcase(m, row["module"]) for m in left)]
    assert not stale, "a test names them by now: take their lines out"
