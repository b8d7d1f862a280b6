"""Estimation of the model's own equations: priors, posteriors, diagnostics, a proposal."""
