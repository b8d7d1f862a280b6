"""What a scenario says bears on it is there: an unknown claim is refused where claims are read."""

from __future__ import annotations

from pathlib import Path

import pytest

import moneygood as mg
from moneygood.api.texts import check_scenario
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.scenarios.shows import claim_names


def test_the_names_of_claims_are_those_that_claims_answers() -> None:
    assert set(claim_names(economics_root())) == {c["id"] for c in mg.claims().as_json()}
    assert claim_names(None) == ()


def test_a_claim_that_there_is_none_of_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("title: Mine\nclaims: [yen-unwid]\n", encoding="utf-8")
    with pytest.raises(MoneygoodError, match="there is no claim 'yen-unwid'") as fault:
        check_scenario(file)
    assert fault.value.code == "S046"
    assert "mine.yaml:2" in str(fault.value)
    assert "yen-unwind" in str(fault.value.hint)
