"""Stock counts over HTTP."""
