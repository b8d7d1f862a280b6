"""Names that a package loads when they are first used."""

from __future__ import annotations

import pytest

from moneygood.core.later import names_later


def test_a_name_is_loaded_from_its_home_and_any_other_is_no_attribute() -> None:
    load = names_later("json", {"decoder": ["JSONDecoder"], "encoder": ["JSONEncoder"]})
    from json import JSONEncoder

    assert load("JSONEncoder") is JSONEncoder
    with pytest.raises(AttributeError, match="module 'json' has no attribute 'JSONEncoda'"):
        load("JSONEncoda")
