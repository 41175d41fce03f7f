"""Imports: an uploaded sheet becomes rows of some context, each row answered."""
