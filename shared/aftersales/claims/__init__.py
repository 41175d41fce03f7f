"""Warranty claims and returns: from what a dealer files to what the factory settles."""
