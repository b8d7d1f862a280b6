"""Which chapter of the story we are in, and earlier cycles beside today."""
