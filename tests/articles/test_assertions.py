"""What sentences assert, read by hand; and what is refused rather than guessed."""

from __future__ import annotations

import datetime

import pytest

from moneygood.articles.assertions import Assertion, read_assertions
from moneygood.articles.language import read_language

DAY = datetime.date(2024, 7, 1)


def read(text):
    return read_assertions(text, read_language(), DAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The S&P 500 rose 24% in 2023.", ("move", "stocks", 1, 24.0)),
        ("Ten-year yields fell by 40 basis points.", ("move", "ten_year", -1, 0.4)),
        ("Unemployment stayed below 4%.", ("level", "unemployment", 0, 4.0)),
        ("Debt stands at 98% of GDP.", ("level", "debt", 0, 98.0)),
        ("The yield curve is inverted.", ("state", "curve", 0, None)),
        ("Higher interest rates reduce home building.", ("cause", "interest_rates", -1, None)),
        ("The ten-year yield is at its highest since 2007.", ("extreme", "ten_year", 1, None)),
        ("Net interest exceeds defence spending.", ("compare", "net_interest", 1, None)),
        ("Wages grew faster than earnings.", ("outpace", "wages", 1, None)),
        ("Stocks and bond yields moved in opposite directions.", ("correlate", "stocks", -1, None)),
        ("The yen weakened to 156 yen per dollar.", ("move", "yen_value", 1, None)),
        ("Valuations are stretched.", ("usual", "valuation", 1, None)),
    ],
)
def test_one_thing_said(text, expected):
    (found,) = read(text)
    assert isinstance(found, Assertion)
    size = None if found.quantity is None else pytest.approx(found.quantity.value)
    assert (found.kind, found.subject.name, found.direction, size) == expected


def test_a_sentence_of_two_clauses_says_two_things():
    first, second = read("GDP grew 2.5% in 2023, while unemployment stayed below 4%.")
    assert (first.subject.name, second.subject.name) == ("gdp", "unemployment")
    assert second.bound == "below"


def test_from_and_to_are_told_apart():
    (found,) = read("Core inflation fell from 5% at the end of 2022 to 3% by the end of 2023.")
    assert (found.origin.value, found.target.value, found.quantity) == (5.0, 3.0, None)
    assert (found.period.first, found.period.last) == (12 * 2022 + 11, 12 * 2023 + 11)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Will inflation fall?", "question"),
        ("The Fed should cut interest rates.", "opinion"),
        ("Interest rates may rise.", "may happen"),
        ("Euro-area inflation is 2% and US inflation 3%.", "another economy"),
        ("House prices rose 5%.", "no figure"),
        ("Bank stocks fell 10%.", "no figure"),
        ("Household debt rose 5%.", "no figure"),
        ("Inflation will fall.", "without a date"),
        ("Inflation is worth a thought.", "says nothing"),
        ("Wages grew faster than ever.", "not understood"),
        ("The AI boom added 1 percentage point to GDP growth.", "a part of"),
        ("Seven companies account for 60% of the S&P 500's gains.", "a part of"),
        ("The economy added 2.6 million jobs.", "says nothing"),
        ("The dollar lost 10% against the yen.", "against the yen"),
        ("GDP growth averaged 2.5% over the past decade.", "several years"),
        ("Yields are higher than before the election.", "not understood"),
        ("Mortgage rates rose 1%.", "points or percent"),
        ("The VIX hit 65 during the session.", "no figure here follows"),
        ("Our team met in Paris.", "no figure"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_reason(text, reason):
    found = read(text)
    assert found
    assert all(isinstance(f, str) for f in found)
    assert any(reason in f for f in found)


def test_no_phrase_stands_for_two_subjects():
    words = [w.lower() for s in read_language().subjects.values() for w in s.words]
    assert sorted(words) == sorted(set(words))
