"""What an attack found: how often it was tried, and every try that went wrong, in one line each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Counts of one attack by what came of a try; `wrong` must be empty."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """How many tries there were."""
        return sum(self.counts.values())

    def add(self, what: str) -> None:
        """Count a try that went as it should."""
        self.counts[what] += 1

    def fault(self, line: str) -> None:
        """Count a try that went wrong."""
        self.counts["WRONG"] += 1
        self.wrong.append(line)

    def __str__(self) -> str:
        said = ", ".join(f"{count:,} {what}" for what, count in sorted(self.counts.items()))
        return "\n".join([f"{self.name}: {self.tried:,} tries: {said}", *(f"  {w}" for w in self.wrong[:20])])
