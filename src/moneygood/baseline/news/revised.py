"""The beginning before the news with its past as it is known since: the old edge on revised figures."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from moneygood.baseline.completion import complete_state, read_rule
from moneygood.baseline.exogenous import known_figures
from moneygood.baseline.jump_off import moved_on
from moneygood.baseline.measure import measured_panel
from moneygood.baseline.news.changes import JUMP_OFF, NEW, VintageDifference
from moneygood.baseline.workspace import Workspace, cached_history, mark_of, texts_of
from moneygood.core.panel import Panel
from moneygood.data.vintage import with_quarterly
from moneygood.scenarios.levers import read_levers

if TYPE_CHECKING:
    from moneygood.model.model import Model


def revised_workspace(model: Model, diff: VintageDifference) -> Workspace:
    """Where the older vintage begins, on the newer one's figures of the quarters that were known then.

    New figures are left out, so that draws from here say what was to be expected of them. A071 to A073 as for
    any workspace.
    """
    rule = moved_on(read_rule(model), diff.old)
    told = frozenset({c.block for c in diff.series} | set(diff.tables.values())) - {NEW, JUMP_OFF}
    tables = diff.new if told & set(diff.tables.values()) else diff.old
    vintage = with_quarterly(tables, diff.mixed(told))
    said = f"{texts_of(model, diff.old)}{texts_of(model, diff.new)}{sorted(told)}"
    texts = hashlib.sha256(said.encode()).hexdigest()
    mark = mark_of(texts)

    def complete() -> Panel:
        figures = known_figures(model, vintage, measured_panel(model, vintage), rule.end)
        return complete_state(model, figures, rule).panel

    history = cached_history(mark, model, complete)
    return Workspace(model, vintage, rule, history, read_levers(), texts, mark)
