sector "Variant: peg"

[ffr_systematic] "Funds rate stays where it was" source: ours
ffr_systematic = ffr[-1]

[ffr_rule] "Funds rate that the Fed wants: the rule alone" source: ours
ffr_rule ~ ffr_systematic + policy_judged
