"""Aftersales: many manufacturers run their own after-sales policy with their dealer networks."""
