"""Figures of returns over HTTP."""
