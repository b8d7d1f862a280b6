"""What the past says: regressions, filters, fits, and the state of every quarter."""
