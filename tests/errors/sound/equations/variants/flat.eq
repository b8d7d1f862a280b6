[rate] "A constant rate" source: frb2014
rate = b_rate_mean
