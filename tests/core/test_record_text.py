"""The one reader of records: each kind of value, each rule, each fault in one line with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import MONTH, Choice, FormulaText, Name, Source, Words
from moneygood.core.record_pages import text_page, text_schema
from moneygood.core.record_reading import FaultCodes, Reading
from moneygood.core.record_rules import Needs, OneOf, Ordered
from moneygood.core.record_shapes import Either, ListOf, MapOf, Pair, WithSections
from moneygood.core.record_text import Entry, Field, Record, TextKind, unique
from moneygood.core.record_values import Date, Flag, Number, OfUnit, OneQuarter, OnOff, Quarters, Whole
from moneygood.core.texts import SourceLocation

CODES = FaultCodes("X1", file="X0", unknown="X2", missing="X3", one_of="X4", length="X5", bounds="X6",
                   choice="X7", name="X8", unit="X9", source="X10")  # fmt: skip
READING = Reading(CODES, {"colour": ["red", "green"]}, {"smith2020"})
NOWHERE = SourceLocation(None)


def read(kind: Any, value: Any) -> Any:
    return kind.read(value, "it", NOWHERE, READING)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (Words(), "  two\n words ", "two words"),
        (Words(), 2024, "2024"),
        (FormulaText(), "a +\n b", "a + b"),
        (Number(), 3, 3.0),
        (Number(0, 1), 1, 1.0),
        (Whole(1, 5), 5, 5),
        (Flag(), True, True),
        (OnOff(), "off", False),
        (OnOff(), True, True),
        (Choice(("up", "down")), "up", "up"),
        (Name("colour"), "red", "red"),
        (Name("unheard"), "anything", "anything"),
        (OneQuarter(), "2026Q3", Quarter.of(2026, 3)),
        (Quarters(), "2026Q4..2027Q1", (Quarter.of(2026, 4), Quarter.of(2027, 1))),
        (MONTH, "2024-09", "2024-09"),
        (Source(), "smith2020, ours", "smith2020, ours"),
        (Source(), ["ours", "smith2020"], "ours, smith2020"),
        (ListOf(Number()), [1, 2], (1.0, 2.0)),
        (ListOf(Number(), alone=True), 1, (1.0,)),
        (MapOf(Number()), {"a": 1, 2: 3}, {"a": 1.0, "2": 3.0}),
        (MapOf(Number(), keys=OneQuarter()), {"2026Q3": 1}, {Quarter.of(2026, 3): 1.0}),
        (Pair(), [1, 1], (1.0, 1.0)),
        (Either(Number(), ListOf(Number()), MapOf(Number())), [1], (1.0,)),
    ],
)
def test_a_value_is_read(kind: Any, value: Any, found: Any) -> None:
    assert read(kind, value) == found


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Words(), True, "X1: it is true, not a text."),
        (Words(), None, "X1: it is empty, not a text."),
        (Words(), ["a"], "X1: it is a list, not a text."),
        (Words(), "x" * 20_001, "X1: it has 20001 characters. Write at most 20000."),
        (Words(empty=False), "  ", "X1: it is empty. Write a few words."),
        (Number(), True, "X1: it is true, not a number. Write one number."),
        (Number(), "5", "X1: it is '5', not a number. Formulas and texts are not computed"),
        (Number(), "5 %", "X1: it is '5 %', not a number. Write 5 without the % sign."),
        (Number(), float("nan"), "X1: it is nan, not a finite number."),
        (Number(), float("inf"), "X1: it is inf, not a finite number."),
        (Number(), 10**400, "X1: it is a number of too many digits, not a finite number."),
        (Number(0, 1), 1.5, "X6: it is 1.5, not from 0 to 1."),
        (Number(above=0), 0, "X6: it is 0, not above 0."),
        (Whole(1, 5), 2.0, "X1: it is 2.0, not a whole number from 1 to 5."),
        (Whole(1, 5), True, "X1: it is true, not a whole number from 1 to 5."),
        (Whole(1, 5), 6, "X6: it is 6, not a whole number from 1 to 5."),
        (Flag(), "yes", "X1: it is 'yes'. Write true or false."),
        (OnOff(), 0.5, "X1: it is 0.5. Write on or off."),
        (Choice(("upward", "down")), "upwards", "X7: it is 'upwards'. Did you mean 'upward'?"),
        (Choice(("a", "b"), "X77"), "zzz", "X77: it is 'zzz'. It is one of a, b."),
        (Name("colour"), "grren", "X8: there is no colour 'grren'. Did you mean 'green'?"),
        (OneQuarter(), "2026Q7", "C001: it: '2026Q7' is not a quarter."),
        (OneQuarter(), 20263, "C001: it: '20263' is not a quarter."),
        (Quarters(), "2027Q1..2026Q1", "C002: it: the range"),
        (Date(), "mid-2024", "X1: it is 'mid-2024', not a date. Write 2024-07-01."),
        (MONTH, "2024-13", "X1: it is '2024-13'. Write it like 2024-09."),
        (OfUnit(), "furlong", "X9: it: 'furlong' is not a unit."),
        (OfUnit(), 2.5, "X9: it is 2.5, not a unit."),
        (
            Source(),
            "smith2021",
            "X10: it is 'smith2021', which is not in references.bib. Did you mean 'smith2020'?",
        ),
        (ListOf(Number()), 1, "X1: it is not a list. Begin each entry with a dash."),
        (ListOf(Number(), 1), [], "X5: it has no entry. Write 1 or more."),
        (ListOf(Number(), exactly=2), [1], "X5: it has 1 entries. Write 2."),
        (ListOf(Number()), [1, "x"], "X1: it[2] is 'x', not a number."),
        (MapOf(Number()), [1], "X1: it is not a mapping."),
        (MapOf(Number(), "colour"), {"blue": 1}, "X8: there is no colour 'blue'."),
        (Pair(), [2, 1], "X6: it runs from 2 to 1. Put the lowest first."),
        (Pair(around=0), [1, 2], "X6: it does not hold 0."),
        (Pair(), [1], "X1: it is not two numbers, [low, high]."),
    ],
)
def test_a_fault_is_one_line(kind: Any, value: Any, said: str) -> None:
    with pytest.raises(MoneygoodError) as caught:
        read(kind, value)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


BOX = Record(
    "box",
    "A box with a size.",
    (
        Field("name", Words(empty=False), "Its name.", required=True),
        Field("low", Number(), "Its lower end."),
        Field("high", Number(), "Its upper end."),
        Field("size", Number(), "Its size."),
        Field("kind", Choice(("plain", "lined")), "Its kind.", default="plain"),
        Field("lining", Words(), "What it is lined with."),
    ),
    (
        OneOf(("size", "high")),
        Needs("kind", ("lining",), ("lined",)),
        Needs("high", ("low",)),
        Ordered("low", "high"),
    ),
    named="the box {name}",
)
BOXES = TextKind("boxes", "Boxes.", ("boxes/*.yaml",), MapOf(Record("shelf", "A shelf.", (
    Field("boxes", ListOf(BOX, 1), "What stands on it.", required=True),
))), CODES, "nobody")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "top: {boxes: [{name: a, size: 1, hight: 2}]}",
            "X2 f.yaml:1: the box a has an unknown field 'hight'. Did you mean",
        ),
        ("top:\n  boxes:\n    - {size: 1}", "X3 f.yaml:3: a box lacks the field 'name'. Add name: to it."),
        ("top: {boxes: [{name: a}]}", "X4 f.yaml:1: the box a has none of size, high. Write exactly one"),
        ("top: {boxes: [{name: a, size: 1, high: 2}]}", "X4 f.yaml:1: the box a has both size and high."),
        (
            "top: {boxes: [{name: a, high: 2}]}",
            "X3 f.yaml:1: the box a lacks the field 'low', which high needs.",
        ),
        ("top: {boxes: [{name: a, high: 2, low: 3}]}", "X6 f.yaml:1: the box a runs from low 3 to high 2"),
        (
            "top: {boxes: [{name: a, size: 1, kind: lined}]}",
            "X3 f.yaml:1: the box a lacks the field 'lining', which kind: lined",
        ),
        ("top: {boxes: [{name: a, size: null}]}", "X1 f.yaml:1: size of the box a is empty, not a number."),
        ("top: {boxes: [3]}", "X1 f.yaml:1: a box is not a mapping of fields. It has name, low"),
        ("top: {boxs: []}", "X2 f.yaml:1: shelf 'top' has an unknown field 'boxs'. Did you mean 'boxes'?"),
        ("top: {boxes: [{name: a, size: 1, size: 2}]}", "C008 f.yaml:1: the key 'size' stands twice."),
        ("[]", "X0 f.yaml: f.yaml does not hold records by name."),
    ],
)
def test_a_fault_of_a_record_names_record_field_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f.yaml").write_text(text)
    with pytest.raises(MoneygoodError) as caught:
        BOXES.read(Path("f.yaml"))
    assert str(caught.value).startswith(said)


def test_missing_stays_missing_and_a_default_is_no_word() -> None:
    entry = BOX.read({"name": "a", "size": 1, "lining": None}, "a box", NOWHERE, READING)
    assert (entry["low"], entry["kind"], entry["lining"]) == (None, "plain", None)
    assert (entry.has("size"), entry.has("kind"), entry.has("lining")) == (True, False, False)
    with pytest.raises(KeyError):
        entry["colour"]
    with pytest.raises(KeyError):
        entry.has("colour")


def test_faults_are_collected_where_asked_for() -> None:
    faults: list[MoneygoodError] = []
    content = {"a": {"boxes": [{"name": 1.5, "size": "x"}, {"size": 1}]}, "b": 3}
    BOXES.read_content(content, NOWHERE, Reading(CODES, faults=faults))
    assert [f.code for f in faults] == ["X1", "X3", "X1"]


def test_a_partial_record_is_made_with_its_faults() -> None:
    part = Record("part", "A part.", (Field("n", Number(), "A number.", required=True),),
                  make=lambda e: (e.name, e["n"]), partial=True)  # fmt: skip
    faults: list[MoneygoodError] = []
    found = MapOf(part).read({"x": {"n": "one"}, "y": {"n": 1}}, "it", NOWHERE, Reading(CODES, faults=faults))
    assert found == {"x": ("x", None), "y": ("y", 1.0)}
    assert len(faults) == 1


def test_records_beside_sections() -> None:
    kind = WithSections(BOX, (Field("colours", ListOf(Name("colour")), "Colours.", default=()),))
    records, sections = read(kind, {"a": {"name": "a", "size": 1}, "colours": ["red"]})
    assert [e["size"] for e in records.values()] == [1.0]
    assert sections == {"colours": ("red",)}
    assert read(kind, {})[1] == {"colours": ()}


def test_names_that_stand_twice() -> None:
    entry: Entry = BOX.read({"name": "a", "size": 1}, "a box", NOWHERE, READING)
    assert unique(["a", "b"], entry, "names") == ("a", "b")
    with pytest.raises(MoneygoodError, match="'a' stands twice in names"):
        unique(["a", "b", "a"], entry, "names")


SHELF = {"top": {"boxes": [{"name": "a", "size": 1}]}}


@pytest.mark.parametrize(
    ("box", "valid"),
    [
        ({"name": "a", "size": 1}, True),
        ({"name": "a", "low": 0, "high": 1, "lining": None}, True),
        ({"name": "a", "size": 1, "kind": "lined", "lining": "silk"}, True),
        ({"size": 1}, False),
        ({"name": "a"}, False),
        ({"name": "a", "size": 1, "high": 2, "low": 1}, False),
        ({"name": "a", "size": 1, "kind": "lined"}, False),
        ({"name": "a", "size": 1, "colour": "red"}, False),
        ({"name": "a", "size": "large"}, False),
    ],
)
def test_the_schema_says_what_the_reader_says(box: dict[str, Any], valid: bool) -> None:
    schema = jsonschema.Draft202012Validator(text_schema(BOXES))
    content = {"top": {"boxes": [box]}}
    assert schema.is_valid(content) == valid
    if valid:
        assert BOXES.read_content(content, NOWHERE, READING)["top"]["boxes"][0]["name"] == "a"
    else:
        with pytest.raises(MoneygoodError):
            BOXES.read_content(content, NOWHERE, READING)


def test_the_page_has_fields_rules_and_files() -> None:
    page = text_page(BOXES)
    for words in (
        "`economics/boxes/*.yaml`",
        "| `kind` | one of `plain`, `lined` | no, else `plain` | Its kind. |",
        "Exactly one of `size`, `high`.",
        "`kind` with `lined` needs `lining`.",
    ):
        assert words in page
