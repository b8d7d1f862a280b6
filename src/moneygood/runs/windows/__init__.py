"""Windows of the past taken apart by the mechanisms that make the future."""
