sector "Variant: first-difference rule"

[ffr_systematic] "Funds rate by the first-difference rule: moves with inflation and with the change of the gap over a year" source: orphanides2003
ffr_systematic = ffr[-1] + b_ffr_difference * (infl_core_yoy - b_ffr_target) + b_ffr_difference_gap * (gap - gap[-4])

[ffr_rule] "Funds rate that the Fed wants: the rule alone" source: ours
ffr_rule ~ ffr_systematic + policy_judged
