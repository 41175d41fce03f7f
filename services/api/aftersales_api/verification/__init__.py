"""Verification of papers for everybody, without logging in."""
