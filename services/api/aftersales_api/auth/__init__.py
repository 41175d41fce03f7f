"""Logging in, switching brands, accepting invitations."""
