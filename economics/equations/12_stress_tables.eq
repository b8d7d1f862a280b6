sector "Stress tests"
# What supervisors' tables have beside the model's own variables. Nothing in the model depends on it.

[rate_prime] "Prime rate of banks: a fixed margin over the funds rate since 1994" source: fedh15, fed_dfast2019
rate_prime = ffr + b_prime_margin

[rate_bbb] "Yield of ten-year BBB corporate bonds: a relation on the Baa spread, as the index itself is licensed" source: fed_dfast2019
rate_bbb = rate_10y + smax(b_bbb_level + b_bbb_slope * (rate_baa - rate_10y), b_bbb_floor, b_ffr_soft)

[price_commercial] "Prices of commercial property: growth and inflation that can be expected, the cycle of the past year, credit spreads, and a norm against GDP" source: fed_dfast2019
dlog(price_commercial) = growth_potential + infl_expected[-1] * quarter / hundred + b_commercial_lag * (dlog(price_commercial[-1]) - growth_potential - infl_expected[-1] * quarter / hundred) + b_commercial_gap * avg(d(gap), 4) - b_commercial_spread * (avg(spread_baa[-1], 4) - b_spread_norm) + b_commercial_ec * log(b_commercial_norm * gdp_nom[-1] / price_commercial[-1]) + eps_property

[income_disposable_real] "Disposable personal income at the prices of consumption" source: bea
income_disposable_real = income_disposable / price_cons * base
