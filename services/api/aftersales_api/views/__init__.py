"""Kept views of pages over HTTP."""
