"""A folder for each question that can be asked."""
