"""The charts of a note: fans with the baseline dashed, and which high changes first."""

from __future__ import annotations

from moneygood.charts.page import drawings
from moneygood.surfaces.notes.material import Material
from moneygood.surfaces.run_charts import make_book


def pictures(m: Material) -> dict[str, tuple[str, str]]:
    """By key: what a chart shows in words, and its drawing as SVG."""
    names = [n for n in m.words["fans"] if n in m.run.paths]
    book = make_book(
        title=m.run.plan.title,
        question=m.run.plan.question,
        fans=m.run.fans(names),
        labels=m.run.labels,
        units=m.run.units,
        history=m.run.history,
        first=m.run.first,
        baseline=None if m.is_baseline else m.base.fans(names),
        variables=names,
        bp=m.run.workspace.basis_points,
    )
    words = {f.key: f.summary() for f in book.fans} | {c.key: c.summary() for c in book.curves}
    drawn = drawings(book, titled=True)
    return {key: (words[key], svg) for key, svg in drawn.items()}
