"""The branches of an event: their odds, what they look like, and what tells them apart first."""
