"""The split of published responses: by source and by rule, no blind figure without asking for it."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.surfaces.cli.main import call
from moneygood.surfaces.cli.validate import print_responses, print_shares
from moneygood.validation.evidence_shares import evidence_shares, together
from moneygood.validation.response_claims import read_claims
from moneygood.validation.responses import Verdict
from moneygood.validation.split import read_split, side_of
from moneygood.validation.validation import Validation, validate

FILE = economics_root() / "claims" / "split" / "split.yaml"
ROW = Verdict("a.b", "wealth effect", "frbus_run", "It rises.", "pct", 2.0, 4.0, 3.5, "met")


def test_the_side_is_the_last_bit_of_another_programs_hash() -> None:
    for key in sorted({c.source for e in read_claims() for c in e.claims if c.published})[:12]:
        first = key.split(",")[0]
        said = subprocess.run(["sha256sum"], input=first.encode(), capture_output=True, check=True).stdout
        assert side_of(key) == ("blind" if int(said.split()[0], 16) % 2 else "looked-at"), key


def test_the_rule_of_2026_still_gives_the_sides_of_2026() -> None:
    """Worked with sha256sum on the day the rule was written: the last hexadecimal digits are even and odd."""
    looked_at = ("frbus_run", "frbus_nov2014", "cbo2024ltbo", "bis2024", "bernanke2005", "crns2021")
    blind = ("cbo2025rules", "goldman2026", "fischer2015", "powell2025", "plante2025", "gabaix2021")
    assert {side_of(k) for k in looked_at} == {"looked-at"}
    assert {side_of(k) for k in blind} == {"blind"}
    assert side_of("ours") == ""
    assert side_of("fischer2015, bernanke2005") == side_of("fischer2015")


def test_a_source_is_on_one_side_and_both_sides_have_sources() -> None:
    claims = [c for e in read_claims() for c in e.claims if c.published]
    sides = {}
    for c in claims:
        sides.setdefault(c.source, set()).add(c.blind)
    assert all(len(s) == 1 for s in sides.values())
    blind = sum(s == {True} for s in sides.values())
    assert 0.35 <= blind / len(sides) <= 0.65


def test_no_blind_figure_is_shown_unless_it_is_opened(
    validation: Validation, capsys: pytest.CaptureFixture[str]
) -> None:
    blind = {c.id for e in read_claims() for c in e.claims if c.blind}
    assert blind
    assert not blind & {v.id for v in validation.responses}
    assert validation.shares is not None
    assert validation.shares.blind.count == len(blind)
    print_responses(validation.responses)
    said = capsys.readouterr().out
    assert not [i for i in blind if i in said]
    document = validation.as_json()
    assert not blind & {c["id"] for c in document["claims"]}
    assert document["split"]["blind"]["count"] == len(blind)
    assert all(n["count"] >= 3 for n in document["split"]["blind"]["met_by_source"].values())


def test_openings_are_printed_with_their_reason(
    validation: Validation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert validation.shares is not None
    print_shares(validation.shares)
    said = " ".join(capsys.readouterr().out.split())
    for opening in read_split().opened:
        assert f"Opened {opening.date}, {len(opening.rows)} rows: {opening.why}" in said
        assert opening.rows[0] in said
    assert "blind, outside FRB/US" in said


def test_shares_are_sums_by_hand() -> None:
    rows = [
        ROW,
        replace(ROW, id="a.c", verdict="missed"),
        replace(ROW, id="a.d", source="bernanke2005"),
        *(replace(ROW, id=f"b.{i}", source="goldman2026", blind=True) for i in range(3)),
        replace(ROW, id="c.a", source="fischer2015", blind=True, verdict="wrong_sign"),
        replace(ROW, id="d.a", source="ours", published=False),
    ]
    shares = evidence_shares(rows, replace(read_split(), opened=()))
    assert (shares.looked_at.met, shares.looked_at.count) == (2, 3)
    assert (shares.looked_at_outside.met, shares.looked_at_outside.count) == (1, 1)
    assert (shares.blind.met, shares.blind.count, shares.unopened.count) == (3, 4, 4)
    assert not shares.holds, "two thirds of looked-at rows are fewer than 85 %"
    assert replace(shares, looked_at=shares.blind_outside).blind.share == pytest.approx(0.75)


def test_small_blind_sources_are_added_up_until_no_row_can_be_read_off() -> None:
    assert together({"a": (3, 4), "b": (1, 1), "c": (0, 2)}, 3) == {"a": (3, 4), "2 other sources": (1, 3)}
    assert together({"a": (3, 4), "d": (2, 3), "b": (1, 1)}, 3) == {"a": (3, 4), "2 other sources": (3, 4)}
    assert together({"b": (1, 1)}, 1) == {"b": (1, 1)}


def test_only_looked_at_does_not_solve_what_is_blind(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def check(workspace: object, experiments: object) -> tuple[Verdict, ...]:
        asked.extend(c for e in experiments for c in e.claims)  # type: ignore[attr-defined]
        return ()

    monkeypatch.setattr("moneygood.validation.validation.check_claims", check)
    validate(None, ("responses",), only="looked-at")  # type: ignore[arg-type]
    assert asked
    assert not [c.id for c in asked if c.blind]
    asked.clear()
    validate(None, ("responses",), only="blind")  # type: ignore[arg-type]
    assert {c.blind for c in asked} == {True}


def test_what_contradicts_itself_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for words in (
        ["interest", "--open-blind"],
        ["interest", "--only", "looked-at"],
        ["responses", "--only", "looked-at", "--open-blind"],
        ["responses", "--only", "blind", "--chart", str(tmp_path / "x.html")],
    ):
        assert call(["validate", *words]) == 2, words
        assert "A063" in capsys.readouterr().err
    assert call(["validate", "--only", "seen"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "rule: sha256-last-bit",
            "rule: by-hand",
            r"rule of the split is 'by-hand'. It is one of sha256-last-bit",
        ),
        (
            "- ai_facts.net_2025",
            "- ai_facts.net_2026",
            r"there is no blind response 'ai_facts.net_2026'. Did you mean",
        ),
        ("made: 2026-11-30", "made: once", r"made of the split is 'once', not a date"),
        ("needed_blind: 65\n", "", r"the split lacks the field 'needed_blind'"),
    ],
)
def test_a_faulty_text_is_one_clear_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "split.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    rows = [c.id for e in read_claims() for c in e.claims if c.blind]
    with pytest.raises(MoneygoodError, match=message):
        read_split(rows, path)
