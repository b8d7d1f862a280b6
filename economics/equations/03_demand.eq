sector "Demand"

# ── Slumps: rare, sudden and deep; booms: frequent, slow and bounded by capacity ────────────────────────
# One uniform draw a quarter decides whether a slump begins. In deterministic runs it is one half, so none does; demand
# between slumps is higher by what they take on average.

[slump_signal] "What tells of slumps ahead: a short rate above the long one over the last year, few who are out of work, wide spreads, fallen shares" source: panel_long, estrella1998, gilchrist2012
slump_signal = b_slump_curve * (avg(ffr[-1] - rate_10y[-1], 4) + b_slump_curve_norm) + b_slump_tight * (nairu[-1] - unemployment[-1]) + b_slump_spread * (spread_baa[-1] - b_spread_norm - b_slump_spread_norm) + b_slump_shares * (drawdown[-1] - b_slump_shares_norm)

[odds_slump] "Odds that a slump begins within the quarter" source: estrella1998, nber
odds_slump = b_slump_odds * exp(b_slump_most * tanh(slump_signal / b_slump_most))

[slump_hit] "Demand that a slump takes at once: at least a given size, beyond it exponential" source: dupraz2025
slump_hit = step(odds_slump - u_slump) * b_slump_size * (1 + b_slump_tail * log(odds_slump / u_slump))

[credit_squeeze] "Excess bond premium: what lenders ask beyond what shares, fear and borrowing account for, as it wears off" source: gilchrist2012
credit_squeeze = b_squeeze_lag * credit_squeeze[-1] + spread_baa - spread_default

[uncertainty] "Fear beyond what share prices account for, as it wears off: implied volatility, log" source: basu2017
uncertainty = b_uncertainty_lag * uncertainty[-1] + vix_log - vix_shares

[caution] "Growth of spending a quarter that lenders who hold back and fear take from households; firms' own is in the spread they pay" source: gilchrist2012, basu2017
caution = via(credit, b_caution_squeeze * credit_squeeze[-1]) + via(uncertainty, b_caution_uncertainty * uncertainty[-1])

[demand_factor] "Common swing of confidence and credit that moves all private demand together, and slumps that begin" source: panel_ols, dupraz2025
demand_factor ~ b_demand_factor * demand_factor[-1] + via(sudden_stop, b_slump_mean * (1 + b_slump_tail) * b_slump_odds * b_slump_size - slump_hit)

[capacity_limit] "Growth that a shortage of labour and capacity takes from demand a quarter, once output is well above potential" source: dupraz2025
capacity_limit = via(capacity, b_capacity * smax(gap[-1] - b_capacity_from, 0, b_capacity_soft))

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

[growth_prospects] "Growth of productivity that households have come to expect beyond the usual" source: frbus2014
growth_prospects = growth_prospects[-1] + b_prospects_learning * (d(tfp_ai[-1]) / quarter + tfp_growth[-1] - b_tfp_growth - growth_prospects[-1])

[cons_target] "Consumption that income, its prospects and wealth support" source: frbus2014, crns2021
cons_target = (b_cons_income * (income_disposable - (1 - b_cons_interest) * b_income_interest * interest_net) * exp((b_cons_prospects * growth_prospects - b_cons_smoothing * gap) / hundred) + via(wealth_effect, b_cons_stocks * equity_household) + b_cons_housing * house_wealth + via(excess_savings, b_cons_excess * excess_savings)) * base / price_cons

[cons_real] "Consumption: error correction to its target, trend growth, income momentum, the real rate, moods, benefits spent at once" source: frbus2014, panel_ols
dlog(cons_real) ~ dlog(gdp_potential_real) + b_cons_transfers * d(transfers_share) + b_cons_ec * log(cons_target[-1] / cons_real[-1]) + b_cons_momentum * (dlog(gdp_real[-1]) - growth_potential[-1]) - b_cons_oil * dlog(oil_real[-1]) - b_cons_car * d(spread_car[-1]) - via(rate_transmission, b_cons_rate * (rate_real[-1] - rstar[-1])) + b_cons_factor * demand_factor - caution - capacity_limit + via(regime, narrative_consumption_shift)

[cons_nom] "Consumption in current dollars"
cons_nom = cons_real * price_cons / base

# Parts of spending that show how far rates reach; what they add up to is in the totals already.

[cons_durable_real] "Consumer durables: bought on credit, so that the cycle and rates move them more than other spending" source: frbus_run
dlog(cons_durable_real) = dlog(cons_real) + b_durable_cycle * (dlog(cons_real) - growth_potential) + b_durable_ec * (log(b_durable_share * cons_real[-1] / cons_durable_real[-1]) - via(rate_transmission, b_durable_rate * (rate_2y[-1] - infl_expected[-1] - b_real_2y_norm - neutral_shift[-1])))

# ── Housing, with the mortgages that were locked in ─────────────────────────────────────────────

[rate_mortgage_stock] "Average rate on mortgages outstanding: new loans replace old ones slowly" source: fhfa2403
rate_mortgage_stock = rate_mortgage_stock[-1] + b_mortgage_stock_speed * (rate_mortgage - rate_mortgage_stock[-1])

[home_turnover] "Home sales, log deviation: owners with cheap mortgages stay put; those with dear ones refinance and need not move" source: fhfa2403
home_turnover ~ b_turnover_lag * home_turnover[-1] - (1 - b_turnover_lag) * b_turnover_lock * smax(rate_mortgage[-1] - rate_mortgage_stock[-1], 0, b_turnover_soft)

[inv_res_real] "Residential investment: falls with the real mortgage rate, and with sales that the lock-in prevents; builders answer a year's gains in house prices" source: panel_ols, fhfa2403, topel1988
dlog(inv_res_real) ~ dlog(gdp_potential_real) + b_res_lag * (dlog(inv_res_real[-1]) - growth_potential[-1]) + b_res_ec * (b_res_level - via(rate_transmission, b_res_rate * (rate_mortgage[-1] - infl_expected[-1] - b_res_rate_norm - neutral_shift[-1])) + via(lock_in, b_res_turnover * home_turnover[-1]) + b_res_house * (yoy(price_house[-1]) - yoy(price_cons[-1]) - b_house_gain) / hundred - log(inv_res_real[-1] / gdp_potential_real[-1])) + b_res_factor * demand_factor - b_res_caution * caution - b_capacity_investment * capacity_limit + via(regime, b_regime_investment * narrative_consumption_shift)

[inv_res_nom] "Residential investment in current dollars"
inv_res_nom = inv_res_real * price_res / base

[price_house] "House prices: incomes in growth and level, mortgage rates, and the homes that locked-in owners do not offer" source: fhfa2403
dlog(price_house) ~ b_house_lag * dlog(price_house[-1]) + (1 - b_house_lag) * (growth_potential + infl_expected[-1] * quarter / hundred - b_house_building * inv_res_nom[-1] * quarter / house_wealth[-1]) - b_house_rate * (rate_mortgage[-1] - infl_expected[-1] - b_res_rate_norm - neutral_shift[-1]) * quarter - via(lock_in, b_house_lock * d(home_turnover[-1])) + b_house_gap * gap[-1] + b_house_factor * (demand_factor - caution) + b_house_ec * log(b_house_norm * gdp_nom[-1] / house_wealth[-1])

[house_wealth] "Value of owner-occupied housing: prices and new building" source: fedz1
house_wealth = house_wealth[-1] * price_house / price_house[-1] + b_house_building * inv_res_nom * quarter

# ── Business investment outside AI ───────────────────────────────────────────────────────────────

[manufacturing_incentive] "Fiscal push to factory building, log effect on desired investment: runs down" source: ours
manufacturing_incentive ~ b_incentive_left * manufacturing_incentive[-1]

[rate_business] "What businesses pay: bonds, and loans and paper at short or floating rates" source: fedz1
rate_business = b_bus_bonds * rate_baa + (1 - b_bus_bonds) * (ffr + b_bus_loan_spread)

[inv_bus_real] "Business investment outside AI: user cost, credit, accelerator, incentives, share prices" source: panel_ols, frbus2014
dlog(inv_bus_real) ~ dlog(gdp_potential_real) + b_bus_lag * (dlog(inv_bus_real[-1]) - growth_potential[-1]) + b_bus_ec * (b_bus_level - via(rate_transmission, b_bus_rate * (rate_business[-1] - infl_expected[-1] - b_bus_rate_norm - neutral_shift[-1])) - b_bus_spread * (spread_baa[-1] - b_bus_spread_norm) + b_bus_q * avg(valuation_market[-1], 4) - b_bus_small * (spread_small[-1] - b_small_spread - b_small_credit * (spread_baa[-1] - b_spread_norm)) + via(incentives, manufacturing_incentive[-1]) - log(inv_bus_real[-1] / gdp_potential_real[-1])) + b_bus_accelerator * (dlog(gdp_real[-1]) - growth_potential[-1]) + b_bus_equity * dlog(sp500[-1]) + b_bus_oil * dlog(oil_real[-1]) + b_bus_factor * demand_factor - b_capacity_investment * capacity_limit + via(regime, b_regime_investment * narrative_consumption_shift)

[inv_bus_nom] "Business investment outside AI in current dollars"
inv_bus_nom = inv_bus_real * price_inv / base

[inv_small_real] "Investment of small firms, which borrow from banks at short rates and have nowhere else to go" source: gertler1994
dlog(inv_small_real) = dlog(inv_bus_real) + b_small_ec * (log(b_small_share * inv_bus_real[-1] / inv_small_real[-1]) - via(rate_transmission, b_small_rate * (ffr[-1] + b_bus_loan_spread - infl_expected[-1] - b_bus_rate_norm - neutral_shift[-1])))

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

[slump] "Rise of unemployment over a year beyond what Congress lets pass" source: bls
slump = smax(unemployment - unemployment[-4] - b_slump_from, 0, b_slump_soft)

[relief_size] "How much Congress gives for a slump, log against the usual: 2001, 2008 and 2020 differed by a factor of five" source: panel_ols
relief_size ~ b_relief_size_lag * relief_size[-1]

[relief_given] "New law in a slump: rebates, benefits and aid, percent of potential GDP, run down as they are paid" source: panel_ols
relief_given ~ b_relief_left * relief_given[-1] + via(relief, b_relief * slump * exp(b_relief_size_most * tanh(relief_size / b_relief_size_most)))

[good_times] "How far times are good enough for Congress to save: unemployment near or below what is natural" source: ours
good_times = logistic(b_good_slope * (b_good_from + nairu[-1] - unemployment[-1]))

[relief_owed] "Relief not yet taken back nor forgotten, percent of a year's potential GDP" source: ours
relief_owed = (1 - b_relief_forgiven) * relief_owed[-1] + (relief_given[-1] - relief_back[-1]) * quarter / year

[relief_back] "Relief taken back in good years: temporary law lapses, taxes rise, appropriations are held, percent of potential GDP" source: cbo_laws
relief_back = via(relief, b_relief_back * relief_owed[-1] * good_times)

[odds_reform] "Odds that Congress passes a consolidation within the quarter: in good times, more as interest takes revenue and markets ask for more" source: cbo_laws
odds_reform = b_reform_odds * good_times * exp(b_reform_most * tanh((b_reform_interest * (interest_revenue[-1] - b_reform_interest_norm) + b_reform_premium * (term_premium[-1] - b_premium_level)) / b_reform_most))

[reform_law] "Consolidation enacted and not yet undone, percent of potential GDP: each law at least a given size, eroded by later ones" source: cbo_laws
reform_law = b_reform_left * reform_law[-1] + via(reform, step(odds_reform - u_reform) * b_reform_size * (1 + log(odds_reform / u_reform)))

[reform] "Consolidation in force, percent of potential GDP: phased in over years" source: cbo_laws
reform = reform[-1] + b_reform_phase * (reform_law - reform[-1])

[law_shift] "Where new law is taking deficits beside the cycle, percent of potential GDP: nobody knows, so its end is drawn" source: panel_ols
law_shift = law_shift[-1] + b_law_speed * (b_law - law_shift[-1])

[relief] "What Congress adds to the law on file: relief given, less relief taken back, less consolidation, and where law drifts, percent of potential GDP" source: panel_ols, cbo_laws
relief = relief_given - relief_back - reform + law_shift

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
dlog(exp_real) ~ dlog(gdp_potential_real) + b_exp_ec * (b_exp_level - b_exp_dollar * log(dollar[-1] / hundred_index) - b_exp_tariff * tariff[-1] / hundred - log(exp_real[-1] / gdp_potential_real[-1])) + b_exp_factor * demand_factor

[exp_nom] "Exports in current dollars"
exp_nom = exp_real * price_exp / base

[demand_domestic] "Domestic demand outside AI capex" source: bea
demand_domestic = cons_real + inv_res_real + inv_bus_real + gov_fed_real + gov_sl_real

[imp_other_real] "Imports outside AI hardware: demand with an elasticity above one; a dear dollar draws them in" source: panel_ols
dlog(imp_other_real) ~ dlog(gdp_potential_real) + b_imp_demand * (dlog(demand_domestic) - dlog(gdp_potential_real)) + b_imp_ec * (b_imp_level + b_imp_dollar * log(dollar[-1] / hundred_index) - b_imp_tariff * tariff[-1] / hundred - log(imp_other_real[-1] / demand_domestic[-1]))

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
