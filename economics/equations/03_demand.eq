sector "Demand"

[demand_factor] "Common swing of confidence and credit that moves all private demand together" source: panel_ols
demand_factor ~ b_demand_factor * demand_factor[-1]

# ── Households ───────────────────────────────────────────────────────────────────────────────────

[income_share] "Income of households before federal taxes and transfers, share of GDP" source: bea
income_share ~ income_share[-1] + b_income_share_ec * (b_income_share_norm - income_share[-1]) + b_income_labour * (dlog(wages) - dlog(gdp_nom))

[transfers_federal] "Federal benefits paid to households" source: cbo2026
transfers_federal = out_social_security + out_medicare - payment_shift + out_medicaid + out_other_mandatory + out_stabilisers + b_income_policy * out_policy

[transfers_share] "Federal benefits over potential output"
transfers_share = transfers_federal / gdp_potential_nom

[income_disposable] "Disposable personal income: new tariffs are in prices and in no one's income" source: bea
income_disposable = income_share * (gdp_nom - tariff / hundred * imp_nom) + transfers_federal + b_income_interest * interest_net - rev_individual - rev_payroll

[excess_savings] "Pandemic savings not yet spent: a state that runs down" source: sffed2024
excess_savings ~ b_excess_savings_left * excess_savings[-1]

[cons_target] "Consumption that income and wealth support" source: frbus2014, crns2021
cons_target = (b_cons_income * income_disposable * exp(-b_cons_smoothing * gap / hundred) + via(wealth_effect, b_cons_stocks * equity_household) + b_cons_housing * house_wealth + via(excess_savings, b_cons_excess * excess_savings)) * base / price_cons

[cons_real] "Consumption: error correction to its target, trend growth, income momentum, the real rate, moods, benefits spent at once" source: frbus2014, panel_ols
dlog(cons_real) ~ growth_potential + b_cons_transfers * d(transfers_share) + b_cons_ec * log(cons_target[-1] / cons_real[-1]) + b_cons_momentum * (dlog(gdp_real[-1]) - growth_potential[-1]) - b_cons_oil * dlog(oil_real[-1]) - b_cons_car * d(spread_car[-1]) - via(rate_transmission, b_cons_rate * (rate_real[-1] - rstar[-1])) + b_cons_factor * demand_factor + via(regime, narrative_consumption_shift)

[cons_nom] "Consumption in current dollars"
cons_nom = cons_real * price_cons / base

# ── Housing, with the mortgages that were locked in ─────────────────────────────────────────────

[rate_mortgage_stock] "Average rate on mortgages outstanding: new loans replace old ones slowly" source: fhfa2403
rate_mortgage_stock = rate_mortgage_stock[-1] + b_mortgage_stock_speed * (rate_mortgage - rate_mortgage_stock[-1])

[home_turnover] "Home sales, log deviation: owners with cheap mortgages stay put" source: fhfa2403
home_turnover ~ b_turnover_lag * home_turnover[-1] - (1 - b_turnover_lag) * b_turnover_lock * (rate_mortgage[-1] - rate_mortgage_stock[-1])

[inv_res_real] "Residential investment: falls with the real mortgage rate, and with sales that the lock-in prevents" source: panel_ols, fhfa2403
dlog(inv_res_real) ~ growth_potential + b_res_lag * (dlog(inv_res_real[-1]) - growth_potential[-1]) + b_res_ec * (b_res_level - via(rate_transmission, b_res_rate * (rate_mortgage[-1] - infl_expected[-1] - b_res_rate_norm)) + via(lock_in, b_res_turnover * home_turnover[-1]) - log(inv_res_real[-1] / gdp_potential_real[-1])) + b_res_factor * demand_factor + via(regime, b_regime_investment * narrative_consumption_shift)

[inv_res_nom] "Residential investment in current dollars"
inv_res_nom = inv_res_real * price_res / base

[price_house] "House prices: incomes in growth and level, mortgage rates, and the homes that locked-in owners do not offer" source: fhfa2403
dlog(price_house) ~ b_house_lag * dlog(price_house[-1]) + (1 - b_house_lag) * (growth_potential + infl_expected[-1] * quarter / hundred - b_house_building * inv_res_nom[-1] * quarter / house_wealth[-1]) - b_house_rate * (rate_mortgage[-1] - infl_expected[-1] - b_res_rate_norm) * quarter - via(lock_in, b_house_lock * d(home_turnover[-1])) + b_house_gap * gap[-1] + b_house_ec * log(b_house_norm * gdp_nom[-1] / house_wealth[-1])

[house_wealth] "Value of owner-occupied housing: prices and new building" source: fedz1
house_wealth = house_wealth[-1] * price_house / price_house[-1] + b_house_building * inv_res_nom * quarter

# ── Business investment outside AI ───────────────────────────────────────────────────────────────

[manufacturing_incentive] "Fiscal push to factory building, log effect on desired investment: runs down" source: ours
manufacturing_incentive ~ b_incentive_left * manufacturing_incentive[-1]

[inv_bus_real] "Business investment outside AI: user cost, credit, accelerator, incentives, share prices" source: panel_ols, frbus2014
dlog(inv_bus_real) ~ growth_potential + b_bus_lag * (dlog(inv_bus_real[-1]) - growth_potential[-1]) + b_bus_ec * (b_bus_level - via(rate_transmission, b_bus_rate * (rate_baa[-1] - infl_expected[-1] - b_bus_rate_norm)) - b_bus_spread * (spread_baa[-1] - b_bus_spread_norm) - b_bus_small * (spread_small[-1] - b_small_spread - b_small_credit * (spread_baa[-1] - b_spread_norm)) + via(incentives, manufacturing_incentive[-1]) - log(inv_bus_real[-1] / gdp_potential_real[-1])) + b_bus_accelerator * (dlog(gdp_real[-1]) - growth_potential[-1]) + b_bus_equity * dlog(sp500[-1]) + b_bus_oil * dlog(oil_real[-1]) + b_bus_factor * demand_factor + via(regime, b_regime_investment * narrative_consumption_shift)

[inv_bus_nom] "Business investment outside AI in current dollars"
inv_bus_nom = inv_bus_real * price_inv / base

[inv_ai_real] "AI capex spent in the United States, chained dollars" source: sec_edgar
inv_ai_real = ai_capex_domestic * base / price_inv

[inventories_share] "Inventories and the chain residual, share of potential output" source: bea
inventories_share ~ b_inventories_lag * inventories_share[-1] + (1 - b_inventories_lag) * b_inventories_norm

[inventories_real] "Inventories and the chain residual" source: bea
inventories_real = inventories_share * gdp_potential_real

[inventories_nom_share] "Inventories in current dollars, share of potential" source: bea
inventories_nom_share ~ b_inventories_lag * inventories_nom_share[-1] + (1 - b_inventories_lag) * b_inventories_nom_norm

[inventories_nom] "Inventories in current dollars" source: bea
inventories_nom = inventories_nom_share * gdp_potential_nom[-1]

# ── Government purchases and trade ───────────────────────────────────────────────────────────────

[slump] "Rise of unemployment over a year beyond what Congress lets pass" source: cbo_eval
slump = smax(unemployment - unemployment[-4] - b_slump_from, 0, b_slump_soft)

[relief_size] "How much Congress gives for a slump, log against the usual: 2001, 2008 and 2020 differed by a factor of five" source: panel_ols
relief_size ~ b_relief_size_lag * relief_size[-1]

[relief] "New law in a slump: rebates, benefits and aid, percent of potential GDP, run down as they are paid" source: panel_ols
relief ~ b_relief_left * relief[-1] + via(relief, b_relief * slump * exp(bounded(relief_size, -b_relief_size_most, b_relief_size_most, 0.2)))

[gov_fed_ratio] "Federal purchases over discretionary outlays" source: bea, cbo2026
gov_fed_ratio ~ gov_fed_ratio[-1]

[gov_fed_nom] "Federal purchases: discretionary outlays at work" source: bea
gov_fed_nom = gov_fed_ratio * (out_defence + out_nondefence)

[gov_fed_real] "Federal purchases, chained dollars"
gov_fed_real = gov_fed_nom * base / price_gov

[gov_sl_real] "State and local purchases follow potential output" source: ours
dlog(gov_sl_real) ~ b_gov_sl_growth * growth_potential

[gov_sl_nom] "State and local purchases in current dollars"
gov_sl_nom = gov_sl_real * price_gov / base

[exp_real] "Exports: world demand grows with potential; a dear dollar costs sales" source: panel_ols
dlog(exp_real) ~ growth_potential + b_exp_ec * (b_exp_level - b_exp_dollar * log(dollar[-1] / hundred_index) - b_exp_tariff * tariff[-1] / hundred - log(exp_real[-1] / gdp_potential_real[-1])) + b_exp_factor * demand_factor

[exp_nom] "Exports in current dollars"
exp_nom = exp_real * price_exp / base

[demand_domestic] "Domestic demand outside AI capex" source: bea
demand_domestic = cons_real + inv_res_real + inv_bus_real + gov_fed_real + gov_sl_real

[imp_other_real] "Imports outside AI hardware: demand with an elasticity above one; a dear dollar draws them in" source: panel_ols
dlog(imp_other_real) ~ growth_potential + b_imp_demand * (dlog(demand_domestic) - growth_potential) + b_imp_ec * (b_imp_level + b_imp_dollar * log(dollar[-1] / hundred_index) - b_imp_tariff * tariff[-1] / hundred - log(imp_other_real[-1] / demand_domestic[-1]))

[imp_ai_real] "Imports of AI hardware, chained dollars" source: goldman2026
imp_ai_real = ai_imports * base / price_imp

[imp_real] "Imports"
imp_real = imp_other_real + imp_ai_real

[imp_nom] "Imports in current dollars"
imp_nom = imp_other_real * price_imp / base + ai_imports

[net_exports_nom] "Net exports in current dollars"
net_exports_nom = exp_nom - imp_nom

# ── GDP ──────────────────────────────────────────────────────────────────────────────────────────

[gdp_real] "Real GDP adds up"
gdp_real = cons_real + inv_res_real + inv_bus_real + inv_ai_real + inventories_real + gov_fed_real + gov_sl_real + exp_real - imp_real

[gdp_nom] "Nominal GDP adds up"
gdp_nom = cons_nom + inv_res_nom + inv_bus_nom + ai_capex_domestic + inventories_nom + gov_fed_nom + gov_sl_nom + net_exports_nom

[price_gdp] "GDP deflator: nominal over real GDP"
price_gdp = gdp_nom / gdp_real * base

[gap] "Output gap"
gap = hundred * log(gdp_real / gdp_potential_real)
