"""When a relation between two series broke: segments, dates with intervals, false alarms."""
