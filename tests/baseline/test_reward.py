"""What investors pay for announced capex: against other programs, the file, and where the model begins."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from moneygood.baseline.measure import measured_panel
from moneygood.baseline.reward import (
    REWARD,
    Announcements,
    announcements,
    filtered,
    kalman,
    read_reward,
    reward_rows,
    reward_state,
)
from moneygood.baseline.workspace import Workspace, open_workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import NOWCAST, OBSERVED
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.texts import economics_root
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model
from moneygood.model.names import names_of

NAMES = tuple(f"announcement_return_{t}" for t in ("amzn", "googl", "meta", "msft"))


@lru_cache(maxsize=1)
def work() -> Workspace:
    return open_workspace()


def made(seed: int, counts: list[int], noise: float) -> Announcements:
    rng = np.random.default_rng(seed)
    means = np.array([rng.normal(1.0, 3.0) if n else np.nan for n in counts])
    return Announcements(
        quarter_range(Quarter.parse("2020Q1"), Quarter.parse("2020Q1") + len(counts) - 1),
        means, np.array(counts), noise,
    )  # fmt: skip


def test_the_filter_is_that_of_another_program() -> None:
    sarimax = pytest.importorskip("statsmodels.api").tsa.SARIMAX
    seen = made(3, [4] * 20, 5.0)
    model = sarimax(seen.means - 0.7, order=(1, 0, 0), measurement_error=True)
    other = model.filter([0.6, 2.5**2, 1.2**2])  # persistence, error of the measurement, shock
    ours = filtered(seen, 0.7, 0.6, 1.2)
    assert ours.level == pytest.approx(other.filtered_state[0] + 0.7, abs=1e-9)
    assert ours.se**2 == pytest.approx(other.filtered_state_cov[0, 0], abs=1e-9)


def test_level_and_likelihood_are_those_of_the_joint_normal() -> None:
    """Quarters of one, three, four and no announcements: against the covariance written out."""
    seen = made(7, [1, 3, 4, 0, 4, 2], 6.0)
    mean, keep, step = 0.4, 0.7, 1.5
    n = len(seen.means)
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    state = step**2 / (1 - keep**2) * keep**apart
    at = np.flatnonzero(seen.counts)
    cover = state[np.ix_(at, at)] + np.diag(seen.noise**2 / seen.counts[at])
    off = seen.means[at] - mean
    gain = state[-1, at] @ np.linalg.inv(cover)
    level, variance, likelihood = kalman(seen, *(np.array([v]) for v in (mean, keep, step)))
    assert level[-1, 0] == pytest.approx(mean + gain @ off)
    assert variance[-1, 0] == pytest.approx(state[-1, -1] - gain @ state[at, -1])
    assert likelihood[0] == pytest.approx(
        -0.5 * (np.linalg.slogdet(cover)[1] + off @ np.linalg.solve(cover, off))
    )


def test_means_counts_and_scatter_are_those_of_the_file() -> None:
    path = economics_root() / "vintages" / "2026-11" / "annual.csv"
    own: dict[str, list[float]] = {}
    for row in csv.DictReader(path.read_text().splitlines()):
        if row["series"] in NAMES:
            year, month = row["period"][:4], int(row["period"][5:7])
            own.setdefault(f"{year}Q{(month - 1) // 3 + 1}", []).append(float(row["value"]))
    found = announcements(load_vintage("2026-11"), NAMES)
    assert found is not None
    for quarter, mean, count in zip(found.quarters, found.means, found.counts, strict=True):
        assert count == len(own.get(str(quarter), []))
        if count:
            assert mean == pytest.approx(np.mean(own[str(quarter)]))
    inside = np.concatenate([np.array(v) - np.mean(v) for v in own.values()])
    assert found.noise == pytest.approx(np.sqrt(inside @ inside / (len(inside) - len(own))))


def test_nothing_later_than_the_quarter_is_seen() -> None:
    vintage, model = load_vintage("2026-11"), load_model()
    early = reward_state(model, vintage, NAMES, Quarter.parse("2024Q4"))
    assert early is not None
    assert str(early.seen.quarters[-1]) == "2024Q4"
    assert reward_state(model, vintage, NAMES, Quarter.parse("2023Q2")) is None
    assert announcements(vintage, ("no_such_series",)) is None


def test_the_state_begins_where_the_filter_stands() -> None:
    """The completed history has the filtered level, marked as found, and the returns, marked as published."""
    w = work()
    rows = reward_rows(w.model, w.vintage, w.vintage.quarterly.periods)
    text = read_reward(w.model)
    assert text is not None
    assert text.series == NAMES
    last = w.start - 1
    state = reward_state(w.model, w.vintage, NAMES, w.vintage.quarterly.periods[-1])
    assert state is not None
    at = state.seen.quarters.index(last)
    assert w.history.series("investor_reward")[-1] == pytest.approx(state.level[at], abs=1e-9)
    assert w.history.series("announcement_return")[-1] == pytest.approx(state.seen.means[at], abs=1e-9)
    panel = measured_panel(w.model, w.vintage)
    column = panel.column(last)
    assert panel.status[panel.row("investor_reward"), column] == NOWCAST
    assert panel.status[panel.row("announcement_return"), column] == OBSERVED
    assert list(rows) == ["investor_reward", "announcement_return"]


def test_a_faulty_text_is_told(tmp_path: Path) -> None:
    names = names_of(load_model())
    for old, new in (
        ("state: investor_reward", "state: investor_rewrd"),
        ("shock: eps_investor_reward", "shock: eps_nobody"),
        ("belief_mean: {mean: 0.0, sd: 1.5", "belief_mean: {mean: 0.0, sd: -1"),
    ):
        text = (economics_root() / "dictionary" / "reward.yaml").read_text()
        assert old in text
        file = tmp_path / "reward.yaml"
        file.write_text(text.replace(old, new))
        with pytest.raises(MoneygoodError) as caught:
            REWARD.read(file, names, None)
        assert caught.value.code == "A071"
