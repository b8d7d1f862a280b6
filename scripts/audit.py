"""Known vulnerabilities of what the lock files name, by pip-audit, where a database is at hand.

python scripts/audit.py [LOCK …]     1 where a package has one, or a lock file is not in pip-audit's form

Where no database answers, or pip-audit is not installed, a line says that nothing was looked for, with 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
FORM = ("--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off")
OUT_OF_REACH = ("ConnectionError", "ServiceError", "Could not connect", "Timeout", "Max retries")
"""What pip-audit says where its database does not answer."""


def asked(lock: Path) -> tuple[int, str, str]:
    """What pip-audit says of a lock file: status, document, complaints."""
    words = [sys.executable, "-m", "pip_audit", *FORM, "--requirement", str(lock)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def verdict(name: str, status: int, said: str, complaints: str) -> tuple[bool, list[str]]:
    """Whether nothing speaks against a lock file, and the lines that say what was found."""
    last = (complaints.strip().splitlines() or [""])[-1][:300]
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        if any(words in complaints for words in OUT_OF_REACH):
            return True, [f"{name}: no database is at hand, vulnerabilities were not looked for"]
        return False, [f"{name}: pip-audit cannot read it (status {status}): {last}"]
    known = [one for one in packages if "vulns" in one]
    bad = [one for one in known if one["vulns"]]
    if not known:
        return True, [f"{name}: no database is at hand for its {len(packages)} packages, not looked for"]
    lines = [f"{name}: {len(known)} of {len(packages)} packages looked up, {len(bad)} vulnerable"]
    for one in bad:
        mended = sorted({v for found in one["vulns"] for v in found.get("fix_versions", ())})
        names = ", ".join(found["id"] for found in one["vulns"])
        lines.append(
            f"{one['name']} {one['version']}: {names}; mended in {', '.join(mended) or 'no version'}"
        )
    return not bad, lines


def main() -> int:
    """Ask for each lock file, and say what was found."""
    locks = [Path(a) for a in sys.argv[1:]] or [ROOT / lock for lock in LOCKS]
    if find_spec("pip_audit") is None:
        sys.stdout.write("pip-audit is not installed: vulnerabilities were not looked for\n")
        return 0
    held = True
    for lock in locks:
        right, lines = verdict(lock.name, *asked(lock))
        held = held and right
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
