sector "Ratios"

[gdp_growth] "Growth of real GDP over four quarters"
gdp_growth = yoy(gdp_real)

[debt_ratio] "Debt held by the public, percent of GDP"
debt_ratio = debt_public / (avg(gdp_nom, 4) * year) * hundred

[interest_revenue] "Net interest, percent of revenue, four quarters"
interest_revenue = avg(interest_net, 4) / avg(revenue, 4) * hundred

[interest_defence] "Net interest over defence outlays, four quarters"
interest_defence = avg(interest_net, 4) / avg(out_defence, 4)

[interest_gdp] "Net interest, percent of GDP, four quarters"
interest_gdp = avg(interest_net, 4) / avg(gdp_nom, 4) * hundred

[balance_ratio] "Federal balance, percent of GDP, four quarters; negative is a deficit"
balance_ratio = avg(balance, 4) / avg(gdp_nom, 4) * hundred

[balance_primary_ratio] "Primary balance, percent of GDP, four quarters"
balance_primary_ratio = avg(balance_primary, 4) / avg(gdp_nom, 4) * hundred

[balance_primary_adjusted] "Primary balance with the cycle and shifts of payment dates taken out, percent of GDP" source: cbo2026
balance_primary_adjusted = balance_primary_ratio + avg(payment_shift, 4) / avg(gdp_nom, 4) * hundred - b_balance_cycle * avg(gap, 4)

[capex_gdp] "Capex of the AI leaders, percent of GDP"
capex_gdp = ai_capex / gdp_nom * hundred

[ai_earnings] "Earnings of the AI leaders before tax at book depreciation"
ai_earnings = ai_cash_flow_operating - ai_depreciation_book

[earnings_cash_gap] "How far the leaders' earnings run ahead of free cash flow, percent of earnings"
earnings_cash_gap = (ai_earnings - ai_free_cash_flow) / smax(ai_earnings, 0.002 * gdp_nom, 0.0005 * gdp_nom) * hundred

[ai_depreciation_unbooked] "Depreciation at economic lives that the leaders' books do not show yet" source: burry2025
ai_depreciation_unbooked = ai_depreciation_economic - ai_depreciation_book

[earnings_overstated] "Earnings that book lives report and economic lives would not, percent of earnings" source: brightman2026
earnings_overstated = ai_depreciation_unbooked / smax(ai_earnings, 0.002 * gdp_nom, 0.0005 * gdp_nom) * hundred

[ai_growth_gross] "Contribution of AI capex to GDP growth over four quarters, imports not netted" source: stlouisfed2026
ai_growth_gross = (inv_ai_real - inv_ai_real[-4]) / gdp_real[-4] * hundred

[ai_growth_net] "Contribution of AI capex to GDP growth over four quarters, net of imports" source: goldman2026
ai_growth_net = (inv_ai_real - inv_ai_real[-4] - imp_ai_real + imp_ai_real[-4]) / gdp_real[-4] * hundred

[equity_premium] "Equity premium: earnings yield less the real ten-year" source: shiller
equity_premium = hundred / pe_sp500 / year - (rate_10y - infl_expected)

[wealth_household] "Household wealth in shares and homes adds up" source: fedz1
wealth_household = equity_household + house_wealth

[wealth_gdp] "Household wealth in shares and homes over GDP"
wealth_gdp = wealth_household / (gdp_nom * year)
