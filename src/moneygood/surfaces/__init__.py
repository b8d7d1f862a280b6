"""What people see: command line, charts and pages; thin, over the rooms below."""
