"""Statutes and the rights that customers have under them, over HTTP."""
