"""Whether this process lives, can serve, and stands on what it needs."""
