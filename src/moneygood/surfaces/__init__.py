"""What people and machines see: command line, notebooks, charts. Every number comes from `moneygood.api`."""
