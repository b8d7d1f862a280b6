"""The least unlikely shocks that lose so much, or push a figure over a line."""
