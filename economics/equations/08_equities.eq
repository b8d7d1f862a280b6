sector "Equities"
# Two groups, the AI leaders and the rest. Log price = log normal earnings + log multiple + a constant
# that no one explains. Every piece of the multiple is a variable of its own, in deviation from its
# norm, so that any price change is the sum of named pieces.

[earnings_leaders] "Earnings of the AI leaders: cash flow less book depreciation, what their suppliers earn, other business; not below 0.2% of GDP" source: sec_edgar
log(earnings_leaders) ~ log(smax(b_earn_margin * (ai_cash_flow_operating - ai_depreciation_book) + supplier_earnings + b_earn_other * gdp_nom, 0.002 * gdp_nom, 0.0005 * gdp_nom))

[earnings_rest] "Earnings of all other companies: GDP, the cycle, and cheaper compute" source: panel_ols
dlog(earnings_rest) ~ dlog(gdp_nom) + b_earn_gap * d(gap) / hundred + b_earn_factor * demand_factor - b_earn_compute * d(ai_price) + b_shift_earnings * d(income_shift) * gdp_nom[-1] / earnings_rest[-1] + b_earn_ec * log((b_earn_share + b_shift_earnings * income_shift[-1]) * gdp_nom[-1] / earnings_rest[-1])

[norm_leaders] "Normal earnings of the leaders: what investors look through to, in part at economic lives" source: brightman2026
dlog(norm_leaders) = growth_potential + infl_expected * quarter / hundred + b_norm_speed * log(smax(earnings_leaders - via(ai_return, b_norm_economic * b_earn_margin * ai_depreciation_unbooked), 0.002 * gdp_nom, 0.0005 * gdp_nom) / norm_leaders[-1])

[norm_rest] "Normal earnings of the rest" source: ours
dlog(norm_rest) = growth_potential + infl_expected * quarter / hundred + b_norm_speed * log(earnings_rest / norm_rest[-1])

[piece_real_rate] "Piece of the multiple: long real rate" source: duration_runs
piece_real_rate = -b_duration_real * (rate_10y - infl_expected - b_real_10y_norm - b_neutral_multiple * neutral_priced)

[piece_policy] "Piece of the multiple: policy rate expected over two years, hoped-for cuts included" source: duration_runs
piece_policy = -b_duration_policy * (rate_2y - infl_expected - b_real_2y_norm - b_neutral_multiple * neutral_priced)

[valuation_market] "How dear shares are: market value over normal earnings, log deviation from its norm" source: campbell1988
valuation_market = log(cap_total / (b_value_norm * (norm_leaders + norm_rest)))

[premium_market] "Equity premium of the market, deviation from its norm: rises when the economy slows, with fear, and with news of inflation; falls with news of growth; slowly drawn up where shares are dear for what companies normally earn" source: molenaar2023, campbell1988
premium_market ~ b_equity_premium_lag * premium_market[-1] + b_equity_premium_value * valuation_market[-1] - b_equity_premium_gap * d(gap) + b_equity_premium_fear * d(vix_log) + b_fear_premium * inflation_fear * inflation_news - b_growth_premium * inflation_calm * growth_news

[weight_anchor] "Weight of the leaders that their normal earnings justify, at the multiples of the past" source: spglobal2026
weight_anchor = b_weight_norm * norm_leaders / (norm_leaders + norm_rest) / b_weight_earnings

[premium_leaders] "Equity premium of the leaders over the market's: pulled up as their weight outgrows their earnings" source: ours
premium_leaders ~ b_equity_premium_lag * premium_leaders[-1] + b_equity_premium_weight * log(weight_leaders[-1] / weight_anchor[-1])

[premium_rest] "Equity premium of the rest over the market's" source: ours
premium_rest ~ b_equity_premium_lag * premium_rest[-1] - b_equity_premium_weight * log(weight_leaders[-1] / weight_anchor[-1])

[piece_premium_leaders] "Piece of the leaders' multiple: equity premium and narrative" source: frbus_run
piece_premium_leaders = -b_duration_premium * (premium_market + premium_leaders + via(regime, narrative_premium_shift))

[piece_premium_rest] "Piece of the rest's multiple: equity premium and narrative" source: frbus_run
piece_premium_rest = -b_duration_premium * (premium_market + premium_rest + via(regime, narrative_premium_shift))

[piece_growth_leaders] "Piece of the leaders' multiple: AI growth hope" source: ours
piece_growth_leaders = b_growth_leaders * ai_growth_hope

[piece_growth_rest] "Piece of the rest's multiple: AI growth hope" source: ours
piece_growth_rest = b_growth_rest * ai_growth_hope

[flow_foreign_usual] "Foreign buying of shares that markets are used to, share of their value" source: tic2026
flow_foreign_usual = flow_foreign_usual[-1] + b_flow_foreign_usual * (foreign_equity_inflow[-1] / cap_total[-1] * quarter - flow_foreign_usual[-1])

[flow] "Flows into shares, as their effect on prices: inelastic markets, return-chasing, foreign buying" source: gabaix2021
flow ~ b_flow_lag * flow[-1] + via(flows, b_flow_chasing * dlog(sp500[-1])) + via(foreign_capital, b_flow_multiplier * (foreign_equity_inflow[-1] / cap_total[-1] * quarter - flow_foreign_usual[-1]))

[piece_flow_leaders] "Piece of the leaders' multiple: index flows follow weights, so concentration feeds itself" source: jiang2025, gabaix2021
piece_flow_leaders = flow * (1 + via(flows, b_flow_concentration * weight_leaders[-1]))

[piece_reward_leaders] "Piece of the leaders' multiple: what investors made of plans that surprised them, fading as plans turn into earnings" source: mcconnell1985
piece_reward_leaders = b_reward_fade * piece_reward_leaders[-1] + via(capex_reward, investor_reward / hundred * ai_plans_surprise / b_reward_surprise)

[multiple_leaders] "Log multiple of the leaders, deviation from its norm"
multiple_leaders = piece_real_rate + piece_policy + piece_premium_leaders + piece_growth_leaders + piece_flow_leaders + piece_reward_leaders

[multiple_rest] "Log multiple of the rest, deviation from its norm"
multiple_rest = piece_real_rate + piece_policy + piece_premium_rest + piece_growth_rest + flow

[valuation_leaders] "What the market thinks of AI, over a year: premium, hope and flows in the leaders' multiple, not discount rates" source: gormsen2025
valuation_leaders = avg(piece_premium_leaders + (1 - b_reward_market) * b_duration_premium * premium_market + piece_growth_leaders + piece_flow_leaders, 4)

[price_leaders] "Share price of the AI leaders: normal earnings times multiple, less compute written off" source: ours
dlog(price_leaders) ~ dlog(norm_leaders) + d(multiple_leaders) - b_earn_margin * ai_writeoff * ai_capital[-1] / cap_leaders[-1]

[price_rest] "Share price of the rest" source: ours
dlog(price_rest) ~ dlog(norm_rest) + d(multiple_rest)

[cap_leaders] "Market value of the leaders"
cap_leaders = cap_leaders[-1] * price_leaders / price_leaders[-1]

[cap_rest] "Market value of the rest"
cap_rest = cap_rest[-1] * price_rest / price_rest[-1]

# Suppliers are part of the leaders' group; their part of its value is their part of its normal earnings, more while orders
# outrun what they can build.

[norm_suppliers] "Normal earnings of the suppliers of accelerators and networking" source: ours
dlog(norm_suppliers) = growth_potential + infl_expected * quarter / hundred + b_norm_speed_suppliers * log(supplier_earnings / norm_suppliers[-1])

[share_suppliers] "Suppliers' part of the leaders' market value" source: spglobal2026
share_suppliers = bounded(norm_suppliers / norm_leaders * exp(b_supplier_orders * (log(supplier_revenue / supplier_capacity) - b_supplier_orders_norm)), 0.01, 0.9, 0.02)

[price_suppliers] "Share price of the suppliers, index" source: ours
dlog(price_suppliers) = dlog(price_leaders) + dlog(share_suppliers)

[cap_total] "Market value of the index"
cap_total = cap_leaders + cap_rest

[weight_leaders] "Weight of the AI leaders in the index"
weight_leaders = cap_leaders / cap_total

[weight_suppliers] "Weight of the suppliers of accelerators and networking in the index"
weight_suppliers = weight_leaders * share_suppliers

[weight_rest] "Weight of the rest in the index"
weight_rest = cap_rest / cap_total

[weight_top10] "Weight of the ten largest companies" source: spglobal2026
weight_top10 = b_weight_top10 * weight_leaders

[sp500] "S&P 500, average of the quarter's last month" source: shiller
sp500 = sp500[-1] * cap_total / cap_total[-1]

[pe_sp500] "Price over earnings of the index"
pe_sp500 = cap_total / ((earnings_leaders + earnings_rest) * year)

[vix_shares] "Implied volatility in logs that share prices account for, given that before: falls of the market raise it more than rises lower it" source: panel_ols
vix_shares = b_vix_lag * log(vix[-1] / unit_index) + (1 - b_vix_lag) * log(b_vix_norm / unit_index) + b_vix_falls * smin(smax(-dlog(sp500), 0, 0.01), b_vix_fall_cap, 0.01) - b_vix_rises * smax(dlog(sp500), 0, 0.01)

[vix_log] "Implied volatility in logs: what share prices account for, and closed yen-carry positions" source: panel_ols, bis2024
vix_log ~ vix_shares + via(yen_carry, b_vix_carry * yen_unwind)

[vix] "VIX: implied volatility within the bounds it has ever kept" source: cboe
vix = unit_index * exp(bounded(vix_log, b_vix_log_floor, b_vix_log_cap, 0.05))

[equity_household] "Shares and funds that households own" source: fedz1
dlog(equity_household) ~ b_equity_household * dlog(sp500)

[cyclicals_defensives] "Cyclical over defensive shares: growth, the ten-year, the market" source: panel_ols
dlog(cyclicals_defensives) ~ via(cyclicals, b_cyclicals_rate * d(rate_10y)) + b_cyclicals_gap * d(gap) + b_cyclicals_market * dlog(sp500) - b_cyclicals_ec * log(cyclicals_defensives[-1] / hundred_index)
