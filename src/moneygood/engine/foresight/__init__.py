"""Systems of equations with lags and leads: solved quarter by quarter, or over all quarters at once.

`system` says what is solved, `tape` flattens its expressions, `kernels` runs the flat form (compiled once for
all models), `ordering` finds a pivot order that keeps factors sparse, `recursive` solves quarter by quarter
on many lanes, `stacked` solves with expectations that are consistent with the model; `own_model` brings our
model into this form, and `least_cost` finds the shocks that keep it inside bounds.
"""
