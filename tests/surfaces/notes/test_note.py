"""Notes: every figure traceable, no figure typed, words that follow the figures, three forms."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

import moneygood as mg
from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.questions.claims.text import read_claim_files
from moneygood.questions.risks.definitions import read_losses, read_risks
from moneygood.runs.first_passage.triggers import read_breaks
from moneygood.surfaces.cli.main import call
from moneygood.surfaces.notes.html import lab_tag, split_front_matter
from moneygood.surfaces.notes.ledger import MARK, Ledger, plain
from moneygood.surfaces.notes.material import read_words, word_for
from moneygood.surfaces.notes.text import running
from moneygood.surfaces.notes.write import Note, make_note, write_note

pytestmark = pytest.mark.slow
SCENARIOS = ("baseline", "deepseek-jevons", "higher-for-longer")
DRAWS = 150


@pytest.fixture(scope="module")
def notes() -> dict[str, Note]:
    return {s: make_note(s, draws=DRAWS, seed=3) for s in SCENARIOS}


@pytest.fixture(scope="module")
def runs() -> dict[str, api.RunResult]:
    keep = tuple(read_words()["variables"])
    return {s: api.run(s, draws=DRAWS, seed=3, keep=keep) for s in ("baseline", "higher-for-longer")}


def body(note: Note) -> str:
    """The note and its appendix but for front matter and the list of figures, marks still in it."""
    return split_front_matter(note.text)[1] + split_front_matter(note.appendix)[1].split("## Appendix")[0]


def test_the_template_holds_no_digit_outside_its_placeholders():
    for name in ("commentary.md.j2", "appendix.md.j2"):
        template = (economics_root() / "notes" / name).read_text()
        typed = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", template, flags=re.S)
        assert not re.search(r"\d", typed)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_digit_of_a_note_is_a_marked_figure_or_part_of_a_known_text(notes, name):
    """What is left after marks, names, quarters, dates and quoted texts are taken out holds no digit."""
    workspace, plan = api.load(), api.find_scenario(name)
    definitions = read_breaks(workspace.model)
    text = MARK.sub("", body(notes[name]))
    text = re.sub(r"```.*?```|`[^`]*`|!\[.*?\]\(.*?\)", "", text, flags=re.S)
    known = [plan.title, " ".join(plan.question.split()), " ".join(plan.narrative.split())]
    known += [s.note for d in definitions for s in d.sides]
    known += [s.label for d in definitions for s in d.sides]
    known += [*workspace.labels.values(), *(v["name"] for v in read_words()["variables"].values())]
    known += [c.statement for c in read_claim_files()]
    known += [t.name for c in read_claim_files() for t in (*c.as_of, *c.since)]
    known += [s.label for r in read_risks(workspace.model, workspace.vintage) for s in r.signs]
    known += [loss.label for loss in read_losses(workspace.model)]
    known += [loss.label.split(",")[0] for loss in read_losses(workspace.model)]
    for words in sorted(known, key=len, reverse=True):
        text = text.replace(words, "")
    text = re.sub(r"\d{4}Q[1-4]|\d{4}-\d\d(-\d\d)?", "", text)
    assert not re.findall(r".{0,40}\d.{0,20}", text)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_figure_names_its_run_seed_and_vintage_and_stands_in_the_appendix(notes, name):
    note = notes[name]
    appendix = note.appendix_markdown.split("## Appendix")[1]
    used = {int(found[1]) for found in MARK.finditer(body(note))}
    assert used == set(range(len(note.ledger.figures)))
    assert len(used) > 60
    for figure in note.ledger.figures:
        assert re.search(r"seed \d+, vintage 2026-11|vintage 2026-11|^scenario |^model ", figure.source), (
            figure
        )
        assert f"| {figure.text} | {figure.value:.6g} | {figure.key} |" in appendix


def test_figures_are_those_of_the_run_worked_out_with_numpy(notes, runs):
    run, base = runs["higher-for-longer"], runs["baseline"]
    figures = figures_of(notes["higher-for-longer"], but=base.id)
    good = run.paths.ok & base.paths.ok
    t = 7
    quarter = str(run.paths.periods[t])
    ten = run.paths.series("rate_10y")[t].astype(float)
    assert figures["median of rate_10y", quarter] == pytest.approx(
        np.quantile(ten[run.paths.ok], 0.5), abs=1e-6
    )
    shares, plain = (r.paths.series("sp500")[t, good].astype(float) for r in (run, base))
    expected = float(np.mean(100 * (shares / plain - 1)))
    assert figures["mean difference of sp500", quarter] == pytest.approx(expected, rel=1e-9)
    order = {n: r.p_first for n, r in run.first.highs.items()}
    assert figures["p_first of prices", ""] == order["prices"]


@pytest.mark.parametrize(("value", "form", "text"), [
    (4.449, "rate", "4.4%"), (-0.0004, "rate_difference", "0 basis points"),
    (0.1251, "rate_difference", "+13 basis points"),
    (-1.26, "share_difference", "−1.3 points"), (12345.6, "relative", "12,346"), (0.456, "chance", "46%"),
    (-0.31, "rate_distance", "−31 basis points"), (2.2e-12, "tiny", "2.2e-12"),
    (0.001173, "given", "0.001173"),
])  # fmt: skip
def test_figures_are_rounded_as_the_note_says(value, form, text):
    assert Ledger(read_words()["forms"]).write(value, form) == text


def test_a_figure_used_twice_stands_once_in_the_ledger():
    ledger = Ledger(read_words()["forms"])
    assert ledger.mark(4.4, "rate", "k", "s") == ledger.mark(4.4, "rate", "k", "s")
    assert ledger.mark(4.4, "rate", "k", "other") != ledger.mark(4.4, "rate", "k", "s")
    assert len(ledger.figures) == 2


@pytest.mark.parametrize(("size", "words"), [
    (0.01, "hardly moves"), (-0.01, "hardly moves"), (0.2, "moves up a little"),
    (-0.2, "moves down a little"),
    (0.5, "rises"), (-0.5, "falls"), (3, "rises sharply"), (-3, "falls sharply"),
])  # fmt: skip
def test_words_follow_size_and_sign(size, words):
    assert word_for(read_words()["sizes"], size) == words


def test_a_note_says_what_moved_most_and_which_way(notes, runs):
    """The lead of a verdict is the variable whose difference is largest against the baseline's spread, of
    those that the scenario does not hold itself."""
    run, base = runs["higher-for-longer"], runs["baseline"]
    words, sizes = read_words(), {}
    held = {p.variable for p in run.plan.paths}
    for name, entry in words["variables"].items():
        if name in held:
            continue
        a, b = (r.paths.series(name)[7].astype(float) for r in (run, base))
        low, mid, high = np.quantile(b, [0.15, 0.5, 0.85])
        if entry["kind"] == "relative":
            sizes[name] = np.mean(a / b - 1) * 2 * mid / (high - low)
        else:
            sizes[name] = np.mean(a - b) * 2 / (high - low)
    lead = max(sizes, key=lambda n: abs(sizes[n]))
    said = f"**{words['variables'][lead]['name']} {word_for(words['sizes'], sizes[lead])} by "
    assert said in notes["higher-for-longer"].appendix_markdown


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_note_is_as_long_as_an_editor_prints(notes, name):
    assert 600 <= notes[name].words <= 800


def test_no_two_notes_begin_alike_and_none_names_code(notes):
    """The lede without its figures is another in each; no name of a variable stands in the prose."""
    ledes = []
    for note in notes.values():
        text = split_front_matter(note.text)[1]
        ledes.append(MARK.sub("", text.split("\n\n")[2]))
        prose = re.sub(r"`[^`]*`|!\[.*?\]\(.*?\)", "", plain(text))
        assert not re.findall(r"\b[a-z]+_[a-z_0-9]+\b", prose)
    assert len(set(ledes)) == len(ledes)


def test_the_headline_is_what_the_scenario_is_about(notes, runs):
    """What it says it expects something of, if that moves: the ten-year yield comes first there."""
    lead = re.search(r"^# (.*)$", notes["higher-for-longer"].markdown, re.M)
    assert lead is not None
    figures = figures_of(notes["higher-for-longer"])
    quarter = str(runs["baseline"].paths.periods[7])
    moved = 100 * figures["mean difference of rate_10y", quarter]
    assert f"the ten-year yield {abs(moved):.0f} basis points higher by {quarter}" in lead[1]


@pytest.mark.parametrize(("value", "kind", "words"), [
    (0.37, "rate", {"rises", "moves up"}), (-0.37, "rate", {"falls", "moves down"}),
    (0.01, "rate", {"hardly differs from the baseline", "stays close to the baseline"}),
    (-30.0, "relative", {"plunges", "collapses"}),
])  # fmt: skip
def test_a_verb_follows_the_size_of_a_move(value, kind, words):
    rule = next(r for r in read_words()["moves"][kind] if abs(value) < float(r["below"]))
    assert set(rule["up" if value > 0 else "down"]) == words


def test_parts_that_a_note_must_have_stand_in_their_order(notes):
    heads = re.findall(r"^## (.*)$", notes["deepseek-jevons"].appendix_markdown, re.M)
    assert heads == [
        "The verdict", "What drives it", "What could go wrong", "Which changes first", "In pictures",
        "What others said", "What would change our mind", "How this was made", "No advice",
        "Appendix: every figure",
    ]  # fmt: skip
    fields, text = split_front_matter(notes["deepseek-jevons"].appendix_markdown)
    assert {"title", "date", "tags", "draft", "run", "seed", "vintage"} <= set(fields)
    assert fields["date"] == "2026-11-22"
    assert fields["draft"] == "true"
    assert "no advice" in text


def figures_of(note: Note, but: str = "no run") -> dict[tuple[str, str], float]:
    """The figures of a note by what they are and when, but those of one run alone."""
    kept = [f for f in note.ledger.figures if not f.source.startswith(f"run {but}")]
    return {(f.key, f.period): f.value for f in kept}


def test_what_drives_a_scenario_is_what_why_answers_and_adds_up(notes):
    """The parts are those of a question asked apart from the note, and sum to the difference."""
    asked = api.why("rate_10y", "deepseek-jevons", "baseline", at="2028Q2", seed=3)
    found = figures_of(notes["deepseek-jevons"])
    for part in asked.parts:
        assert found[f"part {part.name} of rate_10y", "2028Q2"] == pytest.approx(part.value, abs=1e-11)
    whole = "difference along the deterministic path of rate_10y"
    assert found[whole, "2028Q2"] == pytest.approx(sum(p.value for p in asked.parts), abs=1e-11)
    channel = {
        f.key: f.value for f in notes["deepseek-jevons"].ledger.figures
        if "by channel" in f.source and f.key.startswith(("part ", "other parts"))
    }  # fmt: skip
    assert sum(channel.values()) == pytest.approx(found[whole, "2028Q2"], abs=1e-9)
    assert "### Where the move of the ten-year yield comes from" in notes["deepseek-jevons"].appendix_markdown


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_named_risks_of_a_note_are_those_that_risks_answers(notes, name):
    asked = api.risks(name, draws=DRAWS, seed=3)
    found, of = figures_of(notes[name]), f"risks on run {name}-"
    lines = notes[name].appendix_markdown.split("### Named risks")[1].split("## Which")[0]
    for risk in asked.risks:
        own = [
            f.value for f in notes[name].ledger.figures
            if f.key == f"p_within_12q of risk {risk.text.name}" and f.source.startswith(of)
        ]  # fmt: skip
        assert own == [risk.odds[12][0]]
        assert f"| {risk.text.event.label} |" in lines
    on = [s for r in asked.risks for s in r.signs if s.on]
    assert found["early signs that are on", ""] == len(on)
    assert all(f"- {s.sign.label} (" in lines for s in on)


def test_a_note_given_no_answers_does_without_them_and_one_given_some_takes_those():
    plain = make_note("higher-for-longer", draws=20, quarters=20, claims=None, answers={})
    assert "### " not in plain.appendix_markdown
    asked = api.why("rate_10y", "higher-for-longer", by="channel", quarters=20)
    told = make_note("higher-for-longer", draws=20, quarters=20, claims=None, answers={"why": asked})
    assert "### Where the move" in told.appendix_markdown
    assert "### Named risks" not in told.appendix_markdown
    assert "| mechanism |" in told.appendix_markdown


def test_a_short_run_asks_about_a_quarter_that_it_has():
    note = make_note("higher-for-longer", draws=20, quarters=5, claims=None)
    assert "in 2027Q3 against" in note.appendix_markdown


def test_a_note_in_which_nothing_strikes_names_no_likeliest_risk():
    text = make_note(
        "baseline", draws=8, quarters=1, claims=None
    ).appendix_markdown  # so few that none strikes
    assert "None of 7 named risks strikes on any path" in text
    assert "is the likeliest: 0%" not in text


@pytest.mark.parametrize(("label", "inside"), [
    ("AI backlash", "AI backlash"),
    ("Energy limit", "energy limit"), ("Yen-carry unwind", "yen-carry unwind"),
])  # fmt: skip
def test_a_label_inside_a_sentence_keeps_its_acronym(label, inside):
    assert running(label) == inside


def test_a_chance_too_small_for_its_decimals_is_not_written_as_nothing():
    text = make_note("ai-disappoints", draws=20, quarters=12, claims=None).appendix_markdown
    assert "with a chance of 0.0000" not in text


def test_the_same_question_gives_the_same_files_to_the_last_byte(notes, tmp_path):
    """C-17."""
    again = make_note("baseline", draws=DRAWS, seed=3)
    assert again.appendix_markdown == notes["baseline"].appendix_markdown
    assert again.html() == notes["baseline"].html()
    assert hashlib.sha256(again.pdf()).digest() == hashlib.sha256(notes["baseline"].pdf()).digest()


def test_a_scenario_of_ones_own_may_have_any_title_and_no_question(tmp_path):
    title = 'R&D <b>"cuts"</b>, #1 *or* $2_x'
    own = {"title": title, "extends": "baseline", "levers": {"hoped_cuts": 1.0}}
    note = make_note(own, draws=20, quarters=12, claims=None)
    page = note.html()
    assert "<title>R&amp;D &lt;b&gt;&quot;cuts&quot;&lt;/b&gt;, #1 *or* $2_x</title>" in page
    assert "<b>" not in page
    assert note.pdf().startswith(b"%PDF-")
    reader = Reader()
    reader.feed(page)
    assert reader.open == []


class Reader(HTMLParser):
    """Counts figures, drawings and addresses outside the page, and finds elements left open."""

    VOID = ("meta", "img", "br", "hr", "link")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.figures: list[dict] = []
        self.outside: list[str] = []
        self.drawings = 0

    def handle_starttag(self, tag, attrs):
        fields = dict(attrs)
        self.outside += [v for k, v in attrs if k in ("src", "href") and not str(v).startswith("#")]
        self.drawings += tag == "svg"
        if tag == "data":
            self.figures.append(fields)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        return

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", SCENARIOS)
def test_pages_are_whole_work_offline_and_carry_their_sources(notes, name):
    carried = 0
    for appendix in (False, True):
        page = notes[name].html(appendix)
        reader = Reader()
        reader.feed(page)
        assert reader.open == []
        assert reader.outside == []
        assert reader.drawings == len(notes[name].drawings) if appendix else reader.drawings >= 4
        assert all(f["data-source"] and float(f["value"]) == float(f["value"]) for f in reader.figures)
        carried += len(reader.figures)
        assert not {"\ue000", "\ue003", "\ue004"} & set(page)
    assert carried >= len(notes[name].ledger.figures)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_pdf_is_set_and_has_several_pages(notes, name):
    pages = []
    for appendix in (False, True):
        content = notes[name].pdf(appendix)
        assert content.startswith(b"%PDF-")
        pages.append(max(int(n) for n in re.findall(rb"/Count (\d+)", content)))
    assert 1 <= pages[0] <= 3
    assert pages[1] >= 4


def test_markdown_has_its_charts_beside_it(notes, tmp_path):
    file = tmp_path / "n.md"
    written = write_note(notes["baseline"], file)
    named = re.findall(r"\]\((n-charts/[\w-]+\.svg)\)", (tmp_path / "n-appendix.md").read_text())
    assert set(re.findall(r"\]\((n-charts/[\w-]+\.svg)\)", file.read_text())) <= set(named)
    assert len(named) == len(notes["baseline"].drawings)
    assert all((tmp_path / n).read_text().startswith("<svg") for n in named)
    assert written[1].name == "n-appendix.md"
    assert {f.name for f in written[2:]} == {n.split("/")[1] for n in named}
    assert not list(tmp_path.glob(".*"))


def test_a_wrong_ending_or_date_is_one_line_and_nothing_is_written(tmp_path, capsys):
    """C-26, C-28: A511, A512."""
    assert call(["note", "baseline", "-o", str(tmp_path / "n.docx")]) == 2
    assert (
        capsys.readouterr().err
        == "A511: a note cannot be written as 'n.docx'. End it with .md, .html, .pdf.\n"
    )
    assert call(["note", "baseline", "-o", str(tmp_path / "n.md"), "--date", "November"]) == 2
    assert capsys.readouterr().err == "A512: 'November' is not a date. Write it like 2026-11-22.\n"
    assert call(["note", "baseline", "-o", str(tmp_path / "none" / "n.md")]) == 2
    assert capsys.readouterr().err.startswith("R001")
    assert list(tmp_path.iterdir()) == []


def test_the_notebook_door_writes_a_note_with_a_date_and_chosen_claims(tmp_path):
    file = mg.note("baseline", tmp_path / "n.html", draws=30, date="2027-01-02", claims=["fed-low-rates"])
    page = file.read_text()
    assert '<meta name="date" content="2027-01-02">' in page
    assert "The Fed has kept interest rates low." in page
    assert "The Fed is buying bonds." not in page
    with pytest.raises(MoneygoodError) as caught:
        mg.note("baseline", tmp_path / "n.txt")
    assert caught.value.code == "A511"


def test_a_note_has_a_live_lab_where_its_address_is_given(notes, tmp_path, capsys):
    """The tag stands on the note and not on its appendix; C-26: A513 for what cannot have one."""
    page = replace(notes["baseline"], live=lab_tag("https://desk.example/lab", "baseline"))
    tag = '<script src="https://desk.example/lab/lab/embed.js" data-link="s=baseline" async></script>'
    assert tag in page.html()
    assert "<script" not in page.html(appendix=True)
    assert "<script" not in notes["baseline"].html()
    for wrong in (["-o", "n.md", "--lab", "lab/"], ["-o", "n.html", "--lab", "javascript:alert(1)"]):
        assert call(["note", "baseline", *wrong]) == 2
        assert capsys.readouterr().err.startswith("A513: ")
    own = tmp_path / "own.yaml"
    own.write_text("title: mine\nextends: baseline\nlevers:\n  term_premium: 0.5\n")
    assert call(["note", str(own), "-o", str(tmp_path / "n.html"), "--lab", "lab/"]) == 2
    assert capsys.readouterr().err.startswith("A513: the lab has shipped scenarios only")


def test_a_note_answers_with_the_variables_its_scenario_is_about() -> None:
    """A scenario on foreign holdings says where they and the dollar go, and its own risk is no finding."""
    note = make_note("foreign-strike", draws=60, claims=None).appendix_markdown
    verdict = note.split("## The verdict")[1].split("## ")[0]
    assert "foreign share of the public debt" in verdict
    assert "broad dollar" in verdict
    named = note.split("### Named risks")[1].split("|")[0]
    assert "brings about “foreign strike”" in named
    assert "the likeliest of the others is “foreign strike”" not in named
    assert not re.search(r"\b(eps|add|b|u)_\w+", note.split("## How this was made")[0])


def test_the_note_of_the_baseline_says_what_judgement_holds() -> None:
    note = make_note(draws=60, claims=None, answers={}).appendix_markdown
    assert "imposes nothing" not in note
    for held in ("output gap", "federal funds rate", "unemployment rate"):
        assert held in note.split("judgement holds")[1].split("own rule")[0]
