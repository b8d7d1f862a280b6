"""Whether the model's odds of events were honest: what happened of what past restarts gave p."""
