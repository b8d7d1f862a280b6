"""Whether odds are honest: probabilities that past restarts gave to events, held against what happened."""
