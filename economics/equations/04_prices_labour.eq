sector "Prices and labour"

[infl_expected] "Expected inflation over ten years: anchored, not immovable" source: frbus2014
infl_expected ~ infl_expected[-1] + b_expected_learning * (infl_core_yoy[-1] - infl_expected[-1]) + b_expected_anchor * (b_expected_target - infl_expected[-1])

[cost_push] "Cost pressure: tariffs, energy, supply chains" source: panel_ols
cost_push ~ b_cost_push * cost_push[-1]

[infl_core] "Core PCE inflation, quarterly at an annual rate: expectations, the past, slack, wages, imports, costs" source: frbus2014, panel_ols
infl_core ~ b_core_past * infl_core_yoy[-1] + (1 - b_core_past) * infl_expected[-1] + b_core_gap * avg(gap, 2) + b_core_gap_tight * smax(avg(gap, 2) - b_capacity_from, 0, b_capacity_soft) + b_core_wages * (wage_growth[-1] - wage_growth_norm[-1]) + b_core_imports * (dlog(price_imp[-1]) / quarter * hundred - infl_core[-1] - b_price_imp_drift) + cost_push

[infl_core_yoy] "Core PCE inflation over four quarters" source: bea
infl_core_yoy = avg(infl_core, 4)

[infl_trend] "Core inflation as remembered over three years" source: ours
infl_trend = infl_trend[-1] + b_infl_trend_speed * (infl_core - infl_trend[-1])

[price_core] "Core PCE price index" source: bea
price_core = price_core[-1] * exp(infl_core * quarter / hundred)

[infl_noncore] "Food and energy: what headline inflation adds to core" source: panel_ols
infl_noncore ~ b_noncore_lag * infl_noncore[-1] - b_noncore_dollar * dlog(dollar[-1]) / quarter * hundred

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
dlog(price_imp) ~ (infl_core + b_price_imp_drift + b_price_imp_noncore * infl_noncore) * quarter / hundred - b_price_imp_dollar * dlog(dollar[-1])

[nairu] "Unemployment at which inflation is steady" source: cbo2026
nairu ~ nairu[-1] + b_nairu_speed * (b_nairu - nairu[-1])

[unemployment] "Unemployment: Okun's law in logs, in changes and in levels; falls of output cost more jobs than rises give, and labour runs out in booms" source: panel_ols, frbus2014, ball2017
dlog(unemployment) ~ b_okun_lag * dlog(unemployment[-1]) - b_okun_gap * d(gap) / nairu[-1] + b_okun_fall * smax(-d(gap) - b_okun_fall_from, 0, 0.2) / nairu[-1] + b_okun_ec * log(smax(nairu[-1] - b_okun_level * (gap[-1] - b_okun_boom * smax(gap[-1] - b_okun_boom_from, 0, b_capacity_soft)), b_unemployment_floor, 0.5) / unemployment[-1])

[employment] "Employment"
employment = labour_force * (1 - unemployment / hundred)

[productivity_growth] "Trend growth of output per worker" source: fernald2014
productivity_growth = growth_potential / quarter * hundred - labour_force_growth[-1]

[wage_growth_norm] "Wage growth that keeps inflation at its expected rate" source: frbus2014
wage_growth_norm = infl_expected + productivity_growth

[wage_growth] "Wages per worker: expected inflation, productivity, a tight labour market, and the share labour had" source: frbus2014
wage_growth ~ b_wage_lag * wage_growth[-1] + (1 - b_wage_lag) * wage_growth_norm[-1] - b_wage_unemployment * (unemployment[-1] - nairu[-1]) + b_wage_share_ec * log(b_wage_share * gdp_nom[-1] / wages[-1]) * hundred / year

[wages] "Wages and salaries" source: bea
dlog(wages) ~ wage_growth * quarter / hundred + dlog(employment)

[profits] "Corporate profits with inventory and capital consumption adjustments: swing with the cycle" source: bea
dlog(profits) ~ dlog(gdp_nom) + b_profits_gap * d(gap) / hundred + b_profits_ec * log(b_profits_share * gdp_nom[-1] / profits[-1]) + b_profits_factor * demand_factor
