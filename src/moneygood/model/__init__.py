"""From text to a checked model: equations, records, units, and the shared graph of expressions."""
