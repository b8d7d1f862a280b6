"""Notes: a commentary on a scenario as Markdown, HTML and PDF, every figure traceable."""
