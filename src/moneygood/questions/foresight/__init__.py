"""A scenario seen by markets that know where it leads."""
