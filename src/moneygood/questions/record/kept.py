"""The record that is at hand without being made: kept by the last `record`, or shipped under
``economics/record``.

``python -m moneygood.questions.record.kept`` makes the shipped one. Whoever shows either hears which of the
hashes that it was made from are no longer those of the model, the figures, the texts and the code at hand.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.atomic import write_whole
from moneygood.core.cache import read_cached, write_cached
from moneygood.core.texts import economics_root
from moneygood.questions.record.answer import RecordAnswer
from moneygood.questions.record.document import made_from

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

FOLDER = "record"
SAID = {
    "model": "the model", "figures": "the figures", "texts": "what restarts are scored by",
    "code": "the program",
}  # fmt: skip


@dataclass(frozen=True)
class KeptRecord:
    """A record at hand with the document of its receipt; `differs` names what has changed since it was "
    "made."""

    answer: RecordAnswer
    receipt: dict[str, Any]
    differs: tuple[str, ...]

    @property
    def notice(self) -> str:
        """What has changed since it was made, in a sentence; empty where nothing has."""
        if not self.differs:
            return ""
        from moneygood.core.figures import listed

        changed = listed([SAID[d] for d in self.differs])
        if self.differs == ("code",):
            return "The program has changed since this record was made; model, figures and texts have not."
        word = "have" if len(self.differs) > 1 or "figures" in self.differs else "has"
        return (
            f"This record is out of date: {changed} {word} changed since it was made. "
            "The command “moneygood record” makes it anew."
        )


def kept_record(workspace: Workspace) -> KeptRecord | None:
    """The record of this vintage that fits what is at hand best, the one kept here before the shipped one."""
    now = made_from(workspace)
    found = [_read(c, now) for c in (read_cached(_cached(workspace)), _content(shipped_file(workspace)))]
    there = [f for f in found if f is not None]
    return min(there, key=lambda f: (len(f.differs), f.differs)) if there else None


def shipped_file(workspace: Workspace) -> Path:
    """Where the shipped record of a vintage stands."""
    root = workspace.model.root or economics_root()
    return root / FOLDER / f"{workspace.vintage.name}.json"


def keep(workspace: Workspace, request: Any, answer: RecordAnswer) -> bytes:
    """Keep a record with its receipt for its page; what was kept, as JSON."""
    from moneygood.questions.receipts import receipt_for
    from moneygood.questions.registry import question

    receipt = receipt_for(question("record"), request, answer)
    assert receipt is not None
    content = {"receipt": receipt.as_json(), "record": answer.found}
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_cached(_cached(workspace), text.encode(), keep=2)
    return text.encode()


def _cached(workspace: Workspace) -> str:
    return f"record.{workspace.vintage.name}-latest"


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _read(content: bytes | None, now: dict[str, str]) -> KeptRecord | None:
    if content is None:
        return None
    try:
        kept = json.loads(content)
        then = kept["record"]["made_from"]
        differs = tuple(k for k in SAID if then.get(k) != now[k])
        return KeptRecord(RecordAnswer(kept["record"]), kept["receipt"], differs)
    except (ValueError, KeyError, TypeError):
        return None


def _told(share: float) -> None:
    sys.stderr.write(f"\rrecord: {share:.0%}")


def main() -> int:
    """Make the record of the default vintage and write it where it is shipped."""
    from moneygood.questions.registry import question
    from moneygood.restarts.opening import load

    one = question("record")
    request = one.request()
    answer = one.answer(request, _told)
    workspace = load(None)
    file = shipped_file(workspace)
    file.parent.mkdir(exist_ok=True)
    write_whole(file, keep(workspace, request, answer))
    sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
