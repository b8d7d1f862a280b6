"""CBO's own errors, worked by hand on figures made up for it."""

from __future__ import annotations

from dataclasses import dataclass

from moneygood.validation.forecast_record.cbo import cbo_errors


@dataclass
class Made:
    """A vintage of one baseline: GDP of 200, debt projected 120 against 100, a balance of -10 against -6."""

    def fiscal(self, series: str) -> dict[int, float]:
        actual = {"debt_public": 100.0, "balance": -6.0, "interest_net": 4.0, "gdp_nom": 200.0}
        return {2020: actual[series], 2021: actual[series]}

    def cbo_vintages(self) -> tuple[str, ...]:
        return ("2020-01",)

    def cbo_budget(self, baseline: str, line: str) -> dict[int, float]:
        assert baseline == "2020-01"
        figure = {"debt_public": 120.0, "balance": -10.0, "interest_net": 5.0}[line]
        return dict.fromkeys((2019, 2020, 2021, 2022), figure)


def test_errors_are_projected_less_actual_in_percent_of_gdp() -> None:
    found = {(e.line, e.year): e for e in cbo_errors(Made())}  # type: ignore[arg-type]
    assert set(found) == {(n, y) for n in ("debt", "deficit", "net interest") for y in (2020, 2021)}
    debt, deficit = found["debt", 2021], found["deficit", 2020]
    assert (debt.projected, debt.actual, debt.error, debt.projection_year) == (60.0, 50.0, 10.0, 2)
    assert (deficit.projected, deficit.actual, deficit.error, deficit.projection_year) == (5.0, 3.0, 2.0, 1)
    assert found["net interest", 2020].error == 0.5
