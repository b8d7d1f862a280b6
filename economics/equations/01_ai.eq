sector "AI and compute"

# The five leaders; an equation with {firm} in its label is written once and stands for each of them.
each firm: amzn, googl, meta, msft, orcl

# ── Efficiency, price, usage (Jevons) ────────────────────────────────────────────────────────────
# Efficiency is useful work per dollar of compute. Its trend belongs to adoption; what matters for
# spending are deviations from that trend, which is why the two are kept apart.

[eff_trend] "Trend of compute efficiency from algorithms and hardware, in logs" source: gundlach2025, epoch2022
eff_trend = eff_trend[-1] + b_eff_trend * quarter

[eff_jump] "A rare jump in efficiency of the DeepSeek kind: at least a given size, beyond it exponential" source: ours
eff_jump = step(b_eff_jump_odds - u_eff_jump) * b_eff_jump_size * (1 + log(b_eff_jump_odds / u_eff_jump))

[eff] "Efficiency of compute, log deviation from its trend" source: gundlach2025
eff ~ eff[-1] + eff_jump

[ai_hardware_trend] "Price change of compute hardware as far as it reaches the installed base: seen with a lag" source: epoch2022
ai_hardware_trend ~ ai_hardware_trend[-1] + b_ai_hardware_learning * (b_ai_hardware_price_change - ai_hardware_trend[-1])

[ai_writeoff] "Installed compute written off as hardware gets cheaper faster than thought, share in the quarter; negative is a longer life" source: brightman2026
ai_writeoff = via(obsolescence, -b_ai_writeoff_years * d(ai_hardware_trend) / hundred)

[ai_spread] "Spread of the leaders' bonds: wider with credit at large, and when AI earns less than lenders had accepted" source: bofa2026, goldman_credit2025
ai_spread = b_ai_spread + b_ai_spread_baa * (spread_baa[-1] - b_spread_norm) - via(ai_return, b_ai_spread_return * (ai_return_seen[-1] - ai_return_accepted[-1]))

[ai_hurdle_shift] "How far hurdle rates have moved with the ten-year above its norm and with the leaders' spread: over years" source: gormsen2025
ai_hurdle_shift = ai_hurdle_shift[-1] + b_ai_hurdle_speed * (b_ai_user_cost_rate * (rate_10y[-1] - b_ai_user_cost_rate_norm - neutral_shift[-1]) + b_ai_user_cost_spread * (ai_spread - b_ai_spread) - ai_hurdle_shift[-1])

[ai_user_cost] "User cost of compute: funding, wear, less the expected price change of the hardware" source: brightman2026, epoch2022
ai_user_cost = b_ai_user_cost_funding + ai_hurdle_shift + b_ai_wear - ai_hardware_trend

[ai_price] "Price of AI services, log deviation: user cost, power and taxes over efficiency, passed on with a lag" source: gundlach2025
ai_price ~ ai_price[-1] + b_ai_price_speed * (log(ai_user_cost / b_ai_price_user_cost_norm) + b_power_cost * power_price[-1] + b_compute_tax * ai_rules[-1] - b_ai_price_pass * eff - ai_price[-1])

[ai_elasticity] "Price elasticity of demand for AI services: falls to one as AI fills its share of the economy" source: demirer2025
ai_elasticity = 1 + (b_ai_elasticity - 1) * smin(smax(b_ai_elasticity_room - ai_revenue[-1] / gdp_nom[-1] / b_ai_elasticity_share, 0, 0.05), 1, 0.05)

[ai_usage] "Usage of AI services, log deviation: elasticity above one is Jevons, below one is glut" source: demirer2025
ai_usage ~ ai_usage[-1] + b_ai_usage_speed * (-ai_price - via(jevons, (ai_elasticity - 1) * ai_price) - ai_usage[-1])

[ai_token_price] "Price of AI services at constant quality, index" source: gundlach2025
ai_token_price = hundred_index * exp(ai_price - eff_trend)

# ── Adoption and revenue ─────────────────────────────────────────────────────────────────────────

[ai_adoption_index] "Position on the adoption curve, in logits: time, less rules against it, and cheaper compute" source: bonney2026
ai_adoption_index ~ ai_adoption_index[-1] + b_ai_adoption_speed * quarter * exp(-ai_rules[-1]) - via(cheap_compute, b_ai_adoption_price * d(ai_price))

[ai_adoption] "Adoption: share of its ceiling that AI use has reached" source: bonney2026
ai_adoption = logistic(ai_adoption_index)

[ai_ceiling] "AI revenue at full adoption, share of GDP, as far as adoption has revealed it" source: ours
ai_ceiling = ai_ceiling[-1] * exp(b_ai_adoption_speed * quarter * ai_adoption[-1] * log(b_ai_ceiling / ai_ceiling[-1]))

[ai_revenue] "Revenue from AI: ceiling times adoption, moved by what price and usage do to spending" source: jpm2025roi
log(ai_revenue) ~ log(ai_ceiling * ai_adoption * gdp_nom) + ai_usage + ai_price

[ai_growth_extrapolated] "Growth of AI revenue that firms extrapolate: what they have seen beyond GDP's, and the trend of GDP" source: ours
ai_growth_extrapolated ~ ai_growth_extrapolated[-1] + b_ai_growth_learning * (dlog(ai_revenue[-1] / gdp_nom[-1]) / quarter + growth_potential[-1] / quarter + infl_expected[-1] / hundred - ai_growth_extrapolated[-1])

[ai_growth_expected] "Expected growth of AI revenue: extrapolation, shifted by the narrative" source: ours
ai_growth_expected = bounded(ai_growth_extrapolated + via(regime, narrative_growth_shift), b_ai_growth_floor, b_ai_growth_cap, b_ai_growth_soft)

[ai_revenue_expected] "AI revenue expected over the planning horizon, by when most of a slump or boom is over" source: ours
ai_revenue_expected = ai_revenue[-1] * exp(b_ai_horizon * ai_growth_expected - b_ai_cycle_passing * gap[-1] / hundred)

[ai_growth_hope] "AI growth hope: expected growth beyond what share prices took as given" source: ours
ai_growth_hope = ai_growth_expected - b_ai_hope_speed * (1 - ai_adoption) - b_ai_hope_trend

# ── Capital expenditure of the AI leaders ────────────────────────────────────────────────────────

# What AI earns on its capital decides how much of it is wanted. Cost is that of economic lives, shells included; the
# benefit of the doubt that firms give themselves fades as adoption shows what AI brings.

[ai_capital_unit_cost] "What a new dollar of compute and its shells has to earn a year, percent: what is sunk is left out" source: brightman2026
ai_capital_unit_cost = (ai_capital_cost[-1] * hundred - ai_user_cost[-1] * ai_written_off[-1]) / ai_capital[-1]

[ai_return_seen] "Cash from AI over the cost of its capital, log, as seen over some years with the cycle taken out" source: ours
ai_return_seen = ai_return_seen[-1] + b_ai_return_learning * (log(ai_cost_covered[-1] / hundred) - b_ai_cycle_passing * gap[-1] / hundred - ai_return_seen[-1])

[ai_return_accepted] "What investors and lenders have come to accept of it" source: ours
ai_return_accepted = ai_return_accepted[-1] + b_stretch_learning * (ai_return_seen[-1] - ai_return_accepted[-1])

[ai_return_discipline] "What the return on AI takes from desired capital, log: more as adoption leaves less to hope for" source: ours
ai_return_discipline = via(ai_return, b_ai_return * ai_adoption[-1] * bounded(ai_return_seen, b_ai_return_floor, b_ai_return_cap, 0.1))

[ai_capital_desired] "Desired compute capital: cash expected from AI over what capital has to earn, plus search, adverts and cloud" source: ours
ai_capital_desired = b_ai_capital_markup * b_ai_cash_margin * ai_revenue_expected * hundred / ai_capital_unit_cost * exp(ai_return_discipline) + b_ai_core_capital * gdp_nom[-1] * exp(-b_ai_cycle_passing * gap[-1] / hundred)

[ai_equipment_share] "Servers and network gear in the leaders' capex; the rest is shells and land" source: sec_edgar
ai_equipment_share = (b_ai_equipment_share_amzn * ai_capex_amzn[-1] + b_ai_equipment_share_googl * ai_capex_googl[-1] + b_ai_equipment_share_meta * ai_capex_meta[-1] + b_ai_equipment_share_msft * ai_capex_msft[-1] + b_ai_equipment_share_orcl * ai_capex_orcl[-1]) / ai_capex[-1]

[ai_capex_target] "Capex that replaces the equipment that wears out and closes the gap to desired capital, with its shells, less what waits for power; sites set a ceiling" source: rice2026
ai_capex_target = smin(via(power, exp(-b_power_wait * power_short[-1])) * smax((ai_depreciation_rate / hundred * ai_capital[-1] + (ai_capital_desired - ai_capital[-1]) / b_ai_capex_horizon) / ai_equipment_share, b_ai_capex_floor * ai_depreciation_rate / hundred * ai_capital[-1] / ai_equipment_share, b_ai_capex_soft * gdp_nom[-1]), b_ai_power_cap * gdp_nom[-1], b_ai_capex_soft * gdp_nom[-1])

[ai_depreciation_rate] "Economic depreciation of compute: wear plus obsolescence" source: brightman2026
ai_depreciation_rate = b_ai_wear - ai_hardware_trend

[ai_guidance_clock] "Time since plans were announced, fading from above one before the start" source: ours
ai_guidance_clock = b_ai_guidance_decay * ai_guidance_clock[-1]

[ai_guidance_weight] "How binding announced spending plans still are: one at the announcement, fading" source: ours
ai_guidance_weight = min(ai_guidance_clock, 1)

[ai_guidance] "Announced capex plans of the AI leaders" source: creditsights2026, consensus2027
dlog(ai_guidance) ~ b_ai_guidance_growth * quarter * ai_guidance_weight[-1] + (1 - ai_guidance_weight[-1]) * dlog(ai_capex[-1]) + via(ai_return, b_ai_guidance_return * (ai_return_seen - ai_return_accepted)) + ai_guidance_weight[-1] * via(capex_reward, b_ai_capex_reward * investor_reward[-1]) + via(regime, narrative_investment_shift)

[ai_plans_surprise] "Capex beyond what investors reckoned with, log: plans beyond what was known, and as plans bind less, spending beyond its usual growth" source: ours
ai_plans_surprise = ai_guidance_weight * step(1 - ai_guidance_clock) * (dlog(ai_guidance) - ai_guidance_weight[-1] * (b_ai_guidance_growth * quarter + b_ai_capex_reward * investor_reward[-1]) - (1 - ai_guidance_weight[-1]) * dlog(ai_capex[-1])) + (1 - ai_guidance_weight * step(1 - ai_guidance_clock)) * (dlog(ai_capex) - ai_capex_usual[-1])

[ai_capex_usual] "Growth of the leaders' capex that investors are used to, log a quarter" source: ours
ai_capex_usual = ai_capex_usual[-1] + b_plans_learning * (dlog(ai_capex) - ai_capex_usual[-1])

# Investors decide whether spending is rewarded: when leaders report and say what they will spend, the share price answers.
# That answer is a state: it reverts to its mean, rises with what AI earns beyond what was accepted and with what the
# market thinks of AI, falls as the narrative turns, and has surprises of its own. Managers follow it, a quarter later.

[investor_reward] "What investors pay for AI capex that the leaders announce: return on the day, percent less the market" source: mcconnell1985, chung1998
investor_reward ~ b_reward_lag * investor_reward[-1] + (1 - b_reward_lag) * (b_reward_norm + via(ai_return, b_reward_return * (ai_return_seen[-1] - ai_return_accepted[-1])) + b_reward_valuation * tanh(valuation_leaders[-1]) + via(regime, narrative_reward_shift))

[announcement_return] "Return on the leaders' shares when they report, mean of a quarter's announcements, percent less the market: the reward, and all else that reports bring" source: ours
announcement_return ~ investor_reward

[ai_rivals_capex_{firm}] "What a leader sees its rivals spend: capex of the other four in the quarter before" source: sec_edgar
ai_rivals_capex_{firm} = ai_capex[-1] - ai_capex_{firm}[-1]

# eps_ai_capex hits all five at once; each firm has a shock of its own besides. Plans and desired capital are the
# group's, times a firm's share in them: shares are drawn back to that norm, so that no firm wanders off.

[ai_capex_{firm}] "Capex of a leader: plans while they bind, then its momentum, its rivals' capex, its share of desired capital and its own cash; always what investors pay for it and rates" source: panel_firms, powell2025
dlog(ai_capex_{firm}) ~ bounded((1 - ai_guidance_weight) * (b_ai_capex_own * dlog(ai_capex_{firm}[-1]) + via(arms_race, b_ai_capex_others * dlog(ai_rivals_capex_{firm})) + b_ai_capex_ec * (log(b_ai_firm_share_{firm} * ai_capex_target / ai_capex_{firm}[-1]) + via(ai_return, b_ai_return_own * (ai_return_seen_{firm} - ai_return_seen - b_ai_return_usual_{firm}))) - via(cash_limit, b_ai_capex_cash * smax(ai_capex_{firm}[-1] / ai_cash_flow_{firm}[-1] - b_ai_cash_room_{firm}, 0, 0.05))) + b_ai_capex_guidance * ai_guidance_weight * log(b_ai_firm_share_{firm} * ai_guidance / ai_capex_{firm}[-1]) + via(capex_reward, b_ai_capex_reward * investor_reward[-1]) - via(rate_transmission, b_ai_capex_rate * (rate_10y[-1] - b_ai_user_cost_rate_norm - neutral_shift[-1])) + via(regime, narrative_investment_shift), -0.45, 0.35, 0.02) + eps_ai_capex

[ai_capex] "Capex of the AI leaders" source: sec_edgar
ai_capex = ai_capex_amzn + ai_capex_googl + ai_capex_meta + ai_capex_msft + ai_capex_orcl

# ── Capital, depreciation by vintage, earnings against cash ──────────────────────────────────────

[ai_capital_{firm}] "Compute capital of a leader, servers and network gear, at economic lives" source: brightman2026
ai_capital_{firm} = ai_capital_{firm}[-1] * (1 - ai_depreciation_rate * quarter / hundred - ai_writeoff) + b_ai_equipment_share_{firm} * ai_capex_{firm} * quarter

[ai_capital] "Compute capital, servers and network gear, at economic lives" source: brightman2026
ai_capital = ai_capital_amzn + ai_capital_googl + ai_capital_meta + ai_capital_msft + ai_capital_orcl

# Accounting lives differ, so the vintages do: the number of quarters is each company's own life of servers.

[ai_depreciation_equipment_amzn] "Book depreciation of servers, Amazon: every vintage straight-line over five years" source: lives2025
ai_depreciation_equipment_amzn = b_ai_equipment_share_amzn * avg(ai_capex_amzn, 20)

[ai_depreciation_equipment_googl] "Book depreciation of servers, Alphabet: every vintage straight-line over six years" source: lives2025
ai_depreciation_equipment_googl = b_ai_equipment_share_googl * avg(ai_capex_googl, 24)

[ai_depreciation_equipment_meta] "Book depreciation of servers, Meta: every vintage straight-line over five and a half years" source: lives2025
ai_depreciation_equipment_meta = b_ai_equipment_share_meta * avg(ai_capex_meta, 22)

[ai_depreciation_equipment_msft] "Book depreciation of servers, Microsoft: every vintage straight-line over six years" source: lives2025
ai_depreciation_equipment_msft = b_ai_equipment_share_msft * avg(ai_capex_msft, 24)

[ai_depreciation_equipment_orcl] "Book depreciation of servers, Oracle: every vintage straight-line over six years" source: lives2025
ai_depreciation_equipment_orcl = b_ai_equipment_share_orcl * avg(ai_capex_orcl, 24)

# A change of lives moves what is left of older vintages over the years that remain. Amazon shortened part of its servers
# from six years to five in January 2025: 0.7 bn a year, as it says. Meta lengthened all of its own from five to five and
# a half at the same time: 2.9 bn less in 2025, as it says, of which the straight line over the new life has 0.6 already.

[ai_life_change_{firm}] "What a change of accounting lives adds to the depreciation of equipment bought before it, fading as that retires" source: lives2025
ai_life_change_{firm} = b_ai_life_change_fade * ai_life_change_{firm}[-1]

[ai_shells_book_{firm}] "Book value of a leader's shells, land and other long-lived assets" source: lives2025
ai_shells_book_{firm} = ai_shells_book_{firm}[-1] * (1 - b_ai_shell_rate * quarter / hundred) + (1 - b_ai_equipment_share_{firm}) * ai_capex_{firm} * quarter

[ai_depreciation_book_{firm}] "Depreciation that a leader reports" source: lives2025
ai_depreciation_book_{firm} = ai_depreciation_equipment_{firm} + ai_life_change_{firm} + b_ai_shell_rate / hundred * ai_shells_book_{firm}

[ai_depreciation_book] "Depreciation the AI leaders report" source: lives2025
ai_depreciation_book = ai_depreciation_book_amzn + ai_depreciation_book_googl + ai_depreciation_book_meta + ai_depreciation_book_msft + ai_depreciation_book_orcl

[ai_shells_book] "Shells, land and other long-lived assets of the leaders, whose book lives are their economic ones" source: lives2025
ai_shells_book = ai_shells_book_amzn + ai_shells_book_googl + ai_shells_book_meta + ai_shells_book_msft + ai_shells_book_orcl

[ai_depreciation_economic] "Depreciation at economic lives: equipment and shells" source: brightman2026
ai_depreciation_economic = ai_depreciation_rate / hundred * ai_capital[-1] + b_ai_shell_rate / hundred * ai_shells_book[-1]

[ai_written_off] "Compute that was paid for and is worth nothing: what investors put in still has to be earned, over its life" source: brightman2026
ai_written_off = ai_written_off[-1] * (1 - ai_depreciation_rate * quarter / hundred) + ai_writeoff * ai_capital[-1]

[ai_capital_cost_{firm}] "What a leader's capital has to earn a year: funding, wear and obsolescence of equipment, funding and wear of shells" source: brightman2026
ai_capital_cost_{firm} = ai_user_cost / hundred * ai_capital_{firm} * (1 + ai_written_off / ai_capital) + (ai_user_cost - ai_depreciation_rate + b_ai_shell_rate) / hundred * ai_shells_book_{firm}

[ai_capital_cost] "What the leaders' capital has to earn a year" source: brightman2026
ai_capital_cost = ai_capital_cost_amzn + ai_capital_cost_googl + ai_capital_cost_meta + ai_capital_cost_msft + ai_capital_cost_orcl

[ai_depreciation_economic_{firm}] "Depreciation of a leader's compute and shells at economic lives" source: brightman2026
ai_depreciation_economic_{firm} = ai_depreciation_rate / hundred * ai_capital_{firm}[-1] + b_ai_shell_rate / hundred * ai_shells_book_{firm}[-1]

[ai_core_momentum] "Extra growth of the leaders' older businesses, fading" source: sec_edgar
ai_core_momentum = b_ai_core_fade * ai_core_momentum[-1]

[ai_core_cash] "Cash from the leaders' older businesses: search, adverts, shops, software" source: sec_edgar
dlog(ai_core_cash) ~ dlog(gdp_nom) + ai_core_momentum * quarter

[ai_interest] "Interest that the leaders pay on net debt" source: bofa2026
ai_interest = (rate_10y[-1] + ai_spread) / hundred * ai_debt[-1]

[ai_core_cash_{firm}] "Cash from a leader's older businesses, growing with the group's" source: sec_edgar
ai_core_cash_{firm} = ai_core_cash_{firm}[-1] * ai_core_cash / ai_core_cash[-1]

# Customers come to who owns the compute, but slowly: a leader that builds more than its rivals waits for them. Interest is
# borne by who spends. Company reports give neither.

[ai_revenue_share_{firm}] "A leader's share of AI revenue: customers follow the compute" source: sec_edgar
ai_revenue_share_{firm} = ai_revenue_share_{firm}[-1] + b_ai_customers * (ai_capital_{firm}[-1] / ai_capital[-1] - ai_revenue_share_{firm}[-1])

[ai_cash_flow_{firm}] "Operating cash flow of a leader: older businesses, its part of AI revenue, its part of the interest" source: sec_edgar
ai_cash_flow_{firm} = ai_core_cash_{firm} + (b_ai_cash_margin * ai_revenue - ai_tax) * ai_revenue_share_{firm} - ai_interest * ai_capex_{firm}[-1] / ai_capex[-1]

[ai_cash_flow_operating] "Operating cash flow of the AI leaders" source: sec_edgar
ai_cash_flow_operating = ai_cash_flow_amzn + ai_cash_flow_googl + ai_cash_flow_meta + ai_cash_flow_msft + ai_cash_flow_orcl

[ai_free_cash_flow_{firm}] "Free cash flow of a leader" source: sec_edgar
ai_free_cash_flow_{firm} = ai_cash_flow_{firm} - ai_capex_{firm}

[ai_earnings_cash_gap_{firm}] "Earnings of a leader before tax at book depreciation, less its free cash flow" source: sec_edgar
ai_earnings_cash_gap_{firm} = ai_cash_flow_{firm} - ai_depreciation_book_{firm} - ai_free_cash_flow_{firm}

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

# ── Does AI pay? ─────────────────────────────────────────────────────────────────────────────────
# Capital is built about two years ahead of revenue, so cash is held against the capital of the day, which plans answer to,
# and against the capital in service, that of four quarters before, which the verdict is about.

[ai_serving] "Part of compute that serves AI revenue, not search, adverts and cloud" source: ours
ai_serving = smax(1 - b_ai_core_capital * gdp_nom / ai_capital, b_ai_serving_least, 0.05)

[ai_cost_covered] "Cash from AI revenue over what the capital that serves it has to earn, percent" source: brightman2026
ai_cost_covered = b_ai_cash_margin * ai_revenue / (ai_capital_cost * ai_serving) * hundred

[ai_cost_covered_{firm}] "A leader's cash from AI revenue over what its capital that serves it has to earn, percent" source: brightman2026
ai_cost_covered_{firm} = b_ai_cash_margin * ai_revenue * ai_revenue_share_{firm} / (ai_capital_cost_{firm} * ai_serving) * hundred

[ai_return_seen_{firm}] "A leader's cash from AI over the cost of its capital, log, as seen over some years" source: ours
ai_return_seen_{firm} = ai_return_seen_{firm}[-1] + b_ai_return_learning * (log(ai_cost_covered_{firm}[-1] / hundred) - b_ai_cycle_passing * gap[-1] / hundred - ai_return_seen_{firm}[-1])

[ai_cost_covered_service] "Cash from AI revenue over what the capital in service has to earn, that of four quarters before, percent" source: brightman2026
ai_cost_covered_service = b_ai_cash_margin * ai_revenue / (ai_capital_cost[-4] * ai_serving[-4]) * hundred

[ai_return] "Return on AI compute in service at economic lives: cash less depreciation, percent of its value" source: brightman2026
ai_return = (b_ai_cash_margin * ai_revenue / (ai_capital_cost[-4] * ai_serving[-4]) * ai_capital_unit_cost - ai_depreciation_rate) * year

[ai_pays] "AI pays: over the year its cash covered what the capital in service has to earn; one is yes" source: brightman2026
ai_pays = step(avg(ai_cost_covered_service, 4) - hundred)

# ── Suppliers: accelerators and networking ───────────────────────────────────────────────────────
# NVIDIA's filings stand for them. Their sales are the leaders' spending; when orders outrun what they can build, prices
# and margins rise, and when orders fall short both fall.

[supplier_revenue] "Revenue of the suppliers of accelerators and networking: a share of the leaders' capex" source: sec_edgar
log(supplier_revenue) ~ log(b_supplier_share * ai_capex)

[supplier_capacity] "What suppliers are built to sell: follows their revenue over two years" source: ours
dlog(supplier_capacity) = growth_potential + infl_expected * quarter / hundred + b_supplier_capacity * log(supplier_revenue / supplier_capacity[-1])

[supplier_margin] "Margin of the suppliers after tax: higher while orders outrun capacity" source: sec_edgar
supplier_margin = bounded(b_supplier_margin + b_supplier_scarcity * log(supplier_revenue / supplier_capacity), 0.02, 0.75, 0.02)

[supplier_earnings] "Earnings of the suppliers after tax" source: sec_edgar
supplier_earnings = supplier_margin * supplier_revenue

# ── Power: what the grid can serve grows with what is built, which takes years; until then sites wait and power is dear ──

[ai_load] "Electricity that compute draws, percent of American use" source: lbnl2024
ai_load = b_ai_load * ai_capital[-1] / (gdp_nom[-1] * year)

[power_room] "Electricity that grid, plants and transformers can give to compute, percent of American use: built over years, less while there is room, more when power is dear" source: lbnl2024, pjm2025
power_room ~ power_room[-1] + (b_power_build * ai_load[-1] / power_room[-1] + b_power_response * power_price[-1]) * quarter

[power_short] "How far what is wanted runs ahead of what can be served, log" source: pjm2025
power_short = smax(log(ai_load / power_room), 0, 0.02)

[power_queue] "Years of building that wait in the queue" source: pjm2025
power_queue = power_room * power_short / b_power_build

[power_price] "Wholesale price of power over its trend, log" source: pjm2025
power_price ~ power_price[-1] + b_power_price_speed * (b_power_price * power_short - power_price[-1])
