"""Output on a stream that knows few characters: signs become plain ones, and nothing fails."""

from __future__ import annotations

import codecs
import sys

PLAIN = {
    "…": "...", "–": "-", "—": "-", "−": "-", "±": "+/-", "→": "->", "×": "x", "·": "-", "≤": "<=", "≥": ">=",
    "‘": "'", "’": "'", "“": '"', "”": '"', "≈": "~", "§": "par. ", "\u202f": " ", "\xa0": " ",
}  # fmt: skip


def _plainly(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    return "".join(PLAIN.get(c, "?") for c in fault.object[fault.start : fault.end]), fault.end


codecs.register_error("moneygood.plain", _plainly)


def speak_plainly() -> None:
    """Make stdout and stderr write a plain sign for each that they cannot write."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and "utf" not in (stream.encoding or "").lower():
            reconfigure(errors="moneygood.plain")
