"""The delivery log over HTTP."""
