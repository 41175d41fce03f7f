"""What keeps a tenant whole, and what ends it: exports, deletions, and the terminal's archives."""
