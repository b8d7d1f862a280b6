"""The loop between hoped-for cuts, stocks, spending and the policy rate: its gain and the volatility it
adds."""
