"""Which chapter of the story we are in: a regime filter on observables, and earlier cycles beside today."""
