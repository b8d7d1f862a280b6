"""How likely scenarios are, by the model's own shocks and beside its own baseline."""
