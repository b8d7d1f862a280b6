sector "Variant: share prices that foresee" foresight
# The price over normal earnings is the average of the multiples that will be deserved, with weights that fall
# at the rate of discounting: what raises the multiple in two years raises the price today.

[price_leaders] "Share price of the AI leaders: normal earnings times the multiples that will be deserved" source: campbell1988
dlog(price_leaders) ~ (1 - b_foresight_equity) * multiple_leaders + b_foresight_equity * log(cap_leaders[+1] / (norm_leaders[+1] * year)) - log(cap_leaders[-1] / (norm_leaders * year))

[price_rest] "Share price of the rest: normal earnings times the multiples that will be deserved" source: campbell1988
dlog(price_rest) ~ (1 - b_foresight_equity) * multiple_rest + b_foresight_equity * log(cap_rest[+1] / (norm_rest[+1] * year)) - log(cap_rest[-1] / (norm_rest * year))
