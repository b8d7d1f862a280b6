"""Figures, model and judgement joined: the history completed, the baseline solved, plans laid over it."""
