"""Scrambled Sobol points as shocks: sixteen randomised copies of one sequence, whose spread is the error.

Draw i belongs to copy i mod 16 and is point i div 16 of it. Copies share a scrambled sequence and differ by a
random shift of the bits of every dimension, so that each is unbiased by itself (Owen 1998).
"""
