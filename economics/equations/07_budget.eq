sector "Federal budget and debt"
# Flows are billions of dollars at seasonally adjusted annual rates, stocks are ends of quarters; fiscal years end in Q3.
# Effective tax rates and real spending paths are policy: exogenous, by fiscal year, in economics/policy. Everything that
# the economy moves is here: tax bases, gains, the Fed's profit, benefits of the unemployed, prices of what government
# buys, and the interest bill, security by security, as what matures is rolled over at market yields.
# The debt of a quarter enters nothing in that quarter: interest rests on stocks at its start and on yields during it.

# ── Revenue by source ────────────────────────────────────────────────────────────────────────────

[gains] "Capital gains that households realise: a share of what they own, realised slowly" source: toder2007, cbo2026
gains ~ gains[-1] + b_gains_speed * (b_gains_share * equity_household - gains[-1])

[tax_gains] "Tax on gains, paid over the four quarters after they are realised" source: cbo58914
tax_gains = b_gains_tax * avg(gains[-1], 4)

[rev_drift] "Revenue beside the law and the economy on file, percent of potential GDP: new law, timing, distribution" source: panel_ols
rev_drift ~ b_rev_drift_lag * rev_drift[-1]

[bracket_lag] "How far prices have run ahead of the brackets of the income tax, beyond a usual year: brackets follow the consumer prices of the year before" source: irc1f
bracket_lag = hundred * log(cpi / avg(cpi[-2], 4)) - b_bracket_norm

[law_taxes] "The part of new law that is lower taxes, percent of potential GDP: at most the largest tax cut, as what is more is paid out" source: panel_ols, tempalski2006
law_taxes = bounded(b_law_revenue * relief, -b_law_revenue_most, b_law_revenue_most, 0.3)

[rev_individual] "Individual income taxes: wages and their cycle, brackets that real incomes outgrow, gains, drift, the part of new law that is taxes, closure" source: cbo2026, follette2010, cbo2019creep
rev_individual ~ tax_individual * wages * exp((b_individual_cycle * gap + b_individual_creep * (prod_extra + bracket_lag)) / hundred) + tax_gains
    + (b_drift_individual * rev_drift + b_closure_revenue * consolidation - law_taxes) / hundred * gdp_potential_nom

[rev_payroll] "Payroll taxes on wages" source: cbo2026
rev_payroll ~ tax_payroll * wages

[rev_corporate] "Corporate income taxes on profits, this quarter's and the last; part of the base does not swing with profits" source: cbo2026, follette2010
rev_corporate ~ tax_corporate * (b_corporate_cycle * avg(profits, 2) + (1 - b_corporate_cycle) * b_corporate_norm * gdp_nom)
    + (1 - b_drift_individual) * rev_drift / hundred * gdp_potential_nom

[tariff] "Tariff beside the law on file, percent of imports" source: cbo2026
tariff ~ tariff[-1] + b_tariff_phase * (b_tariff - tariff[-1])

[rev_customs] "Customs duties on imports: the law on file and the tariff beside it" source: cbo2026
rev_customs ~ (tax_customs + tariff / hundred) * imp_nom

[fed_purchases] "Securities the Fed buys: growth of its assets and what matures" source: fedh41
fed_purchases = smax(fed_assets - (1 - b_fed_matures) * fed_assets[-1], 0, b_fed_width * year)

[fed_yield] "Book yield of the Fed's assets: purchases come in at market yields" source: fedh41
fed_yield = fed_yield[-1] + fed_purchases / (fed_assets[-1] * (1 - b_fed_matures) + fed_purchases) * (rate_10y + b_fed_spread - fed_yield[-1])

[fed_income] "Net income of the Federal Reserve: book yield less interest on reserves and repos (which also fund the deferred asset), less expenses and dividends" source: fedh41
fed_income = fed_yield / hundred * fed_assets[-1]
    - (ffr + b_fed_floor_gap) / hundred * smax(fed_assets[-1] + fed_deferred[-1] - b_fed_free * gdp_nom, 0, b_fed_width * year)
    - b_fed_cost * gdp_nom

[rev_remittances] "Remittances to the Treasury: nothing until past losses are made good" source: fedh41
rev_remittances = smax(fed_income - fed_deferred[-1] / quarter, 0, b_fed_width)

[fed_deferred] "Deferred asset: losses that future income must cover before remittances resume" source: fedh41
fed_deferred = fed_deferred[-1] + (rev_remittances - fed_income) * quarter

[rev_other] "Excise, estate and miscellaneous receipts, and a tax on compute where there is one" source: cbo2026
rev_other = tax_other * gdp_nom + ai_tax

[revenue] "Revenue adds up"
revenue = rev_individual + rev_payroll + rev_corporate + rev_customs + rev_remittances + rev_other

# ── Outlays before interest ──────────────────────────────────────────────────────────────────────

[price_budget] "Prices that budgets and benefits follow: the four quarters before" source: cbo2026
price_budget = avg(price_gdp[-1], 4)

[spending_trend] "What federal spending has of potential growth: nothing while Congress's paths are on file, later all of it" source: cbo2026
dlog(spending_trend) = spending_follow * growth_potential

[pay_federal] "Federal pay beyond the path on file, percent: follows private wages a year or so later" source: cbo2025rules
pay_federal = pay_federal[-1] + b_pay_speed * (prod_extra - pay_federal[-1])

[benefit_wage] "Social Security benefits beyond the path on file, percent: new cohorts retire on the wages of their time" source: cbo2025rules
benefit_wage = benefit_wage[-1] + b_benefit_cohorts * (prod_extra - benefit_wage[-1])

[health_income] "Health costs beyond the path on file, percent: the wages of care, and care that richer people want" source: acemoglu2013
health_income = health_income[-1] + b_health_speed * (b_health_income * prod_extra - health_income[-1])

[defence_new] "Defence outlays beside the law on file, percent of potential GDP: spent as it is voted, then run down" source: ramey2019
defence_new ~ b_purchases_left * defence_new[-1]

[purchases_new] "Other federal purchases beside the law on file, percent of potential GDP" source: ramey2019
purchases_new ~ b_purchases_left * purchases_new[-1]

[out_defence] "Defence outlays: prices, and pay for the part that is pay" source: cbo2026
out_defence = real_defence * spending_trend * exp(b_pay_share * pay_federal / hundred) * price_budget / base + defence_new / hundred * gdp_potential_nom

[out_nondefence] "Other discretionary outlays: prices, and pay for the part that is pay" source: cbo2026
out_nondefence = real_nondefence * spending_trend * exp(b_pay_share * pay_federal / hundred) * price_budget / base + purchases_new / hundred * gdp_potential_nom

[out_social_security] "Social Security: benefits follow last year's prices, those of new cohorts wages" source: cbo2026
out_social_security = real_social_security * spending_trend * exp(benefit_wage / hundred) * price_budget / base

[out_medicare] "Medicare, and payments moved by the calendar" source: cbo2026
out_medicare = real_medicare * spending_trend * exp(health_income / hundred) * price_gdp / base + payment_shift

[out_medicaid] "Medicaid" source: cbo2026
out_medicaid = real_medicaid * spending_trend * exp(health_income / hundred) * price_gdp / base

[out_other_mandatory] "Other mandatory outlays, net of offsetting receipts" source: cbo2026
out_other_mandatory = real_other_mandatory * spending_trend * price_gdp / base

[out_stabilisers] "Automatic stabilisers: benefits that rise with unemployment" source: cbo_stabilisers
out_stabilisers ~ b_stabilisers * (unemployment - nairu) / hundred * gdp_potential_nom

[out_drift] "Outlays beside the law on file, percent of potential GDP" source: panel_ols
out_drift ~ b_out_drift_lag * out_drift[-1]

[consolidation] "Fiscal closure: tightening as debt passes its target, spending as it is paid off, percent of potential GDP" source: ours
consolidation = consolidation[-1] + b_closure_speed * (closure_active * via(fiscal_closure,
    bounded(b_closure * (smax(debt_public[-1] / (avg(gdp_nom[-1], 4) * year) * hundred - debt_target, 0, 1)
    - smax(b_closure_low - debt_public[-1] / (avg(gdp_nom[-1], 4) * year) * hundred, 0, 1)), -b_closure_limit, b_closure_limit, b_closure_width))
    - consolidation[-1])

# Law that a scenario writes: what is announced becomes law over some quarters; lenders believe part of it before that.

[law_announced] "Lasting outlays that are announced and not yet paid, percent of potential GDP" source: ours
law_announced ~ (1 - b_law_start) * law_announced[-1]

[law_lasting] "Outlays of law that lasts, percent of potential GDP" source: ours
law_lasting ~ b_law_kept * law_lasting[-1] + b_law_start * law_announced[-1]

[law_temporary] "Outlays of law that runs out, percent of potential GDP" source: ours
law_temporary ~ b_law_left * law_temporary[-1]

[out_policy] "Outlays of new law: drift, the part of relief, consolidation and drifting law that is spending, law that lasts and law that runs out, less the spending part of the closure" source: ours
out_policy = (out_drift + relief - law_taxes + law_lasting + law_temporary - (1 - b_closure_revenue) * consolidation) / hundred * gdp_potential_nom

[outlays_primary] "Outlays before interest add up"
outlays_primary = out_defence + out_nondefence + out_social_security + out_medicare + out_medicaid
    + out_other_mandatory + out_stabilisers + out_policy

# ── What the Treasury sells: composition of the debt ─────────────────────────────────────────────

[debt_growth] "Growth of the debt over the last year, quarterly log"
debt_growth = log(debt_public[-1] / debt_public[-5]) / 4

[debt_notes] "Notes: follow the growth of the debt and drift to their share; bills take the surprises" source: debt_composition
dlog(debt_notes) ~ b_issue_growth * debt_growth + (1 - b_issue_growth) * b_issue_trend
    + b_issue_notes * log((share_notes - b_bills_extra - b_bonds_extra) * debt_public[-1] / debt_notes[-1])

[debt_bonds] "Bonds: issued steadily, drift to their share" source: debt_composition
dlog(debt_bonds) ~ b_issue_trend + b_issue_bonds * log((share_bonds + b_bonds_extra) * debt_public[-1] / debt_bonds[-1])

[debt_tips] "Inflation-protected securities at accreted principal: drift to their share" source: debt_composition
dlog(debt_tips) ~ b_issue_trend + b_issue_tips * log(share_tips * debt_public[-1] / debt_tips[-1])

[debt_frn] "Floating-rate notes" source: debt_composition
debt_frn = share_frn * debt_public[-1]

[debt_nonmarketable] "Non-marketable debt: savings bonds and state and local series" source: debt_composition
debt_nonmarketable = share_nonmarketable * debt_public[-1]

[debt_bills] "Bills take what is left: debt by security adds up"
debt_bills = debt_public - debt_notes - debt_bonds - debt_tips - debt_frn - debt_nonmarketable

# ── Notes: five tenors, each a chain of four stages of equal length from issue to maturity ───────
# Coupons are fixed at issue and travel with the principal.

[issue_notes] "Gross issue of notes: net issue and what matures in the quarter" source: treasury
issue_notes = debt_notes - debt_notes[-1] + notes_2y_4[-1] / 2 + notes_3y_4[-1] / 3 + notes_5y_4[-1] / 5 + notes_7y_4[-1] / 7 + notes_10y_4[-1] / 10

[issue_share_10y] "Share of the ten-year in gross note issues" source: treasury
issue_share_10y = 1 - issue_share_2y - issue_share_3y - issue_share_5y - issue_share_7y

[notes_2y_1] "2-year notes, first stage"
notes_2y_1 = notes_2y_1[-1] * (1 - 1 / 2) + issue_share_2y * issue_notes

[coupon_2y_1] "Coupons on 2-year notes, first stage"
coupon_2y_1 = coupon_2y_1[-1] * (1 - 1 / 2) + issue_share_2y * issue_notes * rate_2y / hundred

[notes_2y_2] "2-year notes, second stage"
notes_2y_2 = notes_2y_2[-1] + (notes_2y_1[-1] - notes_2y_2[-1]) / 2

[coupon_2y_2] "Coupons on 2-year notes, second stage"
coupon_2y_2 = coupon_2y_2[-1] + (coupon_2y_1[-1] - coupon_2y_2[-1]) / 2

[notes_2y_3] "2-year notes, third stage"
notes_2y_3 = notes_2y_3[-1] + (notes_2y_2[-1] - notes_2y_3[-1]) / 2

[coupon_2y_3] "Coupons on 2-year notes, third stage"
coupon_2y_3 = coupon_2y_3[-1] + (coupon_2y_2[-1] - coupon_2y_3[-1]) / 2

[notes_2y_4] "2-year notes, last stage"
notes_2y_4 = notes_2y_4[-1] + (notes_2y_3[-1] - notes_2y_4[-1]) / 2

[coupon_2y_4] "Coupons on 2-year notes, last stage"
coupon_2y_4 = coupon_2y_4[-1] + (coupon_2y_3[-1] - coupon_2y_4[-1]) / 2

[notes_3y_1] "3-year notes, first stage"
notes_3y_1 = notes_3y_1[-1] * (1 - 1 / 3) + issue_share_3y * issue_notes

[coupon_3y_1] "Coupons on 3-year notes, first stage"
coupon_3y_1 = coupon_3y_1[-1] * (1 - 1 / 3) + issue_share_3y * issue_notes * (rate_2y + b_yield_3y * (rate_5y - rate_2y)) / hundred

[notes_3y_2] "3-year notes, second stage"
notes_3y_2 = notes_3y_2[-1] + (notes_3y_1[-1] - notes_3y_2[-1]) / 3

[coupon_3y_2] "Coupons on 3-year notes, second stage"
coupon_3y_2 = coupon_3y_2[-1] + (coupon_3y_1[-1] - coupon_3y_2[-1]) / 3

[notes_3y_3] "3-year notes, third stage"
notes_3y_3 = notes_3y_3[-1] + (notes_3y_2[-1] - notes_3y_3[-1]) / 3

[coupon_3y_3] "Coupons on 3-year notes, third stage"
coupon_3y_3 = coupon_3y_3[-1] + (coupon_3y_2[-1] - coupon_3y_3[-1]) / 3

[notes_3y_4] "3-year notes, last stage"
notes_3y_4 = notes_3y_4[-1] + (notes_3y_3[-1] - notes_3y_4[-1]) / 3

[coupon_3y_4] "Coupons on 3-year notes, last stage"
coupon_3y_4 = coupon_3y_4[-1] + (coupon_3y_3[-1] - coupon_3y_4[-1]) / 3

[notes_5y_1] "5-year notes, first stage"
notes_5y_1 = notes_5y_1[-1] * (1 - 1 / 5) + issue_share_5y * issue_notes

[coupon_5y_1] "Coupons on 5-year notes, first stage"
coupon_5y_1 = coupon_5y_1[-1] * (1 - 1 / 5) + issue_share_5y * issue_notes * rate_5y / hundred

[notes_5y_2] "5-year notes, second stage"
notes_5y_2 = notes_5y_2[-1] + (notes_5y_1[-1] - notes_5y_2[-1]) / 5

[coupon_5y_2] "Coupons on 5-year notes, second stage"
coupon_5y_2 = coupon_5y_2[-1] + (coupon_5y_1[-1] - coupon_5y_2[-1]) / 5

[notes_5y_3] "5-year notes, third stage"
notes_5y_3 = notes_5y_3[-1] + (notes_5y_2[-1] - notes_5y_3[-1]) / 5

[coupon_5y_3] "Coupons on 5-year notes, third stage"
coupon_5y_3 = coupon_5y_3[-1] + (coupon_5y_2[-1] - coupon_5y_3[-1]) / 5

[notes_5y_4] "5-year notes, last stage"
notes_5y_4 = notes_5y_4[-1] + (notes_5y_3[-1] - notes_5y_4[-1]) / 5

[coupon_5y_4] "Coupons on 5-year notes, last stage"
coupon_5y_4 = coupon_5y_4[-1] + (coupon_5y_3[-1] - coupon_5y_4[-1]) / 5

[notes_7y_1] "7-year notes, first stage"
notes_7y_1 = notes_7y_1[-1] * (1 - 1 / 7) + issue_share_7y * issue_notes

[coupon_7y_1] "Coupons on 7-year notes, first stage"
coupon_7y_1 = coupon_7y_1[-1] * (1 - 1 / 7) + issue_share_7y * issue_notes * (rate_5y + b_yield_7y * (rate_10y - rate_5y)) / hundred

[notes_7y_2] "7-year notes, second stage"
notes_7y_2 = notes_7y_2[-1] + (notes_7y_1[-1] - notes_7y_2[-1]) / 7

[coupon_7y_2] "Coupons on 7-year notes, second stage"
coupon_7y_2 = coupon_7y_2[-1] + (coupon_7y_1[-1] - coupon_7y_2[-1]) / 7

[notes_7y_3] "7-year notes, third stage"
notes_7y_3 = notes_7y_3[-1] + (notes_7y_2[-1] - notes_7y_3[-1]) / 7

[coupon_7y_3] "Coupons on 7-year notes, third stage"
coupon_7y_3 = coupon_7y_3[-1] + (coupon_7y_2[-1] - coupon_7y_3[-1]) / 7

[notes_7y_4] "7-year notes, last stage"
notes_7y_4 = notes_7y_4[-1] + (notes_7y_3[-1] - notes_7y_4[-1]) / 7

[coupon_7y_4] "Coupons on 7-year notes, last stage"
coupon_7y_4 = coupon_7y_4[-1] + (coupon_7y_3[-1] - coupon_7y_4[-1]) / 7

[notes_10y_1] "10-year notes, first stage"
notes_10y_1 = notes_10y_1[-1] * (1 - 1 / 10) + issue_share_10y * issue_notes

[coupon_10y_1] "Coupons on 10-year notes, first stage"
coupon_10y_1 = coupon_10y_1[-1] * (1 - 1 / 10) + issue_share_10y * issue_notes * rate_10y / hundred

[notes_10y_2] "10-year notes, second stage"
notes_10y_2 = notes_10y_2[-1] + (notes_10y_1[-1] - notes_10y_2[-1]) / 10

[coupon_10y_2] "Coupons on 10-year notes, second stage"
coupon_10y_2 = coupon_10y_2[-1] + (coupon_10y_1[-1] - coupon_10y_2[-1]) / 10

[notes_10y_3] "10-year notes, third stage"
notes_10y_3 = notes_10y_3[-1] + (notes_10y_2[-1] - notes_10y_3[-1]) / 10

[coupon_10y_3] "Coupons on 10-year notes, third stage"
coupon_10y_3 = coupon_10y_3[-1] + (coupon_10y_2[-1] - coupon_10y_3[-1]) / 10

[notes_10y_4] "10-year notes, last stage"
notes_10y_4 = notes_10y_4[-1] + (notes_10y_3[-1] - notes_10y_4[-1]) / 10

[coupon_10y_4] "Coupons on 10-year notes, last stage"
coupon_10y_4 = coupon_10y_4[-1] + (coupon_10y_3[-1] - coupon_10y_4[-1]) / 10

[coupon_notes] "Coupons on all notes, annual rate at the end of the quarter"
coupon_notes = coupon_2y_1 + coupon_2y_2 + coupon_2y_3 + coupon_2y_4
    + coupon_3y_1 + coupon_3y_2 + coupon_3y_3 + coupon_3y_4
    + coupon_5y_1 + coupon_5y_2 + coupon_5y_3 + coupon_5y_4
    + coupon_7y_1 + coupon_7y_2 + coupon_7y_3 + coupon_7y_4
    + coupon_10y_1 + coupon_10y_2 + coupon_10y_3 + coupon_10y_4

[interest_notes] "Interest on notes: mean of the rates at the start and the end of the quarter"
interest_notes = (coupon_notes + coupon_notes[-1]) / 2

# ── Bonds, inflation-protected securities, bills and the rest ────────────────────────────────────

[coupon_bonds] "Coupons on bonds: one pool, a small part of which matures each quarter" source: treasury_avg_rates
coupon_bonds = coupon_bonds[-1] * (1 - b_bonds_mature) + (debt_bonds - debt_bonds[-1] * (1 - b_bonds_mature)) * rate_30y / hundred

[interest_bonds] "Interest on bonds"
interest_bonds = (coupon_bonds + coupon_bonds[-1]) / 2

[tips_inflation] "Consumer prices that accrue to principal: published with a lag, two thirds of this quarter, one third of the last" source: treasury
tips_inflation = b_tips_now * dlog(cpi) + (1 - b_tips_now) * dlog(cpi[-1])

[tips_real_yield] "Real yield at which inflation-protected securities are sold" source: fedh15
tips_real_yield = smax(rate_10y - infl_expected - b_tips_wedge, b_tips_floor, b_tips_floor)

[tips_accretion] "Accretion of principal, an outlay that becomes debt" source: treasury
tips_accretion = debt_tips[-1] * tips_inflation / quarter

[coupon_tips] "Real coupons on accreted principal" source: treasury_avg_rates
coupon_tips = coupon_tips[-1] * (1 - b_tips_mature) * (1 + tips_inflation)
    + (debt_tips - debt_tips[-1] * (1 - b_tips_mature) * (1 + tips_inflation)) * tips_real_yield / hundred

[interest_tips] "Interest on inflation-protected securities: coupons and accretion"
interest_tips = (coupon_tips + coupon_tips[-1]) / 2 + tips_accretion

[rate_bill] "Bill rate as a bond-equivalent yield" source: fedh15
rate_bill = b_bill_year * rate_3m / (1 - b_bill_term * rate_3m / hundred) + b_bill_spread

[rate_bill_paid] "Rate paid on bills outstanding: this quarter's and the last quarter's issues" source: treasury_avg_rates
rate_bill_paid = b_bill_now * rate_bill + (1 - b_bill_now) * rate_bill[-1]

[interest_bills] "Interest on bills: mean stock of the quarter, carried on at last quarter's change"
interest_bills = rate_bill_paid / hundred * (debt_bills[-1] + (debt_bills[-1] - debt_bills[-2]) / 2)

[interest_frn] "Interest on floating-rate notes: the bill rate and a spread" source: treasury
interest_frn = (rate_bill_paid + b_frn_spread) / hundred * debt_frn[-1]

[rate_nonmarketable] "Rate on non-marketable debt: slow mean of the five-year" source: ours
rate_nonmarketable = rate_nonmarketable[-1] + b_nonmarketable_speed * (rate_5y - rate_nonmarketable[-1])

[interest_nonmarketable] "Interest on non-marketable debt"
interest_nonmarketable = rate_nonmarketable / hundred * debt_nonmarketable[-1]

[rate_credit] "Rate earned on federal loans: slow mean of the ten-year" source: ours
rate_credit = rate_credit[-1] + b_credit_speed * (rate_10y - rate_credit[-1])

[interest_other] "Other net interest: what loan programmes pay to the Treasury" source: cbo2026
interest_other = -path_credit * gdp_nom * rate_credit / hundred

[interest_net] "Net interest adds up by security"
interest_net = interest_bills + interest_notes + interest_bonds + interest_tips + interest_frn
    + interest_nonmarketable + interest_other

# ── Balance and debt ─────────────────────────────────────────────────────────────────────────────

[outlays] "Outlays: primary and interest"
outlays = outlays_primary + interest_net

[balance] "Federal balance: revenue less outlays, negative in deficit"
balance = revenue - outlays

[balance_primary] "Balance before interest"
balance_primary = revenue - outlays_primary

[financing_timing] "Borrowed ahead for the cash balance, loans and timing, percent of a year's GDP: paid back" source: treasury
financing_timing ~ b_timing_left * financing_timing[-1]

[other_financing] "Borrowing beside the deficit: loans, the cash balance, timing" source: cbo2026
other_financing ~ path_other_financing + d(financing_timing) / hundred * gdp_nom * year / quarter

[debt_public] "Debt held by the public: last quarter's, the deficit, other financing"
debt_public = debt_public[-1] + (other_financing - balance) * quarter

[interest_rate_average] "Net interest over the debt at the start of the quarter"
interest_rate_average = interest_net / (debt_public[-1] / year) * hundred / year
