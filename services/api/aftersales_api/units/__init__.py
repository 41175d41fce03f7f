"""Sold units over HTTP."""
