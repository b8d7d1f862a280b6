"""What a portfolio gains and loses in scenarios and over the draws, and what hedges it."""
