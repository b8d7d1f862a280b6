"""Scenario discovery: the few conditions on what is drawn that lead to an outcome (PRIM boxes, trees)."""
