"""Statutes: the law as versioned data, and the rights that a customer has under it today."""
