"""What each may see of a count, and of stock while a count runs."""
