sector "Narrative"
# Three regimes: conviction, doubt, reckoning. One uniform draw a quarter decides; the odds depend on
# what anyone can observe. In deterministic runs the draw is one half, so the regime only changes when
# a scenario makes it change.

[sp500_peak] "Peak of the index that investors remember: fades over three years" source: ours
sp500_peak = max(sp500, sp500_peak[-1] + b_peak_fade * (sp500[-1] - sp500_peak[-1]))

[drawdown] "Fall of the index from the peak that investors remember" source: ours
drawdown = hundred * (1 - sp500 / sp500_peak)

[stretch_norm] "Capex over AI revenue that investors have come to accept, in logs: follows what they see" source: jpm2025roi
stretch_norm = stretch_norm[-1] + b_stretch_learning * (log(ai_capex[-1] / ai_revenue[-1]) - stretch_norm[-1])

[capex_stretch] "How far capex runs ahead of the AI revenue that would carry it, in logs" source: jpm2025roi
capex_stretch = log(ai_capex / ai_revenue) - stretch_norm

[odds_doubt] "Odds that conviction turns to doubt within the quarter" source: ours
odds_doubt = logistic(b_doubt_level + b_doubt_stretch * capex_stretch[-1] + b_doubt_spread * (spread_baa[-1] - b_narrative_spread) + b_doubt_vix * log(vix[-1] / b_narrative_vix) + b_doubt_drawdown * smax(drawdown[-1] - b_doubt_drawdown_from, 0, b_drawdown_soft) + b_doubt_cash * smax(-ai_free_cash_flow[-1] / ai_cash_flow_operating[-1], 0, 0.02) + b_doubt_efficiency * smax(d(eff), 0, 0.02) - via(ai_return, b_narrative_return * (ai_return_seen[-1] - ai_return_accepted[-1])))

[odds_reckoning] "Odds that doubt turns to reckoning within the quarter" source: ours
odds_reckoning = logistic(b_reckoning_level + b_reckoning_drawdown * smax(drawdown[-1] - b_reckoning_drawdown_from, 0, b_drawdown_soft) + b_reckoning_spread * (spread_baa[-1] - b_reckoning_spread_from) + b_reckoning_stretch * capex_stretch[-1] - via(ai_return, b_narrative_return * (ai_return_seen[-1] - ai_return_accepted[-1])))

[odds_conviction] "Odds that doubt gives way to conviction within the quarter" source: ours
odds_conviction = logistic(b_conviction_level - b_doubt_spread * (spread_baa[-1] - b_narrative_spread))

[odds_relief] "Odds that reckoning eases to doubt within the quarter" source: ours
odds_relief = logistic(b_relief_level)

[regime_doubt] "Doubt: 'contained', they say" source: shiller2017
regime_doubt = regime_conviction[-1] * step(odds_doubt - u_regime) + regime_doubt[-1] * (1 - step(odds_reckoning - u_regime)) * (1 - step(u_regime - 1 + odds_conviction)) + regime_reckoning[-1] * step(odds_relief - u_regime)

[regime_reckoning] "Reckoning: the story is over" source: shiller2017
regime_reckoning = regime_doubt[-1] * step(odds_reckoning - u_regime) + regime_reckoning[-1] * (1 - step(odds_relief - u_regime))

[regime_conviction] "Conviction: the story holds"
regime_conviction = 1 - regime_doubt - regime_reckoning

[narrative_premium_shift] "What the narrative adds to equity premia" source: ours
narrative_premium_shift = b_premium_conviction * regime_conviction + b_premium_doubt * regime_doubt + b_premium_reckoning * regime_reckoning

[narrative_growth_shift] "What the narrative adds to expected growth of AI revenue" source: ours
narrative_growth_shift = b_growth_conviction * regime_conviction + b_growth_doubt * regime_doubt + b_growth_reckoning * regime_reckoning

[narrative_consumption_shift] "What the narrative takes from consumption growth each quarter" source: ours
narrative_consumption_shift = b_consumption_doubt * regime_doubt + b_consumption_reckoning * regime_reckoning

[narrative_investment_shift] "What the narrative takes from growth of AI capex each quarter" source: ours
narrative_investment_shift = b_investment_doubt * regime_doubt + b_investment_reckoning * regime_reckoning

[narrative_reward_shift] "What the narrative takes from what investors pay for announced capex" source: ours
narrative_reward_shift = b_reward_doubt * regime_doubt + b_reward_reckoning * regime_reckoning

# Politics of AI: lost jobs and concentration raise the odds of a law that slows its use and taxes its computers. One
# uniform draw a quarter decides; in deterministic runs it is one half, so no law comes but that of a scenario.

[ai_pressure] "Public pressure against AI: jobs lost to it and the weight of its leaders, as felt over a year" source: pew2025
ai_pressure = ai_pressure[-1] + b_pressure_speed * (b_pressure_jobs * ai_displaced[-1] + b_pressure_weight * (weight_leaders[-1] - b_weight_norm) - ai_pressure[-1])

[odds_backlash] "Odds that a law against AI passes within the quarter" source: ours
odds_backlash = b_backlash_odds * exp(b_backlash_most * tanh(ai_pressure / b_backlash_most))

[ai_rules_law] "Law against AI that is passed and not yet undone, log of the pace of use that it takes" source: ours
ai_rules_law ~ b_rules_left * ai_rules_law[-1] + via(backlash, step(odds_backlash - u_backlash) * b_rules_size)

[ai_rules] "Rules in force against the use of AI: phased in over a year or two" source: ours
ai_rules = ai_rules[-1] + b_rules_phase * (ai_rules_law - ai_rules[-1])

[ai_tax] "Tax on compute that comes with the rules" source: ours
ai_tax = b_compute_tax * ai_rules * ai_revenue
