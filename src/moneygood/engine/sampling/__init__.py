"""Random numbers, and the shocks that are made from them."""
