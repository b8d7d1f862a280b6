"""The compiled kernel as a WebAssembly module, for browsers and Node."""
