"""A few of the shipped scenarios that together have every kind of entry: for tests that need not take all."""

KINDS = (
    "baseline",
    "ai-disappoints",
    "ai-productivity-boom",
    "cuts-arrive",
    "deepseek-jevons",
    "deepseek-punished",
    "earnings-slowdown",
    "fiscal-expansion",
    "foreign-strike",
    "gfc-replay",
    "higher-for-longer",
    "soft-landing",
    "unforced",
)
