"""Which of the highs changes first."""
