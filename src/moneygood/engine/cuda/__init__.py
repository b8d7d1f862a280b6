"""Never run on a device so far: a quarter of one draw as scalar functions that numba compiles for one."""
