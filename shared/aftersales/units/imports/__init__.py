"""Units from sheets."""
