sector "Variant: peg"

[ffr_rule] "Funds rate stays where it was" source: ours
ffr_rule ~ ffr[-1]
