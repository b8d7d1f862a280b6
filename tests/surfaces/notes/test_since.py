"""A note of a day says what came since, every figure of it in the ledger; one of today does not."""

from moneygood.surfaces.notes.write import make_note


def test_a_note_of_a_day_says_what_came():
    note = make_note("baseline", draws=64, quarters=12, vintage="2026-11@2024-06-30", claims=None, answers={})
    assert "## What came since" in note.markdown
    told = [f for f in note.ledger.figures if f.key == "ai_capex as published"]
    # the five leaders spent 726 bn a year in 2026Q2, above what nearly all draws of mid-2024 had
    assert [round(f.value) for f in told] == [726]
    assert told[0].source.startswith("what came")
