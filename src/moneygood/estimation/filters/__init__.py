"""Unobserved states by filtering: neutral rate and gap, term premium, narrative regime, adoption."""
