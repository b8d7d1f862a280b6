sector "Variant: Taylor 1993"

[ffr_systematic] "Funds rate by Taylor's rule of 1993: half a point per point of gap, no inertia" source: taylor1993
ffr_systematic = rstar + infl_core_yoy + b_ffr_infl * (infl_core_yoy - b_ffr_target) + b_ffr_gap_taylor1993 * gap

[ffr_rule] "Funds rate that the Fed wants: the rule alone" source: ours
ffr_rule ~ ffr_systematic + policy_judged
