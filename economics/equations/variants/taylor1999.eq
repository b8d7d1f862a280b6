sector "Variant: balanced approach, Taylor 1999"

[ffr_systematic] "Funds rate by the balanced-approach rule: one point per point of gap, no inertia" source: taylor1999
ffr_systematic = rstar + infl_core_yoy + b_ffr_infl * (infl_core_yoy - b_ffr_target) + b_ffr_gap * gap

[ffr_rule] "Funds rate that the Fed wants: the rule alone" source: ours
ffr_rule ~ ffr_systematic + policy_judged
