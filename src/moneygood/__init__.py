"""moneygood: an open scenario engine for the US macro-financial system."""

__version__ = "0.1.0"
