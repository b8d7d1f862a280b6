sector "Prices and labour"

[infl_expected] "Expected inflation over ten years: anchored, not immovable" source: frbus2014
infl_expected ~ infl_expected[-1] + b_expected_learning * (infl_seen[-1] - infl_expected[-1]) + b_expected_anchor * (b_expected_target - infl_expected[-1])

[cost_push] "Cost pressure that spreads from price to price: supply chains, shortages" source: panel_ols
cost_push ~ b_cost_push * cost_push[-1]

# A price-level shock passes: what it adds to inflation for a year is not what people come to expect, nor what they set
# their next prices and wages by, except for the part that they cannot tell from inflation.

[tariff_passed] "Tariff that has reached shop prices: as stocks bought before it are sold" source: minton2025
tariff_passed = tariff_passed[-1] + b_tariff_pace * (tariff - tariff_passed[-1])

[infl_level] "Core inflation from price levels that move once: tariffs, and the oil in everything else" source: cavallo2021
infl_level = b_tariff_prices * d(tariff_passed) / quarter + b_core_oil * log(oil_real[-1] / oil_real[-9]) / 2 / year * hundred

[infl_seen] "Core inflation over four quarters, without the part of price-level shocks that people see through" source: minton2025
infl_seen = infl_core_yoy - b_look_through * avg(infl_level, 4)

[infl_core] "Core PCE inflation, quarterly at an annual rate: expectations, the past, slack, wages, imports, costs, price levels that move once" source: frbus2014, panel_ols
infl_core ~ b_core_past * infl_seen[-1] + (1 - b_core_past) * infl_expected[-1] + b_core_gap * avg(gap, 2) + b_core_gap_tight * smax(avg(gap, 2) - b_capacity_from, 0, b_capacity_soft) + b_core_wages * (wage_growth[-1] - wage_growth_norm[-1]) + b_core_imports * (dlog(price_imp[-1]) / quarter * hundred - infl_core[-1] - b_price_imp_drift) + cost_push + infl_level

[infl_core_yoy] "Core PCE inflation over four quarters" source: bea
infl_core_yoy = avg(infl_core, 4)

[infl_trend] "Core inflation as remembered over three years" source: ours
infl_trend = infl_trend[-1] + b_infl_trend_speed * (infl_core - b_look_through * infl_level - infl_trend[-1])

[price_core] "Core PCE price index" source: bea
price_core = price_core[-1] * exp(infl_core * quarter / hundred)

[oil] "Price of crude oil: drifts back to its real norm, cheaper in dollars when the dollar is dear" source: panel_long
dlog(oil) ~ infl_expected[-1] * quarter / hundred + b_oil_ec * log(b_oil_norm * price_core[-1] / (hundred_index * oil[-1])) - b_oil_dollar * dlog(dollar[-1])

[oil_real] "Crude oil in core prices: what moves incomes"
oil_real = oil / price_core

[infl_noncore] "Food and energy: what headline inflation adds to core, most of it oil" source: panel_long
infl_noncore ~ b_noncore_lag * infl_noncore[-1] + (b_noncore_oil * dlog(oil) + b_noncore_oil_lag * dlog(oil[-1]) - (b_noncore_oil + b_noncore_oil_lag) * infl_expected[-1] * quarter / hundred) * hundred - b_noncore_dollar * dlog(dollar[-1]) / quarter * hundred + b_noncore_power * d(power_price[-1]) / quarter * hundred

[price_cons] "PCE price index" source: bea
dlog(price_cons) ~ (infl_core + infl_noncore) * quarter / hundred

[cpi] "Consumer price index" source: bls
dlog(cpi) ~ (infl_core + b_cpi_noncore * infl_noncore + b_cpi_wedge) * quarter / hundred

[price_inv] "Price of business investment" source: bea
dlog(price_inv) ~ (infl_core + b_price_inv_drift) * quarter / hundred

[price_res] "Price of residential investment" source: bea
dlog(price_res) ~ (infl_core + b_price_res_drift) * quarter / hundred

[price_gov] "Price of government purchases" source: bea
dlog(price_gov) ~ (infl_core + b_price_gov_drift) * quarter / hundred

[price_exp] "Price of exports" source: bea
dlog(price_exp) ~ (infl_core + b_price_exp_drift) * quarter / hundred - b_price_exp_dollar * dlog(dollar[-1])

[price_imp] "Price of imports: a dear dollar makes them cheaper" source: bea
dlog(price_imp) ~ (infl_core + b_price_imp_drift + b_price_imp_noncore * infl_noncore) * quarter / hundred - b_price_imp_dollar * dlog(dollar[-1]) - b_price_imp_tariff * d(tariff[-1]) / hundred

[nairu] "Unemployment at which inflation is steady" source: cbo2026
nairu ~ nairu[-1] + b_nairu_speed * (b_nairu - nairu[-1])

[ai_displaced] "Workers whose job AI has taken and who have not found another, percent of the labour force" source: goldman_labour2025
ai_displaced ~ (1 - b_ai_rehired) * ai_displaced[-1] + via(displacement, b_ai_displace * b_ai_task_share * hundred * d(ai_adoption))

[unemployment] "Unemployment: Okun's law in changes, point for point however high it stands, and in levels; falls of output cost more jobs than rises give, and labour runs out in booms" source: panel_ols, frbus2014, ball2017
dlog(unemployment) ~ b_okun_lag * dlog(unemployment[-1]) - b_okun_gap * d(gap) / unemployment[-1] + b_okun_fall * smax(-d(gap) - b_okun_fall_from, 0, 0.2) / unemployment[-1] + b_okun_ec * log(smax(nairu[-1] + ai_displaced[-1] - b_okun_level * (gap[-1] - b_okun_boom * smax(gap[-1] - b_okun_boom_from, 0, b_capacity_soft)), b_unemployment_floor, 0.5) / unemployment[-1])

[employment] "Employment"
employment = labour_force * (1 - unemployment / hundred)

[productivity_growth] "Trend growth of output per worker" source: fernald2014
productivity_growth = (growth_potential - dlog(labour_force)) / quarter * hundred

[income_shift] "Income that has moved from labour to capital, share of GDP: with the tasks that AI takes, and by choice of a scenario" source: karabarbounis2014, acemoglu2022
income_shift ~ income_shift[-1] + b_shift_pace * (b_income_shift + via(displacement, b_ai_shift * b_ai_displace * b_ai_task_share * b_wage_share * ai_adoption_slow) - income_shift[-1])

[wage_growth_norm] "Wage growth that keeps inflation at its expected rate" source: frbus2014
wage_growth_norm = infl_expected + productivity_growth

[wage_growth] "Wages per worker: expected inflation, productivity, a tight labour market, and the share labour had" source: frbus2014
wage_growth ~ b_wage_lag * wage_growth[-1] + (1 - b_wage_lag) * wage_growth_norm[-1] - b_wage_unemployment * (unemployment[-1] - nairu[-1]) + b_wage_share_ec * log((b_wage_share - income_shift[-1]) * gdp_nom[-1] / wages[-1]) * hundred / year

[wages] "Wages and salaries" source: bea
dlog(wages) ~ wage_growth * quarter / hundred + dlog(employment) - d(income_shift) * gdp_nom[-1] / wages[-1]

[profits] "Corporate profits with inventory and capital consumption adjustments: swing with the cycle, gain what labour loses and what oil earns" source: bea
dlog(profits) ~ dlog(gdp_nom) + b_profits_gap * d(gap) / hundred + b_shift_profits * d(income_shift) * gdp_nom[-1] / profits[-1] + b_profits_oil * dlog(oil_real) + b_profits_ec * log((b_profits_share + b_shift_profits * income_shift[-1]) * gdp_nom[-1] / profits[-1]) + b_profits_factor * demand_factor
