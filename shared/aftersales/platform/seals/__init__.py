"""Seals over the log of facts: a later change of any of them shows."""
