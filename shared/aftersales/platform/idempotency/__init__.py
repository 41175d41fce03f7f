"""Answers that were given before, kept under the caller's own key."""
