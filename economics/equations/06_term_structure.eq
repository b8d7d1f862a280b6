sector "Term structure"
# A yield is the average short rate expected over its life plus a premium. Expected rates decay from
# today's rate to the neutral rate plus expected inflation; hoped-for cuts pull the expected path down.
# Gaps between yields and their fundamentals persist, so every yield starts where the market has it.

[short_longrun] "Short rate expected in the long run" source: frbus2014
short_longrun = rstar + infl_expected

[expected_2y] "Average short rate expected over two years" source: frbus2014
expected_2y = smax(short_longrun + (1 - b_path_persistence^8) / (8 * (1 - b_path_persistence)) * (ffr - short_longrun) + b_path_gap * gap - via(hope, b_hope_2y * hope), b_ffr_floor, b_ffr_soft)

[expected_10y] "Average short rate expected over ten years" source: frbus2014
expected_10y = smax(short_longrun + (1 - b_path_persistence^40) / (40 * (1 - b_path_persistence)) * (ffr - short_longrun) + b_path_gap_10y * gap - via(hope, b_hope_10y * hope), b_ffr_floor, b_ffr_soft)

[expected_30y] "Average short rate expected over thirty years" source: frbus2014
expected_30y = short_longrun + (1 - b_path_persistence^120) / (120 * (1 - b_path_persistence)) * (ffr - short_longrun) + b_path_gap_10y / 3 * gap - via(hope, b_hope_10y / 3 * hope)

[debt_private] "Federal debt held outside the Federal Reserve, percent of GDP" source: treasury
debt_private = (debt_public[-1] - fed_treasuries) / (avg(gdp_nom[-1], 4) * year) * hundred

[law_ahead] "Debt still to come from law that is known, percent of GDP, average over the life of a ten-year bond" source: laubach2009
law_ahead = b_law_horizon * (law_lasting + b_law_trust * law_announced) + b_law_soon * law_temporary

[premium_fundamental] "What the ten-year term premium should be: debt, deficits beside the cycle, the Fed's and foreigners' holdings, inflation risk, safety, and what the Treasury chooses to sell" source: gamber2019, plante2025, fedsnotes2022, warnock2009, hudson2024
premium_fundamental = b_premium_level + via(debt_premium, b_premium_debt * (debt_private + law_ahead - b_premium_debt_norm) - b_premium_deficit * (balance_ratio[-1] + avg(law_temporary[-1], 4) - b_balance_cycle * gap[-1] - b_premium_deficit_norm)) - (b_premium_fed * (fed_treasuries / (gdp_nom[-1] * year) * hundred - b_premium_fed_norm) + b_premium_fed_maturity * (fed_maturity - 1) * fed_treasuries / (gdp_nom[-1] * year) * hundred) - via(foreign_capital, b_premium_foreign * hundred * (foreign_treasury_share - b_premium_foreign_norm)) + b_premium_inflation * (infl_core_yoy - b_premium_inflation_norm) - b_premium_safety * (vix - b_premium_vix_norm) + via(debt_premium, b_premium_duration * (b_bonds_extra * b_duration_bond - b_bills_extra) * debt_private)

[inflation_fear] "How far inflation is remembered above what markets trust: nothing while it is near its target, no more without end as it rises" source: molenaar2023
inflation_fear = b_fear_most * tanh(smax(infl_trend[-1] - b_fear_from, 0, b_fear_soft) / b_fear_most)

[inflation_calm] "How far inflation is out of mind, 1 to 0: yields then answer growth, and shares with them" source: molenaar2023
inflation_calm = 1 - tanh(inflation_fear / b_calm_width)

[growth_news] "News about growth: good for shares, bad for bonds" source: molenaar2023
growth_news ~ 0

[inflation_news] "News about inflation and about those who must fight it" source: molenaar2023
inflation_news ~ 0

[yield_shift] "What lifts all Treasury yields alike, beside policy and premia: nothing but for a scenario" source: ours
yield_shift = b_yield_shift

[rate_3m] "Three-month bill, discount basis" source: fedh15
rate_3m - ffr - yield_shift ~ b_bill_lag * (rate_3m[-1] - ffr[-1] - yield_shift[-1]) + (1 - b_bill_lag) * b_bill_gap

[rate_2y] "Two-year Treasury yield" source: fedh15
rate_2y - expected_2y - b_premium_2y * premium_fundamental - yield_shift ~ b_premium_2y_lag * (rate_2y[-1] - expected_2y[-1] - b_premium_2y * premium_fundamental[-1] - yield_shift[-1]) + b_growth_rate_2y * inflation_calm * growth_news

[rate_10y] "Ten-year Treasury yield: never below a floor, as money pays nothing; far above it the left side is the yield less its fundamentals" source: fedh15, kimwright2005
b_long_floor + b_long_soft * log(exp((rate_10y - b_long_floor) / b_long_soft) - 1) - expected_10y - premium_fundamental - yield_shift ~ b_premium_lag * (rate_10y[-1] - expected_10y[-1] - premium_fundamental[-1] - yield_shift[-1]) + b_fear_rate * inflation_fear * inflation_news + b_growth_rate * inflation_calm * growth_news

[rate_30y] "Thirty-year Treasury yield, with the same floor" source: fedh15
b_long_floor + b_long_soft * log(exp((rate_30y - b_long_floor) / b_long_soft) - 1) - rate_10y - b_slope_30y - (expected_30y - expected_10y) ~ b_premium_30y_lag * (rate_30y[-1] - rate_10y[-1] - b_slope_30y - (expected_30y[-1] - expected_10y[-1]))

[rate_5y] "Five-year Treasury yield: moves with the two-year and the ten-year, a little more than their mean; what else there is fades" source: panel_long
rate_5y - b_rate_5y_2y * rate_2y - b_rate_5y * rate_10y - b_rate_5y_level ~ b_rate_5y_lag * (rate_5y[-1] - b_rate_5y_2y * rate_2y[-1] - b_rate_5y * rate_10y[-1] - b_rate_5y_level)

[term_premium] "Ten-year term premium: the yield less the short rates expected" source: kimwright2005
term_premium = rate_10y - expected_10y

[rate_mortgage] "Thirty-year mortgage rate: over the ten-year, more when credit tightens" source: freddiemac, panel_moodys
rate_mortgage - rate_10y ~ b_mortgage_lag * (rate_mortgage[-1] - rate_10y[-1]) + (1 - b_mortgage_lag) * b_mortgage_spread + via(credit, b_mortgage_credit * d(spread_baa))

[spread_default] "Spread of Baa bonds that falling shares, fear and what AI borrows at home account for, given the spread before" source: panel_moodys, goldman_credit2025
spread_default = smax(b_spread_lag * spread_baa[-1] + (1 - b_spread_lag) * b_spread_norm - b_spread_stocks * dlog(sp500) + b_spread_vix * (vix - b_spread_vix_norm) + b_spread_ai * smax((ai_payout[-1] - ai_free_cash_flow[-1] - ai_finance_foreign[-1]) / b_ai_finance_home / gdp_nom[-1], 0, 0.002) - via(ai_return, b_spread_return * (ai_return_seen[-1] - ai_return_accepted[-1])), b_spread_floor, b_ffr_soft)

[spread_baa] "Spread of Baa corporate bonds over the ten-year: what default accounts for, and what lenders ask when the Fed surprises them" source: panel_moodys, gertler2015
spread_baa ~ spread_default + via(credit, b_spread_policy * policy_surprise)

[rate_baa] "Yield of Baa corporate bonds"
rate_baa = rate_10y + smax(spread_baa, b_spread_floor, b_ffr_soft)

[spread_car] "New car loans at banks over the two-year yield" source: fedg19
spread_car ~ b_car_lag * spread_car[-1] + (1 - b_car_lag) * b_car_spread

[rate_car] "Rate on new car loans"
rate_car = rate_2y + spread_car

[spread_small] "What small firms pay over the funds rate on short loans" source: nfib2026
spread_small ~ b_small_lag * spread_small[-1] + (1 - b_small_lag) * (b_small_spread + b_small_credit * (spread_baa - b_spread_norm))

[rate_small] "Rate that small firms pay"
rate_small = ffr + spread_small
