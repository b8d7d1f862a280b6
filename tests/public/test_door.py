"""The public door: every name is there, sorted, documented, and quick to open."""

from __future__ import annotations

import inspect
import subprocess
import sys

import moneygood
from moneygood import api


def test_public_names_are_sorted_and_exist() -> None:
    assert moneygood.__all__ == sorted(moneygood.__all__)
    assert 10 <= len(moneygood.__all__) <= 60
    for name in moneygood.__all__:
        assert getattr(moneygood, name) is not None
    assert set(moneygood.__all__) <= set(dir(moneygood))


def test_public_names_are_documented() -> None:
    for name in (*moneygood.__all__, *api.__all__):
        thing = getattr(moneygood, name, None) or getattr(api, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), name


def test_api_names_exist_once() -> None:
    assert len(set(api.__all__)) == len(api.__all__)
    for name in api.__all__:
        assert hasattr(api, name)


def test_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(moneygood, "no_such_name")


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, moneygood; sys.exit(len({'numpy', 'pandas', 'lark', 'typer'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
