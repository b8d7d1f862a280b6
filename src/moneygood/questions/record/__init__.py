"""The whole record: forecasts, odds, the last misses taken apart, the cost of revised data, AI replayed."""
