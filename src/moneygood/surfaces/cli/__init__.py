"""The command line: `moneygood VERB`."""
