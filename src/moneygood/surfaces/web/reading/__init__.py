"""The reading pages: made on the server, read without a script, and the same as static files."""
