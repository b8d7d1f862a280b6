"""Equations written once for several members: ``each firm: amzn, meta`` and ``[x_{firm}]``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.model.grammar import FormulaSource

_EACH = re.compile(r"^[ \t]*each\b[^\n]*", re.MULTILINE)
_FAMILY = re.compile(r"[ \t]*each[ \t]+([a-z][a-z0-9_]*)[ \t]*:([^\n#]*)")
_MEMBER = re.compile(r"[a-z][a-z0-9_]*\Z")
_SLOT = re.compile(r"\{([^{}\n]*)\}")

Families = Mapping[str, tuple[str, ...]]
"""The members of each family by its name, in the order in which they are written."""


def read_families(
    source: FormulaSource, stop: int, errors: list[MoneygoodError]
) -> tuple[dict[str, tuple[str, ...]], str]:
    """The families of the head of a file (its first `stop` characters), and the head without their lines.

    Faults (M048) go to `errors`. Comments stay in the head; a line that begins with `each` in one is none.
    """
    head = source.text[:stop]
    families: dict[str, tuple[str, ...]] = {}
    for line in _EACH.finditer(head):
        found = _FAMILY.match(line[0])
        members = tuple(m.strip() for m in found[2].split(",")) if found else ()
        wrong = next((m for m in members if not _MEMBER.match(m)), None)
        what = hint = None
        if found is None:
            what, hint = "the line is not a family", "Write each firm: amzn, meta"
        elif wrong is not None:
            what = f"{wrong!r} is not the name of a member" if wrong else "a member has no name"
            hint = "Members are words in lower case with commas between them"
        elif len(set(members)) < len(members):
            what = f"the family {found[1]!r} names a member twice"
        elif found[1] in families:
            what = f"there are two families {found[1]!r}"
        if what is not None:
            at = line.start() + len(line[0]) - len(line[0].lstrip())
            at += line[0].lstrip().find(wrong) if wrong else 0
            errors.append(MoneygoodError("M048", what, source.place(at), hint))
        elif found is not None:
            families[found[1]] = members
    return families, _EACH.sub("", head)


def for_each_member(
    source: FormulaSource, start: int, stop: int, families: Families
) -> Iterator[tuple[FormulaSource, int]]:
    """The statement between `start` and `stop` of `source`: as it is, or written out for each member.

    Each text that comes back is the whole file with ``{family}`` replaced inside that statement, and the end
    of the statement in it, so that places and carets show what was read. M048 for an unknown family, for two
    in one statement, and for one that the label does not have.
    """
    text = source.text[start:stop]
    slots = [
        m for m in _SLOT.finditer(text) if "#" not in text[text.rfind("\n", 0, m.start()) + 1 : m.start()]
    ]
    if not slots:
        yield source, stop
        return
    for slot in slots:
        if slot[1] not in families:
            hint = did_you_mean(slot[1], families) or "Name the members at the head: each firm: amzn, meta"
            what = f"there is no family {slot[1]!r}"
            raise MoneygoodError("M048", what, source.place(start + slot.start()), hint)
        if slot[1] != slots[0][1]:
            what = f"the families {slots[0][1]!r} and {slot[1]!r} meet in one equation"
            raise MoneygoodError("M048", what, source.place(start + slot.start()), "Write one of them out")
    label = text.find("]")
    if slots[0].start() > label:
        what = f"{{{slots[0][1]}}} is in the equation but not in its label"
        raise MoneygoodError("M048", what, source.place(start + slots[0].start()), "Add it to the [label]")
    for member in families[slots[0][1]]:
        piece = text.replace(f"{{{slots[0][1]}}}", member)
        yield FormulaSource(source.file, source.text[:start] + piece + source.text[stop:]), start + len(piece)
