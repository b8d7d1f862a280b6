"""The forecast record: restarts in the past, forecasts, rivals, scores."""
