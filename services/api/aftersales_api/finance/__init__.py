"""Credits and statements over HTTP."""
