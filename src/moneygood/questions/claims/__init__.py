"""Claims that people made, held against the figures of their day and against what came after."""
