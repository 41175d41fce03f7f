"""A tenant takes all that is its own: an archive, asked for by its administrator, kept for a few days."""
