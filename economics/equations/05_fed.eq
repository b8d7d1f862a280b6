sector "The Fed"

[rstar_shift] "What a scenario adds to the neutral rate for good, there within two years" source: ours
rstar_shift = rstar_shift[-1] + b_rstar_shift_speed * (b_rstar_shift - rstar_shift[-1])

[rstar] "Neutral real rate: anchored, lifted by productivity and by debt" source: hlw2025, frbus2014
rstar ~ rstar[-1] + d(rstar_shift) + b_rstar_speed * (b_rstar_level + rstar_shift[-1] + b_rstar_productivity * (via(productivity_ai, d(tfp_ai[-1]) / quarter) + tfp_growth - b_tfp_growth) + b_rstar_labour * (labour_force_growth[-1] - b_capital_labour_trend) + via(debt_premium, b_rstar_debt * (debt_ratio[-1] - b_rstar_debt_norm)) - rstar[-1])

# Every rate that enters demand or a price is measured against a norm, and a norm is the neutral rate plus a constant: in a
# growth model the share of investment is (g + depreciation) / (r + depreciation), so a neutral rate that comes with growth
# moves no share. A rate above its norm is one above what saving and growth ask for.

[neutral_shift] "How far the neutral rate lies above that of the years in which the norms of rates were measured" source: hlw2025
neutral_shift = rstar - b_neutral_origin

[neutral_priced] "What shares have priced of it: markets learn the neutral rate with a lag" source: ours
neutral_priced = neutral_priced[-1] + b_neutral_pricing * (neutral_shift - neutral_priced[-1])

[policy_stance] "What moves the Fed beside the rule: judgement that persists, as moves of policy come in rows" source: frbus2014, panel_ols
policy_stance ~ b_stance_lag * policy_stance[-1]

[ffr_systematic] "Funds rate that the inertial rule asks for: inflation, slack, and a little of the stock market" source: frbus2014, cieslak2021
ffr_systematic = b_ffr_lag * ffr[-1] + (1 - b_ffr_lag) * (rstar + infl_seen + b_ffr_infl * (infl_seen - b_ffr_target) + b_ffr_gap * gap) + via(fed_put, b_ffr_stocks * dlog(sp500[-1]))

[policy_judged] "What holds the funds rate on a path that an institution published: everybody has read it, so it surprises nobody" source: ours
policy_judged ~ 0

[ffr_rule] "Funds rate that the Fed wants: the rule, the published path, and what moves it beside both" source: frbus2014
ffr_rule ~ ffr_systematic + policy_stance + policy_judged

[policy_surprise] "What the Fed does beside its rule and the path that was published" source: frbus2014, gertler2015
policy_surprise = ffr_rule - ffr_systematic - policy_judged

[ffr] "Federal funds rate: the rule, above its effective lower bound" source: fedh15
ffr = smax(ffr_rule, b_ffr_floor, b_ffr_soft)

[rate_real] "Real short rate" source: ours
rate_real = ffr - infl_expected

[hope] "Hoped-for cuts: how far the market's path lies below the Fed's own; rises as shares fall, while inflation leaves the Fed free to cut" source: panel_ols, cieslak2021
hope ~ b_hope_lag * hope[-1] + via(hope, b_hope_stocks * inflation_calm[-1] * dlog(sp500[-1]))

[qe_pace] "Purchases of Treasuries when the rule asks for less than the lower bound" source: fedsnotes2022
qe_pace = via(qe, b_qe_pace * smax(b_ffr_floor - ffr_rule[-1], 0, b_ffr_soft) * smax(1 - fed_treasuries[-1] / (b_qe_cap * debt_public[-1]), 0, 0.05))

[qt_pace] "Run-off of Treasuries above what the economy needs, once the rate is off its lower bound" source: fedh41
qt_pace = via(qe, b_qt_speed * smax(log(fed_treasuries[-1] / (b_qt_norm * gdp_nom[-1])), 0, 0.02) * step(ffr_rule[-1] - b_ffr_floor))

[fed_treasuries] "Treasuries held by the Federal Reserve: grow with the economy, with purchases and run-off" source: fedh41
dlog(fed_treasuries) ~ dlog(gdp_nom[-1]) + (qe_pace - qt_pace) * quarter

[fed_other_assets] "Mortgage bonds and other assets of the Federal Reserve: run off" source: fedh41
fed_other_assets ~ b_fed_other_left * fed_other_assets[-1]

[fed_assets] "Total assets of the Federal Reserve"
fed_assets = fed_treasuries + fed_other_assets

[fed_maturity] "Average maturity of the Fed's Treasuries over the usual" source: fedh41
fed_maturity ~ fed_maturity[-1] + b_fed_maturity_speed * (1 - fed_maturity[-1])
