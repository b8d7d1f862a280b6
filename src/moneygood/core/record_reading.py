"""What a reader of records knows while it reads: error codes, names that exist, sources, faults so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import SourceLocation


@dataclass(frozen=True)
class FaultCodes:
    """The error codes of a kind of text; those left empty are `form`'s."""

    form: str
    file: str = ""
    unknown: str = ""
    missing: str = ""
    one_of: str = ""
    length: str = ""
    bounds: str = ""
    choice: str = ""
    name: str = ""
    unit: str = "C003"
    source: str = ""

    def of(self, fault: str) -> str:
        """The code of a kind of fault."""
        return getattr(self, fault) or self.form


@dataclass(frozen=True)
class Named:
    """What an editor says of a name: a sentence, and the range of the number that goes with it."""

    words: str = ""
    low: float | None = None
    high: float | None = None


Names = Mapping[str, Collection[str]]
"""The names that exist, by what they name: variable, parameter, shock …"""


@dataclass(frozen=True)
class Reading:
    """What a reader knows while it reads: codes, names that exist, sources, and a list for faults.

    Without `faults` the first fault is raised; with it faults are collected and the value is None. A name or
    source whose list is not known is taken as written.
    """

    codes: FaultCodes
    names: Names = field(default_factory=dict)
    sources: Collection[str] | None = None
    faults: list[MoneygoodError] | None = None

    def fault(self, kind: str, what: str, at: SourceLocation, hint: str | None = None) -> MoneygoodError:
        """The error for a fault of a kind that `FaultCodes` names."""
        return MoneygoodError(self.codes.of(kind), what, at.place, hint)

    def tell(self, fault: MoneygoodError) -> None:
        """Collect a fault, or raise it where faults are not collected."""
        if self.faults is None:
            raise fault
        self.faults.append(fault)


class Kind(Protocol):
    """How a value is read, what an editor is told about it, and what the docs say."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Any:
        """The typed value, or an error that begins with `what`."""
        ...

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """The JSON Schema of the value."""
        ...

    def describe(self) -> str:
        """The value in a few words."""
        ...
