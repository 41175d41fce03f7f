"""Papers: what was issued, and how to fetch or revoke it."""
