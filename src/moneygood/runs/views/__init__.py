"""A reader's own views laid over the draws of the model: parsed, turned into weights, and what they cost."""
