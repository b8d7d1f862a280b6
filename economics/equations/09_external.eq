sector "Foreign capital and the dollar"

[foreign_treasury_share] "Share of the public debt that foreigners hold: drifts down, answers the yield they earn" source: treasury, tic2026
foreign_treasury_share ~ b_foreign_lag * foreign_treasury_share[-1] + (1 - b_foreign_lag) * b_foreign_norm + b_foreign_return * (rate_10y[-1] - infl_expected[-1] - b_real_10y_norm - neutral_shift[-1])

[foreign_treasuries] "Treasuries that foreigners hold"
foreign_treasuries = foreign_treasury_share * debt_public

[dollar] "Broad dollar: rate differentials, fear, momentum, what AI borrows abroad, and a slow return to a norm that tariffs raise and debts abroad lower" source: panel_ols, lane2004
dlog(dollar) ~ b_dollar_lag * dlog(dollar[-1]) + b_dollar_rate * d(rate_2y) + b_dollar_vix * d(vix) + b_dollar_ec * (log(b_dollar_norm / dollar[-1]) + b_dollar_tariff * tariff[-1] / hundred + b_dollar_niip * (niip[-1] / (gdp_nom[-1] * year) - b_niip_norm)) + via(foreign_capital, b_dollar_foreign * d(foreign_treasury_share) + b_dollar_ai * d(ai_finance_foreign[-1] / gdp_nom[-1]))

[rate_japan] "Policy rate of the Bank of Japan: on its way to where it stays" source: boj2026
rate_japan ~ rate_japan[-1] + b_japan_speed * (b_rate_japan - rate_japan[-1])

[yen] "Yen per dollar: the rate gap, fear, momentum, positions that are closed, a slow return to its norm" source: panel_long, bis2024
dlog(yen) ~ b_yen_lag * dlog(yen[-1]) + b_yen_rate * (d(rate_2y) - d(rate_japan)) - b_yen_vix * d(vix_log) - via(yen_carry, b_yen_unwind * yen_unwind) + b_yen_ec * log(b_yen_norm / yen[-1])

[yen_carry] "Yen-carry positions, one at the size of July 2024: built by the rate gap, cut when volatility jumps and when the yen gains fast" source: bis2024
yen_carry ~ yen_carry[-1] + b_carry_speed * (b_carry_gap * smax(ffr[-1] - rate_japan[-1], 0, b_ffr_soft) - yen_carry[-1]) - (b_carry_cut * smax(log(vix[-1] / b_carry_vix), 0, 0.02) + b_carry_yen * smax(-dlog(yen[-1]) - b_carry_yen_from, 0, 0.01)) * yen_carry[-1]

[yen_unwind] "Yen-carry positions closed in the quarter" source: bis2024
yen_unwind = smax(yen_carry[-1] - yen_carry, 0, 0.02)

[foreign_equity] "American shares that foreigners hold: market value and new buying" source: tic2026
foreign_equity = foreign_equity[-1] * sp500 / sp500[-1] + foreign_equity_inflow * quarter

[foreign_equity_inflow] "Foreign buying of American shares: a share of the capital inflow, larger after good returns, smaller as the share that foreigners hold passes what they are used to" source: tic2026
foreign_equity_inflow ~ b_equity_inflow_lag * foreign_equity_inflow[-1] + (1 - b_equity_inflow_lag) * (b_equity_inflow_share * gdp_nom + b_equity_inflow_return * yoy(sp500[-1]) * gdp_nom / hundred - b_equity_inflow_share_ec * (foreign_equity[-1] / cap_total[-1] - b_foreign_equity_norm) * gdp_nom)

[income_balance] "Income balance: what America earns abroad less what it pays, on the stock as it grows and at the yields of the day" source: bea, lane2004
income_balance ~ b_income_privilege * gdp_nom + b_income_stock * (niip[-1] / (gdp_nom[-1] * year) - b_niip_norm) * gdp_nom + b_income_yield / hundred * (rate_10y[-1] - b_real_10y_norm - infl_expected[-1]) * niip[-1]

[transfers_abroad] "Transfers to the rest of the world: remittances of migrants, aid, taxes paid abroad" source: bea
transfers_abroad = b_transfers_abroad * gdp_nom

[current_account] "Current account: trade, income and transfers"
current_account = net_exports_nom + income_balance - transfers_abroad

[foreign_treasury_inflow] "Foreign purchases of Treasuries"
foreign_treasury_inflow = d(foreign_treasuries) / quarter

[foreign_other_inflow] "Other capital that balances the current account: bonds, direct investment, bank flows"
foreign_other_inflow = -current_account - foreign_treasury_inflow - foreign_equity_inflow

[niip] "Net international investment position: current account and the valuation of shares" source: bea
niip = niip[-1] + current_account * quarter - (foreign_equity - foreign_equity[-1] - foreign_equity_inflow * quarter) + b_niip_abroad * foreign_equity[-1] * (sp500 / sp500[-1] - 1)
