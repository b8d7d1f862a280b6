"""Pages of texts and figures: the model's equations, and the data with their sources."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from moneygood import api
from moneygood.core.answer import Column, Table
from moneygood.surfaces.web.reading.parts import PageHtml, PageTable, PageTiles, ReadingPage


def model_page() -> ReadingPage:
    """Every equation and every number."""
    from moneygood.model.build import load_model

    model, count = load_model(), api.model_overview()
    words = (
        f"{count['equations']} equations, {count['behavioural']} of them behavioural, "
        f"{count['parameters']} parameters and "
        f"{count['shocks']} shocks, each a line of text with its source. Any of them can be wrong; all "
        "can be read."
    )
    tiles = tuple(
        (k.capitalize(), f"{count[k]:,}", "", "") for k in ("variables", "equations", "parameters", "shocks")
    )
    parameters = Table(
        "Every parameter",
        (
            Column("name"),
            Column("value", ",.5g"),
            Column("unit"),
            Column("from", ",.4g"),
            Column("to", ",.4g"),
            Column("error", ",.3g"),
            Column("source"),
            Column("method"),
        ),
        tuple(
            (p.name, p.value, str(p.unit), *(p.range or (None, None)), p.se, p.source or "", p.method or "")
            for p in model.parameters.values()
        ),
    )
    shocks = Table(
        "Every shock",
        (
            Column("name"),
            Column("kind"),
            Column("standard deviation", ",.4g"),
            Column("unit"),
            Column("source"),
        ),
        tuple((s.name, s.kind, s.sd, str(s.unit), s.source or "") for s in model.shocks.values()),
    )
    return ReadingPage(
        "model",
        "Model",
        "What does the model say, line by line?",
        words,
        (
            PageTiles(tiles),
            PageHtml(SEARCH),
            PageHtml("".join(_sectors(model))),
            PageTable("parameters", parameters, folded=True),
            PageTable("shocks", shocks, folded=True),
        ),
        f"Source: the texts of economics/, model {model.hash[:12]}.",
    )


SEARCH = (
    '<form class="search" role="search" hidden><label for="find">Find an equation, a variable, a '
    "source</label>"
    '<input id="find" type="search" autocomplete="off" data-search="article.equation">'
    '<output for="find" aria-live="polite"></output></form>'
)


def _sectors(model: Any) -> Iterable[str]:
    from moneygood.model.render import card, equation_mathml

    for sector in model.sectors:
        own = [e for e in model.equations if e.sector == sector]
        yield f'<h2 id="{escape(sector)}">{escape(_title(sector))}</h2>'
        for e in own:
            about = card(model, e.label)
            numbers = "".join(
                f"<li><code>{escape(str(p['name']))}</code> = {p['value']:g} {escape(str(p['unit']))}"
                f"{_range(p)}, {escape(str(p.get('source') or ''))}</li>"
                for p in _list(about["parameters"])
            )
            alias = ", ".join(str(a) for a in _list(about["aliases"]))
            yield (
                f'<article class="equation" id="{escape(e.label)}"><h3>{escape(str(about["label"]))} '
                f"<code>{escape(e.label)}</code></h3>"
                f'<p class="about">{escape(str(about["title"] or ""))} [{escape(str(about["unit"]))}]'
                f"{' · ' + escape(alias) if alias else ''}</p>"
                f'<div class="scroll" tabindex="0" role="region" aria-label="Equation of {escape(e.label)}">'
                f"{equation_mathml(model, e.label)}</div>"
                "<details><summary>Text, numbers, sources</summary><pre "
                f'tabindex="0"><code>{escape(str(about["equation"]))}</code></pre>'
                f"<ul>{numbers}</ul><p>{escape(', '.join(str(s) for s in _list(about['sources'])))} "
                f"<span>{escape(str(about['place']).rpartition('economics/')[2])}</span></p></details></article>"
            )


def _list(value: Any) -> list[Any]:
    return list(value or ())


def _range(p: dict[str, Any]) -> str:
    return f" (from {p['range'][0]:g} to {p['range'][1]:g})" if p.get("range") else ""


def _title(sector: str) -> str:
    number, _, words = sector.partition("_")
    return f"{number} {words.replace('_', ' ').capitalize()}"


def data_page() -> ReadingPage:
    """What the vintage holds and where each series comes from."""
    status = api.data_status()
    held = sum(c["held"] for c in status["checks"])
    words = (
        f"Vintage {status['vintage']}, as of {status['as_of']}: {len(status['series'])} series. {held} of "
        f"{len(status['checks'])} cross-checks hold. Some series were entered by hand; their rows say so."
    )
    series = Table(
        "Series",
        (
            Column("series"),
            Column("label"),
            Column("unit"),
            Column("first"),
            Column("last"),
            Column("missing", ",.0f"),
            Column("status"),
            Column("licence"),
        ),
        tuple(
            (
                r["series"],
                r["label"],
                r["unit"],
                r["first"],
                r["last"],
                r["missing"],
                r["standing"],
                r["licence"],
            )
            for r in status["series"]
        ),
    )
    checks = Table(
        "Cross-checks",
        (
            Column("check"),
            Column("compares"),
            Column("worst", ".3g"),
            Column("at"),
            Column("tolerance", ".3g"),
            Column("holds"),
        ),
        tuple(
            (c["name"], c["compares"], c["worst"], c["at"], c["tolerance"], "yes" if c["held"] else "no")
            for c in status["checks"]
        ),
    )
    return ReadingPage(
        "data",
        "Data",
        "What are the figures, and where are they from?",
        words,
        (PageTable("series", series), PageTable("checks", checks)),
        f"Source: vintage {status['vintage']}, hash {status['hash'][:12]}.",
    )
