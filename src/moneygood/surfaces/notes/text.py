"""A note as Markdown: the template filled with the parts, marks for every figure still in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from moneygood.core.answer import Table
from moneygood.core.texts import economics_root, read_text
from moneygood.surfaces.notes.contents import context
from moneygood.surfaces.notes.copy import SPARING, copy_of
from moneygood.surfaces.notes.ledger import plain
from moneygood.surfaces.notes.material import Material

NOTE, APPENDIX, SUMMARY = "commentary.md.j2", "appendix.md.j2", "summary.md.j2"
PART = "\ue004"
"""What stands between the note, its appendix and its summary while figures are numbered."""
APPENDIX_NAME = "the appendix beside this note"
LEAST_WORDS = 600
"""Words that a note has at least, where its scenario leaves as many to say."""
MOST_WORDS = 800
"""Words that a note has at most, as long as there is something to leave out."""
LAST = "\ue003"
"""Where the appendix goes: it is written when all figures have been used."""


def marked_texts(m: Material, charts: list[dict[str, str]], more: dict[str, Any]) -> tuple[str, str, str]:
    """The note, its appendix and its summary as Markdown with their figures marked, numbered through all.

    `charts` gives key and words of each picture.
    """
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )
    environment.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["running"] = running
    functions = {
        "level": m.level, "gap": m.gap, "verb": m.verb, "still": m.still, "rises": m.rises,
        "opposed": m.opposed, "show": show, "tail": m.level,
        "listed": listed,
    }  # fmt: skip
    parts = {**context(m), **functions, "charts": charts, "appendix": LAST, "responses": None, **more}
    parts |= {"appendix_name": APPENDIX_NAME, "short_advice": m.words["short_advice"]}

    def filled(name: str, spared: int) -> str:
        template = environment.from_string(read_text(economics_root() / "notes" / name))
        return _tidy(template.render({**parts, "copy": copy_of(m, charts, spared)}))

    spared, note = 0, filled(NOTE, 0)
    while words_of(note) > MOST_WORDS and spared < SPARING:
        spared += 1
        note = filled(NOTE, spared)
    if words_of(note) < LEAST_WORDS:
        spared = -1
        note = filled(NOTE, spared)
    rendered = [note, filled(APPENDIX, spared), filled(SUMMARY, spared)]
    note, appendix, summary = m.ledger.settle(PART.join(rendered)).split(PART)
    return note, appendix.replace(LAST, m.ledger.appendix()), summary


def words_of(text: str) -> int:
    """The words of a marked note, without front matter and pictures."""
    body = plain(text).split("---\n", 2)[2]
    return len(re.sub(r"!\[.*?\]\(.*?\)", "", body).split())


def show(table: Table) -> str:
    """A table as Markdown; the first column is words, the others are figures."""
    heads = [c.label for c in table.columns]
    figures = table.title != "Claims"
    lines = ["| " + " | ".join(heads) + " |"]
    lines.append("| " + " | ".join("---:" if i and figures else "---" for i in range(len(heads))) + " |")
    lines += ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in table.texts()]
    return "\n".join(lines)


def running(label: str) -> str:
    """A label as it stands inside a sentence: small at its start unless it begins with an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def listed(parts: Sequence[Mapping[str, str]]) -> str:
    """Parts of a difference in a row, each with its figure."""
    said = [f"“{p['label']}” ({p['value']})" for p in parts]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _tidy(text: str) -> str:
    """Each paragraph on a line of its own, one blank line between parts, front matter and code left alone."""
    out: list[str] = []
    fenced = matter = False
    for number, raw in enumerate(text.strip().splitlines()):
        line = raw.rstrip()
        matter = (line == "---" and number == 0) or (matter and line != "---")
        fenced ^= line.startswith("```")
        if matter or fenced or not _runs_on(line) or not out or not _runs_on(out[-1]):
            if line or out[-1]:
                out.append(line)
        else:
            out[-1] += f" {line.strip()}"
    return "\n".join(out) + "\n"


def _runs_on(line: str) -> bool:
    """Whether a line is part of a running paragraph."""
    return bool(line) and not line.startswith(("#", "|", "- ", ">", "!", "`", "---", LAST))
