sector "AI and compute"

# ── Efficiency, price, usage (Jevons) ────────────────────────────────────────────────────────────
# Efficiency is useful work per dollar of compute. Its trend belongs to adoption; what matters for
# spending are deviations from that trend, which is why the two are kept apart.

[eff_trend] "Trend of compute efficiency from algorithms and hardware, in logs" source: gundlach2025, epoch2022
eff_trend = eff_trend[-1] + b_eff_trend * quarter

[eff_jump] "A rare jump in efficiency of the DeepSeek kind: at least a given size, beyond it exponential" source: ours
eff_jump = step(b_eff_jump_odds - u_eff_jump) * b_eff_jump_size * (1 + log(b_eff_jump_odds / u_eff_jump))

[eff] "Efficiency of compute, log deviation from its trend" source: gundlach2025
eff ~ eff[-1] + eff_jump

[ai_user_cost] "User cost of compute: funding, wear, less the expected price change of the hardware" source: brightman2026, epoch2022
ai_user_cost = b_ai_user_cost_funding + b_ai_user_cost_rate * (rate_10y[-1] - b_ai_user_cost_rate_norm) + b_ai_wear - b_ai_hardware_price_change

[ai_price] "Price of AI services, log deviation: user cost over efficiency, passed on with a lag" source: gundlach2025
ai_price ~ ai_price[-1] + b_ai_price_speed * (log(ai_user_cost / b_ai_price_user_cost_norm) - b_ai_price_pass * eff - ai_price[-1])

[ai_elasticity] "Price elasticity of demand for AI services: falls to one as AI fills its share of the economy" source: demirer2025
ai_elasticity = 1 + (b_ai_elasticity - 1) * smin(smax(b_ai_elasticity_room - ai_revenue[-1] / gdp_nom[-1] / b_ai_elasticity_share, 0, 0.05), 1, 0.05)

[ai_usage] "Usage of AI services, log deviation: elasticity above one is Jevons, below one is glut" source: demirer2025
ai_usage ~ ai_usage[-1] + b_ai_usage_speed * (-ai_price - via(jevons, (ai_elasticity - 1) * ai_price) - ai_usage[-1])

[ai_token_price] "Price of AI services at constant quality, index" source: gundlach2025
ai_token_price = hundred_index * exp(ai_price - eff_trend)

# ── Adoption and revenue ─────────────────────────────────────────────────────────────────────────

[ai_adoption_index] "Position on the adoption curve, in logits" source: bonney2026
ai_adoption_index ~ ai_adoption_index[-1] + b_ai_adoption_speed * quarter

[ai_adoption] "Adoption: share of its ceiling that AI use has reached" source: bonney2026
ai_adoption = logistic(ai_adoption_index)

[ai_ceiling] "AI revenue at full adoption, share of GDP, as far as adoption has revealed it" source: ours
ai_ceiling = ai_ceiling[-1] * exp(b_ai_adoption_speed * quarter * ai_adoption[-1] * log(b_ai_ceiling / ai_ceiling[-1]))

[ai_revenue] "Revenue from AI: ceiling times adoption, moved by what price and usage do to spending" source: jpm2025roi
log(ai_revenue) ~ log(ai_ceiling * ai_adoption * gdp_nom) + ai_usage + ai_price

[ai_growth_extrapolated] "Growth of AI revenue that firms extrapolate from what they have seen" source: ours
ai_growth_extrapolated ~ ai_growth_extrapolated[-1] + b_ai_growth_learning * (dlog(ai_revenue[-1]) / quarter - ai_growth_extrapolated[-1])

[ai_growth_expected] "Expected growth of AI revenue: extrapolation, shifted by the narrative" source: ours
ai_growth_expected = bounded(ai_growth_extrapolated + via(regime, narrative_growth_shift), b_ai_growth_floor, b_ai_growth_cap, b_ai_growth_soft)

[ai_revenue_expected] "AI revenue expected over the planning horizon" source: ours
ai_revenue_expected = ai_revenue[-1] * exp(b_ai_horizon * ai_growth_expected)

[ai_growth_hope] "AI growth hope: expected growth beyond what share prices took as given" source: ours
ai_growth_hope = ai_growth_expected - b_ai_hope_speed * (1 - ai_adoption) - b_ai_hope_trend

# ── Capital expenditure of the AI leaders ────────────────────────────────────────────────────────

[ai_capital_desired] "Desired compute capital: expected AI revenue over user cost, plus search, adverts and cloud" source: ours
ai_capital_desired = b_ai_capital_markup * b_ai_compute_share * ai_revenue_expected * hundred / ai_user_cost + b_ai_core_capital * gdp_nom[-1]

[ai_capex_target] "Capex that replaces what wears out and closes the gap to desired capital; power sets a ceiling" source: rice2026
ai_capex_target = smin(smax(ai_depreciation_rate / hundred * ai_capital[-1] + (ai_capital_desired - ai_capital[-1]) / b_ai_capex_horizon, b_ai_capex_floor * ai_depreciation_rate / hundred * ai_capital[-1], b_ai_capex_soft * gdp_nom[-1]), b_ai_power_cap * gdp_nom[-1], b_ai_capex_soft * gdp_nom[-1])

[ai_depreciation_rate] "Economic depreciation of compute: wear plus obsolescence" source: brightman2026
ai_depreciation_rate = b_ai_wear - b_ai_hardware_price_change

[ai_guidance_clock] "Time since plans were announced, fading from above one before the start" source: ours
ai_guidance_clock = b_ai_guidance_decay * ai_guidance_clock[-1]

[ai_guidance_weight] "How binding announced spending plans still are: one at the announcement, fading" source: ours
ai_guidance_weight = min(ai_guidance_clock, 1)

[ai_guidance] "Announced capex plans of the AI leaders" source: creditsights2026, consensus2027
dlog(ai_guidance) ~ b_ai_guidance_growth * quarter * ai_guidance_weight[-1] + (1 - ai_guidance_weight[-1]) * dlog(ai_capex[-1]) + via(regime, narrative_investment_shift)

[ai_leaders_capex_others] "What each leader sees its rivals spend: the group's capex of the quarter before" source: sec_edgar
ai_leaders_capex_others = ai_capex[-1]

[ai_capex] "Capex of the AI leaders: plans while they bind, then momentum, the arms race, desired capital and cash; always the market's reward and rates" source: panel_firms, powell2025
dlog(ai_capex) ~ bounded((1 - ai_guidance_weight) * (b_ai_capex_own * dlog(ai_capex[-1]) + via(arms_race, b_ai_capex_others * dlog(ai_leaders_capex_others)) + b_ai_capex_ec * log(ai_capex_target / ai_capex[-1]) - via(cash_limit, b_ai_capex_cash * smax(ai_capex[-1] / ai_cash_flow_operating[-1] - 1, 0, 0.05))) + b_ai_capex_guidance * ai_guidance_weight * log(ai_guidance / ai_capex[-1]) + via(capex_reward, b_ai_capex_reward * tanh(valuation_leaders[-1])) - via(rate_transmission, b_ai_capex_rate * (rate_10y[-1] - b_ai_user_cost_rate_norm)) + via(regime, narrative_investment_shift), -0.45, 0.35, 0.02)

# ── Capital, depreciation by vintage, earnings against cash ──────────────────────────────────────

[ai_capital] "Compute capital at economic lives" source: brightman2026
ai_capital = ai_capital[-1] * (1 - ai_depreciation_rate * quarter / hundred) + ai_capex * quarter

[ai_depreciation_equipment] "Book depreciation of servers: every vintage straight-line, part over five years and part over six" source: lives2025
ai_depreciation_equipment = b_ai_equipment_share * ((1 - b_ai_life_long_share) * avg(ai_capex, 20) + b_ai_life_long_share * avg(ai_capex, 24))

[ai_shells_book] "Book value of shells, land and other long-lived assets" source: lives2025
ai_shells_book = ai_shells_book[-1] * (1 - b_ai_shell_rate * quarter / hundred) + (1 - b_ai_equipment_share) * ai_capex * quarter

[ai_depreciation_book] "Depreciation the AI leaders report" source: lives2025
ai_depreciation_book = ai_depreciation_equipment + b_ai_shell_rate / hundred * ai_shells_book[-1]

[ai_depreciation_economic] "Depreciation at economic lives" source: brightman2026
ai_depreciation_economic = ai_depreciation_rate / hundred * ai_capital[-1]

[ai_core_momentum] "Extra growth of the leaders' older businesses, fading" source: sec_edgar
ai_core_momentum = b_ai_core_fade * ai_core_momentum[-1]

[ai_core_cash] "Cash from the leaders' older businesses: search, adverts, shops, software" source: sec_edgar
dlog(ai_core_cash) ~ dlog(gdp_nom) + ai_core_momentum * quarter

[ai_interest] "Interest that the leaders pay on net debt" source: bofa2026
ai_interest = (rate_10y[-1] + b_ai_spread) / hundred * ai_debt[-1]

[ai_cash_flow_operating] "Operating cash flow of the AI leaders" source: sec_edgar
ai_cash_flow_operating = ai_core_cash + b_ai_cash_margin * ai_revenue - ai_interest

[ai_free_cash_flow] "Free cash flow: operating cash less capex" source: sec_edgar
ai_free_cash_flow = ai_cash_flow_operating - ai_capex

[ai_payout] "Dividends and buybacks of the leaders: part of earnings, more when cash piles up" source: ours
ai_payout = b_ai_payout * (ai_cash_flow_operating - ai_depreciation_book) - b_ai_payout_shortfall * smax(-ai_free_cash_flow, 0, b_ai_capex_soft * gdp_nom) + b_ai_payout_cash * smax(-ai_debt[-1], 0, b_ai_capex_soft * gdp_nom[-1] * year)

[ai_debt] "Net debt of the AI leaders" source: bofa2026
ai_debt = ai_debt[-1] - (ai_free_cash_flow - ai_payout) * quarter

[ai_finance_foreign] "Foreign capital that finances AI: a share of what the leaders must raise" source: tic2026
ai_finance_foreign = b_ai_finance_foreign * smax(ai_payout - ai_free_cash_flow, 0, b_ai_capex_soft * gdp_nom[-1])

# ── AI capex in GDP ──────────────────────────────────────────────────────────────────────────────

[ai_capex_domestic] "Part of the leaders' capex that is spent in the United States" source: sec_edgar
ai_capex_domestic = via(ai_demand, b_ai_domestic_share * ai_capex)

[ai_imports] "Imports that AI capex draws in" source: goldman2026
ai_imports = b_ai_import_content * ai_capex_domestic
