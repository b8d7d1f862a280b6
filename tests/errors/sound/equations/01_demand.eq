sector "Demand"
# what households and firms spend

[cons] "Consumption follows income" source: frb2014
dlog(cons) ~ via(wealth, b_cons_inc * dlog(gdp)) - 0.001 * step(u_regime - 0.9)

[inv] "Investment falls when rates rise"
log(inv) ~ log(inv[-1]) - b_inv_rate * (rate[-1] - avg(rate[-2], 4))

[gdp] "Output adds up"
gdp = cons
  + inv
  + gov

[debt] "Debt grows by the deficit" source: bea
debt = debt[-1] + (gov - 0.2 * gdp) * quarter + rate / hundred * debt[-1] * quarter

[rate] "The rate returns to its mean"
rate = bounded(b_rate_mean + 0.9 * (rate[-1] - b_rate_mean), 0, 5 * b_rate_mean, 0.25)
