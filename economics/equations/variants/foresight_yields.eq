sector "Variant: yields that foresee" foresight
# A yield less its premium is the average of short rates to come, with weights that fall geometrically and
# have the duration of the bond as their mean horizon. So it is this quarter's short rate and next quarter's
# yield, weighted; the judgement of the baseline stays, and a scenario's difference is what markets foresee.

[rate_2y] "Two-year Treasury yield: the short rates that will come, and a premium" source: shiller1979
rate_2y - b_premium_2y * premium_fundamental ~ (1 - b_foresight_2y) * ffr + b_foresight_2y * (rate_2y[+1] - b_premium_2y * premium_fundamental[+1])

[rate_10y] "Ten-year Treasury yield: the short rates that will come, and a premium" source: shiller1979
rate_10y - premium_fundamental ~ (1 - b_foresight_10y) * ffr + b_foresight_10y * (rate_10y[+1] - premium_fundamental[+1])

[rate_30y] "Thirty-year Treasury yield: the short rates that will come, and a premium" source: shiller1979
rate_30y - premium_fundamental - b_slope_30y ~ (1 - b_foresight_30y) * ffr + b_foresight_30y * (rate_30y[+1] - premium_fundamental[+1] - b_slope_30y)
