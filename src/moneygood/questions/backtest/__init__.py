"""The forecast record: how good the forecasts of past quarters would have been."""
