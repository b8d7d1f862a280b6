"""The packages of the lock files: every one pinned and hashed, and its licence in licences.csv.

python scripts/licences.py             writes licences.csv from what is installed
python scripts/licences.py --check     says what is not so, with 1
"""

from __future__ import annotations

import csv
import io
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "licences.csv"
HEAD = ["package", "version", "licence", "needed by"]
LOCKS = {"requirements.lock": "run", "requirements-dev.lock": "tests and checks"}
_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[\w,-]+\])?==([A-Za-z0-9.!+_-]+)(?:\s*;[^\\\n]*)?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def locked(text: str) -> tuple[dict[str, str], list[str]]:
    """Package and version of a lock file's text, and what is wrong with its lines."""
    packages: dict[str, str] = {}
    faults: list[str] = []
    for entry in re.split(
        r"\n(?=\S)", "\n".join(x for x in text.splitlines() if not x.lstrip().startswith("#"))
    ):
        lines = [line.rstrip("\\").strip() for line in entry.strip().splitlines()]
        if not lines:
            continue
        name = _PINNED.fullmatch(lines[0])
        if name is None:
            faults.append(f"{lines[0][:60]} is not pinned to a version")
            continue
        if name[1] in packages:
            faults.append(f"{name[1]} stands twice")
        packages[name[1]] = name[2]
        odd = [line for line in lines[1:] if not _HASH.fullmatch(line)]
        if odd or len(lines) == 1:
            faults.append(f"{name[1]}: {odd[0][:60]} is no hash" if odd else f"{name[1]} has no hash")
    return packages, faults


def licence_of(package: str) -> str | None:
    """The licence that an installed package states, None where it is not installed."""
    try:
        told = distribution(package).metadata
    except PackageNotFoundError:
        return None
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classes = [c.split(" :: ")[-1] for c in told.get_all("Classifier") or [] if c.startswith("License :: ")]
    first = (told.get("License") or "").strip().splitlines()[:1]
    files = [f for f in distribution(package).files or [] if "LICENSE" in f.name.upper()]
    stated = ", ".join(classes) or (first[0][:60] if first else "")
    return stated or (str(files[0].read_text()).strip().splitlines()[0].strip() if files else "not stated")


def rows() -> tuple[list[list[str]], list[str]]:
    """The table of packages, and what is wrong with the lock files."""
    found: dict[str, list[str]] = {}
    faults: list[str] = []
    for lock, needed in LOCKS.items():
        packages, wrong = locked((ROOT / lock).read_text(encoding="utf-8"))
        faults += [f"{lock}: {fault}" for fault in wrong]
        for package, version in packages.items():
            known = found.setdefault(package, [package, version, licence_of(package) or "", needed])
            if known[1] != version:
                faults.append(f"{package} is {known[1]} in one lock file and {version} in {lock}")
    return [found[name] for name in sorted(found)], faults


def stale(table: list[list[str]], text: str) -> list[str]:
    """What of a written table is not as it should be; a package that is not installed here keeps its line."""
    written = {row[0]: row for row in csv.reader(io.StringIO(text)) if row and row != HEAD}
    out = [f"{name} is in no lock file" for name in written if name not in {row[0] for row in table}]
    for row in table:
        kept = written.get(row[0])
        if kept is None or kept[1] != row[1] or kept[3] != row[3]:
            out.append(f"{row[0]} {row[1]} is not in {TABLE.name}")
        elif row[2] and kept[2] != row[2]:
            out.append(f"{row[0]} states {row[2]!r}, {TABLE.name} has {kept[2]!r}")
        elif not kept[2]:
            out.append(f"{row[0]} has no licence in {TABLE.name}")
    return out


def main() -> int:
    """Write the table, or check it."""
    table, faults = rows()
    if "--check" in sys.argv:
        faults += stale(table, TABLE.read_text(encoding="utf-8") if TABLE.is_file() else "")
    else:
        from moneygood.core.atomic import write_whole

        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([HEAD, *table])
        write_whole(TABLE, out.getvalue())
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
