"""The tenant, its organisations, people and keys over HTTP."""
