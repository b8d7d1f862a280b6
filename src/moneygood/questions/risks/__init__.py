"""Named risks: how likely they are, what they cost, and what would show them early."""
