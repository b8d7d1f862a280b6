"""Where figures come from: a file a provider, all behind one contract (query, raw snapshot, tidy figures)."""
