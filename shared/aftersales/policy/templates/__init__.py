"""Policies to start from, as JSON documents that validate."""
