"""A chart specification written as a file of its own: PNG, SVG, HTML (works offline) or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from moneygood.core.atomic import write_whole
from moneygood.core.errors import MoneygoodError

KINDS = (".png", ".svg", ".html", ".json")


def check_chart_file(file: Path) -> None:
    """Raise R001 for a folder that is not there and R005 for an ending that no chart can be written as."""
    if file.suffix.lower() not in KINDS:
        hint = f"End it with {', '.join(KINDS)}"
        raise MoneygoodError("R005", f"a chart cannot be written as {file.name!r}", None, hint)
    if not file.parent.is_dir() or file.is_dir():
        raise MoneygoodError("R001", f"{file} cannot be written", None, "Name a file in a folder that exists")


def write_chart(spec: dict[str, Any], file: Path, scale: float = 2.0) -> None:
    """Write a specification to a file, whole or not at all, in the form that its ending names."""
    check_chart_file(file)
    content = _content(spec, file.suffix.lower(), scale)
    write_whole(file, content)


def _content(spec: dict[str, Any], kind: str, scale: float) -> bytes:
    if kind == ".json":
        return json.dumps(spec, ensure_ascii=False, indent=1).encode()
    import vl_convert

    if kind == ".png":
        return vl_convert.vegalite_to_png(spec, scale=scale)
    if kind == ".svg":
        return vl_convert.vegalite_to_svg(spec).encode()
    return vl_convert.vegalite_to_html(spec, bundle=True).encode()
