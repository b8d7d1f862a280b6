"""When a relation between two series broke: segments, dates with intervals, and how often that is a false alarm."""
