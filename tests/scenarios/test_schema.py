"""The schema for editors agrees with the reader: what ships is valid, what is faulty in form is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jsonschema_rs
import pytest

from moneygood import api
from moneygood.core.texts import economics_root, read_yaml

FAULTY = Path(__file__).parent.parent / "inputs_bad" / "scenarios"
SHIPPED = sorted((economics_root() / "scenarios").glob("*.yaml"))
MARKED = [
    "unknown-variable",
    "unknown-field",
    "unknown-field-of-a-path",
    "no-title",
    "value-missing",
    "shock-in-two-measures",
    "shock-without-size",
    "unknown-lever",
    "unknown-shock",
    "lever-out-of-range",
    "switch-half-way",
    "paths-not-a-list",
    "period-misspelt",
    "exact-maybe",
    "judgement-of-a-definition",
    "unknown-parameter",
    "unknown-switch",
    "unknown-variant",
    "not-a-mapping",
]


@cache
def schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(api.scenario_schema())


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f.stem)
def test_shipped_scenario_is_valid(file: Path) -> None:
    content = {k: str(v) if k == "date" else v for k, v in read_yaml(file).items()}
    schema().validate(content)


@pytest.mark.parametrize("fault", MARKED)
def test_editor_marks_the_fault(fault: str) -> None:
    assert not schema().is_valid(read_yaml(FAULTY / f"{fault}.yaml"))


def test_schema_is_itself_valid() -> None:
    jsonschema_rs.meta.validate(api.scenario_schema())
