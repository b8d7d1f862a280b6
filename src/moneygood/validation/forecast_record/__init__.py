"""The forecast record: restarts in the past, forecasts, benchmarks, scores."""
