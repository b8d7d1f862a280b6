"""Making a note: the questions asked, the text, and the file in the form that its ending names."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood import api
from moneygood.core.answer import AbstractAnswer
from moneygood.core.atomic import fresh_folder, publish, write_whole
from moneygood.core.errors import MoneygoodError
from moneygood.scenarios.library import list_scenarios
from moneygood.surfaces.notes.ledger import Ledger, plain
from moneygood.surfaces.notes.material import Material, read_words
from moneygood.surfaces.notes.opening import movers, subject
from moneygood.surfaces.notes.own import own_variables
from moneygood.surfaces.notes.pictures import pictures
from moneygood.surfaces.notes.text import marked_texts, words_of

if TYPE_CHECKING:
    from moneygood.questions.risks.monitor import RiskMonitor
    from moneygood.runs.attribution.attribution import Attribution
    from moneygood.runs.store.receipt import Receipt
    from moneygood.surfaces.notes.pdf import Form

FORMS = (".md", ".html", ".pdf")
SEAL = 16
"""Letters of a receipt's seal that a page shows."""
NOT_TAKEN_APART = ("A201", "A204")
"""Codes of `why` for a difference without parts, or not solvable without some: left out of the note."""


@dataclass(frozen=True)
class Note:
    """A finished note: its text and its appendix with every figure marked, the figures, the drawings."""

    text: str
    appendix: str
    summary: str
    """The note on one page: headline, lede, what is imposed, what would change our mind, source."""
    ledger: Ledger
    drawings: Mapping[str, tuple[str, str]]
    receipt: Receipt
    """Of the figure that the headline is about, for ``moneygood verify``."""
    live: str = ""
    """A tag that stands last on the HTML page, such as that of a lab."""

    @property
    def markdown(self) -> str:
        """The note as Markdown; pictures are named by their keys."""
        return plain(self.text)

    @property
    def appendix_markdown(self) -> str:
        """The appendix as Markdown."""
        return plain(self.appendix)

    @property
    def headline(self) -> str:
        """The finding that the note is headed by."""
        found = re.search(r"^# (.*)$", self.markdown, re.M)
        return found[1] if found else ""

    @property
    def words(self) -> int:
        """The words of the note itself, without front matter, pictures and appendix."""
        return words_of(self.text)

    def html(self, appendix: bool = False) -> str:
        """The note, or its appendix, as one HTML page."""
        from moneygood.surfaces.notes.html import html_note

        live = "" if appendix else self.live
        return html_note(self.appendix if appendix else self.text, self.ledger, self.drawings, live)

    def pdf(self, appendix: bool = False) -> bytes:
        """The note, or its appendix, as PDF."""
        from moneygood.surfaces.notes.pdf import pdf_note

        return pdf_note(self.appendix if appendix else self.text, self.drawings)

    def summary_page(self, form: Form, receipt: str = "") -> bytes:
        """The summary as one page, ``pdf`` or ``png``; `receipt` says where its receipt is.

        Errors: U017 where typst is not installed.
        """
        from moneygood.surfaces.notes.summary import chosen, one_page

        charts = chosen(self.text, self.drawings, self.receipt.variable)
        return one_page(self.summary, charts, self.drawings, form, receipt)


@dataclass(frozen=True, repr=False)
class WrittenNote:
    """A note, the `file` that it was written to, and that of its summary where one was asked for."""

    file: Path
    note: Note
    summary: Path | None = None

    def __repr__(self) -> str:
        return f"<{self.file}: {len(self.note.ledger.figures)} figures>"


def check_note_file(file: Path) -> None:
    """Raise A511 for an ending that is none of a note's and R001 for a folder that is not there."""
    if file.suffix.lower() not in FORMS:
        hint = f"End it with {', '.join(FORMS)}"
        raise MoneygoodError("A511", f"a note cannot be written as {file.name!r}", None, hint)
    if not file.parent.is_dir() or file.is_dir():
        raise MoneygoodError("R001", f"{file} cannot be written", None, "Name a file in a folder that exists")


def check_lab(address: str, scenario: api.Scenario, file: Path) -> None:
    """Raise A513 where no lab can be put into the note: another form than HTML, a scenario of one's own."""
    kind, _, rest = address.partition("://")
    if file.suffix.lower() != ".html":
        said, hint = f"{file.name} is no HTML page", "End the file's name with .html"
    elif not isinstance(scenario, str) or scenario not in list_scenarios():
        said, hint = "the lab has shipped scenarios only", "Leave --lab out, or name a shipped scenario"
    elif not address.strip() or (rest and kind not in ("http", "https")) or (not rest and ":" in address):
        said, hint = f"{address!r} is no address of a lab", "Write https://host/lab/, or a path such as lab/"
    else:
        return
    raise MoneygoodError("A513", said, None, hint)


def make_note(
    scenario: api.Scenario = api.BASELINE,
    *,
    date: str | None = None,
    draws: int = api.DRAWS,
    seed: int = 1,
    quarters: int = api.QUARTERS,
    vintage: str | None = None,
    claims: Sequence[str] | None = (),
    responses: bool = False,
    answers: Mapping[str, Attribution | RiskMonitor] | None = None,
    view: Sequence[str | Path] = (),
) -> Note:
    """The commentary on a scenario, every figure from one run, its baseline twin, and the claims.

    `date` defaults to the vintage's. `claims` picks claims by id, all of them when empty, none for None.
    `responses` also holds the model against published responses (several seconds). `answers` holds answers
    of further questions by verb: ``why`` (and ``channels``, the same by channel) stands under what drives it,
    ``risks`` under what could go wrong. They are asked on the note's own run when None; {} leaves them out.
    `view` holds views under which draws are weighed; attributions are of paths without draws and know none.
    Errors: A512 for a date, and those of `run` and `claims`.
    """
    named, plan = _day(date), api.find_scenario(scenario)
    workspace = api.load(vintage)
    day = named or workspace.vintage.as_of
    words = read_words()
    if not plan.imposes_nothing:
        own = own_variables(workspace, plan, words["no_article"])
        words = words | {
            "variables": words["variables"] | {n: v for n, v in own.items() if n not in words["variables"]},
            "own": tuple(own),
        }
    keep = tuple(
        dict.fromkeys((*words["variables"], *(api.risk_variables(vintage) if answers is None else ())))
    )
    checked = None if claims is None or workspace.moved else api.claims(only=tuple(claims), vintage=vintage)
    options: dict[str, Any] = {"draws": draws, "seed": seed, "quarters": quarters, "vintage": vintage}
    if view:
        options["view"] = view
    run = api.run(plan, keep=keep, **options)
    base = run if plan.imposes_nothing else api.run(api.BASELINE, keep=keep, **options)
    ledger = Ledger(words["forms"])
    found = further(run, base, words, options) if answers is None else dict(answers)
    material = Material(run, base, checked, found, ledger, words)
    more: dict[str, Any] = {"date": day.isoformat()}
    if responses:
        more["responses"] = _responses(ledger, vintage, workspace.vintage.name)
    drawn = pictures(material)
    charts = [
        {"key": key, "words": said.replace("[", "(").replace("]", ")")} for key, (said, _) in drawn.items()
    ]
    return Note(*marked_texts(material, charts, more), ledger, drawn, headline_receipt(material))


def headline_receipt(m: Material) -> Receipt:
    """The receipt of what the headline is about: the median in its quarter, or how often a high is first."""
    from moneygood.runs.store.receipt import receipt_of

    name, quarter = subject(m, movers(m))
    return receipt_of(m.run, name, quarter, "p_first" if quarter is None else "median")


def further(
    run: api.RunResult, base: api.RunResult, words: Mapping[str, Any], options: Mapping[str, Any]
) -> dict[str, AbstractAnswer]:
    """The answers of `why` and `risks` for a note, on the runs that it has."""
    found: dict[str, AbstractAnswer] = {"risks": api.monitor_risks(run)}
    if run.plan.imposes_nothing:
        return found
    found["risks_baseline"] = api.monitor_risks(base)
    rest = {k: options[k] for k in ("seed", "quarters", "vintage")}
    at = run.paths.periods[min(int(words["horizons"]["middle"]), len(run.paths.periods)) - 1]
    for key, by in (("why", "shock"), ("channels", "channel")):
        try:
            found[key] = api.why(words["explained"], run.plan, base.plan, at=at, by=by, **rest)
        except MoneygoodError as fault:
            if fault.code not in NOT_TAKEN_APART:
                raise
    return found


def write_note(note: Note, file: Path) -> list[Path]:
    """Write a note and its appendix, each whole or not at all, and return the files.

    The appendix is ``NAME-appendix`` of the same form; Markdown has its drawings in a folder beside it.
    """
    check_note_file(file)
    kind, beside = file.suffix.lower(), file.with_name(f"{file.stem}-appendix{file.suffix}")
    if kind == ".md":
        return _write_markdown(note, file, beside)
    for name, appendix in ((beside, True), (file, False)):
        write_whole(name, note.html(appendix).encode() if kind == ".html" else note.pdf(appendix))
    return [file, beside]


def write_summary(note: Note, file: Path) -> list[Path]:
    """Write the note on one page, PDF or PNG, and ``NAME-receipt.json`` beside it, that of its headline.

    Each is written whole or not at all. Errors: A514, R001, U017.
    """
    beside = file.with_name(f"{file.stem}-receipt.json")
    said = (
        f"moneygood verify {beside.name} computes the figure of the headline again, to the bit; seal "
        f"{note.receipt.seal[:SEAL]}."
    )
    page = note.summary_page("png" if file.suffix.lower() == ".png" else "pdf", said)
    write_whole(beside, note.receipt.text)
    write_whole(file, page)
    return [file, beside]


def _write_markdown(note: Note, file: Path, beside: Path) -> list[Path]:
    folder = file.with_name(f"{file.stem}-charts")
    texts = {
        name: re.sub(r"\]\(([\w-]+)\)$", rf"]({folder.name}/\1.svg)", plain(text), flags=re.M)
        for name, text in ((beside, note.appendix), (file, note.text))
    }
    with fresh_folder(file.parent, file) as fresh:
        for key, (_, svg) in note.drawings.items():
            (fresh / f"{key}.svg").write_text(svg, encoding="utf-8")
        publish(fresh, folder, "", merge=True)
    for name, text in texts.items():
        write_whole(name, text)
    return [file, beside, *(folder / f"{key}.svg" for key in note.drawings)]


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise MoneygoodError("A512", f"{text!r} is not a date", None, "Write it like 2026-11-22") from None


def _responses(ledger: Ledger, vintage: str | None, name: str) -> dict[str, str]:
    shares, source = api.validate(("responses",), vintage=vintage).shares, f"validate on vintage {name}"
    out = {}
    for side, share in (("looked at", shares.looked_at), ("blind", shares.blind)):
        key = "blind_" if side == "blind" else ""
        out[f"{key}count"] = ledger.mark(share.count, "count", f"published responses, {side}", source)
        out[f"{key}met"] = ledger.mark(share.met, "count", f"published responses met, {side}", source)
    return out
