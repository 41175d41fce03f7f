"""Editions of the law that releases decided under; a file here never changes."""
