"""The past as the model sees it: states, residuals and hidden states quarter by quarter."""
