[cons] "From the accounts" source: bea
cons = pce

[rate] "Average of two quarters" source: bea
rate = (funds + funds[-1]) / 2
