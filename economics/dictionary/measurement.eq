sector "Measurement"

each firm: amzn, googl, meta, msft, orcl

# Which variables have data, and how the vintage's series measure them. Left: model; right: series.

[cons_real] source: bea
cons_real = pce_real
[cons_nom] source: bea
cons_nom = pce_nominal
[price_cons] source: bea
price_cons = pce_price
[price_core] source: bea
price_core = pce_core_price
[infl_core] source: bea
infl_core = saar(pce_core_price)
[infl_core_yoy] source: bea
infl_core_yoy = avg(saar(pce_core_price), 4)
[infl_noncore] source: bea
infl_noncore = saar(pce_price) - saar(pce_core_price)
[oil] source: panel_long
oil = oil_wti
[oil_real] source: panel_long
oil_real = oil_wti / pce_core_price
[cpi] source: bls
cpi = cpi
[inv_res_real] source: bea
inv_res_real = residential_investment_real
[inv_res_nom] source: bea
inv_res_nom = residential_investment_nominal
[price_res] source: bea
price_res = residential_investment_nominal / residential_investment_real * base
[price_inv] source: bea
price_inv = business_investment_nominal / business_investment_real * base
[inv_bus_nom] source: bea, sec_edgar
inv_bus_nom = business_investment_nominal - b_ai_domestic_share * leaders_capex
[inv_bus_real] source: bea, sec_edgar
inv_bus_real = (business_investment_nominal - b_ai_domestic_share * leaders_capex) / business_investment_nominal * business_investment_real
[inv_ai_real] source: bea, sec_edgar
inv_ai_real = b_ai_domestic_share * leaders_capex / business_investment_nominal * business_investment_real
[imp_ai_real] source: bea, sec_edgar
imp_ai_real = b_ai_import_content * b_ai_domestic_share * leaders_capex / imports_nominal * imports_real
[imp_other_real] source: bea, sec_edgar
imp_other_real = imports_real * (1 - b_ai_import_content * b_ai_domestic_share * leaders_capex / imports_nominal)
[price_exp] source: bea
price_exp = exports_nominal / exports_real * base
[price_imp] source: bea
price_imp = imports_nominal / imports_real * base
[exp_real] source: bea
exp_real = exports_real
[exp_nom] source: bea
exp_nom = exports_nominal
[imp_nom] source: bea
imp_nom = imports_nominal
[imp_real] source: bea
imp_real = imports_real
[net_exports_nom] source: bea
net_exports_nom = net_exports_nominal
[price_gov] source: bea
price_gov = gdp_deflator
[gov_fed_nom] source: bea
gov_fed_nom = federal_purchases_nominal
[gov_sl_nom] source: bea
gov_sl_nom = state_local_purchases_nominal
[gov_sl_real] source: bea
gov_sl_real = state_local_purchases_nominal / gdp_deflator * base
[gov_fed_real] source: bea
gov_fed_real = federal_purchases_nominal / gdp_deflator * base
[gdp_real] source: bea
gdp_real = gdp_real
[gdp_growth] source: bea
gdp_growth = yoy(gdp_real)
[gdp_nom] source: bea
gdp_nom = gdp_nominal
[price_gdp] source: bea
price_gdp = gdp_deflator
[gdp_potential_real] source: cbo2026
gdp_potential_real = potential_real
[gdp_potential_nom] source: cbo2026
gdp_potential_nom = potential_real * gdp_deflator / base
[gap] source: cbo2026
gap = hundred * log(gdp_real / potential_real)
[growth_potential] source: cbo2026
growth_potential = dlog(potential_real)
[income_disposable] source: bea
income_disposable = disposable_income
[house_wealth] source: fedz1
house_wealth = household_real_estate
[unemployment] source: bls
unemployment = unemployment_rate
[infl_expected] source: frbus2014
infl_expected = expected_inflation_10y
[wages] source: bea
wages = wages
[profits] source: bea
profits = profits
[ffr] source: fedh15
ffr = funds_rate
[rate_3m] source: fedh15
rate_3m = bill_3m
[rate_2y] source: fedh15
rate_2y = treasury_2y
[rate_5y] source: fedh15
rate_5y = treasury_5y
[rate_10y] source: fedh15
rate_10y = treasury_10y
[rate_30y] source: fedh15
rate_30y = treasury_30y
[rate_mortgage] source: freddiemac
rate_mortgage = mortgage_30y
[fed_treasuries] source: fedh41
fed_treasuries = fed_treasuries
[fed_other_assets] source: fedh41
fed_other_assets = fed_assets - fed_treasuries
[fed_assets] source: fedh41
fed_assets = fed_assets
[sp500] source: shiller
sp500 = sp500_last_month
[price_leaders] "The groups' own prices are not in the vintage: both follow the index until the jump-off" source: shiller
price_leaders = sp500_last_month
[price_rest] source: shiller
price_rest = sp500_last_month
[cap_leaders] "Market value per index point 8.456 bn (63 tn at 7,450), of which the leaders' group 40%" source: spglobal2026
cap_leaders = sp500_last_month / hundred_index * 338.2 * unit_usd
[cap_rest] source: spglobal2026
cap_rest = sp500_last_month / hundred_index * 507.4 * unit_usd
[sp500_peak] source: shiller
sp500_peak = max(sp500_last_month, max(sp500_last_month[-1], max(sp500_last_month[-2], sp500_last_month[-3])))
[vix_log] source: cboe
vix_log = log(vix / unit_index)
[vix] source: cboe
vix = vix
[equity_household] source: fedz1
equity_household = household_equities
[foreign_treasury_share] source: treasury
foreign_treasury_share = foreign_treasuries / debt_public
[foreign_treasuries] source: treasury
foreign_treasuries = foreign_treasuries
[yen] source: fedh10
yen = yen_per_dollar
[dollar] source: fedh10
dollar = dollar_broad
[ai_capex_{firm}] source: sec_edgar
ai_capex_{firm} = {firm}_capex
[supplier_revenue] source: sec_edgar
supplier_revenue = nvda_revenue
[ai_guidance] "Plans at the jump-off: a twentieth above what was just spent, as guidance for the second half of 2026 was" source: creditsights2026
ai_guidance = 1.05 * leaders_capex
