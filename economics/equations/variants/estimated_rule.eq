sector "Variant: FRB/US estimated rule"

[ffr_systematic] "Funds rate by FRB/US's estimated rule: two lags, quicker on changes of slack" source: frbus2014
ffr_systematic = b_ffr_estimated_lag * ffr[-1] - b_ffr_estimated_lag2 * ffr[-2] + (1 - b_ffr_estimated_lag + b_ffr_estimated_lag2) * (rstar + b_ffr_target) + b_ffr_estimated_gap * gap - b_ffr_estimated_gap_past * gap[-1] + b_ffr_estimated_infl * (infl_core_yoy - b_ffr_target)

[ffr_rule] "Funds rate that the Fed wants: the rule alone" source: ours
ffr_rule ~ ffr_systematic + policy_judged
