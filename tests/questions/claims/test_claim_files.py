"""Claim files: a fault is one line with file and line, caught before anything is solved."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError

SOUND = """\
topic: Rates
claims:
  - id: mine
    statement: The ten-year is above 4 %.
    date: 2024-07-01
    by: me
    source: ours
    figures:
      ten: {label: Ten-year, formula: treasury_10y, on: monthly, at: 2024-06}
    as_of:
      - {test: It is above 4 %, holds: ten > 4}
    since:
      - {test: It is above 4 %, holds: ten > 4}
"""

FAULTS = [
    ("statement: The ten-year is above 4 %.", "statment: x", "A501", 4, "Did you mean 'statement'?"),
    ("date: 2024-07-01", "date: mid-2024", "A501", 5, "date of a claim is 'mid-2024', not a date"),
    ("    source: ours\n", "", "A501", 3, "a claim lacks the field 'source'"),
    ("on: monthly", "on: daily", "A502", 9, "on of figure 'ten' is 'daily'"),
    ("at: 2024-06", "at: 2024-06, take: median", "A502", 9, "take of figure 'ten' is 'median'"),
    ("at: 2024-06", "at: 2024Q2", "A502", 9, "'2024Q2' is not a period of this table"),
    ("formula: treasury_10y", "formula: tresury_10y", "M001", 9, "Did you mean 'treasury_10y'?"),
    ("at: 2024-06}", "at: 2024-06, quoted: x}", "A501", 9, "exactly one of on, quoted, value, model"),
    ("holds: ten > 4}\n    since", "holds: ten + 4}\n    since", "A501", 11, "'ten + 4' is not a condition"),
    ("holds: ten > 4}\n    since", "holds: ten > other}\n    since", "M001", 11, "other"),
    ("holds: ten > 4}\n    since", "holds: ten > 4, fails: ten > 3}\n    since",
     "A501", 11, "both holds and fails"),
    ("label: Ten-year, formula: treasury_10y, on: monthly, at: 2024-06",
     "label: Ten-year, model: baseline, formula: rate_10y, at: q4, take: value", "A503", 9, "of the model"),
    ("label: Ten-year, formula: treasury_10y, on: monthly, at: 2024-06",
     "label: Ten-year, quoted: sp500_close_2032", "A502", 9, "Did you mean 'sp500_close_20"),
    ("    figures:\n", "    figures:\n      idle: {label: l, value: 1, unit: pct}\n",
     "A501", 9, "used by no test"),
    ("    since:\n", "  - id: mine\n    statement: s\n    date: 2024-07-01\n    by: b\n    source: ours\n"
     "    figures: {ten: {label: l, value: 5, unit: pct}}\n    since:\n",
     "A501", 12, "two claims have the id"),
]  # fmt: skip


def write(folder: Path, text: str) -> Path:
    (folder / "mine.yaml").write_text(text)
    return Path("mine.yaml")


def test_a_claim_of_ones_own_works_like_those_that_ship(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = api.claims([write(tmp_path, SOUND)])
    (claim,) = found.as_json()
    assert (claim["verdict_as_of"], claim["verdict_since"]) == ("supported", "supported")
    (figure,) = claim["evidence"]
    assert figure["value"] == 4.31
    assert figure["published"] == "2024-07-01"
    assert figure["vintage"] == "2026-11"


def test_a_figure_out_a_day_too_late_leaves_the_claim_untestable(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (claim,) = api.claims([write(tmp_path, SOUND.replace("date: 2024-07-01", "date: 2024-06-30"))]).as_json()
    assert (claim["verdict_as_of"], claim["verdict_since"]) == ("not_testable", "supported")


@pytest.mark.parametrize(("part", "by", "code", "line", "words"), FAULTS, ids=[f[4][:30] for f in FAULTS])
def test_a_fault_is_one_line_with_file_and_line(tmp_path, monkeypatch, part, by, code, line, words):
    """C-26: A501, A502, A503 and the codes of formulas."""
    monkeypatch.chdir(tmp_path)
    assert part in SOUND
    with pytest.raises(MoneygoodError) as caught:
        api.claims([write(tmp_path, SOUND.replace(part, by, 1))])
    said = str(caught.value)
    assert caught.value.code == code
    assert said.startswith(f"{code} mine.yaml:{line}: " if line else code), said
    assert words in said
    assert "\n" not in said
    assert caught.value.exit_code == 2


def test_an_unknown_claim_is_named_with_the_one_meant():
    with pytest.raises(MoneygoodError, match="Did you mean 'sp500-up-ten'") as caught:
        raise_with_hint("sp500-up-te")
    assert caught.value.code == "A504"


def raise_with_hint(name: str) -> None:
    try:
        api.claims(only=[name])
    except MoneygoodError as fault:
        fault.args = (str(fault),)
        raise


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        (
            "publication.yaml",
            "default: {quarterly: 120}\ngroups: [{series: {quarterly: [gdp_real]}}]\n",
            "A505",
        ),
        (
            "quoted.yaml",
            "a: {label: l, value: high, unit: pct, of: 2024, published: 2024-01-01, source: s}\n",
            "A506",
        ),
        (
            "quoted.yaml",
            "a: {label: l, value: 1, unit: pct, of: 2024, published: mid-2024, source: s}\n",
            "A506",
        ),
    ],
)
def test_a_faulty_calendar_or_quote_is_named(tmp_path, file, text, code):
    from moneygood.data.calendar import read_calendar, read_quoted

    (tmp_path / "claims" / "calendar").mkdir(parents=True)
    (tmp_path / "claims" / "calendar" / file).write_text(text)
    with pytest.raises(MoneygoodError) as caught:
        read_calendar(tmp_path) if file == "publication.yaml" else read_quoted(tmp_path)
    assert caught.value.code == code
    assert f"{file}:1" in str(caught.value) or f"{file}:2" in str(caught.value)
