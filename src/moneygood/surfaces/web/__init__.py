"""The web: server, pages and the lab."""
