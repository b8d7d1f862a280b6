"""What is measured, and the answers."""
