"""What share of the model's own futures looks like each scenario, before and after new figures."""
