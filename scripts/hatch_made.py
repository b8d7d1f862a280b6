"""Puts build/made (`scripts/made.py`) into a wheel, as moneygood/made; a wheel without it is whole, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MadeHook(BuildHookInterface):
    """The hook that hatchling calls."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add each file that was made; an editable install has the checkout instead."""
        folder = Path(self.root) / "build" / "made"
        if version == "editable" or not folder.is_dir():
            return
        for file in sorted(folder.iterdir()):
            build_data["force_include"][str(file)] = f"moneygood/made/{file.name}"
