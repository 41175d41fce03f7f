"""Counts that a policy schedules."""
