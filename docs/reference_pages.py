"""The reference pages of the site, made from the records that the model itself reads.

`pages()` gives every page by its path below docs/, those of the repository's root included; mkdocs.yml names
this file as a hook, which adds the pages when the site is built. ``python docs/reference_pages.py FOLDER``
writes them as files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import reference_program as program
import reference_records as records
import reference_sectors as sectors
import reference_texts as texts
from gallery_page import gallery_page

from moneygood.core.texts import read_text
from moneygood.model.build import load_model

ROOT = Path(__file__).parents[1]


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    model = load_model()
    out = records.variable_pages(model) | sectors.sector_pages()
    out |= {
        "reference/command-line.md": program.command_page(),
        "reference/python.md": program.python_page(),
        "reference/json.md": program.json_page(),
        "reference/parameters.md": records.parameter_page(model),
        "reference/shocks.md": records.shock_page(model),
        "reference/switches.md": records.switch_page(model),
        "reference/systems.md": records.system_page(),
        "reference/levers.md": records.lever_page(),
        "reference/scenarios.md": records.scenario_page(),
        "reference/breaks.md": records.break_page(model),
        "reference/claims.md": records.claim_page(),
        "reference/series.md": records.series_page(),
        "reference/errors.md": program.error_page(),
        "reference/functions.md": program.function_page(),
        "reference/sources.md": records.source_page(),
        "reference/texts.md": texts.text_kind_page(),
    }
    for name in ("ARCHITECTURE", "CONVENTIONS", "GLOSSARY", "CHANGELOG"):
        out[f"{name.lower()}.md"] = read_text(ROOT / f"{name}.md")
    return {path: text.rstrip() + "\n" for path, text in out.items()}


def whole_nav(nav: list[Any]) -> list[Any]:
    """The navigation of mkdocs.yml with the how-to pages of questions that it does not name."""
    from moneygood.questions.registry import QUESTIONS

    out = []
    for entry in nav:
        if isinstance(entry, dict) and "How to" in entry:
            pages = list(entry["How to"])
            wanted = dict.fromkeys(f"how-to/{q.page}.md" for q in QUESTIONS)
            entry = {"How to": [*pages, *(page for page in wanted if page not in pages)]}
        out.append(entry)
    return out


def on_config(config: Any) -> Any:
    """Complete the navigation, with the gallery (called by mkdocs)."""
    nav = whole_nav(config["nav"])
    config["nav"] = [nav[0], {"Gallery": "gallery.md"}, *nav[1:]]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages and the gallery, which takes a minute of runs (called by mkdocs)."""
    from mkdocs.structure.files import File

    for path, text in {**pages(), "gallery.md": gallery_page()}.items():
        files.append(File.generated(config, path, content=text))
    return files


def on_post_build(config: Any) -> None:
    """Put the lab beside the pages, which show it live with one tag (called by mkdocs)."""
    from moneygood.baseline.workspace import open_workspace
    from moneygood.surfaces.web.lab import write_lab

    write_lab(open_workspace(), Path(config["site_dir"]) / "lab")


def main(folder: str) -> None:
    """Write every page below a folder."""
    for path, text in pages().items():
        target = Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])


def on_post_page(output: str, **_: Any) -> str:
    """The page with a name for the theme's search dialog, which has none of its own."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"', 1)
