sector "Supply"

[labour_force] "Labour force" source: cbo2026
dlog(labour_force) ~ labour_force_growth[-1] * quarter / hundred

[labour_force_growth] "Trend growth of the labour force: slow population and immigration" source: cbo2026
labour_force_growth = labour_force_growth[-1] + b_labour_force_fade * (b_labour_force_growth - labour_force_growth[-1])

[tfp_growth] "Trend growth of total factor productivity before AI" source: fernald2014, cbo2026
tfp_growth ~ tfp_growth[-1] + b_tfp_growth_fade * (b_tfp_growth - tfp_growth[-1])

[ai_adoption_slow] "Adoption as felt in production: organisation and skills follow use with a lag of years" source: brynjolfsson2021
ai_adoption_slow = ai_adoption_slow[-1] + b_tfp_ai_lag * (ai_adoption - ai_adoption_slow[-1])

[ai_cheaper] "What cheaper AI services are worth per unit of their cost share, felt with the lag of production: the fall in price at the mean of spending before and after, so more where usage answers more" source: hulten1978, tornqvist1936
ai_cheaper = ai_cheaper[-1] + b_tfp_ai_lag * (-ai_price * (1 + exp(ai_usage + ai_price)) / 2 - ai_cheaper[-1])

[ai_saving] "Cost that AI saves on the tasks it does: more when compute is cheap, by its share in their cost" source: hulten1978, acemoglu2024
ai_saving = bounded(b_ai_cost_saving + via(cheap_compute, b_ai_saving_price * ai_cheaper), 0, 0.6, 0.02)

[tfp_ai] "AI's effect on the level of productivity: task share times cost saving times adoption, less the J-curve" source: hulten1978, acemoglu2024, oecd2024, pwbm2025
tfp_ai ~ via(productivity_ai, hundred * b_ai_task_share * ai_saving * (ai_adoption_slow - b_tfp_ai_origin) - hundred * b_tfp_ai_jcurve * (ai_adoption - ai_adoption_slow)) + tfp_extra

[tfp_extra] "Productivity on top of the central path: a level that grows at the rate a scenario chooses, for good or in the years it names" source: ours
tfp_extra ~ tfp_extra[-1] + b_tfp_extra_growth * quarter

[prod_extra] "Output per worker beyond the path on file: what law written in wages and brackets follows; counted no more once all spending follows potential" source: cbo2025rules
prod_extra = prod_extra[-1] + (1 - spending_follow) * (d(tfp_ai) + (tfp_growth - b_tfp_growth) * quarter)

[capital_deepening] "Capital services outside compute, log deviation: follows the investment share slowly" source: ours
capital_deepening = (1 - b_capital_speed) * capital_deepening[-1] + b_capital_speed * log(inv_bus_real[-1] / gdp_potential_real[-1] / b_capital_share_norm)

[labour_growth_equipped] "Labour force growth that capital has caught up with: new workers are equipped over years" source: cbo2026
labour_growth_equipped = labour_growth_equipped[-1] + b_capital_speed * (dlog(labour_force) / quarter * hundred - labour_growth_equipped[-1])

[productivity_equipped] "Growth of productivity beyond the usual that capital has caught up with: in a growth model capital follows output, so its stock answers productivity as it answers workers" source: hulten1979
productivity_equipped = productivity_equipped[-1] + b_capital_speed * (d(tfp_ai) / quarter + tfp_growth - b_capital_productivity_trend - productivity_equipped[-1])

[tariff_slow] "Tariff as felt in efficiency: production moves to dearer places over years" source: furceri2018
tariff_slow = tariff_slow[-1] + b_tariff_efficiency_pace * (tariff - tariff_slow[-1])

[growth_potential] "Growth of potential output, quarterly log change: workers as they come, the capital that follows them, productivity, deepening, less what tariffs cost" source: cbo2026
growth_potential = b_potential_labour * dlog(labour_force) + (b_potential_capital * (labour_growth_equipped - b_capital_labour_trend + productivity_equipped / (1 - b_potential_capital)) + tfp_growth + b_potential_capital_trend) * quarter / hundred + d(tfp_ai) / hundred + b_potential_capital * d(capital_deepening) - b_tariff_efficiency * d(tariff_slow) / hundred

[gdp_potential_real] "Potential output" source: cbo2026
dlog(gdp_potential_real) ~ growth_potential

[gdp_potential_nom] "Potential output in current dollars" source: cbo2026
gdp_potential_nom = gdp_potential_real * price_gdp / base
