"""Writes the percentile scenarios of economics/scenarios anew from the model's own draws.

The rule is that of economics/percentiles. Run it when the model has changed; --check only compares.
"""

from __future__ import annotations

import argparse
import sys

from moneygood.baseline.opening import load
from moneygood.core.texts import economics_root
from moneygood.runs.percentile_set import percentile_set, read_rule


def main() -> int:
    """Write the files, or with --check say which would change (exit code 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; 1 when a file would change")
    check = parser.parse_args().check
    changed = []
    for one in percentile_set(load(), read_rule()):
        file = economics_root() / "scenarios" / f"{one.name}.yaml"
        if not file.is_file() or file.read_text(encoding="utf-8") != one.text:
            changed.append(file.name)
            if not check:
                file.write_text(one.text, encoding="utf-8")
        sys.stdout.write(f"{one.name}: {one.value:.2f}{' (changed)' * (file.name in changed)}\n")
    return int(bool(changed) and check)


if __name__ == "__main__":
    raise SystemExit(main())
