"""Models that others wrote, put to work: baselines, shocks, expectations, targets, draws."""
