"""Taking a difference apart: players, coalitions, shares."""
