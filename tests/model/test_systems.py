"""Every system of the economy has equations, a switch, a shock and a scenario that exist."""

from __future__ import annotations

import pytest

from moneygood.core.texts import economics_root, read_yaml
from moneygood.model.build import load_model

SYSTEMS = read_yaml(economics_root() / "dictionary" / "systems.yaml")


@pytest.mark.parametrize("name", [f"S{i}" for i in range(1, 16)])
def test_system_is_really_in_the_model(name: str) -> None:
    model, record = load_model(), SYSTEMS[name]
    assert record["equations"]
    assert set(record["equations"]) <= {e.label for e in model.equations}
    assert set(record["switches"]) <= set(model.switches)
    assert record["shocks"]
    assert set(record["shocks"]) <= set(model.shocks)
    folder = economics_root() / "scenarios"
    assert record["scenarios"]
    assert all((folder / f"{s}.yaml").is_file() for s in record["scenarios"])
    if name != "S2":
        assert record["switches"], "every mechanism can be switched off"


def test_every_switch_belongs_to_a_system_and_works_on_a_channel() -> None:
    model = load_model()
    named = {s for record in SYSTEMS.values() for s in record["switches"]}
    on_channels = {v.switch for v in model.vias}
    assert on_channels == set(model.switches)
    assert named | {"qe"} == set(model.switches)
