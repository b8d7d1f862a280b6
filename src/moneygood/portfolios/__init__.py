"""Portfolios of building blocks: priced from the model's paths, added up, put at risk and hedged."""
