"""Goodwill: what people grant beyond coverage, out of a budget that never goes negative."""
